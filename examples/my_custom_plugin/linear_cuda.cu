// The computation with cuBLAS: for each sample two matrix products, y = bias · onesᵀ and y += weight · x.
//
// Mapping:  cuBLAS counts columns first, so that a row-major [o, p] is its [p, o]: y(p×o) = x(p×c) · weight(c×o), no transposition.
// Memory:   x once, y written once and read and written once more; the ones, one a pixel, lie in the workspace.
// Accuracy: sums in fp32 for both types.
#include "linear_kernels.h"

#include <cublas_v2.h>
#include <cuda_fp16.h>
#include <cuda_runtime.h>

namespace
{

template <typename T>
__global__ void fillWithOnes(T* ones, int64_t count)
{
    int64_t const i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x;
    if (i < count)
    {
        ones[i] = T(1.0F);
    }
}

} // namespace

int32_t linearOnCuda(LinearProblem const& problem, bool half, LinearCall const& call)
{
    if (call.cublas == nullptr || problem.pixels == 0 || problem.batch == 0)
    {
        return call.cublas == nullptr ? 1 : 0;
    }
    auto const blocks = static_cast<unsigned>((problem.pixels + 255) / 256);
    if (half)
    {
        fillWithOnes<<<blocks, 256, 0, call.stream>>>(static_cast<__half*>(call.workspace), problem.pixels);
    }
    else
    {
        fillWithOnes<<<blocks, 256, 0, call.stream>>>(static_cast<float*>(call.workspace), problem.pixels);
    }
    auto const handle = reinterpret_cast<cublasHandle_t>(call.cublas);
    cudaDataType_t const type = half ? CUDA_R_16F : CUDA_R_32F;
    size_t const bytes = half ? 2 : 4;
    auto const p = static_cast<int>(problem.pixels);
    auto const c = static_cast<int>(problem.inChannels);
    auto const o = static_cast<int>(problem.outChannels);
    float const one = 1.0F;
    float const zero = 0.0F;
    cublasStatus_t status = cublasSetStream(handle, call.stream);
    for (int64_t n = 0; n < problem.batch && status == CUBLAS_STATUS_SUCCESS; ++n)
    {
        auto const* const x = static_cast<char const*>(call.x) + static_cast<size_t>(n * c * p) * bytes;
        auto* const y = static_cast<char*>(call.y) + static_cast<size_t>(n * o * p) * bytes;
        status = cublasGemmEx(handle, CUBLAS_OP_N, CUBLAS_OP_N, p, o, 1, &one, call.workspace, type, p, problem.bias,
            type, 1, &zero, y, type, p, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
        if (status == CUBLAS_STATUS_SUCCESS)
        {
            status = cublasGemmEx(handle, CUBLAS_OP_N, CUBLAS_OP_N, p, o, c, &one, x, type, p, problem.weight, type, c,
                &one, y, type, p, CUBLAS_COMPUTE_32F, CUBLAS_GEMM_DEFAULT);
        }
    }
    return status == CUBLAS_STATUS_SUCCESS && cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
