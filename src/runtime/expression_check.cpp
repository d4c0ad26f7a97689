#include "runtime/expression_check.h"

#include "base/half.h"

#include <cmath>
#include <cstring>

namespace tenon::runtime
{
namespace
{

using nvinfer1::DataType;

bool isCompared(graph::TensorDesc const& desc)
{
    return (desc.type == DataType::kFLOAT || desc.type == DataType::kHALF)
        && desc.format == nvinfer1::TensorFormat::kLINEAR;
}

float elementAt(void const* data, DataType type, int64_t index)
{
    if (type == DataType::kFLOAT)
    {
        return static_cast<float const*>(data)[index];
    }
    return base::halfToFloat(static_cast<uint16_t const*>(data)[index]);
}

//! What a few roundings in the tensor's type make of a value.
bool isClose(float found, float expected, DataType type)
{
    if (std::isnan(expected) || std::isinf(expected))
    {
        return std::isnan(expected) ? std::isnan(found) : found == expected;
    }
    float const relative = type == DataType::kHALF ? 4e-3F : 1e-5F;
    return std::fabs(found - expected) <= relative * std::fabs(expected) + (type == DataType::kHALF ? 1e-4F : 1e-6F);
}

} // namespace

base::Status checkExpression(plugin_host::Expression const& expression, std::span<graph::TensorDesc const> inputs,
    std::span<void const* const> inputData, graph::TensorDesc const& output, void const* outputData)
{
    bool compared = isCompared(output);
    for (graph::TensorDesc const& input : inputs)
    {
        if (!base::operator==(input.dims, output.dims))
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "it declares a pointwise expression: expected inputs and output of one shape, found {} and {}",
                base::toString(input.dims), base::toString(output.dims));
        }
        compared = compared && isCompared(input);
    }
    std::vector<float> values(inputs.size());
    int64_t const count = compared ? base::volumeUnchecked(output.dims) : 0;
    for (int64_t i = 0; i < count; ++i)
    {
        for (size_t t = 0; t < inputs.size(); ++t)
        {
            values[t] = elementAt(inputData[t], inputs[t].type, i);
        }
        float const expected = expression.evaluate(values);
        float const found = elementAt(outputData, output.type, i);
        if (!isClose(found, expected, output.type))
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "it declares a pointwise expression: expected {} at element {} (of input {}), found {} from its enqueue; correct one of the two",
                expected, i, fmt::join(values, ", "), found);
        }
    }
    return {};
}

} // namespace tenon::runtime
