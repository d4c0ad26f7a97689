// y = the integer nearest to x / scale (ties to even), from −128 to 127; NaN becomes 0
//
// Threads:   one element each.
// Memory:    each element is read and written once; scales come from the caches.
// Accuracy:  one division in fp32, rounded to the nearest.
#include "ops/quantize/quantize_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

namespace tenon::ops
{
namespace
{

template <typename T, typename Scale>
struct Quantization
{
    QuantizeProblem problem;
    T const* x;
    Scale const* scales;
    int8_t* y;

    __device__ __forceinline__ void operator()(int64_t i) const
    {
        float const quotient = rintf(cuda::computed(x[i]) / cuda::computed(scales[i / problem.inner % problem.scales]));
        y[i] = static_cast<int8_t>(quotient != quotient ? 0.0F : fminf(fmaxf(quotient, -128.0F), 127.0F));
    }
};

} // namespace

cudaError_t launchQuantize(
    QuantizeProblem const& problem, void const* x, void const* scales, void* y, cudaStream_t stream)
{
    return cuda::withFloating(problem.type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        return cuda::withFloating(problem.scaleType, [&](auto scaleTag) {
            using Scale = typename decltype(scaleTag)::Type;
            Quantization<T, Scale> const all{
                problem, static_cast<T const*>(x), static_cast<Scale const*>(scales), static_cast<int8_t*>(y)};
            return launchEach(problem.count, all, stream);
        });
    });
}

} // namespace tenon::ops
