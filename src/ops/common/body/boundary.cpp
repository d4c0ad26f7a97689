#include "ops/common/body/boundary.h"

#include "ops/common/input_checks.h"

namespace tenon::ops
{

base::Error boundaryDoesNotRun(std::string_view kind)
{
    return base::error(base::ErrorCode::kINTERNAL_ERROR,
        "{}: expected the pass form_regions to have made a loop or conditional of it, found it alone", kind);
}

base::Result<graph::Dim> oneShapeValue(graph::InferenceInputs const& inputs, size_t index, std::string_view what)
{
    TENON_CHECK(expectType(fmt::format("input {} ({})", index, what), inputs[index].type,
        {base::DataType::kINT32, base::DataType::kINT64}));
    auto const& values = inputs[index].values;
    if (!values || values->size() != 1)
    {
        return base::invalidArgument(
            "input {} ({}): expected a shape tensor of one value, which follows from constants, dimensions and shape inputs, found {} with unknown values",
            index, what, graph::toString(inputs[index].dims, inputs.symbolNames));
    }
    return values->front();
}

} // namespace tenon::ops
