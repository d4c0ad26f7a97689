// Matrix products of plugins: C = A · B, or C += A · B, of row-major matrices.
#pragma once

#include "plugins/common/run.h"

namespace tenon::plugins
{

//! A is [rows, depth], B is [depth, columns], C is [rows, columns]; pitches in elements.
struct Gemm
{
    float const* a;
    int64_t aPitch;
    float const* b;
    int64_t bPitch;
    float* c;
    int64_t cPitch;
    int64_t rows, columns, depth;
};

//! On this thread, with the processor's widest vectors. `add`: C += A · B.
void multiply(Gemm const& gemm, bool add = false);

//! On CUDA: A and B in T, sums in fp32, C in T; `bias` is one for each row of C, or null.
template <typename T>
struct CudaGemm
{
    T const* a;
    T const* b;
    T* c;
    T const* bias;
    int64_t rows, columns, depth;
};

#if defined(__CUDACC__)
namespace detail
{

constexpr int32_t kGemmTile = 64;
constexpr int32_t kGemmDepth = 16;

//! A tile of 64 × 64 a block of 256 threads, 4 × 4 a thread.
template <typename T>
__global__ void __launch_bounds__(256) multiplyTile(CudaGemm<T> g)
{
    __shared__ float a[kGemmDepth][kGemmTile + 1];
    __shared__ float b[kGemmDepth][kGemmTile];
    int64_t const firstRow = static_cast<int64_t>(blockIdx.y) * kGemmTile;
    int64_t const firstColumn = static_cast<int64_t>(blockIdx.x) * kGemmTile;
    auto const thread = static_cast<int32_t>(threadIdx.x);
    int32_t const threadRow = thread / 16 * 4;
    int32_t const threadColumn = thread % 16 * 4;
    float sums[4][4]{};
    for (int64_t k = 0; k < g.depth; k += kGemmDepth)
    {
        for (int32_t i = thread; i < kGemmTile * kGemmDepth; i += 256)
        {
            int64_t const row = firstRow + i / kGemmDepth;
            int64_t const inner = k + i % kGemmDepth;
            a[i % kGemmDepth][i / kGemmDepth] =
                row < g.rows && inner < g.depth ? real(g.a[row * g.depth + inner]) : 0.0F;
            int64_t const column = firstColumn + i % kGemmTile;
            int64_t const depth = k + i / kGemmTile;
            b[i / kGemmTile][i % kGemmTile] =
                column < g.columns && depth < g.depth ? real(g.b[depth * g.columns + column]) : 0.0F;
        }
        __syncthreads();
#pragma unroll
        for (int32_t inner = 0; inner < kGemmDepth; ++inner)
        {
#pragma unroll
            for (int32_t i = 0; i < 4; ++i)
            {
#pragma unroll
                for (int32_t j = 0; j < 4; ++j)
                {
                    sums[i][j] = fmaf(a[inner][threadRow + i], b[inner][threadColumn + j], sums[i][j]);
                }
            }
        }
        __syncthreads();
    }
    for (int32_t i = 0; i < 4; ++i)
    {
        for (int32_t j = 0; j < 4; ++j)
        {
            int64_t const row = firstRow + threadRow + i;
            int64_t const column = firstColumn + threadColumn + j;
            if (row < g.rows && column < g.columns)
            {
                g.c[row * g.columns + column] = number<T>(sums[i][j] + (g.bias == nullptr ? 0.0F : real(g.bias[row])));
            }
        }
    }
}

} // namespace detail

template <typename T>
int32_t multiply(OnCuda const& run, CudaGemm<T> const& gemm)
{
    if (gemm.rows == 0 || gemm.columns == 0)
    {
        return 0;
    }
    dim3 const grid(static_cast<uint32_t>(cuda::ceilDiv(gemm.columns, detail::kGemmTile)),
        static_cast<uint32_t>(cuda::ceilDiv(gemm.rows, detail::kGemmTile)));
    detail::multiplyTile<<<grid, 256, 0, run.stream>>>(gemm);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
#endif

} // namespace tenon::plugins
