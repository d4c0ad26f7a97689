// Attention, RotaryEmbedding (opset 23): products, SoftMax, slices and concatenations.
#include "onnx/ops/compose.h"

#include "base/dims.h"

#include <cmath>
#include <limits>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

//! [batch, sequence, heads · size] as [batch, heads, sequence, size].
Result<ITensor*> splitHeads(Importer& importer, ITensor& x, int64_t heads)
{
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, x));
    int64_t const hidden = x.getDimensions().d[2];
    if (heads < 1 || hidden < 0 || hidden % heads != 0)
    {
        return invalidArgument("heads: expected a number that divides the last dimension of {}, found {}",
            base::toString(x.getDimensions()), heads);
    }
    TENON_ASSIGN(ITensor* const split, reshapeTo(importer, x, {sizes[0], sizes[1], Size(heads), Size(hidden / heads)}));
    return transpose(importer, *split, {0, 2, 1, 3});
}

//! The other way.
Result<ITensor*> joinHeads(Importer& importer, ITensor& x)
{
    TENON_ASSIGN(ITensor* const moved, transpose(importer, x, {0, 2, 1, 3}));
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, *moved));
    TENON_ASSIGN(Size const hidden, combine(importer, sizes[2], sizes[3], ElementWiseOperation::kPROD));
    return reshapeTo(importer, *moved, {sizes[0], sizes[1], hidden});
}

Result<ITensor*> concatenated(Importer& importer, std::vector<ITensor*> const& parts, int32_t axis)
{
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addConcatenation(parts.data(), static_cast<int32_t>(parts.size()))));
    layer->setAxis(axis);
    return importer.output(layer);
}

//! Each head `times` times, one after the other.
Result<ITensor*> repeatHeads(Importer& importer, ITensor& x, int64_t times)
{
    if (times == 1)
    {
        return &x;
    }
    TENON_ASSIGN(Sizes const sizes, sizesOf(importer, x));
    TENON_ASSIGN(ITensor* const apart, unsqueeze(importer, x, {2}));
    TENON_ASSIGN(
        ITensor* const repeated, expandTo(importer, *apart, {sizes[0], sizes[1], Size(times), sizes[2], sizes[3]}));
    TENON_ASSIGN(Size const heads, combine(importer, sizes[1], Size(times), ElementWiseOperation::kPROD));
    return reshapeTo(importer, *repeated, {sizes[0], heads, sizes[2], sizes[3]});
}

//! 0 where a position may be looked at, −∞ where not; null where all may be.
struct Bias
{
    ITensor* tensor{nullptr};
};

Result<ITensor*> minusInfinityUnless(Importer& importer, ITensor& allowed, ITensor const& like)
{
    TENON_ASSIGN(ITensor* const zero, constantOf(importer, "attention zero", like.getType(), {}, {0.0}));
    TENON_ASSIGN(ITensor* const never,
        constantOf(
            importer, "attention minus infinity", like.getType(), {}, {-std::numeric_limits<double>::infinity()}));
    return select(importer, allowed, *zero, *never);
}

struct Heads
{
    ITensor *query, *key, *value;
    ITensor* pastKey{nullptr};
};

Result<Bias> biasOf(Importer& importer, Node const& node, Heads const& heads, Value const& mask, bool causal)
{
    Bias bias;
    if (mask)
    {
        TENON_ASSIGN(bias.tensor, importer.tensor(mask));
        if (bias.tensor->getType() == DataType::kBOOL)
        {
            TENON_ASSIGN(bias.tensor, minusInfinityUnless(importer, *bias.tensor, *heads.query));
        }
    }
    if (causal)
    {
        TENON_ASSIGN(Sizes const query, sizesOf(importer, *heads.query));
        TENON_ASSIGN(Sizes const key, sizesOf(importer, *heads.key));
        TENON_ASSIGN(ITensor * distance, diagonals(importer, node, {query[2], key[2]}));
        // What came before this block of queries may be looked at.
        ITensor* before = nullptr;
        if (heads.pastKey != nullptr)
        {
            TENON_ASSIGN(Sizes const past, sizesOf(importer, *heads.pastKey));
            TENON_ASSIGN(before, tensorOf(importer, {past[2]}));
            TENON_ASSIGN(before, unsqueeze(importer, *before, {0}));
        }
        else
        {
            TENON_ASSIGN(before, constantOf(importer, node.name() + " before", DataType::kINT64, {1, 1}, {0.0}));
        }
        TENON_ASSIGN(ITensor * later, elementWise(importer, *distance, *before, ElementWiseOperation::kGREATER));
        TENON_ASSIGN(later, unary(importer, *later, UnaryOperation::kNOT));
        TENON_ASSIGN(ITensor * causalBias, minusInfinityUnless(importer, *later, *heads.query));
        if (bias.tensor != nullptr)
        {
            TENON_ASSIGN(causalBias, elementWise(importer, *bias.tensor, *causalBias, ElementWiseOperation::kSUM));
        }
        bias.tensor = causalBias;
    }
    return bias;
}

} // namespace

