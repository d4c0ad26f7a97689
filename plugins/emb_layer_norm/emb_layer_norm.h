// CustomEmbLayerNormPluginDynamic: the embeddings of BERT, normalized. Versions 1 (IPluginV2DynamicExt) and 6 (IPluginV3): sequences of equal
// length, padded, and the lengths that a mask says. 2, 3 (IPluginV2DynamicExt), 4 and 5 (the same as IPluginV3): sequences of different lengths
// side by side; 3 and 5 also give what is normalized.
#pragma once

#include "plugins/common/versions.h"

namespace tenon::plugins
{

//! What all versions share.
struct EmbeddingTables : plugin::Plugin
{
    static constexpr char const* kName = "CustomEmbLayerNormPluginDynamic";

    int32_t outputFp16{0};
    int32_t fullMask{0};
    int32_t mhaTypeId{0};
    plugin::Weights beta;
    plugin::Weights gamma;
    plugin::Weights words;
    plugin::Weights types;
    plugin::Weights positions;

    template <typename D>
    static void declareTables(D& d)
    {
        using P = EmbeddingTables;
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
    nvinfer1::DataType embeddedType() const
    {
        return outputFp16 != 0 ? nvinfer1::DataType::kHALF : nvinfer1::DataType::kFLOAT;
    }
    std::string validate() const;
    int32_t prepare();

protected:
    //! After an enqueue on the CPU.
    void reportOutside(std::string const& label) const;
};

struct EmbLayerNorm : EmbeddingTables
{
    static constexpr char const* kVersion = "1";

    template <typename D>
    static void declare(D& d)
    {
        using nvinfer1::DataType;
        d.about(
            "layerNorm(word[token] + type[segment] + position[s]) · gamma + beta, and how many leading tokens of each sequence are valid.");
        d.input("token_id", "[S, B]").int32();
        d.input("segment_id", "[S, B]").int32();
        d.input("input_mask", "[S, B]: 1 where a token is valid, 0 where it is padding").int32();
        d.output("embedded_input", "[S, B, E, 1, 1]; fp16 where `output_fp16` is 1")
            .types({DataType::kFLOAT, DataType::kHALF});
        d.output("maskIdx", "[B]: number of leading valid tokens").int32();
        declareTables(d);
    }

    nvinfer1::DataType outputType(int32_t index, nvinfer1::DataType const*, int32_t) const
    {
        return index == 1 ? nvinfer1::DataType::kINT32 : embeddedType();
    }
    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using EmbLayerNorm6 = AsVersion<EmbLayerNorm, '6'>;

//! Sequences side by side.
struct EmbLayerNormVariable : EmbeddingTables
{
    template <typename D>
    static void declareAs(D& d, bool givesSums)
    {
        using nvinfer1::DataType;
        d.about(
            std::string(
                "layerNorm(word[token] + type[segment] + position[s]) · gamma + beta for sequences side by side, and ")
            + (givesSums ? "what is normalized." : "their lengths."));
        d.input("token_id", "[S']: the tokens of all sequences").int32();
        d.input("segment_id", "[S']").int32();
        declareSequences(d);
        d.output("embedded_input", "[S', E, 1, 1]; fp16 where `output_fp16` is 1")
            .types({DataType::kFLOAT, DataType::kHALF});
        if (givesSums)
        {
            d.output("preln", "[S', E, 1, 1]: what is normalized, in the type of `embedded_input`")
                .types({DataType::kFLOAT, DataType::kHALF});
        }
        else
        {
            d.output("maskIdx", "[B]: number of tokens").int32();
        }
        declareTables(d);
    }

    bool sums{false};

    bool givesSums() const { return sums; }
    nvinfer1::DataType outputType(int32_t index, nvinfer1::DataType const*, int32_t) const
    {
        return index == 1 && !sums ? nvinfer1::DataType::kINT32 : embeddedType();
    }
    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using EmbLayerNorm2 = DeclaredAsVersion<EmbLayerNormVariable, '2', false>;
struct EmbLayerNorm3 : DeclaredAsVersion<EmbLayerNormVariable, '3', true>
{
    EmbLayerNorm3() { sums = true; }
};
using EmbLayerNorm4 = AsVersion<EmbLayerNorm2, '4'>;
using EmbLayerNorm5 = AsVersion<EmbLayerNorm3, '5'>;

using EmbLayerNormCreator = plugin::Creator<EmbLayerNorm, plugin::Forms::kDYNAMIC>;
using EmbLayerNorm2Creator = plugin::Creator<EmbLayerNorm2, plugin::Forms::kDYNAMIC>;
using EmbLayerNorm3Creator = plugin::Creator<EmbLayerNorm3, plugin::Forms::kDYNAMIC>;
using EmbLayerNorm4Creator = plugin::CreatorV3<EmbLayerNorm4>;
using EmbLayerNorm5Creator = plugin::CreatorV3<EmbLayerNorm5>;
using EmbLayerNorm6Creator = plugin::CreatorV3<EmbLayerNorm6>;

} // namespace tenon::plugins
