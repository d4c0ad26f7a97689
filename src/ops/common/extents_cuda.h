// Dims and strides as kernels take them: by value, with plain types.
#pragma once

#include <cuda_runtime_api.h>

#include <cstdint>

namespace tenon::ops
{

//! The sizes of a row-major tensor.
struct Extents
{
    static constexpr int32_t kMaxRank = 8;
    int32_t rank{0};
    bool narrow{true}; //!< its elements can be counted with 32 bits
    int64_t count{1};
    int64_t size[kMaxRank]{};
};

//! Elements between neighbours in each dimension; 0 repeats.
struct ExtentStrides
{
    int64_t d[Extents::kMaxRank]{};
};

#if defined(__CUDACC__)

//! Calls visit(dimension, coordinate) for each dimension of element `index`, last first.
template <typename Visit>
__device__ __forceinline__ void forCoordinates(Extents const& extents, int64_t index, Visit const& visit)
{
    if (extents.narrow)
    {
        auto rest = static_cast<uint32_t>(index);
        for (int32_t d = extents.rank - 1; d >= 0; --d)
        {
            auto const size = static_cast<uint32_t>(extents.size[d]);
            uint32_t const outer = d == 0 ? 0U : rest / size;
            visit(d, static_cast<int64_t>(rest - outer * size));
            rest = outer;
        }
        return;
    }
    int64_t rest = index;
    for (int32_t d = extents.rank - 1; d >= 0; --d)
    {
        int64_t const outer = d == 0 ? 0 : rest / extents.size[d];
        visit(d, rest - outer * extents.size[d]);
        rest = outer;
    }
}

//! Where element `index` lies with other strides.
__device__ __forceinline__ int64_t offsetOf(Extents const& extents, ExtentStrides const& strides, int64_t index)
{
    int64_t offset = 0;
    forCoordinates(extents, index, [&](int32_t d, int64_t at) { offset += at * strides.d[d]; });
    return offset;
}

inline constexpr int32_t kEachThreads = 256;

template <typename Function>
__global__ void __launch_bounds__(kEachThreads) eachElement(int64_t count, __grid_constant__ Function const function)
{
    int64_t const index = static_cast<int64_t>(blockIdx.x) * kEachThreads + threadIdx.x;
    if (index < count)
    {
        function(index);
    }
}

//! function(i) for 0 ≤ i < count, one thread each, in order with the stream.
template <typename Function>
cudaError_t launchEach(int64_t count, Function const& function, cudaStream_t stream)
{
    if (count == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    eachElement<<<static_cast<uint32_t>((count + kEachThreads - 1) / kEachThreads), kEachThreads, 0, stream>>>(
        count, function);
    return cudaPeekAtLastError();
}

//! Calls function(tag) with a value of the unsigned type of so many bytes: copies need no more than the size of an element.
template <typename Function>
cudaError_t withElementBytes(int64_t bytes, Function const& function)
{
    switch (bytes)
    {
    case 1: return function(uint8_t{});
    case 2: return function(uint16_t{});
    case 4: return function(uint32_t{});
    case 8: return function(uint64_t{});
    default: return cudaErrorNotSupported;
    }
}

//! Integers of 32 or 64 bits, told apart at run time.
struct Integers
{
    void const* data;
    bool wide;

    __device__ __forceinline__ int64_t operator[](int64_t i) const
    {
        return wide ? static_cast<int64_t const*>(data)[i] : static_cast<int64_t>(static_cast<int32_t const*>(data)[i]);
    }
};

#endif // __CUDACC__

} // namespace tenon::ops
