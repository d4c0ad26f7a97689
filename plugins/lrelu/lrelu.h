// LReLU_TRT version 1: leaky ReLU, y = x ≥ 0 ? x : negSlope · x. One field, negSlope (fp32, default 0.01 as ONNX's LeakyRelu).
//
// Two forms of one plugin: static (IPluginV2IOExt), which is what createPlugin makes and what every host can use, also with
// implicit batch; and dynamic (IPluginV2DynamicExt), which Tenon asks for in explicit-batch networks through the plugin's traits, so
// that any dimension may be dynamic there.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct LRelu : plugin::Plugin
{
    static constexpr char const* kName = "LReLU_TRT";
    static constexpr char const* kVersion = "1";

    float negSlope{0.01F};

    template <typename D>
    static void declare(D& d)
    {
        d.about("Leaky ReLU: y = x where x ≥ 0, else negSlope · x.");
        using nvinfer1::DataType;
        d.input("x", "any shape").types({DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8}, "T");
        d.output("y", "shaped as `x`")
            .types({DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8}, "T");
        d.field("negSlope", &LRelu::negSlope, "factor where x < 0");
        d.expression("x < 0 ? x * negSlope : x");
        d.capturable();
    }

    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using LReluCreator = plugin::Creator<LRelu, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
