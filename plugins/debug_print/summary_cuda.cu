// Least and greatest element, sum, and how many are NaN or infinite, on the way from a tensor to its copy.
//
// Threads:   1,024 blocks at most, a summary each; their threads take vectors of 16 bytes, four at a time. The host adds the blocks' summaries up.
// Memory:    each element is read once and written once.
// Accuracy:  sums in fp64; the same from run to run.
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
constexpr int32_t kBatch = 4; //!< vectors on their way at a time

//! What a thread has seen.
template <typename T>
struct Seen
{
    static constexpr bool kIsInteger = std::is_integral_v<T>;
    using Number = std::conditional_t<kIsInteger, T, float>;

    Number least{}, greatest{};
    double sum{0.0};
    int64_t elements{0};
    uint32_t nans{0}, infinities{0};

    __device__ __forceinline__ Seen()
    {
        if constexpr (kIsInteger)
        {
            least = std::numeric_limits<T>::max();
            greatest = std::numeric_limits<T>::lowest();
        }
        else
        {
            least = INFINITY;
            greatest = -INFINITY;
        }
    }
    __device__ __forceinline__ void take(T element)
    {
        if constexpr (kIsInteger)
        {
            least = element < least ? element : least;
            greatest = element > greatest ? element : greatest;
            sum += static_cast<double>(element);
        }
        else
        {
            float const value = cuda::toFloat(element);
            bool const isNan = value != value;
            least = fminf(least, value); // of a number and NaN the number
            greatest = fmaxf(greatest, value);
            sum += isNan ? 0.0F : value;
            nans += isNan ? 1 : 0;
            infinities += fabsf(value) == INFINITY ? 1 : 0;
        }
    }
    //! Where it has seen nothing but NaN, as a Summary begins.
    __device__ Summary summary() const
    {
        Summary s;
        s.sum = sum;
        s.numbers = elements - nans;
        s.nans = nans;
        s.infinities = infinities;
        if (s.numbers != 0)
        {
            s.least = static_cast<double>(least);
            s.greatest = static_cast<double>(greatest);
        }
        return s;
    }
};

__device__ __forceinline__ double warpLeast(double value)
{
#pragma unroll
    for (int32_t offset = 16; offset > 0; offset /= 2)
    {
        double const other = __shfl_xor_sync(0xFFFFFFFFU, value, offset);
        value = other < value ? other : value;
    }
    return value;
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    summarise(T const* x, T* copy, int64_t count, int64_t vectors, Summary* parts)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    int64_t const thread = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    int64_t const threads = static_cast<int64_t>(gridDim.x) * kThreads;
    Seen<T> seen;
    for (int64_t begin = thread; begin < vectors; begin += kBatch * threads)
    {
        cuda::Vector<T> batch[kBatch];
#pragma unroll
        for (int32_t i = 0; i < kBatch; ++i)
        {
            int64_t const at = begin + i * threads;
            if (at < vectors)
            {
                batch[i] = cuda::loadOnce(x + at * kLanes);
            }
        }
#pragma unroll
        for (int32_t i = 0; i < kBatch; ++i)
        {
            int64_t const at = begin + i * threads;
            if (at < vectors)
            {
                cuda::storeOnce(copy + at * kLanes, batch[i]);
                seen.elements += kLanes;
#pragma unroll
                for (T const element : batch[i].lane)
                {
                    seen.take(element);
                }
            }
        }
    }
    for (int64_t i = vectors * kLanes + thread; i < count; i += threads)
    {
        copy[i] = x[i];
        seen.take(x[i]);
        ++seen.elements;
    }
    __shared__ Summary ofWarps[kWarps];
    Summary mine = seen.summary();
    mine.least = warpLeast(mine.least);
    mine.greatest = -warpLeast(-mine.greatest);
    mine.sum = warpSum(mine.sum);
    mine.numbers = warpSum(mine.numbers);
    mine.nans = warpSum(mine.nans);
    mine.infinities = warpSum(mine.infinities);
    if (threadIdx.x % 32 == 0)
    {
        ofWarps[threadIdx.x / 32] = mine;
    }
    __syncthreads();
    if (threadIdx.x == 0)
    {
        for (int32_t warp = 1; warp < kWarps; ++warp)
        {
            mine.add(ofWarps[warp]);
        }
        parts[blockIdx.x] = mine;
    }
}

template <typename T>
int32_t launch(void const* x, void* copy, int64_t count, Summary* parts, cudaStream_t stream)
{
    auto const* const from = static_cast<T const*>(x);
    auto* const to = static_cast<T*>(copy);
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    int64_t const vectors = cuda::isAligned(from) && cuda::isAligned(to) ? count / kLanes : 0;
    int64_t const wanted = cuda::ceilDiv(vectors == 0 ? count : vectors, int64_t{kThreads});
    auto const blocks = static_cast<int32_t>(wanted < kMostParts ? wanted : kMostParts);
    summarise<T><<<static_cast<uint32_t>(blocks), kThreads, 0, stream>>>(from, to, count, vectors, parts);
    return cudaPeekAtLastError() == cudaSuccess ? blocks : -1;
}

} // namespace

int32_t summariseOnCuda(
    nvinfer1::DataType type, void const* x, void* copy, int64_t count, Summary* parts, cudaStream_t stream)
{
    using nvinfer1::DataType;
    switch (type)
    {
    case DataType::kFLOAT: return launch<float>(x, copy, count, parts, stream);
    case DataType::kHALF: return launch<__half>(x, copy, count, parts, stream);
    case DataType::kBF16: return launch<__nv_bfloat16>(x, copy, count, parts, stream);
    case DataType::kINT32: return launch<int32_t>(x, copy, count, parts, stream);
    case DataType::kINT64: return launch<int64_t>(x, copy, count, parts, stream);
    case DataType::kINT8: return launch<int8_t>(x, copy, count, parts, stream);
    default: return launch<uint8_t>(x, copy, count, parts, stream);
    }
}

} // namespace tenon::plugins::debug_print
