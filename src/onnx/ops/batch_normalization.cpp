// BatchNormalization in its inference form: (x - mean) / sqrt(variance + epsilon) * scale + bias, as one Scale layer a channel.
#include "onnx/ops/compose.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace tenon::onnx
{

using base::invalidArgument;

namespace
{

//! With parameters that are tensors; in training mode with the batch's own mean and variance, and the running ones as outputs 1 and 2.
Result<std::vector<Value>> composed(Importer& importer, Node const& node, std::span<Value const> inputs, bool training)
{
    std::array<ITensor*, 5> tensors{};
    for (size_t i = 0; i < 5; ++i)
    {
        TENON_ASSIGN(tensors[i], importer.tensor(inputs[i]));
    }
    ITensor& x = *tensors[0];
    int32_t const rank = x.getDimensions().nbDims;
    int32_t const channels = importer.implicitBatch() ? 0 : 1;
    for (size_t i = 1; i < 5; ++i)
    {
        TENON_ASSIGN(tensors[i], alongAxis(importer, *tensors[i], rank, channels));
    }
    std::vector<Value> running;
    if (training)
    {
        TENON_CHECK(refuseImplicitBatch(importer, "BatchNormalization in training mode"));
        uint32_t const axes = ((1U << rank) - 1U) & ~0b10U;
        TENON_ASSIGN(float const momentum, node.number("momentum", 0.9F));
        TENON_ASSIGN(ITensor* const mean, reduce(importer, x, ReduceOperation::kAVG, axes));
        TENON_ASSIGN(ITensor* const difference, elementWise(importer, x, *mean, ElementWiseOperation::kSUB));
        TENON_ASSIGN(
            ITensor* const square, elementWise(importer, *difference, *difference, ElementWiseOperation::kPROD));
        TENON_ASSIGN(ITensor* const variance, reduce(importer, *square, ReduceOperation::kAVG, axes));
        ITensor* const found[]{mean, variance};
        for (size_t i = 0; i < 2; ++i)
        {
            TENON_ASSIGN(
                ITensor* const old, elementWise(importer, *tensors[3 + i], momentum, ElementWiseOperation::kPROD));
            TENON_ASSIGN(
                ITensor* const now, elementWise(importer, *found[i], 1.0 - momentum, ElementWiseOperation::kPROD));
            TENON_ASSIGN(ITensor * sum, elementWise(importer, *old, *now, ElementWiseOperation::kSUM));
            std::vector<int64_t> others;
            for (int32_t d = 0; d < rank; ++d)
            {
                if (d != channels)
                {
                    others.push_back(d);
                }
            }
            TENON_ASSIGN(sum, squeeze(importer, *sum, others));
            running.push_back({sum, nullptr});
            tensors[3 + i] = found[i];
        }
    }
    TENON_ASSIGN(float const epsilon, node.number("epsilon", 1e-5F));
    TENON_ASSIGN(ITensor * root, elementWise(importer, *tensors[4], epsilon, ElementWiseOperation::kSUM));
    TENON_ASSIGN(root, unary(importer, *root, UnaryOperation::kSQRT));
    TENON_ASSIGN(ITensor* const factor, elementWise(importer, *tensors[1], *root, ElementWiseOperation::kDIV));
    TENON_ASSIGN(ITensor * y, elementWise(importer, x, *tensors[3], ElementWiseOperation::kSUB));
    TENON_ASSIGN(y, elementWise(importer, *y, *factor, ElementWiseOperation::kPROD));
    TENON_ASSIGN(y, elementWise(importer, *y, *tensors[2], ElementWiseOperation::kSUM));
    std::vector<Value> results = valuesOf(y);
    results.insert(results.end(), running.begin(), running.end());
    return results;
}

} // namespace

Result<std::vector<Value>> importBatchNormalization(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 5, 5));
    TENON_ASSIGN(int64_t const training, node.integer("training_mode", 0));
    bool const fixed =
        std::all_of(inputs.begin() + 1, inputs.end(), [](Value const& value) { return value.isConstant(); });
    if (training != 0 || !fixed)
    {
        return composed(importer, node, inputs, training != 0);
    }
    std::array<std::vector<float>, 4> parameters;
    for (size_t i = 0; i < 4; ++i)
    {
        TENON_ASSIGN(parameters[i], floatsOf(*inputs[i + 1].constant));
        if (parameters[i].size() != parameters[0].size())
        {
            return invalidArgument("input {}: expected {} values as scale has, found {}", i + 1, parameters[0].size(),
                parameters[i].size());
        }
    }
    auto const& [scale, bias, mean, variance] = parameters;
    TENON_ASSIGN(float const epsilon, node.number("epsilon", 1e-5F));
    std::vector<float> factor(scale.size());
    std::vector<float> shift(scale.size());
    for (size_t c = 0; c < scale.size(); ++c)
    {
        // In double: the division must not add to the error of the weights.
        double const f = scale[c] / std::sqrt(static_cast<double>(variance[c]) + epsilon);
        factor[c] = static_cast<float>(f);
        shift[c] = static_cast<float>(bias[c] - mean[c] * f);
    }
    TENON_ASSIGN(nvinfer1::ITensor* const input, importer.tensor(inputs[0]));
    auto const count = static_cast<int64_t>(scale.size());
    auto const type = nvinfer1::DataType::kFLOAT;
    Constant const* const shifts = importer.weights().add(node.name() + " shift", type, {count}, shift);
    Constant const* const factors = importer.weights().add(node.name() + " scale", type, {count}, factor);
    int32_t const channelAxis = importer.implicitBatch() ? 0 : 1;
    return importer.result(importer.network().addScaleNd(
        *input, nvinfer1::ScaleMode::kCHANNEL, shifts->weights, factors->weights, {type, nullptr, 0}, channelAxis));
}

} // namespace tenon::onnx
