// DisentangledAttention_TRT versions 1 (IPluginV2DynamicExt) and 2 (IPluginV3): the attention scores of DeBERTa.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct DisentangledAttention : plugin::Plugin
{
    static constexpr char const* kName = "DisentangledAttention_TRT";
    static constexpr char const* kVersion = "1";

    int32_t span{0};
    float factor{1.0F};

    template <typename D>
    static void declare(D& d)
    {
        using P = DisentangledAttention;
        using nvinfer1::DataType;
        std::vector<DataType> const types{DataType::kFLOAT, DataType::kHALF, DataType::kINT8};
        d.about(
            "The sum of attention between contents, from contents to relative positions and from these to contents, times a "
            "factor; positions far away share logarithmic buckets.");
        d.input("data0", "[B, S, S]: content to content, B heads of all sequences").types(types, "T");
        d.input("data1", "[B, S, 2 · span]: content to each relative position").types(types, "T");
        d.input("data2", "[B, S, 2 · span]: each relative position to content").types(types, "T");
        d.output("result", "[B, S, S]").types(types, "T");
        d.field("span", &P::span, "buckets of relative positions in each direction").range(1, 1 << 20).required();
        d.field("factor", &P::factor, "what the sum is multiplied by, as a rule 1 / √(3 · size of a head)").required();
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    //! Whether the inputs' dimensions fit together; reports if not.
    bool fits(plugin::Call const& call) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct DisentangledAttention2 : DisentangledAttention
{
    static constexpr char const* kVersion = "2";
};

using DisentangledAttentionCreator = plugin::Creator<DisentangledAttention, plugin::Forms::kDYNAMIC>;
using DisentangledAttention2Creator = plugin::CreatorV3<DisentangledAttention2>;

} // namespace tenon::plugins
