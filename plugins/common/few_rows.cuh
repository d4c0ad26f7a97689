// C = A · B for few rows of A: B is what there is to read.
//
// Threads:   a block of 1,024 has 32 columns: a vector of 16 bytes of a row of B a thread, rows of B in turns; sums by shuffles, then through shared
//            memory.
// Memory:    B is read once for each four rows of A.
// Accuracy:  sums in fp32.
#pragma once

#include "plugins/common/run.h"

namespace tenon::plugins
{

constexpr int64_t kFewRows = 8;

namespace detail
{

constexpr int32_t kFewRowsThreads = 1024;
constexpr int32_t kFewRowsColumns = 32; //!< of a block

//! kRows rows a block; those of blockIdx.y.
template <typename T, int32_t kRows>
__global__ void __launch_bounds__(kFewRowsThreads)
    multiplyFewRows(T const* a, T const* b, T* c, int64_t rows, int64_t columns, int64_t depth)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    constexpr int32_t kAcross = kFewRowsColumns / kLanes; // threads of a row of B
    constexpr int32_t kDown = kFewRowsThreads / kAcross;  // rows of B at a time
    __shared__ float ofWarps[kFewRowsThreads / 32][kRows][kFewRowsColumns];
    auto const thread = static_cast<int32_t>(threadIdx.x);
    int64_t const firstColumn = static_cast<int64_t>(blockIdx.x) * kFewRowsColumns;
    int64_t const column = firstColumn + thread % kAcross * kLanes;
    int64_t const firstRow = static_cast<int64_t>(blockIdx.y) * kRows;
    float sums[kRows][kLanes]{};
    if (column < columns)
    {
#pragma unroll 4
        for (int64_t k = thread / kAcross; k < depth; k += kDown)
        {
            cuda::Vector<T> const vector = cuda::loadCached(b + k * columns + column);
#pragma unroll
            for (int32_t r = 0; r < kRows; ++r)
            {
                float const factor = firstRow + r < rows ? real(a[(firstRow + r) * depth + k]) : 0.0F;
#pragma unroll
                for (int32_t n = 0; n < kLanes; ++n)
                {
                    sums[r][n] = fmaf(factor, real(vector.lane[n]), sums[r][n]);
                }
            }
        }
    }
#pragma unroll
    for (int32_t r = 0; r < kRows; ++r)
    {
#pragma unroll
        for (int32_t n = 0; n < kLanes; ++n)
        {
#pragma unroll
            for (int32_t offset = kAcross; offset < 32; offset *= 2)
            {
                sums[r][n] += __shfl_xor_sync(0xFFFFFFFFU, sums[r][n], offset);
            }
            if (thread % 32 < kAcross)
            {
                ofWarps[thread / 32][r][thread % kAcross * kLanes + n] = sums[r][n];
            }
        }
    }
    __syncthreads();
    int32_t const row = thread / kFewRowsColumns;
    int64_t const mine = firstColumn + thread % kFewRowsColumns;
    if (row < kRows && firstRow + row < rows && mine < columns)
    {
        float sum = 0.0F;
        for (auto const& warp : ofWarps)
        {
            sum += warp[row][thread % kFewRowsColumns];
        }
        c[(firstRow + row) * columns + mine] = number<T>(sum);
    }
}

} // namespace detail

template <typename T>
bool multipliesFewRows(T const* b, int64_t rows, int64_t columns)
{
    return rows <= kFewRows && cuda::isAligned(b) && columns % cuda::Vector<T>::kLanes == 0;
}

//! Where multipliesFewRows() says so, with at least one row and column. Launch errors are left for the caller to see.
template <typename T>
void multiplyFewRows(OnCuda const& run, T const* a, T const* b, T* c, int64_t rows, int64_t columns, int64_t depth)
{
    auto const launch = [&](auto const kernel, int64_t each) {
        dim3 const grid(static_cast<uint32_t>(cuda::ceilDiv(columns, detail::kFewRowsColumns)),
            static_cast<uint32_t>(cuda::ceilDiv(rows, each)));
        kernel<<<grid, detail::kFewRowsThreads, 0, run.stream>>>(a, b, c, rows, columns, depth);
    };
    rows == 1       ? launch(detail::multiplyFewRows<T, 1>, 1)
        : rows == 2 ? launch(detail::multiplyFewRows<T, 2>, 2)
                    : launch(detail::multiplyFewRows<T, 4>, 4);
}

} // namespace tenon::plugins
