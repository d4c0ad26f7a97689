// out[kept] = the reduced elements combined: sum, product, maximum, minimum, average.
//
// Threads:   where the innermost dimension is reduced, a warp an output, its lanes side by side in memory, then shuffles. Where it is kept,
//            a thread an output, neighbours side by side. Where that would leave most of the device idle, each output is cut into parts, which
//            a second, small kernel combines.
// Memory:    each element is read once; parts go through the workspace.
// Accuracy:  fp32, fp16 and bf16 are combined in fp64 (whose rate is no limit here) and rounded once. Integers in 64 bits, which wrap.
#include "ops/reduce/reduce_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/map_cuda.cuh"

#include <limits>
#include <type_traits>

namespace tenon::ops
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::ReduceOperation;

constexpr int32_t kThreads = 256;
constexpr int32_t kWarp = 32;
constexpr int64_t kMinPart = 256; //!< elements that one part is worth

template <typename T>
using Wide = std::conditional_t<std::is_integral_v<T>, int64_t, double>;

template <ReduceOperation kOperation, typename T>
struct Combine
{
    using W = Wide<T>;

    static __device__ __forceinline__ W neutral()
    {
        if constexpr (kOperation == ReduceOperation::kPROD) return 1;
        else if constexpr (kOperation == ReduceOperation::kMAX) return lowest();
        else if constexpr (kOperation == ReduceOperation::kMIN) return highest();
        else return 0;
    }
    static __device__ __forceinline__ W both(W a, W b)
    {
        if constexpr (kOperation == ReduceOperation::kPROD) return wrapping(a, b);
        else if constexpr (kOperation == ReduceOperation::kMAX) return a < b ? b : a;
        else if constexpr (kOperation == ReduceOperation::kMIN) return b < a ? b : a;
        else return added(a, b);
    }

private:
    static __device__ __forceinline__ W added(W a, W b)
    {
        if constexpr (std::is_integral_v<W>) return static_cast<W>(static_cast<uint64_t>(a) + static_cast<uint64_t>(b));
        else return a + b;
    }
    static __device__ __forceinline__ W wrapping(W a, W b)
    {
        if constexpr (std::is_integral_v<W>) return static_cast<W>(static_cast<uint64_t>(a) * static_cast<uint64_t>(b));
        else return a * b;
    }
    static __device__ __forceinline__ W lowest()
    {
        if constexpr (std::is_integral_v<T>) return std::numeric_limits<T>::lowest();
        else return -std::numeric_limits<double>::infinity();
    }
    static __device__ __forceinline__ W highest()
    {
        if constexpr (std::is_integral_v<T>) return std::numeric_limits<T>::max();
        else return std::numeric_limits<double>::infinity();
    }
};

//! The element that a combined value becomes; an average divides first, integers cut towards zero.
template <typename T>
__device__ __forceinline__ T finish(Wide<T> value, int64_t averageOver)
{
    if constexpr (std::is_integral_v<T>)
    {
        return averageOver < 0 ? static_cast<T>(value)
                               : (averageOver == 0 ? T{0} : static_cast<T>(value / averageOver));
    }
    else
    {
        double const result = averageOver < 0 ? value : value / static_cast<double>(averageOver);
        return cuda::Stored<T>::from(static_cast<float>(result));
    }
}

__device__ __forceinline__ int64_t offsetOf(CudaDimensions const& dims, int64_t index)
{
    int64_t offset = 0;
    for (int32_t k = dims.rank - 1; k >= 0; --k)
    {
        // Remainders of 32 bits take a third of the time.
        if (index >> 32 == 0 && dims.sizes[k] >> 32 == 0)
        {
            auto const narrow = static_cast<uint32_t>(index);
            auto const size = static_cast<uint32_t>(dims.sizes[k]);
            offset += static_cast<int64_t>(narrow % size) * dims.strides[k];
            index = narrow / size;
        }
        else
        {
            offset += index % dims.sizes[k] * dims.strides[k];
            index /= dims.sizes[k];
        }
    }
    return offset;
}

//! Elements [begin, end) of the part that blockIdx.y has of an output's elements.
struct Range
{
    int64_t begin, end;
};

__device__ __forceinline__ Range partOf(int64_t count)
{
    int64_t const size = (count + gridDim.y - 1) / gridDim.y;
    int64_t const begin = size * blockIdx.y;
    return {begin, begin + size < count ? begin + size : count};
}

//! The part's value to the output, or, where there are several, to the workspace.
template <typename T>
__device__ __forceinline__ void put(
    Wide<T> value, int64_t output, int64_t outputs, T* out, Wide<T>* parts, int64_t averageOver)
{
    if (parts == nullptr)
    {
        out[output] = finish<T>(value, averageOver);
    }
    else
    {
        parts[blockIdx.y * outputs + output] = value;
    }
}

