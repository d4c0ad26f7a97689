// Least and greatest element, sum, and how many are NaN or infinite, on the way from a tensor to its copy.
//
// Threads:   each takes four vectors of 16 bytes, one after the other; each block leaves a summary. Some blocks add these up to a few, the host those.
// Memory:    each element is read once and written once. What the host reads is written to its memory.
// Accuracy:  sums of a vector's numbers in fp32, of a vector's integers exact but for int64, all others in fp64; the same from run to run.
#include "plugins/common/block_sum.cuh"
#include "plugins/common/run.h"
#include "plugins/debug_print/summary.h"

#include <limits>
#include <type_traits>

namespace tenon::plugins::debug_print
{
namespace
{

constexpr int32_t kThreads = 256;
constexpr int32_t kWarps = kThreads / 32;
constexpr int32_t kVectorsEach = 4;
constexpr int64_t kBlockBytes = int64_t{kThreads} * kVectorsEach * cuda::kAccessBytes;

//! What a thread has seen.
template <typename T>
struct Seen
{
    static constexpr bool kIsInteger = std::is_integral_v<T>;
    using Number = std::conditional_t<!kIsInteger, float, std::conditional_t<sizeof(T) == 8, int64_t, int32_t>>;
    using Sum = std::conditional_t<sizeof(T) == 1, int32_t, std::conditional_t<sizeof(T) == 4, int64_t, double>>;

    Number least{}, greatest{};
    double sum{0.0};
    uint32_t nans{0}, infinities{0};

