// y = x / (k + alpha / window · Σ x²)^beta, the sum over the window's channels around each.
//
// Threads:   one element each, neighbours of a plane side by side.
// Memory:    x is read once for each channel of the window, from the caches; y is written once.
// Accuracy:  sums of squares and powers in fp32.
#include "ops/lrn/lrn_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

namespace tenon::ops
{
namespace
{

template <typename T>
struct LocalResponse
{
    LRNProblem problem;
    T const* x;
    T* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        int64_t const c = i / problem.plane % problem.channels;
        int64_t const first = c < problem.reach ? -c : -problem.reach;
        int64_t const last = c + problem.reach < problem.channels ? problem.reach : problem.channels - 1 - c;
        float sum = 0.0F;
        for (int64_t o = first; o <= last; ++o)
        {
            float const other = cuda::computed(x[i + o * problem.plane]);
            sum += other * other;
        }
        y[i] = cuda::Stored<T>::from(cuda::computed(x[i]) / powf(problem.k + problem.scale * sum, problem.beta));
    }
};

} // namespace

cudaError_t launchLRN(LRNProblem const& problem, void const* x, void* y, cudaStream_t stream)
{
    return cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        LocalResponse<T> const all{problem, static_cast<T const*>(x), static_cast<T*>(y)};
        return launchEach(problem.batch * problem.channels * problem.plane, all, stream);
    });
}

} // namespace tenon::ops
