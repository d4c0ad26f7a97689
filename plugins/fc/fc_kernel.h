// output[r, c] = Σ_k input[r, k] · W[k, c]; see plugins/common/gemm.h.
//
// Threads:   CPU: pieces of at most 96 rows by a panel of columns. CUDA: cuBLASLt.
// Memory:    CPU: W is packed once, for all clones; fp16 rows are converted once a thread and 96 rows.
// Accuracy:  sums in fp32.
#pragma once

#include "plugins/common/convert.h"
#include "plugins/common/gemm.h"
#include "plugins/fc/fc.h"

#include <vector>

namespace tenon::plugins::fc
{

//! input [rows, depth] · weights.
template <typename T>
int32_t product(OnCpu const&, T const* input, PackedMatrix const& weights, T* output, int64_t rows)
{
    if (rows == 0)
    {
        return 0;
    }
    constexpr int64_t kMostRows = 96;
    int64_t const depth = weights.depth();
    int64_t const columns = weights.columns();
    int64_t const rowPieces = (rows + kMostRows - 1) / kMostRows;
    int64_t const pieceRows = ((rows + rowPieces - 1) / rowPieces + 5) / 6 * 6;
    tenon::parallelFor(rowPieces * weights.panels(), 1, [&](int64_t begin, int64_t end) {
        static thread_local std::vector<float> in, out;
        int64_t converted = -1;
        for (int64_t piece = begin; piece < end; ++piece)
        {
            int64_t const panel = piece % weights.panels();
            int64_t const row = std::min(piece / weights.panels() * pieceRows, rows);
            int64_t const count = std::min(pieceRows, rows - row);
            if constexpr (std::is_same_v<T, float>)
            {
                weights.multiply(input + row * depth, depth, output + row * columns, columns, count, panel, panel + 1);
            }
            else
            {
                in.resize(static_cast<size_t>(pieceRows * depth));
                int64_t const first = weights.columnOf(panel);
                int64_t const width = weights.columnOf(panel + 1) - first;
                out.resize(static_cast<size_t>(pieceRows * width));
                if (converted != row)
                {
                    toFloats(input + row * depth, in.data(), count * depth);
                    converted = row;
                }
                weights.multiply(in.data(), depth, out.data() - first, width, count, panel, panel + 1);
                for (int64_t i = 0; i < count; ++i)
                {
                    fromFloats(out.data() + i * width, output + (row + i) * columns + first, width);
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
            return weights == nullptr ? 1
                                      : multiply(run,
                                          CudaGemm<T>{x.as<T const>(), weights, call.output(0).as<T>(), nullptr, rows,
                                              impl.outDims, depth, call.workspace()});
        }
        else
        {
            return product(run, x.as<T const>(), impl.packedWeights(), call.output(0).as<T>(), rows);
        }
    });
}

} // namespace tenon::plugins::fc
