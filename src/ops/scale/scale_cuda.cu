// y = (x · scale + shift) ^ power, with one set of weights for each `inner` neighbours.
//
// Threads:   one pack of 16 bytes a thread, in order. Packs that lie within one weight's run, or whose elements have weights side by side,
//            need one remainder each; others go element by element.
// Memory:    each element is read once and written once; weights come from the caches.
// Accuracy:  x · scale + shift is rounded once, in fp32. Powers 1 and 2 add none and one rounding; others are CUDA's powf (see the appendix
//            on mathematical functions of its programming guide).
#include "ops/scale/scale_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/map_cuda.cuh"

namespace tenon::ops
{
namespace
{

struct Weights
{
    float const* scale;
    float const* shift;
    float const* power;
    int64_t count;
    int64_t inner;

    __device__ __forceinline__ float apply(float x, int64_t w) const
    {
        float const y = fmaf(x, __ldg(scale + w), __ldg(shift + w));
        if (power == nullptr)
        {
            return y;
        }
        float const p = __ldg(power + w);
        return p == 1.0F ? y : (p == 2.0F ? y * y : powf(y, p));
    }
};

template <typename T, int32_t kLanes, bool kSideBySide>
__global__ void __launch_bounds__(cuda::kMapThreads) scaleKernel(T const* x, T* y, Weights weights, int64_t count)
{
    int64_t const first = (static_cast<int64_t>(blockIdx.x) * cuda::kMapThreads + threadIdx.x) * kLanes;
    if (first >= count)
    {
        return;
    }
    int64_t const run = weights.count == 1 ? 0 : (kSideBySide ? first : first / weights.inner);
    // Fewer than 2^32 of them take the shorter division.
    int64_t const w = run >> 32 == 0 && weights.count >> 32 == 0
        ? static_cast<int64_t>(static_cast<uint32_t>(run) % static_cast<uint32_t>(weights.count))
        : run % weights.count;
    if (first + kLanes > count) // the end of a tensor with one weight
    {
        for (int64_t i = first; i < count; ++i)
        {
            y[i] = cuda::Stored<T>::from(weights.apply(cuda::computed(x[i]), w));
        }
        return;
    }
    auto pack = *reinterpret_cast<cuda::Pack<T, kLanes> const*>(x + first);
#pragma unroll
    for (int32_t i = 0; i < kLanes; ++i)
    {
        pack.lane[i] = cuda::Stored<T>::from(weights.apply(cuda::computed(pack.lane[i]), kSideBySide ? w + i : w));
    }
    *reinterpret_cast<cuda::Pack<T, kLanes>*>(y + first) = pack;
}

} // namespace

cudaError_t launchScale(nvinfer1::DataType type, void const* x, void* y, float const* scale, float const* shift,
    float const* power, int64_t weights, int64_t inner, int64_t count, cudaStream_t stream)
{
    if (count == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    return cuda::withFloating(type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        constexpr int32_t kLanes = cuda::kPackLanes<T>;
        auto const* const from = static_cast<T const*>(x);
        auto* const to = static_cast<T*>(y);
        Weights const all{scale, shift, power, weights, inner};
        bool const fits = cuda::fitsPack<T, kLanes>(from) && cuda::fitsPack<T, kLanes>(to);
        bool const withinRun = fits && (inner % kLanes == 0 || weights == 1);
        bool const sideBySide = fits && inner == 1 && weights % kLanes == 0;
        int64_t const lanes = withinRun || sideBySide ? kLanes : 1;
        auto const blocks = static_cast<uint32_t>(cuda::ceilDiv(count, cuda::kMapThreads * lanes));
        if (withinRun)
        {
            scaleKernel<T, kLanes, false><<<blocks, cuda::kMapThreads, 0, stream>>>(from, to, all, count);
        }
        else if (sideBySide)
        {
            scaleKernel<T, kLanes, true><<<blocks, cuda::kMapThreads, 0, stream>>>(from, to, all, count);
        }
        else
        {
            scaleKernel<T, 1, false><<<blocks, cuda::kMapThreads, 0, stream>>>(from, to, all, count);
        }
        return cudaPeekAtLastError();
    });
}

} // namespace tenon::ops
