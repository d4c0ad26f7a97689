// MultiscaleDeformableAttnPlugin_TRT versions 1 (IPluginV2DynamicExt) and 2 (IPluginV3): the attention of Deformable DETR.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct MultiscaleDeformableAttn : plugin::Plugin
{
    static constexpr char const* kName = "MultiscaleDeformableAttnPlugin_TRT";
    static constexpr char const* kVersion = "1";

    template <typename D>
    static void declare(D& d)
    {
        d.about("A weighted sum of values that are sampled, bilinearly, at points of several feature maps.");
        d.input("value", "[N, S, M, D]: the positions of all maps, one map behind the other");
        d.input("spatial_shapes", "[L, 2]: height and width of each map").int32();
        d.input("level_start_index", "[L]: where each map begins among the S positions").int32();
        d.input("sampling_locations", "[N, Q, M, L, P, 2]: x, y relative to the map");
        d.input("attention_weights", "[N, Q, M, L, P]");
        d.output("output", "[N, Q, M, D]");
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct MultiscaleDeformableAttn2 : MultiscaleDeformableAttn
{
    static constexpr char const* kVersion = "2";
};

using MultiscaleDeformableAttnCreator = plugin::Creator<MultiscaleDeformableAttn, plugin::Forms::kDYNAMIC>;
using MultiscaleDeformableAttn2Creator = plugin::CreatorV3<MultiscaleDeformableAttn2>;

} // namespace tenon::plugins
