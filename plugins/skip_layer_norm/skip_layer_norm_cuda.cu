// v = x + skip + bias;  y = (v − mean v) / √(var v + ε) · gamma + beta, with mean and variance of a row
//
// Threads:   a row stays in registers, as fp32. A block has a row, with one vector of 16 bytes a thread (two or four where a row has more
//            than 1,024 or 2,048); rows of at most 32 vectors have a warp each, four in a block. All loads of a row are in flight before the
//            first use. On an H200 a block a row is 2 % faster than a warp with several vectors a lane, and 5 % faster than persistent blocks or
//            bulk copies. Sums go through the warp's shuffles, and shared memory between warps; the variance is summed over the differences from
//            the mean, not over squares. Rows that fill up to eight warps exactly (768 columns do) meet behind one barrier only: each warp finds
//            mean and variance of its part, and these are put together.
//            Rows that are longer still, that are not whole vectors, or that are not aligned, belong to a block that reads them three
//            times, through the caches.
// Memory:    two reads and one write an element: 12 bytes in fp32, 6 in fp16 and bf16; gamma, beta and bias come from the second-level cache.
// Accuracy:  fp32 sums of at most 32 values a thread, then as trees: about 3e-7 of the row's largest |v| / deviation. fp16, bf16: one
//            rounding at the end.
#include "plugins/common/block_sum.cuh"
#include "plugins/skip_layer_norm/skip_layer_norm_kernel.h"

#include <tenon/cuda_vector.cuh>

#include <algorithm>