Result<std::vector<Value>> importAttention(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 6));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    Heads heads{};
    TENON_ASSIGN(heads.query, importer.tensor(inputs[0]));
    TENON_ASSIGN(heads.key, importer.tensor(inputs[1]));
    TENON_ASSIGN(heads.value, importer.tensor(inputs[2]));
    int32_t const rank = heads.query->getDimensions().nbDims;
    if ((rank != 3 && rank != 4) || heads.key->getDimensions().nbDims != rank
        || heads.value->getDimensions().nbDims != rank)
    {
        return invalidArgument("inputs: expected query, key and value of rank 3 or 4, found ranks {}, {} and {}", rank,
            heads.key->getDimensions().nbDims, heads.value->getDimensions().nbDims);
    }
    if (rank == 3)
    {
        TENON_ASSIGN(int64_t const queryHeads, node.integer("q_num_heads", 0));
        TENON_ASSIGN(int64_t const keyHeads, node.integer("kv_num_heads", 0));
        TENON_ASSIGN(heads.query, splitHeads(importer, *heads.query, queryHeads));
        TENON_ASSIGN(heads.key, splitHeads(importer, *heads.key, keyHeads));
        TENON_ASSIGN(heads.value, splitHeads(importer, *heads.value, keyHeads));
    }
    auto const at = [&](size_t index) { return inputs.size() > index ? inputs[index] : Value{}; };
    if (static_cast<bool>(at(4)) != static_cast<bool>(at(5)))
    {
        return invalidArgument("inputs: expected past_key and past_value, or neither, found one");
    }
    if (at(4))
    {
        TENON_ASSIGN(heads.pastKey, importer.tensor(at(4)));
        TENON_ASSIGN(ITensor* const pastValue, importer.tensor(at(5)));
        TENON_ASSIGN(heads.key, concatenated(importer, {heads.pastKey, heads.key}, 2));
        TENON_ASSIGN(heads.value, concatenated(importer, {pastValue, heads.value}, 2));
    }
    ITensor* const presentKey = heads.key;
    ITensor* const presentValue = heads.value;
    int64_t const queryHeads = heads.query->getDimensions().d[1];
    int64_t const keyHeads = heads.key->getDimensions().d[1];
    int64_t const size = heads.query->getDimensions().d[3];
    if (queryHeads < 1 || keyHeads < 1 || queryHeads % keyHeads != 0 || size < 1)
    {
        return invalidArgument(
            "heads: expected a fixed head size and query heads that are a multiple of the key's, found {} and {} of size {}",
            queryHeads, keyHeads, size);
    }
    TENON_ASSIGN(heads.key, repeatHeads(importer, *heads.key, queryHeads / keyHeads));
    TENON_ASSIGN(heads.value, repeatHeads(importer, *heads.value, queryHeads / keyHeads));

    TENON_ASSIGN(float const scale, node.number("scale", 1.0F / std::sqrt(static_cast<float>(size))));
    double const root = std::sqrt(static_cast<double>(scale));
    TENON_ASSIGN(ITensor* const query, elementWise(importer, *heads.query, root, ElementWiseOperation::kPROD));
    TENON_ASSIGN(ITensor* const key, elementWise(importer, *heads.key, root, ElementWiseOperation::kPROD));
    TENON_ASSIGN(ITensor * scores,
        importer.output(importer.network().addMatrixMultiply(
            *query, nvinfer1::MatrixOperation::kNONE, *key, nvinfer1::MatrixOperation::kTRANSPOSE)));
    ITensor* const raw = scores;
    TENON_ASSIGN(float const cap, node.number("softcap", 0.0F));
    if (cap > 0)
    {
        // Before the bias, so that what must not be looked at stays out of reach.
        TENON_ASSIGN(scores, elementWise(importer, *scores, 1.0 / cap, ElementWiseOperation::kPROD));
        TENON_ASSIGN(scores, activation(importer, *scores, nvinfer1::ActivationType::kTANH));
        TENON_ASSIGN(scores, elementWise(importer, *scores, cap, ElementWiseOperation::kPROD));
    }
    ITensor* const capped = scores;
    TENON_ASSIGN(int64_t const causal, node.integer("is_causal", 0));
    TENON_ASSIGN(Bias const bias, biasOf(importer, node, heads, at(3), causal != 0));
    if (bias.tensor != nullptr)
    {
        TENON_ASSIGN(scores, elementWise(importer, *scores, *bias.tensor, ElementWiseOperation::kSUM));
    }
    ITensor* const biased = scores;
    TENON_ASSIGN(auto* const softmax, importer.added(importer.network().addSoftMax(*scores)));
    softmax->setAxes(1U << 3);
    TENON_ASSIGN(ITensor* const weights, importer.output(softmax));
    TENON_ASSIGN(ITensor * output,
        importer.output(importer.network().addMatrixMultiply(
            *weights, nvinfer1::MatrixOperation::kNONE, *heads.value, nvinfer1::MatrixOperation::kNONE)));
    if (rank == 3)
    {
        TENON_ASSIGN(output, joinHeads(importer, *output));
    }
    TENON_ASSIGN(int64_t const mode, node.integer("qk_matmul_output_mode", 0));
    ITensor* const shown = mode == 0 ? raw : mode == 1 ? (cap > 0 ? capped : biased) : mode == 2 ? biased : weights;
    return std::vector<Value>{{output, nullptr}, {presentKey, nullptr}, {presentValue, nullptr}, {shown, nullptr}};
}