template <typename T, typename Op>
__global__ void __launch_bounds__(kThreads)
    reduceRuns(T const* in, T* out, Wide<T>* parts, __grid_constant__ CudaReduction const plan, int64_t averageOver)
{
    int64_t const output = static_cast<int64_t>(blockIdx.x) * (kThreads / kWarp) + threadIdx.x / kWarp;
    int64_t const outputs = plan.kept.count;
    if (output >= outputs)
    {
        return;
    }
    int32_t const lane = static_cast<int32_t>(threadIdx.x) % kWarp;
    T const* const from = in + offsetOf(plan.kept, output);
    Range const range = partOf(plan.reduced.count * plan.inner);
    auto all = Op::neutral();
    for (int64_t i = range.begin + lane; i < range.end; i += kWarp)
    {
        int64_t const at = plan.reduced.rank == 0 ? i : offsetOf(plan.reduced, i / plan.inner) + i % plan.inner;
        all = Op::both(all, static_cast<Wide<T>>(cuda::computed(from[at])));
    }
#pragma unroll
    for (int32_t offset = kWarp / 2; offset > 0; offset /= 2)
    {
        all = Op::both(all, __shfl_down_sync(0xFFFFFFFFU, all, offset));
    }
    if (lane == 0)
    {
        put<T>(all, output, outputs, out, parts, averageOver);
    }
}

template <typename T, typename Op>
__global__ void __launch_bounds__(kThreads)
    reduceRows(T const* in, T* out, Wide<T>* parts, __grid_constant__ CudaReduction const plan, int64_t averageOver)
{
    int64_t const output = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    int64_t const outputs = plan.kept.count * plan.inner;
    if (output >= outputs)
    {
        return;
    }
    T const* const from = in + offsetOf(plan.kept, output / plan.inner) + output % plan.inner;
    Range const range = partOf(plan.reduced.count);
    auto all = Op::neutral();
    for (int64_t i = range.begin; i < range.end; ++i)
    {
        all = Op::both(all, static_cast<Wide<T>>(cuda::computed(from[offsetOf(plan.reduced, i)])));
    }
    put<T>(all, output, outputs, out, parts, averageOver);
}

template <typename T, typename Op>
__global__ void __launch_bounds__(kThreads)
    combineParts(Wide<T> const* parts, T* out, int64_t outputs, int64_t count, int64_t averageOver)
{
    int64_t const output = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (output >= outputs)
    {
        return;
    }
    auto all = Op::neutral();
    for (int64_t i = 0; i < count; ++i)
    {
        all = Op::both(all, parts[i * outputs + output]);
    }
    out[output] = finish<T>(all, averageOver);
}

template <typename T, typename Op>
cudaError_t reduceWith(CudaReduction const& plan, int64_t parts, bool average, void const* in, void* out,
    void* workspace, cudaStream_t stream)
{
    int64_t const outputs = plan.outputs();
    int64_t const averageOver = average ? plan.reducedCount() : -1;
    auto const* const from = static_cast<T const*>(in);
    auto* const to = static_cast<T*>(out);
    auto* const partial = parts > 1 ? static_cast<Wide<T>*>(workspace) : nullptr;
    int64_t const outputsOfBlock = plan.innerReduced ? kThreads / kWarp : kThreads;
    dim3 const grid(static_cast<uint32_t>(cuda::ceilDiv(outputs, outputsOfBlock)), static_cast<uint32_t>(parts));
    if (plan.innerReduced)
    {
        reduceRuns<T, Op><<<grid, kThreads, 0, stream>>>(from, to, partial, plan, averageOver);
    }
    else
    {
        reduceRows<T, Op><<<grid, kThreads, 0, stream>>>(from, to, partial, plan, averageOver);
    }
    if (parts > 1)
    {
        auto const blocks = static_cast<uint32_t>(cuda::ceilDiv(outputs, kThreads));
        combineParts<T, Op><<<blocks, kThreads, 0, stream>>>(partial, to, outputs, parts, averageOver);
    }
    return cudaPeekAtLastError();
}

} // namespace

int64_t reductionParts(CudaReduction const& plan)
{
    int64_t const outputs = plan.outputs();
    int64_t const threads = outputs * (plan.innerReduced ? kWarp : 1);
    int64_t const resident = int64_t{tenon::cuda::multiprocessorCount()} * 2048;
    if (outputs == 0 || threads * 2 > resident)
    {
        return 1;
    }
    // A part of a run is shared by a warp's lanes.
    int64_t const worth = plan.reducedCount() / (plan.innerReduced ? kMinPart * 4 : kMinPart);
    return std::clamp<int64_t>(std::min(worth, resident / threads), 1, 4096);
}

cudaError_t launchReduction(ReduceOperation operation, DataType type, CudaReduction const& plan, int64_t parts,
    void const* in, void* out, void* workspace, cudaStream_t stream)
{
    if (plan.outputs() == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    return cuda::withNumber(type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        switch (operation)
        {
        case ReduceOperation::kPROD:
            return reduceWith<T, Combine<ReduceOperation::kPROD, T>>(plan, parts, false, in, out, workspace, stream);
        case ReduceOperation::kMAX:
            return reduceWith<T, Combine<ReduceOperation::kMAX, T>>(plan, parts, false, in, out, workspace, stream);
        case ReduceOperation::kMIN:
            return reduceWith<T, Combine<ReduceOperation::kMIN, T>>(plan, parts, false, in, out, workspace, stream);
        default:
            return reduceWith<T, Combine<ReduceOperation::kSUM, T>>(
                plan, parts, operation == ReduceOperation::kAVG, in, out, workspace, stream);
        }
    });
}

} // namespace tenon::ops
