// Network inputs whose values, not only shapes, decide the shapes of others.
#include "api/network/network_definition.h"

#include <unordered_set>

namespace tenon::api
{
namespace
{

//! More values than any shape needs.
constexpr int64_t kMaxShapeValues = 64;

//! Small lists of integers with a fixed length: what the values of a shape tensor can be.
bool canBeShapeTensor(graph::Tensor const& input)
{
    bool const integers = input.type == nvinfer1::DataType::kINT32 || input.type == nvinfer1::DataType::kINT64;
    return integers && input.dims.size() <= 1 && graph::isConstant(input.dims)
        && base::volumeUnchecked(graph::toDims(input.dims)) <= kMaxShapeValues;
}

//! The network inputs that a value is computed from.
std::vector<graph::Tensor*> inputsBehind(graph::Tensor& value)
{
    std::vector<graph::Tensor*> inputs, stack{&value};
    std::unordered_set<graph::Tensor const*> seen{&value};
    while (!stack.empty())
    {
        graph::Tensor* const tensor = stack.back();
        stack.pop_back();
        if (tensor->isInput)
        {
            inputs.push_back(tensor);
        }
        for (graph::Tensor* const before :
            tensor->producer == nullptr ? std::vector<graph::Tensor*>() : tensor->producer->inputs)
        {
            if (before != nullptr && seen.insert(before).second)
            {
                stack.push_back(before);
            }
        }
    }
    return inputs;
}

} // namespace

Status NetworkDefinition::makeShapeTensor(graph::Tensor& value)
{
    TENON_CHECK(graph_.infer(value));
    if (value.values)
    {
        return {};
    }
    for (graph::Tensor* const input : inputsBehind(value))
    {
        if (input->values || !canBeShapeTensor(*input))
        {
            continue;
        }
        int64_t const count = base::volumeUnchecked(graph::toDims(input->dims));
        input->values.emplace();
        for (int64_t i = 0; i < count; ++i)
        {
            int32_t const symbol = graph_.addSymbol(fmt::format("{}[{}]", input->name, i), {INT64_MIN, INT64_MAX});
            input->values->push_back(graph::symbol(symbol));
        }
        graph_.invalidate(*input);
    }
    return graph_.infer(value);
}

} // namespace tenon::api
