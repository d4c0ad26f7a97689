// The plugins of cuda_faulty_plugin.h with Tenon::cuda_host, which serves a CUDA runtime's calls on the CPU.
#include "cuda_faulty_plugin.h"

namespace cuda_faults
{

int scaleOn(float const* x, float const* factor, float* y, int64_t count, cudaStream_t stream)
{
    int const code = static_cast<int>(
        cudaMemcpyAsync(y, x, static_cast<size_t>(count) * sizeof(float), cudaMemcpyDeviceToDevice, stream));
    for (int64_t i = 0; i < count; ++i)
    {
        y[i] *= *factor;
    }
    return code;
}

int scaleLegally(bool, float const* x, float const* factor, float* y, int64_t count, cudaStream_t stream)
{
    return scaleOn(x, factor, y, count, stream);
}

} // namespace cuda_faults
