// A plugin in one class: its fields, tensors and kernels are written down once, and creator, field parsing, serialization, clone, equality,
// printing and documentation follow, for the interfaces IPluginV2Ext, IPluginV2IOExt, IPluginV2DynamicExt and IPluginV3.
// See docs/declarative-plugins.md. Needs the NvInfer headers of any TensorRT from 7 to 10, and C++17; runs on Tenon and elsewhere.
//
//     struct Scale : tenon::plugin::Plugin
//     {
//         static constexpr char const* kName = "Scale";
//         static constexpr char const* kVersion = "1";
//         float factor{1.0F};
//
//         template <typename D>
//         static void declare(D& d)
//         {
//             d.about("Multiplies by a number.");
//             d.input("x", "any shape");
//             d.output("y", "shaped as `x`");
//             d.field("factor", &Scale::factor, "what to multiply by").range(-100, 100);
//             d.expression("x * factor");
//         }
//         int32_t enqueueCpu(tenon::plugin::Call const& call) const;
//     };
//     TENON_REGISTER_PLUGIN(Scale, kSTATIC_AND_DYNAMIC);
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
#ifndef TENON_PLUGIN_H
#define TENON_PLUGIN_H

#include <tenon/plugin/creators.h>

#endif // TENON_PLUGIN_H