namespace tenon::plugins::skip_layer_norm
{
namespace
{

using nvinfer1::DataType;

constexpr int32_t kWarp = 32;
constexpr int32_t kWarpRows = 4; //!< rows of a block where each has a warp
constexpr int32_t kBlockVectors = 4;
constexpr int32_t kMaxThreads = 1024;

//! The sum over a row's threads: a warp, or the block. `shared` has room for one value a warp, and is used once.
template <bool kWholeBlock>
__device__ __forceinline__ float rowSum(float value, float* shared)
{
    value = warpSum(value);
    if constexpr (kWholeBlock)
    {
        int32_t const warps = static_cast<int32_t>(blockDim.x) / kWarp;
        if (threadIdx.x % kWarp == 0)
        {
            shared[threadIdx.x / kWarp] = value;
        }
        __syncthreads();
        int32_t const lane = static_cast<int32_t>(threadIdx.x) % kWarp;
        value = warpSum(lane < warps ? shared[lane] : 0.0F);
    }
    return value;
}

//! fp32 values of the columns of one vector.
template <int32_t kLanes>
__device__ __forceinline__ void loadColumns(float const* from, float (&values)[kLanes])
{
#pragma unroll
    for (int32_t i = 0; i < kLanes; i += 4)
    {
        auto const four = cuda::loadCached(from + i);
#pragma unroll
        for (int32_t j = 0; j < 4; ++j)
        {
            values[i + j] = four.lane[j];
        }
    }
}

//! blockDim.x threads a row; blockDim.y rows a block, of which there is one if kWholeBlock.
template <typename T, int32_t kVectors, bool kWholeBlock>
__global__ void __launch_bounds__(kWholeBlock ? kMaxThreads : kWarp* kWarpRows)
    normalizeInRegisters(T const* __restrict__ input, T const* __restrict__ skip, T* __restrict__ output,
        Parameters parameters, int64_t rows, int32_t rowVectors)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    __shared__ float sums[kWarp], squareSums[kWarp];
    int64_t const row = static_cast<int64_t>(blockIdx.x) * blockDim.y + threadIdx.y;
    if (row >= rows)
    {
        return;
    }
    int64_t const begin = row * rowVectors * kLanes;
    int32_t const threads = kWholeBlock ? static_cast<int32_t>(blockDim.x) : kWarp;
    cuda::Vector<T> x[kVectors];
    cuda::Vector<T> s[kVectors];
#pragma unroll
    for (int32_t i = 0; i < kVectors; ++i)
    {
        int32_t const column = static_cast<int32_t>(threadIdx.x) + i * threads;
        if (column < rowVectors)
        {
            x[i] = cuda::loadOnce(input + begin + column * kLanes);
            s[i] = cuda::loadOnce(skip + begin + column * kLanes);
        }
    }
    float v[kVectors][kLanes];
    float sum = 0.0F;
#pragma unroll
    for (int32_t i = 0; i < kVectors; ++i)
    {
        int32_t const column = static_cast<int32_t>(threadIdx.x) + i * threads;
        bool const inside = column < rowVectors;
        float biases[kLanes] = {};
        if (inside && parameters.bias != nullptr)
        {
            loadColumns<kLanes>(parameters.bias + column * kLanes, biases);
        }
#pragma unroll
        for (int32_t j = 0; j < kLanes; ++j)
        {
            v[i][j] = inside ? cuda::toFloat(x[i].lane[j]) + cuda::toFloat(s[i].lane[j]) + biases[j] : 0.0F;
            sum += v[i][j];
        }
    }
    float const perElement = 1.0F / static_cast<float>(rowVectors * kLanes);
    float const mean = rowSum<kWholeBlock>(sum, sums) * perElement;
    float squares = 0.0F;
#pragma unroll
    for (int32_t i = 0; i < kVectors; ++i)
    {
        if (static_cast<int32_t>(threadIdx.x) + i * threads < rowVectors)
        {
#pragma unroll
            for (int32_t j = 0; j < kLanes; ++j)
            {
                v[i][j] -= mean;
                squares = fmaf(v[i][j], v[i][j], squares);
            }
        }
    }
    float const factor = rsqrtf(rowSum<kWholeBlock>(squares, squareSums) * perElement + kEpsilon);
#pragma unroll
    for (int32_t i = 0; i < kVectors; ++i)
    {
        int32_t const column = static_cast<int32_t>(threadIdx.x) + i * threads;
        if (column < rowVectors)
        {
            float gammas[kLanes];
            float betas[kLanes];
            loadColumns<kLanes>(parameters.gamma + column * kLanes, gammas);
            loadColumns<kLanes>(parameters.beta + column * kLanes, betas);
            cuda::Vector<T> y;
#pragma unroll
            for (int32_t j = 0; j < kLanes; ++j)
            {
                y.lane[j] = cuda::fromFloat<T>(fmaf(v[i][j] * factor, gammas[j], betas[j]));
            }
            cuda::storeOnce(output + begin + column * kLanes, y);
        }
    }
}

//! What a warp knows of its part of a row: the mean, and the sum of the squares of the differences from it.
struct Part
{
    float mean, squares;
};

constexpr int32_t kMaxExactWarps = 8;

//! A block a row, which has one vector for each of its 32 · kWarps threads. Parts are put together as in Chan, Golub, LeVeque: Updating formulae and a
//! pairwise algorithm for computing sample variances, 1979; all are equally large.
template <typename T, int32_t kWarps>
__global__ void __launch_bounds__(kWarps* kWarp) normalizeExactRows(
    T const* __restrict__ input, T const* __restrict__ skip, T* __restrict__ output, Parameters parameters)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    constexpr float kPartSize = kWarp * kLanes;
    __shared__ Part parts[kWarps];
    int64_t const first = (static_cast<int64_t>(blockIdx.x) * (kWarps * kWarp) + threadIdx.x) * kLanes;
    auto const x = cuda::loadOnce(input + first);
    auto const s = cuda::loadOnce(skip + first);
    int32_t const column = static_cast<int32_t>(threadIdx.x) * kLanes;
    float v[kLanes];
    float sum = 0.0F;
#pragma unroll
    for (int32_t j = 0; j < kLanes; ++j)
    {
        v[j] = cuda::toFloat(x.lane[j]) + cuda::toFloat(s.lane[j]);
    }
    if (parameters.bias != nullptr)
    {
        float biases[kLanes];
        loadColumns<kLanes>(parameters.bias + column, biases);
#pragma unroll
        for (int32_t j = 0; j < kLanes; ++j)
        {
            v[j] += biases[j];
        }
    }
#pragma unroll
    for (int32_t j = 0; j < kLanes; ++j)
    {
        sum += v[j];
    }
    Part part{warpSum(sum) * (1.0F / kPartSize), 0.0F};
#pragma unroll
    for (int32_t j = 0; j < kLanes; ++j)
    {
        float const difference = v[j] - part.mean;
        part.squares = fmaf(difference, difference, part.squares);
    }
    part.squares = warpSum(part.squares);
    if (threadIdx.x % kWarp == 0)
    {
        parts[threadIdx.x / kWarp] = part;
    }
    // Asked for before the barrier, so that they come while it is waited for.
    float gammas[kLanes];
    float betas[kLanes];
    loadColumns<kLanes>(parameters.gamma + column, gammas);
    loadColumns<kLanes>(parameters.beta + column, betas);
    __syncthreads();
    float means[kWarps];
    float mean = 0.0F;
    float squares = 0.0F;
#pragma unroll
    for (int32_t w = 0; w < kWarps; ++w)
    {
        Part const other = parts[w];
        means[w] = other.mean;
        mean += other.mean;
        squares += other.squares;
    }
    mean *= 1.0F / kWarps;
#pragma unroll
    for (int32_t w = 0; w < kWarps; ++w)
    {
        float const difference = means[w] - mean;
        squares = fmaf(kPartSize * difference, difference, squares);
    }
    float const factor = rsqrtf(squares * (1.0F / (kPartSize * kWarps)) + kEpsilon);
    cuda::Vector<T> y;
#pragma unroll
    for (int32_t j = 0; j < kLanes; ++j)
    {
        y.lane[j] = cuda::fromFloat<T>(fmaf((v[j] - mean) * factor, gammas[j], betas[j]));
    }
    cuda::storeOnce(output + first, y);
}

