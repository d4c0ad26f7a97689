// The k best elements along an axis, in order.
//
// Loops:     every run along the axis: its places are partially sorted in the workspace; one that asks for a single element is scanned.
// Threads:   runs; each thread has a list of places of its own, as many as there were threads when the kernel was made.
// Memory:    a run is gathered once; its values are compared where they lie.
// Accuracy:  values are copied. Order: NaN before all numbers for kMAX, behind them for kMIN; equal values by place.
#include "ops/top_k/top_k.h"

#include "ops/common/plain_kernel.h"
#include "ops/common/rows.h"

#include <bit>
#include <numeric>

namespace tenon::ops
{

using base::DataType;
using nvinfer1::TopKOperation;

namespace
{

//! True if `a` counts as larger than `b`.
template <typename T>
bool larger(T a, T b)
{
    if constexpr (std::is_floating_point_v<T>)
    {
        return a > b || (a != a && b == b);
    }
    else
    {
        return a > b;
    }
}

template <typename T>
struct Run
{
    T const* in;
    int64_t size, inner;
    bool smallest;

    //! True if the element at place `a` comes before the one at place `b`.
    bool operator()(int32_t a, int32_t b) const
    {
        T const x = in[a * inner];
        T const y = in[b * inner];
        bool const first = smallest ? larger(y, x) : larger(x, y);
        bool const second = smallest ? larger(x, y) : larger(y, x);
        return first || (!second && a < b);
    }
};

template <typename T, typename Index>
void topK(TopKParams const& params, PlainShapes const& shapes, int64_t lists, void const* in, void* const* outputs,
    void* workspace)
{
    int32_t const axis = std::countr_zero(params.axes);
    AxisRuns const runs = runsAlong(shapes.inputs[0].dims, axis);
    int64_t const k = shapes.outputs[0].dims.d[axis];
    if (k == 0 || runs.outer * runs.inner == 0)
    {
        return;
    }
    auto* const values = static_cast<T*>(outputs[0]);
    auto* const places = static_cast<Index*>(outputs[1]);
    // A piece of the loop is at least one list's share, so that pieces begin in shares of their own.
    int64_t const count = runs.outer * runs.inner;
    int64_t const share = (count + lists - 1) / lists;
    int64_t const grain = k == 1 ? std::max<int64_t>(kGrainElements / runs.size, 1) : share;
    devices::parallelFor(count, grain, [&](int64_t begin, int64_t end) {
        int32_t* const order = static_cast<int32_t*>(workspace) + (k == 1 ? 0 : begin / share * runs.size);
        for (int64_t r = begin; r < end; ++r)
        {
            int64_t const outer = r / runs.inner;
            int64_t const inner = r % runs.inner;
            Run<T> const run{static_cast<T const*>(in) + outer * runs.size * runs.inner + inner, runs.size, runs.inner,
                params.operation == TopKOperation::kMIN};
            int64_t const target = outer * k * runs.inner + inner;
            if (k == 1)
            {
                int32_t best = 0;
                for (int32_t i = 1; i < runs.size; ++i)
                {
                    best = run(i, best) ? i : best;
                }
                values[target] = run.in[best * runs.inner];
                places[target] = static_cast<Index>(best);
                continue;
            }
            std::iota(order, order + runs.size, 0);
            std::partial_sort(order, order + k, order + runs.size, run);
            for (int64_t i = 0; i < k; ++i)
            {
                values[target + i * runs.inner] = run.in[order[i] * runs.inner];
                places[target + i * runs.inner] = static_cast<Index>(order[i]);
            }
        }
    });
}

template <typename T>
RunPlain runOf(TopKParams const& params, int64_t lists)
{
    return [params, lists](
               PlainShapes const& shapes, void const* const* inputs, void* const* outputs, void* workspace) {
        params.indicesType == DataType::kINT64 ? topK<T, int64_t>(params, shapes, lists, inputs[0], outputs, workspace)
                                               : topK<T, int32_t>(params, shapes, lists, inputs[0], outputs, workspace);
        return base::okStatus();
    };
}

} // namespace

base::Status checkTopKCount(TopKParams const& params, PlainShapes const& shapes)
{
    int32_t const axis = std::countr_zero(params.axes);
    int64_t const size = shapes.inputs[0].dims.d[axis];
    int64_t const k = shapes.outputs[0].dims.d[axis];
    return k <= size
        ? base::Status()
        : base::invalidArgument("k: expected 0 to {} (dimension {} of the input), found {}", size, axis, k);
}

graph::Result<std::unique_ptr<graph::Kernel>> makeTopKCpu(TopKParams const& params, graph::KernelRequest const& request)
{
    int64_t longest = 1;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        longest = std::max(longest, profile.inputs[0].max.d[std::countr_zero(params.axes)]);
    }
    if (longest > INT32_MAX)
    {
        return base::notImplemented("top-k over more than 2^31 - 1 elements (found {})", longest);
    }
    int64_t const lists = std::max(devices::maxThreads(), 1);
    size_t const workspaceBytes = static_cast<size_t>(longest * lists) * sizeof(int32_t);
    RunPlain run;
    switch (request.candidate.inputs[0].type)
    {
    case DataType::kINT8: run = runOf<int8_t>(params, lists); break;
    case DataType::kUINT8: run = runOf<uint8_t>(params, lists); break;
    case DataType::kINT32: run = runOf<int32_t>(params, lists); break;
    case DataType::kINT64: run = runOf<int64_t>(params, lists); break;
    default: run = runOf<float>(params, lists); break;
    }
    return makePlainKernel(
        std::move(run), [params](PlainShapes const& shapes) { return checkTopKCount(params, shapes); }, workspaceBytes);
}

} // namespace tenon::ops