Result<std::vector<Value>> importRotaryEmbedding(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 4));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor * x, importer.tensor(inputs[0]));
    int32_t const rank = x->getDimensions().nbDims;
    if (rank != 3 && rank != 4)
    {
        return invalidArgument("input 0: expected rank 3 or 4, found {}", rank);
    }
    if (rank == 3)
    {
        TENON_ASSIGN(int64_t const heads, node.integer("num_heads", 0));
        TENON_ASSIGN(x, splitHeads(importer, *x, heads));
    }
    int64_t const size = x->getDimensions().d[3];
    TENON_ASSIGN(int64_t rotated, node.integer("rotary_embedding_dim", 0));
    rotated = rotated == 0 ? size : rotated;
    if (size < 1 || rotated < 2 || rotated > size || rotated % 2 != 0)
    {
        return invalidArgument(
            "attribute \"rotary_embedding_dim\": expected an even number up to the head size {}, found {}", size,
            rotated);
    }
    TENON_ASSIGN(ITensor* const cosines, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor* const sines, importer.tensor(inputs[2]));
    TENON_ASSIGN(int64_t const interleaved, node.integer("interleaved", 0));
    TENON_ASSIGN(auto* const layer,
        importer.added(importer.network().addRotaryEmbedding(
            *x, *cosines, *sines, interleaved != 0, static_cast<int32_t>(rotated))));
    if (inputs.size() > 3 && inputs[3])
    {
        TENON_ASSIGN(ITensor* const places, importer.tensor(inputs[3]));
        layer->setInput(3, *places);
    }
    TENON_ASSIGN(ITensor * turned, importer.output(layer));
    if (rank == 3)
    {
        TENON_ASSIGN(turned, joinHeads(importer, *turned));
    }
    return valuesOf(turned);
}

} // namespace tenon::onnx
