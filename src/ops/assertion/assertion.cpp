// Loops: the booleans, until one is false. Threads: one.
#include "ops/assertion/assertion.h"

#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/plain_kernel.h"

#include <algorithm>

namespace tenon::ops
{

using base::DataType;

graph::Result<std::vector<graph::ValueSpec>> AssertionOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    TENON_CHECK(expectType("input 0 (condition)", inputs[0].type, {DataType::kBOOL}));
    auto const& values = inputs[0].values;
    bool const fails = values && std::any_of(values->begin(), values->end(), [](graph::Dim const& value) {
        return value->isConstant() && value->value() == 0;
    });
    if (fails)
    {
        return base::invalidArgument(
            "condition: expected it to hold, found it false for all inputs: {}", params.message);
    }
    return std::vector<graph::ValueSpec>{};
}

graph::Result<graph::CandidateList> AssertionOp::candidates(graph::CandidateQuery const& query)
{
    return networkTypeCandidate(query, "cpu");
}

graph::Result<std::unique_ptr<graph::Kernel>> AssertionOp::makeKernel(graph::KernelRequest const&) const
{
    return makePlainKernel([message = params.message](PlainShapes const& shapes, void const* const* inputs,
                               void* const*, void*) -> base::Status {
        auto const* const conditions = static_cast<uint8_t const*>(inputs[0]);
        int64_t const count = base::volumeUnchecked(shapes.inputs[0].dims);
        auto const* const failed = std::find(conditions, conditions + count, uint8_t{0});
        if (failed != conditions + count)
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "condition: expected it to hold, found value {} of {} false: {}", failed - conditions, count, message);
        }
        return {};
    });
}

} // namespace tenon::ops
