// y[i] = Σ x[j] over j ≤ i (exclusive: j < i; reverse: from the end).
//
// Loops:     blocks before the axis; along the axis one row of what lies behind it after the other.
// Threads:   blocks.
// Memory:    x is read once, y written once and read once more (the row before).
// Accuracy:  one addition an element, in the order of the axis; integers wrap around.
#include "ops/cumulative/cumulative.h"

#include "ops/common/checks.h"
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

template <typename T>
T sum(T a, T b)
{
    if constexpr (std::is_integral_v<T>)
    {
        using Unsigned = std::make_unsigned_t<T>;
        return static_cast<T>(static_cast<Unsigned>(a) + static_cast<Unsigned>(b));
    }
    else
    {
        return a + b;
    }
}

template <typename T>
void accumulate(CumulativeParams const& params, AxisRuns const& runs, T const* in, T* out)
{
    int64_t const block = runs.size * runs.inner;
    devices::parallelFor(block == 0 ? 0 : runs.outer,
        std::max<int64_t>(kGrainElements / std::max<int64_t>(block, 1), 1), [&](int64_t begin, int64_t end) {
            for (int64_t o = begin; o < end; ++o)
            {
                T const* const x = in + o * block;
                T* const y = out + o * block;
                int64_t const step = params.reverse ? -runs.inner : runs.inner;
                int64_t const first = params.reverse ? block - runs.inner : 0;
                for (int64_t i = 0; i < runs.inner; ++i)
                {
                    y[first + i] = params.exclusive ? T{} : x[first + i];
                }
                for (int64_t s = 1; s < runs.size; ++s)
                {
                    int64_t const at = first + s * step;
                    int64_t const taken = params.exclusive ? at - step : at;
                    for (int64_t i = 0; i < runs.inner; ++i)
                    {
                        y[at + i] = sum(y[at - step + i], x[taken + i]);
                    }
                }
            }
        });
}

int64_t firstInteger(DataType type, void const* data)
{
    return type == DataType::kINT32 ? *static_cast<int32_t const*>(data) : *static_cast<int64_t const*>(data);
}

int32_t axisOf(CumulativeParams const& params, int64_t axis, int32_t rank)
{
    return static_cast<int32_t>(axis < 0 ? axis + rank : axis + params.hidden);
}

} // namespace

graph::Result<std::vector<ValueSpec>> CumulativeOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    if (params.operation != nvinfer1::CumulativeOperation::kSUM)
    {
        return base::invalidArgument(
            "operation: expected CumulativeOperation::kSUM, found number {}", static_cast<int32_t>(params.operation));
    }
    TENON_CHECK(expectType("input 0", inputs[0].type,
        {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT32, DataType::kINT64}));
    TENON_CHECK(expectType("input 1 (axis)", inputs[1].type, {DataType::kINT32, DataType::kINT64}));
    if (!inputs[1].values || inputs[1].values->size() != 1 || inputs[1].dims.size() > 1
        || !inputs[1].values->front()->isConstant())
    {
        return base::invalidArgument("input 1 (axis): expected one constant, found {} that is computed",
            graph::toString(inputs[1].dims, inputs.symbolNames));
    }
    auto const rank = static_cast<int32_t>(inputs[0].dims.size());
    int64_t const given = inputs[1].values->front()->value();
    int64_t const users = rank - params.hidden;
    if (given < -users || given >= users)
    {
        return base::invalidArgument("input 1 (axis): expected {} to {}, found {}", -users, users - 1, given);
    }
    return std::vector<ValueSpec>{{inputs[0].type, inputs[0].dims, std::nullopt}};
}

graph::Result<graph::CandidateList> CumulativeOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", constantInput(*this, 1).empty() ? "" : "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> CumulativeOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request,
        makeCumulativeCuda(params, firstInteger(constantInput(*this, 1).type, constantInput(*this, 1).data), request));
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        auto run = [params = params](
                       PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void*) {
            AxisRuns const runs = runsAlong(shapes.inputs[0].dims,
                axisOf(params, firstInteger(shapes.inputs[1].type, inputs[1]), shapes.inputs[0].dims.nbDims));
            switch (shapes.inputs[0].type)
            {
            case DataType::kINT32:
                accumulate(params, runs, static_cast<int32_t const*>(inputs[0]), static_cast<int32_t*>(outputs[0]));
                break;
            case DataType::kINT64:
                accumulate(params, runs, static_cast<int64_t const*>(inputs[0]), static_cast<int64_t*>(outputs[0]));
                break;
            default:
                accumulate(params, runs, static_cast<float const*>(inputs[0]), static_cast<float*>(outputs[0]));
                break;
            }
            return base::okStatus();
        };
        return makePlainKernel(std::move(run));
    });
}

} // namespace tenon::ops
