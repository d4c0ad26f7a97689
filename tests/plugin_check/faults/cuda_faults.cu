// The plugins of cuda_faulty_plugin.h with a kernel: for a GPU.
#include "cuda_faulty_plugin.h"

namespace cuda_faults
{

__global__ void scaleKernel(float const* x, float const* factor, float* y, int64_t count)
{
    int64_t const i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i < count)
    {
        y[i] = *factor * x[i];
    }
}

int scaleLegally(bool legal, float const* x, float const* factor, float* y, int64_t count, cudaStream_t stream)
{
    // No block has as many threads.
    unsigned const threads = legal ? 256 : 1U << 20;
    scaleKernel<<<static_cast<unsigned>((count + 255) / 256), threads, 0, stream>>>(x, factor, y, count);
    return legal ? static_cast<int>(cudaGetLastError()) : 0;
}

int scaleOn(float const* x, float const* factor, float* y, int64_t count, cudaStream_t stream)
{
    return scaleLegally(true, x, factor, y, count, stream);
}

} // namespace cuda_faults
