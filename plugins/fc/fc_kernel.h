// output[r, c] = Σ_k input[r, k] · W[k, c]; see plugins/common/gemm.h.
//
// Threads:   CPU: pieces of columns, or of rows where there are more of them. CUDA: tiles of 64 × 64.
// Accuracy:  sums in fp32.
#pragma once

#include "plugins/common/gemm.h"
#include "plugins/fc/fc.h"

#include <vector>

namespace tenon::plugins::fc
{

//! input [rows, depth] · weights [depth, columns].
template <typename T>
int32_t product(
    OnCpu const&, T const* input, float const* weights, T* output, int64_t rows, int64_t depth, int64_t columns)
{
    constexpr int64_t kRows = 32;
    constexpr int64_t kColumns = 256;
    int64_t const rowPieces = (rows + kRows - 1) / kRows;
    int64_t const columnPieces = (columns + kColumns - 1) / kColumns;
    tenon::parallelFor(rowPieces * columnPieces, 1, [=](int64_t begin, int64_t end) {
        static thread_local std::vector<float> in, out;
        for (int64_t piece = begin; piece < end; ++piece)
        {
            int64_t const row = piece % rowPieces * kRows;
            int64_t const column = piece / rowPieces * kColumns;
            int64_t const rowCount = std::min(kRows, rows - row);
            int64_t const columnCount = std::min(kColumns, columns - column);
            if constexpr (std::is_same_v<T, float>)
            {
                multiply({input + row * depth, depth, weights + column, columns, output + row * columns + column,
                    columns, rowCount, columnCount, depth});
            }
            else
            {
                in.resize(static_cast<size_t>(rowCount * depth));
                out.resize(static_cast<size_t>(rowCount * columnCount));
                for (int64_t i = 0; i < rowCount * depth; ++i)
                {
                    in[static_cast<size_t>(i)] = real(input[row * depth + i]);
                }
                multiply({in.data(), depth, weights + column, columns, out.data(), columnCount, rowCount, columnCount,
                    depth});
                for (int64_t i = 0; i < rowCount * columnCount; ++i)
                {
                    output[(row + i / columnCount) * columns + column + i % columnCount] =
                        number<T>(out[static_cast<size_t>(i)]);
                }
            }
        }
    });
    return 0;
}

template <typename Run>
int32_t enqueueOn(Run const& run, Fc const& impl, plugin::Call const& call)
{
    plugin::Tensor const& x = call.input(0);
    int64_t const depth = x.dim(2);
    int64_t const rows = x.dim(0) * x.dim(1);
    if (depth * impl.outDims != impl.weights.count())
    {
        return 1;
    }
    return run.withType(x.type(), [&](auto element) {
        using T = decltype(element);
        if constexpr (Run::kIsCuda)
        {
            T const* const weights = static_cast<T const*>(impl.weights.on(DeviceKind::kCUDA, x.type()));
            return weights == nullptr
                ? 1
                : multiply(run,
                    CudaGemm<T>{x.as<T const>(), weights, call.output(0).as<T>(), nullptr, rows, impl.outDims, depth});
        }
        else
        {
            auto const* const weights =
                static_cast<float const*>(impl.weights.on(DeviceKind::kCPU, nvinfer1::DataType::kFLOAT));
            return weights == nullptr
                ? 1
                : product(run, x.as<T const>(), weights, call.output(0).as<T>(), rows, depth, impl.outDims);
        }
    });
}

} // namespace tenon::plugins::fc
