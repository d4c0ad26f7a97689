#include "ops/common/axes_input.h"

#include "ops/common/input_checks.h"

#include <algorithm>

namespace tenon::ops
{

base::Result<std::vector<int32_t>> axesOfInput(
    graph::InferenceInputs const& inputs, size_t index, int32_t rank, int32_t hidden)
{
    graph::ValueSpec const& input = inputs[index];
    TENON_CHECK(expectType(
        fmt::format("input {} (axes)", index), input.type, {base::DataType::kINT32, base::DataType::kINT64}));
    auto const isConstant = [](graph::Dim const& value) { return value->isConstant(); };
    if (input.dims.size() > 1 || !input.values || !std::all_of(input.values->begin(), input.values->end(), isConstant))
    {
        return base::invalidArgument("input {} (axes): expected constants of rank 0 or 1, found {} that is computed",
            index, graph::toString(input.dims, inputs.symbolNames));
    }
    std::vector<int32_t> axes;
    for (graph::Dim const& value : *input.values)
    {
        int64_t const given = value->value();
        int64_t const axis = given < 0 ? given + rank : given + hidden;
        bool const twice = std::find(axes.begin(), axes.end(), axis) != axes.end();
        if (axis < hidden || axis >= rank || twice)
        {
            return base::invalidArgument("input {} (axes): expected each from {} to {}, and none twice, found {}",
                index, hidden - rank, rank - hidden - 1, given);
        }
        axes.push_back(static_cast<int32_t>(axis));
    }
    return axes;
}

} // namespace tenon::ops
