// y = scale · x
//
// Threads:   one element each.
// Memory:    each element is read and written once; scales come from the caches.
// Accuracy:  one product in fp32, rounded once.
#include "ops/dequantize/dequantize_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

namespace tenon::ops
{
namespace
{

template <typename T, typename Scale>
struct Dequantization
{
    DequantizeProblem problem;
    int8_t const* x;
    Scale const* scales;
    T* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        y[i] = cuda::Stored<T>::from(
            static_cast<float>(x[i]) * cuda::computed(scales[i / problem.inner % problem.scales]));
    }
};

} // namespace

cudaError_t launchDequantize(
    DequantizeProblem const& problem, void const* x, void const* scales, void* y, cudaStream_t stream)
{
    return cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        return cuda::withFloating(problem.scaleType, [&](auto scaleTag) {
            using Scale = typename decltype(scaleTag)::Type;
            Dequantization<T, Scale> const all{
                problem, static_cast<int8_t const*>(x), static_cast<Scale const*>(scales), static_cast<T*>(y)};
            return launchEach(problem.count, all, stream);
        });
    });
}

} // namespace tenon::ops
