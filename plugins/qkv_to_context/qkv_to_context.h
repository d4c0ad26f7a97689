// CustomQKVToContextPluginDynamic: multi-head attention over a projected input. Version 1 (IPluginV2DynamicExt) and 4 (IPluginV3): sequences of
// equal length, padded; 2 and 5: also sequences of different lengths side by side; 3 and 6: those as columns.
#pragma once

#include "plugins/common/versions.h"

namespace tenon::plugins
{
namespace qkv_to_context
{
struct Sequences;
struct TokenLayout;
} // namespace qkv_to_context

//! What all versions share.
struct QkvToContextBase : plugin::Plugin
{
    static constexpr char const* kName = "CustomQKVToContextPluginDynamic";

    int32_t hiddenSize{0};
    int32_t heads{1};
    float dqProbs{1.0F / 127.0F};
    int32_t useInt8ScaleMax{1};

    template <typename D>
    static void declareHeads(D& d)
    {
        using P = QkvToContextBase;
        d.field("hidden_size", &P::hiddenSize, "E").range(1, 1 << 24).required();
        d.field("num_heads", &P::heads, "number of heads; E / num_heads is H").range(1, 1 << 16).required();
        d.field("dq_probs", &P::dqProbs, "has no effect: probabilities are fp32");
    }
    template <typename D>
    static void declareScaleMax(D& d)
    {
        d.field(
             "use_int8_scale_max", &QkvToContextBase::useInt8ScaleMax, "has no effect: the softmax is computed in fp32")
            .choices({{"no", 0}, {"yes", 1}});
    }

    std::string validate() const;
};

struct QkvToContext : QkvToContextBase
{
    static constexpr char const* kVersion = "1";

    nvinfer1::DataType typeId{nvinfer1::DataType::kFLOAT};
    int32_t hasMask{0};
    int32_t varSeqlen{0};

    template <typename D>
    static void declare(D& d)
    {
        declareAs(d, false);
    }
    template <typename D>
    static void declareAs(D& d, bool mayBeVariable)
    {
        using P = QkvToContext;
        using nvinfer1::DataType;
        std::vector<DataType> const types{DataType::kFLOAT, DataType::kHALF, DataType::kINT8};
        d.about(
            "softmax(Q Kᵀ / √H) V of each head, over the first tokens of each sequence where a mask says how many.");
        d.input("input",
             mayBeVariable
                 ? "[S, B, 3 · E, 1, 1], with `var_seqlen` [S', 3 · E, 1, 1]: of each head its query, key and value side by side"
                 : "[S, B, 3 · E, 1, 1]: of each head its query, key and value side by side")
            .types(types, "T");
        d.input("input_mask",
             mayBeVariable
                 ? "[B]: number of leading valid tokens, where `has_mask` is 1; with `var_seqlen` of any shape, and not read"
                 : "[B]: number of leading valid tokens; there where `has_mask` is 1")
            .int32()
            .optional();
        if (mayBeVariable)
        {
            d.input("cu_seqlens", "with `var_seqlen`: [B + 1], where each sequence begins, and S'").int32().optional();
            d.input("max_seqlen",
                 "with `var_seqlen`: of as many elements as the longest sequence has tokens at most; not read")
                .int32()
                .optional();
        }
        d.output("output", mayBeVariable ? "[S, B, E, 1, 1], with `var_seqlen` [S', E, 1, 1]" : "[S, B, E, 1, 1]")
            .types(types, "T");
        d.field("type_id", &P::typeId, "type of the tensors, as a nvinfer1::DataType")
            .choices({{"kFLOAT", 0}, {"kHALF", 1}, {"kINT8", 2}});
        declareHeads(d);
        d.field("has_mask", &P::hasMask, "whether there is a second input").choices({{"no", 0}, {"yes", 1}});
        if (mayBeVariable)
        {
            d.field("var_seqlen", &P::varSeqlen, "whether sequences of different lengths lie side by side")
                .choices({{"no", 0}, {"yes", 1}});
            declareScaleMax(d);
        }
        d.capturable();
    }

    int32_t inputCount() const { return varSeqlen != 0 ? 4 : (hasMask != 0 ? 2 : 1); }
    bool supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const;
    void outputShapes(plugin::Shapes& s) const;
    qkv_to_context::Sequences sequencesOf(plugin::Call const& call) const;
    qkv_to_context::TokenLayout layoutOf(plugin::Tensor const& tensor, int64_t channels) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using QkvToContext2 = DeclaredAsVersion<QkvToContext, '2', true>;
using QkvToContext4 = AsVersion<QkvToContext, '4'>;
using QkvToContext5 = AsVersion<QkvToContext2, '5'>;

struct QkvToContext3 : QkvToContextBase
{
    static constexpr char const* kVersion = "3";

    template <typename D>
    static void declare(D& d)
    {
        using nvinfer1::DataType;
        using nvinfer1::TensorFormat;
        std::vector<DataType> const types{DataType::kFLOAT, DataType::kHALF, DataType::kINT8};
        std::vector<TensorFormat> const formats{TensorFormat::kLINEAR, TensorFormat::kCHW32};
        d.about("softmax(Q Kᵀ / √H) V of each head, for sequences of different lengths whose tokens are columns.");
        d.input("input", "[1, 3 · E, S', 1]: of each head its query, key and value side by side; kCHW32 is for int8")
            .types(types, "T")
            .formats(formats);
        declareSequences(d);
        d.output("output", "[1, E, S', 1]").types(types, "T").formats(formats);
        declareHeads(d);
        declareScaleMax(d);
        d.capturable();
    }

    bool supports(int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t inputs, int32_t outputs) const;
    void outputShapes(plugin::Shapes& s) const;
    qkv_to_context::Sequences sequencesOf(plugin::Call const& call) const;
    qkv_to_context::TokenLayout layoutOf(plugin::Tensor const& tensor, int64_t channels) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};
using QkvToContext6 = AsVersion<QkvToContext3, '6'>;

using QkvToContextCreator = plugin::Creator<QkvToContext, plugin::Forms::kDYNAMIC>;
using QkvToContext2Creator = plugin::Creator<QkvToContext2, plugin::Forms::kDYNAMIC>;
using QkvToContext3Creator = plugin::Creator<QkvToContext3, plugin::Forms::kDYNAMIC>;
using QkvToContext4Creator = plugin::CreatorV3<QkvToContext4>;
using QkvToContext5Creator = plugin::CreatorV3<QkvToContext5>;
using QkvToContext6Creator = plugin::CreatorV3<QkvToContext6>;

} // namespace tenon::plugins
