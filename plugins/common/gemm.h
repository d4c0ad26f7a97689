// Matrix products of plugins: C = A · B, or C += A · B, of row-major matrices.
#pragma once

#include "plugins/common/run.h"

#if defined(__CUDACC__)
#include "plugins/common/few_rows.cuh"
#endif

#include <cstdlib>
#include <memory>

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

//! On this thread, with the processor's widest vectors. `add`: C += A · B. For a B that is used once and has few columns, or lies in the
//! caches; else pack it.
void multiply(Gemm const& gemm, bool add = false);

//! A matrix of fp32 or fp16 numbers anywhere: element (k, c) is data[k · rowStride + c · columnStride].
struct MatrixView
{
    void const* data;
    nvinfer1::DataType type; //!< kFLOAT or kHALF
    int64_t rowStride, columnStride;
};

//! B as fp32 in panels of as many columns as the processor's registers hold, each panel's rows one behind the other.
class PackedMatrix
{
public:
    PackedMatrix() = default;
    PackedMatrix(MatrixView const& b, int64_t depth, int64_t columns) { assign(b, depth, columns); }

    //! Keeps the memory that it has where that is enough.
    void assign(MatrixView const& b, int64_t depth, int64_t columns);

    int64_t depth() const { return depth_; }
    int64_t columns() const { return columns_; }
    int64_t panels() const;
    //! C [rows, the panels' columns] = A · panels [first, last), on this thread; `c` is the address of C's column 0.
    void multiply(
        float const* a, int64_t aPitch, float* c, int64_t cPitch, int64_t rows, int64_t first, int64_t last) const;
    void multiply(float const* a, int64_t aPitch, float* c, int64_t cPitch, int64_t rows) const
    {
        multiply(a, aPitch, c, cPitch, rows, 0, panels());
    }
    //! The columns of panel `index`: [columnOf(index), columnOf(index + 1)).
    int64_t columnOf(int64_t index) const;

private:
    struct Free
    {
        void operator()(float* memory) const { std::free(memory); }
    };

    int64_t depth_{0}, columns_{0};
    int64_t capacity_{0};
    std::unique_ptr<float, Free> panels_; //!< aligned to cache lines
};

//! On CUDA: A and B in T, sums in fp32, C in T; `bias` is one for each row of C, or null. `workspace` of kProductWorkspaceBytes, aligned to 256.
template <typename T>
struct CudaGemm
{
    T const* a;
    T const* b;
    T* c;
    T const* bias;
    int64_t rows, columns, depth;
    void* workspace;
};
constexpr size_t kProductWorkspaceBytes = size_t{32} << 20;

//! C = A · B, or C += A · B, by cuBLASLt. False where there is no such library, or it has nothing for these matrices: then nothing was done.
//! `type` is kFLOAT (without TF32) or kHALF; at least one row, column and depth. Thread safety: any thread. May be captured into a CUDA graph.
bool multiplyByCublas(nvinfer1::DataType type, CudaGemm<void> const& gemm, bool add, cudaStream_t stream);

#if defined(__CUDACC__)
namespace detail
{

constexpr int32_t kGemmTile = 64;
constexpr int32_t kGemmDepth = 16;

//! A tile of 64 × 64 a block of 256 threads, 4 × 4 a thread: where cuBLASLt is not there.
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

//! Each element of C is its row's bias.
template <typename T>
struct FillRows
{
    T* c;
    T const* bias;
    int64_t columns;

    __device__ void operator()(int64_t i) const
    {
        // A division of 32 bits is several times as fast.
        c[i] = bias[i <= 0xFFFFFFFFLL ? static_cast<uint32_t>(i) / static_cast<uint32_t>(columns) : i / columns];
    }
};

//! `isFilled`: each element of C is its row's bias already, where there is one.
template <typename T>
int32_t multiply(OnCuda const& run, CudaGemm<T> const& gemm, bool isFilled = false)
{
    if (gemm.rows == 0 || gemm.columns == 0)
    {
        return 0;
    }
    if (gemm.bias == nullptr && multipliesFewRows(gemm.b, gemm.rows, gemm.columns))
    {
        multiplyFewRows(run, gemm.a, gemm.b, gemm.c, gemm.rows, gemm.columns, gemm.depth);
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    }
    if (gemm.depth > 0)
    {
        bool const add = gemm.bias != nullptr;
        if (add && !isFilled && run.each(gemm.rows * gemm.columns, FillRows<T>{gemm.c, gemm.bias, gemm.columns}) != 0)
        {
            return 1;
        }
        constexpr auto kType = std::is_same_v<T, __half> ? nvinfer1::DataType::kHALF : nvinfer1::DataType::kFLOAT;
        if (multiplyByCublas(kType,
                {gemm.a, gemm.b, gemm.c, nullptr, gemm.rows, gemm.columns, gemm.depth, gemm.workspace}, add,
                run.stream))
        {
            return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
        }
    }
    dim3 const grid(static_cast<uint32_t>(cuda::ceilDiv(gemm.columns, detail::kGemmTile)),
        static_cast<uint32_t>(cuda::ceilDiv(gemm.rows, detail::kGemmTile)));
    detail::multiplyTile<<<grid, 256, 0, run.stream>>>(gemm);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}
#endif

} // namespace tenon::plugins
