// One implementation of a plugin for both devices: what it computes is a function object that is called for each index, and a `Run` calls
// it on the device at hand. OnCpu is for sources of the host, OnCuda for those that nvcc compiles.
//
//     template <typename Run>
//     int32_t enqueueOn(Run const& run, Mine const& mine, plugin::Call const& call)
//     {
//         return run.withType(call.input(0).type(), [&](auto element) {
//             using T = decltype(element);
//             return run.each(count, MyElement<T>{call.input(0).as<T>(), call.output(0).as<T>()});
//         });
//     }
#pragma once

#include "plugins/common/both.h"
#include "plugins/common/row_copy.h"

#include <tenon/half.h>
#include <tenon/host_kernels.h>
#include <tenon/plugin.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

#if defined(__CUDACC__)
#include <cuda_fp16.h>
#include <cuda_runtime.h>
#include <tenon/cuda_vector.cuh>

#include "plugins/common/row_copy.cuh"
#endif

namespace tenon::plugins
{

//! A number as fp32, and the nearest number of type T: for float, and for what fp16 is on the device.
TENON_BOTH float real(float value)
{
    return value;
}
template <typename T>
TENON_BOTH T number(float value)
{
    return T(value);
}
#if defined(__CUDACC__)
TENON_BOTH float real(__half value)
{
    return __half2float(value);
}
template <>
TENON_BOTH __half number<__half>(float value)
{
    return __float2half_rn(value);
}
#else
inline float real(Half value)
{
    return value;
}
#endif

//! On the CPU, over the host's threads. All return 0.
struct OnCpu
{
    static constexpr bool kIsCuda = false;

    //! Calls function with a value of the type of a floating tensor's elements.
    template <typename Function>
    int32_t withType(nvinfer1::DataType type, Function const& function) const
    {
        return plugin::withFloating(type, function);
    }
    //! function(i) for each i in [0, count), in any order, at the same time.
    template <typename Function>
    int32_t each(int64_t count, Function const& function, int64_t grain = 4096) const
    {
        tenon::parallelFor(count, grain, [&function](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; ++i)
            {
                function(i);
            }
        });
        return 0;
    }
    //! out[i] = function(in[i]), on fp32.
    template <typename T, typename Function>
    int32_t map(int64_t count, T const* in, T* out, Function const& function) const
    {
        tenon::parallelFor(count, 16 * 1024, [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; ++i)
            {
                out[i] = number<T>(function(real(in[i])));
            }
        });
        return 0;
    }
    int32_t copyRows(RowCopy const& copy) const { return copyAll(&copy, 1); }
    //! Independent copies. Where they exceed the processor's caches, they go past them.
    int32_t copyAll(RowCopy const* copies, int32_t count) const
    {
        copyRowsOnCpu(copies, count, kCacheBytes);
        return 0;
    }
    int32_t fill(void* data, int value, int64_t bytes) const
    {
        std::memset(data, value, static_cast<size_t>(bytes));
        return 0;
    }
};

#if defined(__CUDACC__)
namespace detail
{

template <typename Function>
__global__ void __launch_bounds__(256) callEach(int64_t count, Function function)
{
    int64_t const stride = static_cast<int64_t>(gridDim.x) * blockDim.x;
    for (int64_t i = static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < count; i += stride)
    {
        function(i);
    }
}

//! One vector of 16 bytes a thread; what is left over goes one by one.
template <typename T, typename Function>
__global__ void __launch_bounds__(256)
    mapVectors(T const* __restrict__ in, T* __restrict__ out, int64_t count, Function function)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    int64_t const first = (static_cast<int64_t>(blockIdx.x) * blockDim.x + threadIdx.x) * kLanes;
    if (first + kLanes <= count)
    {
        cuda::Vector<T> vector = cuda::loadOnce(in + first);
#pragma unroll
        for (T& lane : vector.lane)
        {
            lane = number<T>(function(real(lane)));
        }
        cuda::storeOnce(out + first, vector);
        return;
    }
    for (int64_t i = first; i < count; ++i)
    {
        out[i] = number<T>(function(real(in[i])));
    }
}

template <typename T, typename Function>
struct MapElement
{
    T const* in;
    T* out;
    Function function;

    __device__ void operator()(int64_t i) const { out[i] = number<T>(function(real(in[i]))); }
};

} // namespace detail

//! On CUDA, in order with a stream. 1 where a launch failed: then the CUDA error is left for the host to see.
struct OnCuda
{
    static constexpr bool kIsCuda = true;
    cudaStream_t stream;

    template <typename Function>
    int32_t withType(nvinfer1::DataType type, Function const& function) const
    {
        switch (type)
        {
        case nvinfer1::DataType::kFLOAT: return function(float{});
        case nvinfer1::DataType::kHALF: return function(__half{});
        default: return 1;
        }
    }
    template <typename Function>
    int32_t each(int64_t count, Function const& function, int64_t = 0) const
    {
        if (count <= 0)
        {
            return 0; // a launch of no blocks is an error
        }
        constexpr int64_t kBlock = 256;
        auto const blocks = static_cast<uint32_t>(std::min<int64_t>((count + kBlock - 1) / kBlock, 1 << 22));
        detail::callEach<<<blocks, kBlock, 0, stream>>>(count, function);
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    }
    template <typename T, typename Function>
    int32_t map(int64_t count, T const* in, T* out, Function const& function) const
    {
        if (count <= 0 || !cuda::isAligned(in) || !cuda::isAligned(out))
        {
            return each(count, detail::MapElement<T, Function>{in, out, function});
        }
        int64_t const blocks = cuda::ceilDiv(count, int64_t{256} * cuda::Vector<T>::kLanes);
        detail::mapVectors<<<static_cast<uint32_t>(blocks), 256, 0, stream>>>(in, out, count, function);
        return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
    }
    int32_t copyRows(RowCopy const& copy) const
    {
        constexpr int64_t kLong = 1 << 20;
        if (copy.rows == 1 && copy.bytes >= kLong)
        {
            return cudaMemcpyAsync(
                       copy.to, copy.from, static_cast<size_t>(copy.bytes), cudaMemcpyDeviceToDevice, stream)
                    == cudaSuccess
                ? 0
                : 1;
        }
        return copyAll(&copy, 1);
    }
    //! Independent copies, in as few launches as can be.
    int32_t copyAll(RowCopy const* copies, int32_t count) const
    {
        detail::CopyLaunch launch(stream);
        for (int32_t i = 0; i < count; ++i)
        {
            launch.add(copies[i]);
        }
        return launch.finish();
    }
    int32_t fill(void* data, int value, int64_t bytes) const
    {
        return cudaMemsetAsync(data, value, static_cast<size_t>(bytes), stream) == cudaSuccess ? 0 : 1;
    }
};
#endif

//! Gathers independent copies without the heap, and makes them many at a time.
template <typename Run>
class CopyList
{
public:
    explicit CopyList(Run const& run)
        : run_(run)
    {
    }
    void add(RowCopy const& copy)
    {
        if (count_ == kMost)
        {
            finish();
        }
        copies_[count_++] = copy;
    }
    //! 0 if all that were added were made or enqueued.
    int32_t finish()
    {
        status_ |= count_ == 0 ? 0 : run_.copyAll(copies_, count_);
        count_ = 0;
        return status_;
    }

private:
    static constexpr int32_t kMost = 16;
    Run const& run_;
    RowCopy copies_[kMost]{};
    int32_t count_{0};
    int32_t status_{0};
};

} // namespace tenon::plugins
