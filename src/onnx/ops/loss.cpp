// NegativeLogLikelihoodLoss (opsets 12, 13) and SoftmaxCrossEntropyLoss (12, 13): gather, weights, masks and a reduction.
#include "onnx/ops/compose.h"

#include "base/dims.h"

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

//! Losses −w[t] · logarithms[n, t, …], reduced as the node asks.
Result<ITensor*> negativeLogLikelihood(
    Importer& importer, Node const& node, ITensor& logarithms, ITensor& givenTarget, ITensor* weight)
{
    TENON_ASSIGN(std::string const reduction, node.text("reduction", "mean"));
    if (reduction != "none" && reduction != "sum" && reduction != "mean")
    {
        return invalidArgument("attribute \"reduction\": expected none, sum or mean, found \"{}\"", reduction);
    }
    TENON_ASSIGN(ITensor * target, cast(importer, givenTarget, DataType::kINT64));
    bool const ignores = node.attribute("ignore_index") != nullptr;
    ITensor* ignored = nullptr;
    if (ignores)
    {
        TENON_ASSIGN(int64_t const index, node.integer("ignore_index", 0));
        TENON_ASSIGN(ITensor* const number, numberLike(importer, *target, static_cast<double>(index)));
        TENON_ASSIGN(ignored,
            importer.output(importer.network().addElementWise(*target, *number, ElementWiseOperation::kEQUAL)));
        TENON_ASSIGN(ITensor* const zero, numberLike(importer, *target, 0.0));
        TENON_ASSIGN(target, select(importer, *ignored, *zero, *target));
    }
    TENON_ASSIGN(ITensor* const places, unsqueeze(importer, *target, {1}));
    TENON_ASSIGN(auto* const gather,
        importer.added(importer.network().addGatherV2(logarithms, *places, nvinfer1::GatherMode::kELEMENT)));
    gather->setGatherAxis(1);
    TENON_ASSIGN(ITensor * loss, importer.output(gather));
    TENON_ASSIGN(loss, squeeze(importer, *loss, {1}));
    TENON_ASSIGN(loss, unary(importer, *loss, UnaryOperation::kNEG));
    ITensor* weights = nullptr;
    if (weight != nullptr)
    {
        TENON_ASSIGN(weights, importer.output(importer.network().addGather(*weight, *target, 0)));
    }
    if (ignores)
    {
        TENON_ASSIGN(ITensor* const zero, numberLike(importer, *loss, 0.0));
        TENON_ASSIGN(ITensor* const one, numberLike(importer, *loss, 1.0));
        TENON_ASSIGN(weights, select(importer, *ignored, *zero, weights != nullptr ? *weights : *one));
    }
    if (weights != nullptr)
    {
        TENON_ASSIGN(loss, elementWise(importer, *loss, *weights, ElementWiseOperation::kPROD));
    }
    if (reduction == "none")
    {
        return loss;
    }
    uint32_t const all = (1U << loss->getDimensions().nbDims) - 1U;
    if (reduction == "mean" && weights == nullptr)
    {
        return reduce(importer, *loss, ReduceOperation::kAVG, all, false);
    }
    TENON_ASSIGN(ITensor* const sum, reduce(importer, *loss, ReduceOperation::kSUM, all, false));
    if (reduction == "sum")
    {
        return sum;
    }
    TENON_ASSIGN(ITensor* const count, reduce(importer, *weights, ReduceOperation::kSUM, all, false));
    return elementWise(importer, *sum, *count, ElementWiseOperation::kDIV);
}

Result<ITensor*> optionalTensor(Importer& importer, std::span<Value const> inputs, size_t index)
{
    return index < inputs.size() && inputs[index] ? importer.tensor(inputs[index]) : Result<ITensor*>(nullptr);
}

} // namespace

Result<std::vector<Value>> importNegativeLogLikelihoodLoss(
    Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const logarithms, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const target, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor* const weight, optionalTensor(importer, inputs, 2));
    TENON_ASSIGN(ITensor* const loss, negativeLogLikelihood(importer, node, *logarithms, *target, weight));
    return valuesOf(loss);
}

Result<std::vector<Value>> importSoftmaxCrossEntropyLoss(
    Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 2, 3));
    TENON_CHECK(refuseImplicitBatch(importer, node.op()));
    TENON_ASSIGN(ITensor* const scores, importer.tensor(inputs[0]));
    TENON_ASSIGN(ITensor* const target, importer.tensor(inputs[1]));
    TENON_ASSIGN(ITensor* const weight, optionalTensor(importer, inputs, 2));
    TENON_ASSIGN(ITensor* const logarithms, logSoftmax(importer, *scores, 1));
    TENON_ASSIGN(ITensor* const loss, negativeLogLikelihood(importer, node, *logarithms, *target, weight));
    return std::vector<Value>{{loss, nullptr}, {logarithms, nullptr}};
}

} // namespace tenon::onnx