    __device__ __forceinline__ Seen()
    {
        if constexpr (kIsInteger)
        {
            least = std::numeric_limits<Number>::max();
            greatest = std::numeric_limits<Number>::lowest();
        }
        else
        {
            least = INFINITY;
            greatest = -INFINITY;
        }
    }
    template <int32_t kLanes>
    __device__ __forceinline__ void take(T const (&lanes)[kLanes])
    {
        if constexpr (kIsInteger)
        {
            Sum ofLanes = 0;
#pragma unroll
            for (T const lane : lanes)
            {
                least = lane < least ? lane : least;
                greatest = lane > greatest ? lane : greatest;
                ofLanes += static_cast<Sum>(lane);
            }
            sum += static_cast<double>(ofLanes);
        }
        else
        {
            float sums[kLanes]; // added up in pairs, of pairs, and so on
#pragma unroll
            for (int32_t k = 0; k < kLanes; ++k)
            {
                float const value = cuda::toFloat(lanes[k]);
                least = fminf(least, value); // of a number and NaN the number
                greatest = fmaxf(greatest, value);
                sums[k] = value;
            }
#pragma unroll
            for (int32_t pairs = kLanes / 2; pairs > 0; pairs /= 2)
            {
#pragma unroll
                for (int32_t k = 0; k < pairs; ++k)
                {
                    sums[k] += sums[k + pairs];
                }
            }
            if (fabsf(sums[0]) < INFINITY)
            {
                sum += sums[0];
            }
            else // a lane is not finite, or their sum is too large for fp32
            {
                takeOneByOne(lanes);
            }
        }
    }

private:
    template <int32_t kLanes>
    __device__ __forceinline__ void takeOneByOne(T const (&lanes)[kLanes])
    {
        for (T const lane : lanes)
        {
            float const value = cuda::toFloat(lane);
            bool const isNan = value != value;
            sum += isNan ? 0.0F : value;
            nans += isNan ? 1 : 0;
            infinities += fabsf(value) == INFINITY ? 1 : 0;
        }
    }
};

template <typename Number>
__device__ __forceinline__ Number warpLeast(Number value)
{
#pragma unroll
    for (int32_t offset = 16; offset > 0; offset /= 2)
    {
        Number const other = __shfl_xor_sync(0xFFFFFFFFU, value, offset);
        value = other < value ? other : value;
    }
    return value;
}
template <typename Number>
__device__ __forceinline__ Number warpGreatest(Number value)
{
#pragma unroll
    for (int32_t offset = 16; offset > 0; offset /= 2)
    {
        Number const other = __shfl_xor_sync(0xFFFFFFFFU, value, offset);
        value = other > value ? other : value;
    }
    return value;
}

//! A block's summary of its warps', which their first threads have; on thread 0.
__device__ __forceinline__ Summary blockSummary(Summary mine)
{
    __shared__ Summary ofWarps[kWarps];
    if (threadIdx.x % 32 == 0)
    {
        ofWarps[threadIdx.x / 32] = mine;
    }
    __syncthreads();
    for (int32_t warp = 1; warp < kWarps && threadIdx.x == 0; ++warp)
    {
        mine.add(ofWarps[warp]);
    }
    return mine;
}

//! A block takes kBlockBytes of the `count` elements; isAligned: both pointers are.
template <typename T>
__global__ void __launch_bounds__(kThreads, 2048 / kThreads)
    summariseBlocks(T const* x, T* copy, int64_t count, bool isAligned, Summary* ofBlocks)
{
    using Vector = cuda::Vector<T>;
    constexpr int64_t kElements = kBlockBytes / static_cast<int64_t>(sizeof(T));
    int64_t const begin = blockIdx.x * kElements;
    auto const elements = static_cast<int32_t>(count - begin < kElements ? count - begin : kElements);
    int32_t const inVectors = isAligned ? elements / Vector::kLanes * Vector::kLanes : 0;
    x += begin;
    copy += begin;
    Seen<T> seen;
#pragma unroll 1
    for (int32_t i = static_cast<int32_t>(threadIdx.x) * Vector::kLanes; i < inVectors; i += kThreads * Vector::kLanes)
    {
        Vector const vector = cuda::loadOnce(x + i);
        cuda::storeOnce(copy + i, vector);
        seen.take(vector.lane);
    }
#pragma unroll 1
    for (int32_t i = inVectors + static_cast<int32_t>(threadIdx.x); i < elements; i += kThreads)
    {
        T const one[1]{x[i]};
        copy[i] = one[0];
        seen.take(one);
    }
    Summary mine;
    mine.sum = warpSum(seen.sum);
    auto const least = warpLeast(seen.least);
    auto const greatest = warpGreatest(seen.greatest);
    mine.nans = warpSum(seen.nans);
    mine.infinities = warpSum(seen.infinities);
    // What a warp has not seen any number of begins as a Summary does.
    if (!(greatest < least))
    {
        mine.least = static_cast<double>(least);
        mine.greatest = static_cast<double>(greatest);
    }
    mine = blockSummary(mine);
    if (threadIdx.x == 0)
    {
        mine.numbers = elements - mine.nans;
        ofBlocks[blockIdx.x] = mine;
    }
}

__global__ void __launch_bounds__(kThreads)
    addUp(Summary const* ofBlocks, int32_t count, Summary* parts, char const* x, char* first, int32_t firstBytes)
{
    Summary mine;
#pragma unroll 4
    for (int32_t i = static_cast<int32_t>(blockIdx.x * kThreads + threadIdx.x); i < count;
         i += static_cast<int32_t>(gridDim.x) * kThreads)
    {
        mine.add(ofBlocks[i]);
    }
    for (int32_t i = static_cast<int32_t>(blockIdx.x * kThreads + threadIdx.x); i < firstBytes;
         i += static_cast<int32_t>(gridDim.x) * kThreads)
    {
        first[i] = x[i];
    }
    mine.least = warpLeast(mine.least);
    mine.greatest = warpGreatest(mine.greatest);
    mine.sum = warpSum(mine.sum);
    mine.numbers = warpSum(mine.numbers);
    mine.nans = warpSum(mine.nans);
    mine.infinities = warpSum(mine.infinities);
    mine = blockSummary(mine);
    if (threadIdx.x == 0)
    {
        parts[blockIdx.x] = mine;
    }
}

template <typename T>
bool launch(void const* x, void* copy, int64_t count, Summary* ofBlocks, int64_t blocks, cudaStream_t stream)
{
    auto const* const from = static_cast<T const*>(x);
    auto* const to = static_cast<T*>(copy);
    bool const isAligned = cuda::isAligned(from) && cuda::isAligned(to);
    summariseBlocks<T><<<static_cast<uint32_t>(blocks), kThreads, 0, stream>>>(from, to, count, isAligned, ofBlocks);
    return cudaPeekAtLastError() == cudaSuccess;
}

bool launchFor(nvinfer1::DataType type, void const* x, void* copy, int64_t count, Summary* ofBlocks, int64_t blocks,
    cudaStream_t stream)
{
    using nvinfer1::DataType;
    switch (type)
    {
    case DataType::kFLOAT: return launch<float>(x, copy, count, ofBlocks, blocks, stream);
    case DataType::kHALF: return launch<__half>(x, copy, count, ofBlocks, blocks, stream);
    case DataType::kBF16: return launch<__nv_bfloat16>(x, copy, count, ofBlocks, blocks, stream);
    case DataType::kINT32: return launch<int32_t>(x, copy, count, ofBlocks, blocks, stream);
    case DataType::kINT64: return launch<int64_t>(x, copy, count, ofBlocks, blocks, stream);
    case DataType::kINT8: return launch<int8_t>(x, copy, count, ofBlocks, blocks, stream);
    default: return launch<uint8_t>(x, copy, count, ofBlocks, blocks, stream);
    }
}

} // namespace

int64_t blocksOnCuda(int64_t bytes)
{
    return cuda::ceilDiv(bytes, kBlockBytes);
}

int32_t summariseOnCuda(nvinfer1::DataType type, void const* x, void* copy, int64_t count, Summary* ofBlocks,
    Summary* parts, void* first, int32_t firstBytes, cudaStream_t stream)
{
    int64_t const blocks = blocksOnCuda(count * plugin::bytesOf(type));
    if (blocks > std::numeric_limits<int32_t>::max() || !launchFor(type, x, copy, count, ofBlocks, blocks, stream))
    {
        return -1;
    }
    auto const adding = static_cast<int32_t>(std::min<int64_t>(kMostParts, cuda::ceilDiv(blocks, int64_t{kThreads})));
    addUp<<<static_cast<uint32_t>(adding), kThreads, 0, stream>>>(ofBlocks, static_cast<int32_t>(blocks), parts,
        static_cast<char const*>(x), static_cast<char*>(first), firstBytes);
    return cudaPeekAtLastError() == cudaSuccess ? adding : -1;
}

} // namespace tenon::plugins::debug_print
