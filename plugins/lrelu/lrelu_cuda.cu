// y = x ≥ 0 ? x : slope · x
//
// Formula:   as above; NaN stays NaN, −0 becomes slope · −0.
// Threads:   blocks of 512; each thread takes every (grid size)-th element, so that neighbours in a warp touch neighbours in memory. As
//            many blocks as the device holds at once, fewer for small tensors.
// Memory:    each element is read once and written once: 8 bytes an element in fp32, 4 in fp16.
// Accuracy:  fp32: one rounding. fp16: computed in fp32, rounded once to nearest even.
#include "plugins/lrelu/lrelu_kernel.h"

#include <cuda_fp16.h>
#include <cuda_runtime.h>

#include <algorithm>

namespace tenon::plugins::lrelu
{
namespace
{

constexpr int32_t kThreads = 512;
//! 2,048 threads live on one multiprocessor of the architectures served.
constexpr int32_t kBlocksPerMultiprocessor = 4;

__device__ float load(float value)
{
    return value;
}

__device__ float load(__half value)
{
    return __half2float(value);
}

__device__ void store(float& place, float value)
{
    place = value;
}

__device__ void store(__half& place, float value)
{
    place = __float2half_rn(value);
}

template <typename T>
__global__ void __launch_bounds__(kThreads) leakyRelu(T const* input, T* output, int64_t count, float slope)
{
    int64_t const stride = static_cast<int64_t>(gridDim.x) * kThreads;
    for (int64_t i = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < count; i += stride)
    {
        float const x = load(input[i]);
        store(output[i], x < 0.0F ? x * slope : x);
    }
}

template <typename T>
void launch(void const* input, void* output, int64_t count, float slope, int32_t blocks, cudaStream_t stream)
{
    leakyRelu<T><<<blocks, kThreads, 0, stream>>>(static_cast<T const*>(input), static_cast<T*>(output), count, slope);
}

int32_t blocksFor(int64_t count)
{
    int device = 0;
    int multiprocessors = 0;
    if (cudaGetDevice(&device) != cudaSuccess
        || cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device) != cudaSuccess)
    {
        return 0;
    }
    int64_t const wanted = (count + kThreads - 1) / kThreads;
    return static_cast<int32_t>(std::min<int64_t>(wanted, static_cast<int64_t>(multiprocessors) * kBlocksPerMultiprocessor));
}

} // namespace

bool enqueueCuda(nvinfer1::DataType type, void const* input, void* output, int64_t count, float slope, cudaStream_t stream)
{
    if (count == 0)
    {
        return true; // a launch of no blocks is an error
    }
    int32_t const blocks = blocksFor(count);
    if (blocks == 0)
    {
        return false;
    }
    if (type == nvinfer1::DataType::kHALF)
    {
        launch<__half>(input, output, count, slope, blocks, stream);
    }
    else
    {
        launch<float>(input, output, count, slope, blocks, stream);
    }
    return cudaPeekAtLastError() == cudaSuccess;
}

} // namespace tenon::plugins::lrelu
