// y[r, c] = exp(x[r, c] − max) / Σ over c < bounds[r]; 0 behind.
//
// Loops:     rows.
// Threads:   rows.
// Memory:    a row is read twice and written twice, from the cache.
// Accuracy:  exponentials in fp32, their sum in double.
#include "ops/ragged_softmax/ragged_softmax.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"

#include <cmath>

namespace tenon::ops
{

using base::DataType;

namespace
{

void softmaxRow(float const* x, float* y, int64_t count, int64_t columns)
{
    float largest = -INFINITY;
    for (int64_t i = 0; i < count; ++i)
    {
        largest = std::max(largest, x[i]);
    }
    double sum = 0;
    for (int64_t i = 0; i < count; ++i)
    {
        y[i] = std::exp(x[i] - largest);
        sum += y[i];
    }
    for (int64_t i = 0; i < count; ++i)
    {
        y[i] = static_cast<float>(y[i] / sum);
    }
    std::fill(y + count, y + columns, 0.0F);
}

} // namespace

graph::Result<std::vector<graph::ValueSpec>> RaggedSoftMaxOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    TENON_CHECK(expectType("input 0", inputs[0].type, kFloatTypes));
    TENON_CHECK(expectType("input 1 (bounds)", inputs[1].type, {DataType::kINT32, DataType::kINT64}));
    graph::Shape const& x = inputs[0].dims;
    graph::Shape const& bounds = inputs[1].dims;
    bool fits = x.size() >= 2 && bounds.size() == x.size();
    for (size_t d = 0; fits && d < x.size(); ++d)
    {
        bool const isLast = d + 1 == x.size();
        fits = !bounds[d]->isConstant()
            || (isLast ? bounds[d]->value() == 1 : !x[d]->isConstant() || x[d]->value() == bounds[d]->value());
    }
    if (!fits)
    {
        return base::invalidArgument(
            "input 1 (bounds): expected the dimensions of the input, {}, with 1 as the last, found {}",
            graph::toString(x, inputs.symbolNames), graph::toString(bounds, inputs.symbolNames));
    }
    return std::vector<graph::ValueSpec>{{inputs[0].type, x, std::nullopt}};
}

graph::Result<graph::CandidateList> RaggedSoftMaxOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> RaggedSoftMaxOp::makeKernel(graph::KernelRequest const& request) const
{
    CheckPlain const check = [](PlainShapes const& shapes) -> base::Status {
        base::Dims expected = shapes.inputs[0].dims;
        expected.d[expected.nbDims - 1] = 1;
        return base::operator==(expected, shapes.inputs[1].dims)
            ? base::Status()
            : base::invalidArgument("ragged softmax: expected bounds {}, found {}", base::toString(expected),
                base::toString(shapes.inputs[1].dims));
    };
    TENON_MAKE_ON_CUDA(request, makeRaggedSoftMaxCuda(request, check));
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        auto run = [](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
            bool const narrow = shapes.inputs[1].type == DataType::kINT32;
            forRows(shapes.inputs[0].dims, [&](int64_t const*, int64_t first, int64_t columns) {
                int64_t const row = first / columns;
                int64_t const bound =
                    narrow ? static_cast<int32_t const*>(inputs[1])[row] : static_cast<int64_t const*>(inputs[1])[row];
                softmaxRow(static_cast<float const*>(inputs[0]) + first, static_cast<float*>(outputs[0]) + first,
                    std::clamp<int64_t>(bound, 0, columns), columns);
            });
            return base::okStatus();
        };
        return makePlainKernel(std::move(run), check);
    });
}

} // namespace tenon::ops
