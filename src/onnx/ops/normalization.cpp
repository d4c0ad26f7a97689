// LayerNormalization (opset 17), InstanceNormalization (1, 6, 22), GroupNormalization (18, 21), RMSNormalization (23),
// MeanVarianceNormalization (9, 13), LpNormalization (1, 22): Normalization layers, or reductions where the layer has no such form.
#include "onnx/ops/compose.h"

#include "base/dims.h"

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

uint32_t bitsFrom(int32_t first, int32_t rank)
{
    return ((1U << rank) - 1U) & ~((1U << first) - 1U);
}

Result<ITensor*> normalize(
    Importer& importer, ITensor& x, ITensor& scale, ITensor& bias, uint32_t axes, float epsilon, int64_t groups = 1)
{
    TENON_ASSIGN(auto* const layer, importer.added(importer.network().addNormalizationV2(x, scale, bias, axes)));
    layer->setEpsilon(epsilon);
    layer->setNbGroups(groups);
    return importer.output(layer);
}

//! Mean, and 1 / sqrt(variance + epsilon).
Result<std::pair<ITensor*, ITensor*>> statistics(Importer& importer, ITensor& x, uint32_t axes, float epsilon)
{
    TENON_ASSIGN(ITensor* const mean, reduce(importer, x, ReduceOperation::kAVG, axes));
    TENON_ASSIGN(ITensor* const difference, elementWise(importer, x, *mean, ElementWiseOperation::kSUB));
    TENON_ASSIGN(ITensor* const square, elementWise(importer, *difference, *difference, ElementWiseOperation::kPROD));
    TENON_ASSIGN(ITensor * variance, reduce(importer, *square, ReduceOperation::kAVG, axes));
    TENON_ASSIGN(variance, elementWise(importer, *variance, epsilon, ElementWiseOperation::kSUM));
    TENON_ASSIGN(ITensor * inverse, unary(importer, *variance, UnaryOperation::kSQRT));
    TENON_ASSIGN(inverse, unary(importer, *inverse, UnaryOperation::kRECIP));
    return std::pair(mean, inverse);
}

} // namespace

Result<std::vector<Value>> importLayerNormalization(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * scale, importer.tensor(inputs[1]));
    int32_t const rank = x->getDimensions().nbDims;
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", -1));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, rank));
    TENON_ASSIGN(float const epsilon, node.number("epsilon", 1e-5F));
    TENON_ASSIGN(scale, importer.withRank(*scale, rank));
    ITensor* bias = nullptr;
    if (inputs.size() > 2 && inputs[2])
    {
        TENON_ASSIGN(bias, importer.tensor(inputs[2]));
        TENON_ASSIGN(bias, importer.withRank(*bias, rank));
    }
    else
    {
        TENON_ASSIGN(bias, numberLike(importer, *scale, 0.0));
    }
    uint32_t const axes = bitsFrom(axis, rank);
    TENON_ASSIGN(ITensor* const y, normalize(importer, *x, *scale, *bias, axes, epsilon));
    std::vector<Value> results = valuesOf(y);
    if (node.proto().output_size() > 1)
    {
        TENON_ASSIGN(auto const both, statistics(importer, *x, axes, epsilon));
        results.push_back({both.first, nullptr});
        results.push_back({both.second, nullptr});
    }
    return results;
}

Result<std::vector<Value>> importRmsNormalization(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 2));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const scale, importer.tensor(inputs[1]));
    int32_t const rank = x->getDimensions().nbDims;
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", -1));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, rank));
    TENON_ASSIGN(float const epsilon, node.number("epsilon", 1e-5F));
    TENON_ASSIGN(ITensor* const square, elementWise(importer, *x, *x, ElementWiseOperation::kPROD));
    TENON_ASSIGN(ITensor * mean, reduce(importer, *square, ReduceOperation::kAVG, bitsFrom(axis, rank)));
    TENON_ASSIGN(mean, elementWise(importer, *mean, epsilon, ElementWiseOperation::kSUM));
    TENON_ASSIGN(ITensor* const root, unary(importer, *mean, UnaryOperation::kSQRT));
    TENON_ASSIGN(ITensor* const normalized, elementWise(importer, *x, *root, ElementWiseOperation::kDIV));
    TENON_ASSIGN(ITensor* const y, elementWise(importer, *normalized, *scale, ElementWiseOperation::kPROD));
    return valuesOf(y);
}

