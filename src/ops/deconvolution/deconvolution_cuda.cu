// y[n, k, o] = bias[k] + Σ x[n, c, i] · w[c, k, j] over the channels c of k's group and the pairs of i and j with i · stride + j · dilation − pre = o
//
// Threads:   one element of y each, neighbours of a row side by side; it visits the kernel elements that can reach it.
// Memory:    y is written once; x and w come from the caches.
// Accuracy:  sums in fp32.
#include "ops/deconvolution/deconvolution_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/extents_cuda.h"

namespace tenon::ops
{
namespace
{

//! The input that reaches output `o` through kernel element `j`; −1: none.
__device__ __forceinline__ int64_t sourceThrough(DeconvolutionProblem const& p, int32_t d, int64_t o, int64_t j)
{
    int64_t const at = o + p.pre[d] - j * p.dilation[d];
    int64_t const i = at / p.stride[d];
    return at >= 0 && i * p.stride[d] == at && i < p.in[d] ? i : -1;
}

template <typename T, typename B>
struct Deconvolving
{
    DeconvolutionProblem p;
    T const* x;
    T const* w;
    B const* bias;
    T* y;

    __device__ __forceinline__ void operator()(int64_t index) const
    {
        int64_t rest = index;
        int64_t o[3];
        for (int32_t d = 2; d >= 0; --d)
        {
            o[d] = rest % p.out[d];
            rest /= p.out[d];
        }
        int64_t const k = rest % p.maps;
        int64_t const n = rest / p.maps;
        int64_t const groupMaps = p.maps / p.groups;
        int64_t const groupChannels = p.channels / p.groups;
        int64_t const firstChannel = k / groupMaps * groupChannels;
        int64_t const inVolume = p.in[0] * p.in[1] * p.in[2];
        int64_t const kernelVolume = p.kernel[0] * p.kernel[1] * p.kernel[2];
        T const* const from = x + (n * p.channels + firstChannel) * inVolume;
        T const* const weights = w + (firstChannel * groupMaps + k % groupMaps) * kernelVolume;
        float sum = bias == nullptr ? 0.0F : cuda::computed(bias[k]);
        for (int64_t jz = 0; jz < p.kernel[0]; ++jz)
        {
            int64_t const z = sourceThrough(p, 0, o[0], jz);
            for (int64_t jy = 0; z >= 0 && jy < p.kernel[1]; ++jy)
            {
                int64_t const r = sourceThrough(p, 1, o[1], jy);
                for (int64_t jx = 0; r >= 0 && jx < p.kernel[2]; ++jx)
                {
                    int64_t const c = sourceThrough(p, 2, o[2], jx);
                    if (c < 0)
                    {
                        continue;
                    }
                    int64_t const place = (z * p.in[1] + r) * p.in[2] + c;
                    int64_t const element = (jz * p.kernel[1] + jy) * p.kernel[2] + jx;
                    for (int64_t channel = 0; channel < groupChannels; ++channel)
                    {
                        sum = fmaf(cuda::computed(from[channel * inVolume + place]),
                            cuda::computed(weights[channel * groupMaps * kernelVolume + element]), sum);
                    }
                }
            }
        }
        y[index] = cuda::Stored<T>::from(sum);
    }
};

} // namespace

cudaError_t launchDeconvolution(DeconvolutionProblem const& problem, nvinfer1::DataType type,
    nvinfer1::DataType biasType, void const* x, void const* w, void const* bias, void* y, cudaStream_t stream)
{
    int64_t const count = problem.batch * problem.maps * problem.out[0] * problem.out[1] * problem.out[2];
    return cuda::withFloating(type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        return cuda::withFloating(biasType, [&](auto biasTag) {
            using B = typename decltype(biasTag)::Type;
            Deconvolving<T, B> const all{problem, static_cast<T const*>(x), static_cast<T const*>(w),
                static_cast<B const*>(bias), static_cast<T*>(y)};
            return launchEach(count, all, stream);
        });
    });
}

} // namespace tenon::ops
