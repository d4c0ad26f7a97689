// v = x + skip + bias;  y = (v − mean v) / √(var v + ε) · gamma + beta for tokens whose elements lie apart, and for int8
//
// Threads:   a block of 256 threads a token.
// Memory:    a token's sum stays in shared memory; inputs are read once, outputs written once, in pieces of 32 elements where they lie so.
// Accuracy:  fp32; fp16 rounded once; int8 with the tensors' scales, rounded to nearest even.
#include "plugins/common/block_sum.cuh"
#include "plugins/common/group_norm.h"
#include "plugins/common/int8.h"
#include "plugins/skip_layer_norm/skip_layer_norm_kernel.h"

namespace tenon::plugins::skip_layer_norm
{
namespace
{

using nvinfer1::DataType;

template <typename T>
struct ColumnData
{
    T const* input;
    T const* skip;
    T* output;
    T* sum;
    float inputScale, skipScale, outputInverse, sumInverse;
};

template <typename T>
__device__ float loadColumn(T const* data, int64_t at, float scale)
{
    if constexpr (std::is_same_v<T, int8_t>)
    {
        return static_cast<float>(data[at]) * scale;
    }
    else
    {
        return real(data[at]);
    }
}

template <typename T>
__device__ void storeColumn(T* data, int64_t at, float value, float inverse)
{
    if constexpr (std::is_same_v<T, int8_t>)
    {
        data[at] = quantized(value, inverse);
    }
    else
    {
        data[at] = number<T>(value);
    }
}

template <typename T>
__global__ void __launch_bounds__(256) normalizeColumns(ColumnData<T> data, Parameters parameters, Columns columns)
{
    extern __shared__ float row[];
    __shared__ float sums[32], squares[32];
    int64_t const token = blockIdx.x;
    auto const hidden = static_cast<int32_t>(columns.hidden);
    float sum = 0.0F;
    for (int32_t e = static_cast<int32_t>(threadIdx.x); e < hidden; e += 256)
    {
        int64_t const at = columns.at(token, e);
        float const both = loadColumn(data.input, at, data.inputScale) + loadColumn(data.skip, at, data.skipScale);
        if (data.sum != nullptr)
        {
            storeColumn(data.sum, at, both, data.sumInverse);
        }
        row[e] = both + (parameters.bias == nullptr ? 0.0F : parameters.bias[e]);
        sum += row[e];
    }
    float const mean = blockSum(sum, sums) / static_cast<float>(hidden);
    float square = 0.0F;
    for (int32_t e = static_cast<int32_t>(threadIdx.x); e < hidden; e += 256)
    {
        square = fmaf(row[e] - mean, row[e] - mean, square);
    }
    float const factor = rsqrtf(blockSum(square, squares) / static_cast<float>(hidden) + kEpsilon);
    for (int32_t e = static_cast<int32_t>(threadIdx.x); e < hidden; e += 256)
    {
        float const value = fmaf((row[e] - mean) * factor, parameters.gamma[e], parameters.beta[e]);
        storeColumn(data.output, columns.at(token, e), value, data.outputInverse);
    }
}

template <typename T>
bool launchColumns(Operands const& o, Parameters const& parameters, Columns const& columns, cudaStream_t stream)
{
    auto const bytes = static_cast<size_t>(columns.hidden) * sizeof(float);
    if (bytes > 48 * 1024
        && cudaFuncSetAttribute(
               normalizeColumns<T>, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes))
            != cudaSuccess)
    {
        return false;
    }
    ColumnData<T> const data{static_cast<T const*>(o.input.data), static_cast<T const*>(o.skip.data),
        static_cast<T*>(o.output.data), o.sum == nullptr ? nullptr : static_cast<T*>(o.sum->data), o.input.scale(),
        o.skip.scale(), 1.0F / o.output.scale(), o.sum == nullptr ? 0.0F : 1.0F / o.sum->scale()};
    normalizeColumns<T><<<static_cast<uint32_t>(columns.tokens), 256, bytes, stream>>>(data, parameters, columns);
    return cudaPeekAtLastError() == cudaSuccess;
}

} // namespace

bool enqueueColumnsCuda(
    Operands const& operands, Parameters const& parameters, Columns const& columns, cudaStream_t stream)
{
    if (columns.tokens == 0 || columns.hidden == 0)
    {
        return true; // a launch of no blocks is an error
    }
    switch (operands.input.type())
    {
    case DataType::kHALF: return launchColumns<__half>(operands, parameters, columns, stream);
    case DataType::kINT8: return launchColumns<int8_t>(operands, parameters, columns, stream);
    default: return launchColumns<float>(operands, parameters, columns, stream);
    }
}

} // namespace tenon::plugins::skip_layer_norm
