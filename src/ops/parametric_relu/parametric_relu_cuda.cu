// y = x >= 0 ? x : slope · x
//
// Threads:   one element each.
// Memory:    x is read once, y written once; slopes that repeat come from the caches.
// Accuracy:  one product in fp32, rounded once. NaN stays NaN.
#include "ops/parametric_relu/parametric_relu_cuda.h"

#include "ops/common/element_types_cuda.cuh"

namespace tenon::ops
{
namespace
{

template <typename T, typename Slope>
struct Rectification
{
    ParametricReLUProblem problem;
    T const* x;
    Slope const* slopes;
    T* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        float const value = cuda::computed(x[i]);
        y[i] = cuda::Stored<T>::from(
            value < 0.0F ? value * cuda::computed(slopes[offsetOf(problem.x, problem.slopes, i)]) : value);
    }
};

} // namespace

cudaError_t launchParametricReLU(
    ParametricReLUProblem const& problem, void const* x, void const* slopes, void* y, cudaStream_t stream)
{
    return cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        return cuda::withFloating(problem.slopeType, [&](auto slopeTag) {
            using Slope = typename decltype(slopeTag)::Type;
            Rectification<T, Slope> const all{
                problem, static_cast<T const*>(x), static_cast<Slope const*>(slopes), static_cast<T*>(y)};
            return launchEach(problem.x.count, all, stream);
        });
    });
}

} // namespace tenon::ops