//! Launches the kernel for so many warps; false where there is none.
template <typename T, int32_t kWarps = 1>
bool launchExactRows(T const* input, T const* skip, T* output, Parameters const& parameters, int64_t rows,
    int64_t rowVectors, cudaStream_t stream)
{
    if (rowVectors == kWarps * kWarp)
    {
        normalizeExactRows<T, kWarps>
            <<<static_cast<uint32_t>(rows), kWarps * kWarp, 0, stream>>>(input, skip, output, parameters);
        return true;
    }
    if constexpr (kWarps < kMaxExactWarps)
    {
        return launchExactRows<T, kWarps + 1>(input, skip, output, parameters, rows, rowVectors, stream);
    }
    return false;
}

template <typename T>
__global__ void __launch_bounds__(256)
    normalizeInPasses(T const* input, T const* skip, T* output, Parameters parameters, int64_t hidden)
{
    __shared__ float sums[kWarp], squareSums[kWarp];
    int64_t const begin = static_cast<int64_t>(blockIdx.x) * hidden;
    auto const valueAt = [&](int64_t column) {
        float const bias = parameters.bias == nullptr ? 0.0F : parameters.bias[column];
        return cuda::toFloat(input[begin + column]) + cuda::toFloat(skip[begin + column]) + bias;
    };
    float sum = 0.0F;
    for (int64_t column = threadIdx.x; column < hidden; column += blockDim.x)
    {
        sum += valueAt(column);
    }
    float const mean = rowSum<true>(sum, sums) / static_cast<float>(hidden);
    float squares = 0.0F;
    for (int64_t column = threadIdx.x; column < hidden; column += blockDim.x)
    {
        float const difference = valueAt(column) - mean;
        squares = fmaf(difference, difference, squares);
    }
    float const factor = rsqrtf(rowSum<true>(squares, squareSums) / static_cast<float>(hidden) + kEpsilon);
    for (int64_t column = threadIdx.x; column < hidden; column += blockDim.x)
    {
        output[begin + column] = cuda::fromFloat<T>(
            fmaf((valueAt(column) - mean) * factor, parameters.gamma[column], parameters.beta[column]));
    }
}

template <typename T>
bool launch(
    T const* input, T const* skip, T* output, Parameters const& parameters, Shape const& shape, cudaStream_t stream)
{
    constexpr int64_t kLanes = cuda::Vector<T>::kLanes;
    bool const aligned = cuda::isAligned(input) && cuda::isAligned(skip) && cuda::isAligned(output);
    int64_t const rowVectors = shape.hidden / kLanes;
    auto const grid = static_cast<uint32_t>(shape.rows);
    if (!aligned || shape.hidden % kLanes != 0 || rowVectors > int64_t{kBlockVectors} * kMaxThreads)
    {
        normalizeInPasses<T><<<grid, 256, 0, stream>>>(input, skip, output, parameters, shape.hidden);
    }
    else if (rowVectors <= kWarp)
    {
        auto const blocks = static_cast<uint32_t>(cuda::ceilDiv(shape.rows, kWarpRows));
        normalizeInRegisters<T, 1, false><<<blocks, dim3(kWarp, kWarpRows), 0, stream>>>(
            input, skip, output, parameters, shape.rows, static_cast<int32_t>(rowVectors));
    }
    else if (!launchExactRows<T, 2>(input, skip, output, parameters, shape.rows, rowVectors, stream))
    {
        int64_t const perThread = rowVectors <= 1024 ? 1 : (rowVectors <= 2048 ? 2 : kBlockVectors);
        auto const threads = static_cast<uint32_t>(cuda::ceilDiv(cuda::ceilDiv(rowVectors, perThread), kWarp) * kWarp);
        auto const run = [&](auto kernel) {
            kernel<<<grid, threads, 0, stream>>>(
                input, skip, output, parameters, shape.rows, static_cast<int32_t>(rowVectors));
        };
        perThread == 1 ? run(normalizeInRegisters<T, 1, true>)
                       : (perThread == 2 ? run(normalizeInRegisters<T, 2, true>)
                                         : run(normalizeInRegisters<T, kBlockVectors, true>));
    }
    return cudaPeekAtLastError() == cudaSuccess;
}

} // namespace

bool enqueueCuda(DataType type, void const* input, void const* skip, void* output, Parameters const& parameters,
    Shape const& shape, cudaStream_t stream)
{
    if (shape.rows == 0 || shape.hidden == 0)
    {
        return true; // a launch of no blocks is an error
    }
    auto const run = [&](auto const* in) {
        using T = std::remove_const_t<std::remove_pointer_t<decltype(in)>>;
        return launch<T>(in, static_cast<T const*>(skip), static_cast<T*>(output), parameters, shape, stream);
    };
    switch (type)
    {
    case DataType::kHALF: return run(static_cast<__half const*>(input));
    case DataType::kBF16: return run(static_cast<__nv_bfloat16 const*>(input));
    default: return run(static_cast<float const*>(input));
    }
}

} // namespace tenon::plugins::skip_layer_norm
