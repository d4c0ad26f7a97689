// y = x, then y[places] = updates.
//
// Threads:   one update each looks for its slice and leaves its number there where none is larger; then one element of the updates each is
//            copied where its update's number has stayed. So the last of several updates wins, whatever the order of threads.
// Memory:    x is read once and y written once; 4 bytes for each slice of y are written, and read where there are updates.
// Accuracy:  bits are copied. A device cannot refuse an index that lies outside while it runs: such an update is left out.
#include "ops/scatter/scatter_cuda.h"

namespace tenon::ops
{
namespace
{

__device__ __forceinline__ int64_t sliceOf(ScatterProblem const& problem, Integers const& indices, int64_t update)
{
    if (problem.elements)
    {
        int64_t const raw = indices[update];
        int64_t const one = raw < 0 ? raw + problem.size[0] : raw;
        return one >= 0 && one < problem.size[0]
            ? offsetOf(problem.places, problem.data, update) + one * problem.axisStride
            : -1;
    }
    int64_t place = 0;
    bool inside = true;
    for (int32_t k = 0; k < problem.named; ++k)
    {
        int64_t const raw = indices[update * problem.named + k];
        int64_t const one = raw < 0 ? raw + problem.size[k] : raw;
        inside = inside && one >= 0 && one < problem.size[k];
        place = place * problem.size[k] + one;
    }
    return inside ? place : -1;
}

struct Claim
{
    ScatterProblem problem;
    Integers indices;
    int32_t* owners; //!< −1: none

    __device__ __forceinline__ void operator()(int64_t update) const
    {
        int64_t const slice = sliceOf(problem, indices, update);
        if (slice >= 0)
        {
            atomicMax(owners + slice, static_cast<int32_t>(update));
        }
    }
};

template <typename T>
struct Placement
{
    ScatterProblem problem;
    Integers indices;
    int32_t const* owners;
    T const* updates;
    T* out;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const update = i / problem.block;
        int64_t const slice = sliceOf(problem, indices, update);
        if (slice >= 0 && owners[slice] == static_cast<int32_t>(update))
        {
            out[slice * problem.block + i - update * problem.block] = updates[i];
        }
    }
};

} // namespace

size_t scatterWorkspace(int64_t slices)
{
    return static_cast<size_t>(slices) * sizeof(int32_t);
}

cudaError_t launchScatter(ScatterProblem const& problem, void const* indices, void const* updates, void* out,
    void* workspace, cudaStream_t stream)
{
    if (problem.updates == 0 || problem.block == 0 || problem.slices == 0)
    {
        return cudaSuccess;
    }
    Integers const numbers{indices, problem.wideIndices};
    cudaError_t code = cudaMemsetAsync(workspace, 0xFF, scatterWorkspace(problem.slices), stream);
    if (code == cudaSuccess)
    {
        code = launchEach(problem.updates, Claim{problem, numbers, static_cast<int32_t*>(workspace)}, stream);
    }
    if (code != cudaSuccess)
    {
        return code;
    }
    return withElementBytes(problem.elementBytes, [&](auto element) {
        using T = decltype(element);
        Placement<T> const all{problem, numbers, static_cast<int32_t const*>(workspace), static_cast<T const*>(updates),
            static_cast<T*>(out)};
        return launchEach(problem.updates * problem.block, all, stream);
    });
}

} // namespace tenon::ops
