// CustomEmbLayerNormPluginDynamic versions 1 (IPluginV2DynamicExt) and 6 (IPluginV3): the embeddings of BERT, normalized, and the lengths of sequences.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct EmbLayerNorm : plugin::Plugin
{
    static constexpr char const* kName = "CustomEmbLayerNormPluginDynamic";
    static constexpr char const* kVersion = "1";

    int32_t outputFp16{0};
    int32_t fullMask{0};
    int32_t mhaTypeId{0};
    plugin::Weights beta;
    plugin::Weights gamma;
    plugin::Weights words;
    plugin::Weights types;
    plugin::Weights positions;

    template <typename D>
    static void declare(D& d)
    {
        using P = EmbLayerNorm;
        using nvinfer1::DataType;
        d.about(
            "layerNorm(word[token] + type[segment] + position[s]) · gamma + beta, and how many leading tokens of each sequence are valid.");
        d.input("token_id", "[S, B]").int32();
        d.input("segment_id", "[S, B]").int32();
        d.input("input_mask", "[S, B]: 1 where a token is valid, 0 where it is padding").int32();
        d.output("embedded_input", "[S, B, E, 1, 1]; fp16 where `output_fp16` is 1")
            .types({DataType::kFLOAT, DataType::kHALF});
        d.output("maskIdx", "[B]: number of leading valid tokens").int32();
        d.field("output_fp16", &P::outputFp16, "type of the first output").choices({{"fp32", 0}, {"fp16", 1}});
        d.field("full_mask", &P::fullMask, "has no effect: masks are lengths").choices({{"no", 0}, {"yes", 1}});
        d.field("mha_type_id", &P::mhaTypeId, "has no effect: masks are lengths")
            .choices({{"kFLOAT", 0}, {"kHALF", 1}, {"kINT8", 2}});
        d.field("bert_embeddings_layernorm_beta", &P::beta, "E numbers").required();
        d.field("bert_embeddings_layernorm_gamma", &P::gamma, "E numbers").required();
        d.field("bert_embeddings_word_embeddings", &P::words, "[words, E]").required();
        d.field("bert_embeddings_token_type_embeddings", &P::types, "[segments, E]").required();
        d.field("bert_embeddings_position_embeddings", &P::positions, "[greatest S, E]").required();
        d.capturable();
    }

    int64_t hidden() const { return gamma.count(); }
    std::string validate() const;
    nvinfer1::DataType outputType(int32_t index, nvinfer1::DataType const*, int32_t) const;
    void outputShapes(plugin::Shapes& s) const;
    int32_t prepare();
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct EmbLayerNorm6 : EmbLayerNorm
{
    static constexpr char const* kVersion = "6";
};

using EmbLayerNorm6Creator = plugin::CreatorV3<EmbLayerNorm6>;
using EmbLayerNormCreator = plugin::Creator<EmbLayerNorm, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins
