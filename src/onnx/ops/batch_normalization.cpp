// BatchNormalization in its inference form: (x - mean) / sqrt(variance + epsilon) * scale + bias, as one Scale layer a channel.
#include "onnx/importer.h"

#include <array>
#include <cmath>

namespace tenon::onnx
{

using base::invalidArgument;

Result<std::vector<Value>> importBatchNormalization(Importer& importer, Node const& node, std::span<Value const> inputs)
{
    TENON_CHECK(expectInputs(inputs, 5, 5));
    TENON_ASSIGN(int64_t const training, node.integer("training_mode", 0));
    if (training != 0)
    {
        return base::notImplemented("BatchNormalization in training mode; export the model for inference");
    }
    std::array<std::vector<float>, 4> parameters;
    for (size_t i = 0; i < 4; ++i)
    {
        if (!inputs[i + 1].isConstant())
        {
            return base::notImplemented("BatchNormalization with parameters that are computed at run time");
        }
        TENON_ASSIGN(parameters[i], floatsOf(*inputs[i + 1].constant));
        if (parameters[i].size() != parameters[0].size())
        {
            return invalidArgument("input {}: expected {} values as scale has, found {}", i + 1, parameters[0].size(), parameters[i].size());
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
    return importer.result(importer.network().addScaleNd(*input, nvinfer1::ScaleMode::kCHANNEL, shifts->weights, factors->weights,
        {type, nullptr, 0}, channelAxis));
}

} // namespace tenon::onnx
