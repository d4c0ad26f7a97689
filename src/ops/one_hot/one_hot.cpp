// y[…, i, …] = indices[…] == i ? on : off
//
// Loops:     y is filled with off; then one element for each index.
// Threads:   blocks of y before the axis.
// Memory:    y is written once, and once more where it is on; indices are read once.
// Accuracy:  bits are copied.
#include "ops/one_hot/one_hot.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"

namespace tenon::ops
{

using base::DataType;
using graph::ValueSpec;

namespace
{

template <typename T, typename Index>
void oneHot(PlainShapes const& shapes, int32_t axis, Index const* indices, T const* values, T* out)
{
    AxisRuns const runs = runsAlong(shapes.outputs[0].dims, axis);
    int64_t const block = runs.size * runs.inner;
    T const off = values[0];
    T const on = values[1];
    devices::parallelFor(runs.outer, std::max<int64_t>(kGrainElements / std::max<int64_t>(block, 1), 1),
        [&](int64_t begin, int64_t end) {
            std::fill(out + begin * block, out + end * block, off);
            for (int64_t i = begin * runs.inner; i < end * runs.inner; ++i)
            {
                auto const raw = static_cast<int64_t>(indices[i]);
                int64_t const index = raw < 0 ? raw + runs.size : raw;
                if (index >= 0 && index < runs.size)
                {
                    out[i / runs.inner * block + index * runs.inner + i % runs.inner] = on;
                }
            }
        });
}

} // namespace

graph::Result<std::vector<ValueSpec>> OneHotOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 3));
    TENON_CHECK(expectType("input 0 (indices)", inputs[0].type, {DataType::kINT32, DataType::kINT64}));
    TENON_CHECK(expectType("input 2 (depth)", inputs[2].type, {DataType::kINT32, DataType::kINT64}));
    graph::Shape const& values = inputs[1].dims;
    if (values.size() != 1 || !values[0]->isConstant() || values[0]->value() != 2 || base::bitsOf(inputs[1].type) < 8)
    {
        return base::invalidArgument(
            "input 1 (values): expected two values, off and on, of a type of at least a byte, found {} of {}",
            graph::toString(values, inputs.symbolNames), base::name(inputs[1].type));
    }
    if (inputs[2].dims.size() > 1 || !inputs[2].values || inputs[2].values->size() != 1)
    {
        return base::invalidArgument(
            "input 2 (depth): expected a shape tensor of one value, which follows from constants, dimensions and shape inputs, "
            "found {} with unknown values",
            graph::toString(inputs[2].dims, inputs.symbolNames));
    }
    auto const rank = static_cast<int32_t>(inputs[0].dims.size()) + 1;
    int32_t const axis = params.axis < 0 ? params.axis + rank : params.axis;
    if (axis < 0 || axis >= rank)
    {
        return base::invalidArgument("axis: expected {} to {}, found {}", -rank, rank - 1, params.axis);
    }
    graph::Dim const& depth = inputs[2].values->front();
    if (depth->isConstant() && depth->value() < 0)
    {
        return base::invalidArgument("input 2 (depth): expected at least 0, found {}", depth->value());
    }
    graph::Shape dims = inputs[0].dims;
    dims.insert(dims.begin() + axis, depth);
    return std::vector<ValueSpec>{{inputs[1].type, std::move(dims), std::nullopt}};
}

graph::Result<graph::CandidateList> OneHotOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> OneHotOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeOneHotCuda(params, request));
    return makePlainKernel(
        [axis = params.axis](PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
            int32_t const positive = axis < 0 ? axis + shapes.outputs[0].dims.nbDims : axis;
            withElementOf(base::bytesOf(shapes.outputs[0].type), [&]<typename T>(T) {
                auto const* const values = static_cast<T const*>(inputs[1]);
                auto* const out = static_cast<T*>(outputs[0]);
                shapes.inputs[0].type == DataType::kINT32
                    ? oneHot(shapes, positive, static_cast<int32_t const*>(inputs[0]), values, out)
                    : oneHot(shapes, positive, static_cast<int64_t const*>(inputs[0]), values, out);
            });
            return base::okStatus();
        });
}

} // namespace tenon::ops
