// Kernels that treat each element alone: in packs of up to 16 bytes, one a thread, in order.
//
// Threads:   blocks that run at the same time read one run of memory; the measurements are in plugins/lrelu/lrelu_cuda.cu. The last elements,
//            and arrays that are not aligned to their packs, go one by one.
// Memory:    each element is read once and written once.
#pragma once

#include <tenon/cuda_vector.cuh>

#include <algorithm>
#include <cstdint>

namespace tenon::ops::cuda
{

using tenon::cuda::ceilDiv;

inline constexpr int32_t kMapThreads = 256;

//! kLanes elements that are read or written in one access (of at most 16 bytes).
template <typename T, int32_t kLanes>
struct alignas(sizeof(T) * kLanes) Pack
{
    T lane[kLanes];
};

//! Lanes of packs of which the widest of some types takes 16 bytes.
template <typename... T>
inline constexpr int32_t kPackLanes = 16 / static_cast<int32_t>(std::max({sizeof(T)...}));

template <typename T, int32_t kLanes>
inline bool fitsPack(T const* pointer)
{
    return reinterpret_cast<uintptr_t>(pointer) % alignof(Pack<T, kLanes>) == 0;
}

//! nvinfer1::DataType::kBOOL in memory, where any byte but 0 is true.
struct BoolByte
{
    uint8_t byte;
};

//! What kernels compute with: fp32 for the floating types, the type itself for others.
__device__ __forceinline__ float computed(float value)
{
    return value;
}
__device__ __forceinline__ float computed(__half value)
{
    return __half2float(value);
}
__device__ __forceinline__ float computed(__nv_bfloat16 value)
{
    return __bfloat162float(value);
}
__device__ __forceinline__ int32_t computed(int32_t value)
{
    return value;
}
__device__ __forceinline__ int64_t computed(int64_t value)
{
    return value;
}
__device__ __forceinline__ int8_t computed(int8_t value)
{
    return value;
}
__device__ __forceinline__ uint8_t computed(uint8_t value)
{
    return value;
}
__device__ __forceinline__ bool computed(BoolByte value)
{
    return value.byte != 0;
}

template <typename T>
struct Stored
{
    template <typename Value>
    static __device__ __forceinline__ T from(Value value)
    {
        return static_cast<T>(value);
    }
};
template <>
struct Stored<BoolByte>
{
    static __device__ __forceinline__ BoolByte from(bool value) { return {static_cast<uint8_t>(value)}; }
};
template <>
struct Stored<__half>
{
    static __device__ __forceinline__ __half from(float value) { return __float2half_rn(value); }
};
template <>
struct Stored<__nv_bfloat16>
{
    static __device__ __forceinline__ __nv_bfloat16 from(float value) { return __float2bfloat16_rn(value); }
};

template <typename In, typename Out, int32_t kLanes, typename Function>
__global__ void __launch_bounds__(kMapThreads) mapPacks(In const* in, Out* out, int64_t count, Function function)
{
    int64_t const first = (static_cast<int64_t>(blockIdx.x) * kMapThreads + threadIdx.x) * kLanes;
    if (first + kLanes <= count)
    {
        auto const pack = *reinterpret_cast<Pack<In, kLanes> const*>(in + first);
        Pack<Out, kLanes> result;
#pragma unroll
        for (int32_t i = 0; i < kLanes; ++i)
        {
            result.lane[i] = Stored<Out>::from(function(computed(pack.lane[i])));
        }
        *reinterpret_cast<Pack<Out, kLanes>*>(out + first) = result;
        return;
    }
    for (int64_t i = first; i < count; ++i)
    {
        out[i] = Stored<Out>::from(function(computed(in[i])));
    }
}

//! out[i] = function(in[i]); the function takes and gives what computed() does. `out` may be `in`.
template <typename In, typename Out, typename Function>
cudaError_t launchMap(In const* in, Out* out, int64_t count, Function const& function, cudaStream_t stream)
{
    if (count == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    constexpr int32_t kLanes = kPackLanes<In, Out>;
    bool const packed = fitsPack<In, kLanes>(in) && fitsPack<Out, kLanes>(out);
    auto const blocks = static_cast<uint32_t>(ceilDiv(count, int64_t{kMapThreads} * (packed ? kLanes : 1)));
    if (packed)
    {
        mapPacks<In, Out, kLanes><<<blocks, kMapThreads, 0, stream>>>(in, out, count, function);
    }
    else
    {
        mapPacks<In, Out, 1><<<blocks, kMapThreads, 0, stream>>>(in, out, count, function);
    }
    return cudaPeekAtLastError();
}

} // namespace tenon::ops::cuda