Result<std::vector<Value>> importInstanceNormalization(
    Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * scale, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor * bias, importer.tensor(inputs[2]));
    int32_t const rank = x->getDimensions().nbDims;
    if (rank < 3)
    {
        return invalidArgument("input 0: expected spatial dimensions behind batch and channels, found rank {}", rank);
    }
    TENON_ASSIGN(float const epsilon, node.number("epsilon", 1e-5F));
    TENON_ASSIGN(scale, alongAxis(importer, *scale, rank, 1));
    TENON_ASSIGN(bias, alongAxis(importer, *bias, rank, 1));
    TENON_ASSIGN(ITensor* const y, normalize(importer, *x, *scale, *bias, bitsFrom(2, rank), epsilon));
    return valuesOf(y);
}

Result<std::vector<Value>> importGroupNormalization(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 3, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor * scale, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor * bias, importer.tensor(inputs[2]));
    int32_t const rank = x->getDimensions().nbDims;
    TENON_ASSIGN(int64_t const groups, node.integer("num_groups", 0));
    TENON_ASSIGN(float const epsilon, node.number("epsilon", 1e-5F));
    if (rank < 3 || groups < 1)
    {
        return invalidArgument(
            "expected spatial dimensions behind batch and channels and num_groups of at least 1, found rank {} and {}",
            rank, groups);
    }
    // Up to opset 20 scale and bias count groups, from 21 on channels.
    TENON_ASSIGN(scale, alongAxis(importer, *scale, rank, 1));
    TENON_ASSIGN(bias, alongAxis(importer, *bias, rank, 1));
    if (groups == 1)
    {
        TENON_ASSIGN(ITensor* const whole, normalize(importer, *x, *scale, *bias, bitsFrom(1, rank), epsilon));
        return valuesOf(whole);
    }
    if (node.opset() < 21)
    {
        TENON_ASSIGN(auto* const layer,
            importer.added(importer.network().addNormalization(*x, *scale, *bias, bitsFrom(2, rank))));
        layer->setEpsilon(epsilon);
        layer->setNbGroups(groups);
        return importer.result(layer);
    }
    TENON_ASSIGN(ITensor* const y, normalize(importer, *x, *scale, *bias, bitsFrom(2, rank), epsilon, groups));
    return valuesOf(y);
}

Result<std::vector<Value>> importMeanVarianceNormalization(
    Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    int32_t const rank = x->getDimensions().nbDims;
    TENON_ASSIGN(auto const axes, node.integers("axes", {0, 2, 3}));
    uint32_t mask = 0;
    for (int64_t const each : axes)
    {
        TENON_ASSIGN(int32_t const axis, importer.axis(each, rank));
        mask |= 1U << axis;
    }
    // (x − mean) / (sqrt(mean(x²) − mean²) + 1e-9), whose last number the layer's epsilon comes close enough to.
    TENON_ASSIGN(ITensor* const one, numberLike(importer, *x, 1.0));
    TENON_ASSIGN(ITensor* const zero, numberLike(importer, *x, 0.0));
    TENON_ASSIGN(ITensor* const y, normalize(importer, *x, *one, *zero, mask, 1e-18F));
    return valuesOf(y);
}

Result<std::vector<Value>> importLpNormalization(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 1, 1));
    TENON_ASSIGN(ITensor* const x, importer.tensor(inputs[0]));
    TENON_ASSIGN(int64_t const onnxAxis, node.integer("axis", -1));
    TENON_ASSIGN(int32_t const axis, importer.axis(onnxAxis, x->getDimensions().nbDims));
    TENON_ASSIGN(int64_t const p, node.integer("p", 2));
    if (p != 1 && p != 2)
    {
        return invalidArgument("attribute \"p\": expected 1 or 2, found {}", p);
    }
    TENON_ASSIGN(ITensor * terms,
        p == 1 ? unary(importer, *x, UnaryOperation::kABS)
               : elementWise(importer, *x, *x, ElementWiseOperation::kPROD));
    TENON_ASSIGN(ITensor * norm, reduce(importer, *terms, ReduceOperation::kSUM, 1U << axis));
    if (p == 2)
    {
        TENON_ASSIGN(norm, unary(importer, *norm, UnaryOperation::kSQRT));
    }
    TENON_ASSIGN(ITensor* const y, elementWise(importer, *x, *norm, ElementWiseOperation::kDIV));
    return valuesOf(y);
}

} // namespace tenon::onnx
