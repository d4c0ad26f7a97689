// y[…, i, …] = indices[…] == i ? on : off
//
// Threads:   one element of y each.
// Memory:    y is written once; indices come from the caches.
// Accuracy:  bits are copied.
#include "ops/one_hot/one_hot_cuda.h"

#include "ops/common/extents_cuda.h"

namespace tenon::ops
{
namespace
{

template <typename T>
struct OneHot
{
    OneHotProblem problem;
    Integers indices;
    T const* values;
    T* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const block = problem.size * problem.inner;
        int64_t const outer = i / block;
        int64_t const rest = i - outer * block;
        int64_t const place = rest / problem.inner;
        int64_t const raw = indices[outer * problem.inner + rest - place * problem.inner];
        y[i] = values[(raw < 0 ? raw + problem.size : raw) == place ? 1 : 0];
    }
};

} // namespace

cudaError_t launchOneHot(
    OneHotProblem const& problem, void const* indices, void const* values, void* out, cudaStream_t stream)
{
    return withElementBytes(problem.elementBytes, [&](auto element) {
        using T = decltype(element);
        OneHot<T> const oneHot{
            problem, {indices, problem.wideIndices}, static_cast<T const*>(values), static_cast<T*>(out)};
        return launchEach(problem.outer * problem.size * problem.inner, oneHot, stream);
    });
}

} // namespace tenon::ops
