// CustomQKVToContextPluginDynamic versions 1 (IPluginV2DynamicExt) and 4 (IPluginV3): multi-head attention over a projected input.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct QkvToContext : plugin::Plugin
{
    static constexpr char const* kName = "CustomQKVToContextPluginDynamic";
    static constexpr char const* kVersion = "1";

    nvinfer1::DataType typeId{nvinfer1::DataType::kFLOAT};
    int32_t hiddenSize{0};
    int32_t heads{1};
    int32_t hasMask{0};
    float dqProbs{1.0F / 127.0F};

    template <typename D>
    static void declare(D& d)
    {
        using P = QkvToContext;
        d.about(
            "softmax(Q Kᵀ / √H) V of each head, over the first tokens of each sequence where a mask says how many.");
        d.input("input", "[S, B, 3 · E, 1, 1]: of each head its query, key and value side by side");
        d.input("input_mask", "[B]: number of leading valid tokens; there where `has_mask` is 1").int32().optional();
        d.output("output", "[S, B, E, 1, 1]");
        d.field("type_id", &P::typeId, "type of the tensors, as a nvinfer1::DataType; int8 is not served")
            .choices({{"kFLOAT", 0}, {"kHALF", 1}});
        d.field("hidden_size", &P::hiddenSize, "E").range(1, 1 << 24).required();
        d.field("num_heads", &P::heads, "number of heads; E / num_heads is H").range(1, 1 << 16).required();
        d.field("has_mask", &P::hasMask, "whether there is a second input").choices({{"no", 0}, {"yes", 1}});
        d.field("dq_probs", &P::dqProbs, "has no effect: it belongs to int8");
        d.capturable();
    }

    std::string validate() const;
    bool supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const;
    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct QkvToContext4 : QkvToContext
{
    static constexpr char const* kVersion = "4";
};

using QkvToContext4Creator = plugin::CreatorV3<QkvToContext4>;
using QkvToContextCreator = plugin::Creator<QkvToContext, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins
