// The arithmetic on a GPU, as tutorials write it: one element a thread, blocks of 512, launches unchecked (the host looks after each enqueue). The
// memory can do 1.7 times more: plugins/lrelu in Tenon's sources reads and writes 16 bytes a thread.
#include "lrelu_kernel.h"

#include <cuda_fp16.h>

namespace lrelu
{

namespace
{

constexpr size_t kThreads = 512;

__global__ void leakyReluKernel(float negSlope, float const* x, float* y, size_t count)
{
    size_t const i = static_cast<size_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i < count)
    {
        y[i] = x[i] < 0.0F ? negSlope * x[i] : x[i];
    }
}

__global__ void leakyReluHalfKernel(float negSlope, __half const* x, __half* y, size_t count)
{
    size_t const i = static_cast<size_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i < count)
    {
        float const value = __half2float(x[i]);
        y[i] = value < 0.0F ? __float2half(negSlope * value) : x[i];
    }
}

unsigned blocksFor(size_t count)
{
    return static_cast<unsigned>((count + kThreads - 1) / kThreads);
}

} // namespace

void leakyRelu(float negSlope, float const* x, float* y, size_t count, CUstream_st* stream)
{
    if (count != 0)
    {
        leakyReluKernel<<<blocksFor(count), kThreads, 0, stream>>>(negSlope, x, y, count);
    }
}

void leakyReluHalf(float negSlope, uint16_t const* x, uint16_t* y, size_t count, CUstream_st* stream)
{
    if (count != 0)
    {
        leakyReluHalfKernel<<<blocksFor(count), kThreads, 0, stream>>>(
            negSlope, reinterpret_cast<__half const*>(x), reinterpret_cast<__half*>(y), count);
    }
}

} // namespace lrelu
