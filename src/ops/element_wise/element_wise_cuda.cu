// out[i…] = f(a[i… or 0], b[i… or 0])
//
// Threads:   one pack of up to 16 bytes of the output a thread, in order. Where the innermost loop is whole packs, an operand is read as a
//            pack or stands for the whole pack; else elements go one by one. Outer coordinates come from 32-bit remainders, one a loop;
//            64-bit ones where there are more than 2^32 elements.
// Memory:    each element of the output is written once; of the inputs, once a time that it is used, repeated ones from the caches.
// Accuracy:  floating operations in fp32, rounded once to the output's type; see pointwise_functions_cuda.cuh. Integers wrap around; their
//            kDIV drops the fraction, kFLOOR_DIV rounds down, and a divisor of 0 gives 0.
#include "ops/element_wise/element_wise_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/map_cuda.cuh"
#include "ops/common/pointwise_functions_cuda.cuh"

#include <limits>
#include <type_traits>

namespace tenon::ops
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::ElementWiseOperation;

// The numbers that pointwise_functions_cuda.cuh goes by.
static_assert(
    static_cast<int32_t>(ElementWiseOperation::kMAX) == 2 && static_cast<int32_t>(ElementWiseOperation::kSUB) == 4);
static_assert(static_cast<int32_t>(ElementWiseOperation::kPOW) == 6
    && static_cast<int32_t>(ElementWiseOperation::kFLOOR_DIV) == 7);

template <int32_t kKind>
struct OfFloats
{
    __device__ __forceinline__ float operator()(float a, float b) const { return pointwise::combine<kKind>(a, b); }
};

template <ElementWiseOperation kKind>
struct OfIntegers
{
    template <typename Integer>
    __device__ __forceinline__ Integer operator()(Integer a, Integer b) const
    {
        using Unsigned = std::make_unsigned_t<Integer>;
        auto const x = static_cast<Unsigned>(a);
        auto const y = static_cast<Unsigned>(b);
        if constexpr (kKind == ElementWiseOperation::kSUM) return static_cast<Integer>(x + y);
        else if constexpr (kKind == ElementWiseOperation::kPROD) return static_cast<Integer>(x * y);
        else if constexpr (kKind == ElementWiseOperation::kSUB) return static_cast<Integer>(x - y);
        else if constexpr (kKind == ElementWiseOperation::kMAX) return a > b ? a : b;
        else if constexpr (kKind == ElementWiseOperation::kMIN) return a < b ? a : b;
        else
        {
            if (b == 0)
            {
                return 0;
            }
            if (b == -1)
            {
                return static_cast<Integer>(Unsigned{0} - x); // the lowest number's negative is itself
            }
            Integer const quotient = a / b;
            bool const down = kKind == ElementWiseOperation::kFLOOR_DIV && a % b != 0 && (a < 0) != (b < 0);
            return down ? quotient - 1 : quotient;
        }
    }
};

template <ElementWiseOperation kKind>
struct Compare
{
    template <typename T>
    __device__ __forceinline__ bool operator()(T a, T b) const
    {
        if constexpr (kKind == ElementWiseOperation::kEQUAL) return a == b;
        else if constexpr (kKind == ElementWiseOperation::kGREATER) return a > b;
        else return a < b;
    }
};

template <ElementWiseOperation kKind>
struct OfBools
{
    __device__ __forceinline__ bool operator()(bool a, bool b) const
    {
        if constexpr (kKind == ElementWiseOperation::kAND) return a && b;
        else if constexpr (kKind == ElementWiseOperation::kOR) return a || b;
        else return a != b;
    }
};

template <typename T, int32_t kLanes, typename Index>
__device__ __forceinline__ cuda::Pack<T, kLanes> loadOperand(T const* from, Index at, int64_t innerStride)
{
    if (innerStride != 0)
    {
        return *reinterpret_cast<cuda::Pack<T, kLanes> const*>(from + at);
    }
    cuda::Pack<T, kLanes> pack;
    T const one = from[at];
#pragma unroll
    for (T& lane : pack.lane)
    {
        lane = one;
    }
    return pack;
}

template <typename T, typename Out, int32_t kLanes, typename Index, typename Function>
__global__ void __launch_bounds__(cuda::kMapThreads)
    combineKernel(T const* a, T const* b, Out* out, __grid_constant__ BroadcastLoops const loops, Function function)
{
    Index const first = (static_cast<Index>(blockIdx.x) * cuda::kMapThreads + threadIdx.x) * kLanes;
    if (first >= static_cast<Index>(loops.count))
    {
        return;
    }
    Index rest = first;
    Index aAt = 0;
    Index bAt = 0;
    for (int32_t k = 0; k < loops.rank; ++k)
    {
        // The outermost coordinate is what is left.
        auto const size = static_cast<Index>(loops.loop[k].size);
        Index const place = k + 1 == loops.rank ? rest : rest % size;
        rest = k + 1 == loops.rank ? 0 : rest / size;
        aAt += place * static_cast<Index>(loops.loop[k].aStride);
        bAt += place * static_cast<Index>(loops.loop[k].bStride);
    }
    auto const x = loadOperand<T, kLanes>(a, aAt, loops.loop[0].aStride);
    auto const y = loadOperand<T, kLanes>(b, bAt, loops.loop[0].bStride);
    cuda::Pack<Out, kLanes> result;
#pragma unroll
    for (int32_t i = 0; i < kLanes; ++i)
    {
        result.lane[i] = cuda::Stored<Out>::from(function(cuda::computed(x.lane[i]), cuda::computed(y.lane[i])));
    }
    *reinterpret_cast<cuda::Pack<Out, kLanes>*>(out + first) = result;
}

//! True if every pack of the output meets whole packs of an operand, or one element of it.
template <typename T, int32_t kLanes>
bool meetsPacks(BroadcastLoops const& loops, int64_t BroadcastLoop::*stride, T const* operand)
{
    if (loops.loop[0].*stride != 0 && !cuda::fitsPack<T, kLanes>(operand))
    {
        return false;
    }
    for (int32_t k = 1; k < loops.rank; ++k)
    {
        if (loops.loop[0].*stride != 0 && loops.loop[k].*stride % kLanes != 0)
        {
            return false;
        }
    }
    return true;
}

template <typename T, typename Out, typename Function>
cudaError_t launch(BroadcastLoops const& loops, void const* left, void const* right, void* result,
    Function const& function, cudaStream_t stream)
{
    if (loops.count == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    auto const* const a = static_cast<T const*>(left);
    auto const* const b = static_cast<T const*>(right);
    auto* const out = static_cast<Out*>(result);
    constexpr int32_t kLanes = cuda::kPackLanes<T, Out>;
    bool const narrow = loops.count + int64_t{kLanes} * cuda::kMapThreads <= std::numeric_limits<uint32_t>::max();
    bool const packed = narrow && loops.loop[0].size % kLanes == 0 && cuda::fitsPack<Out, kLanes>(out)
        && meetsPacks<T, kLanes>(loops, &BroadcastLoop::aStride, a)
        && meetsPacks<T, kLanes>(loops, &BroadcastLoop::bStride, b);
    auto const blocks =
        static_cast<uint32_t>(cuda::ceilDiv(loops.count, int64_t{cuda::kMapThreads} * (packed ? kLanes : 1)));
    if (packed)
    {
        combineKernel<T, Out, kLanes, uint32_t><<<blocks, cuda::kMapThreads, 0, stream>>>(a, b, out, loops, function);
    }
    else if (narrow)
    {
        combineKernel<T, Out, 1, uint32_t><<<blocks, cuda::kMapThreads, 0, stream>>>(a, b, out, loops, function);
    }
    else
    {
        combineKernel<T, Out, 1, int64_t><<<blocks, cuda::kMapThreads, 0, stream>>>(a, b, out, loops, function);
    }
    return cudaPeekAtLastError();
}

template <int32_t kKind = 0, typename Launch>
cudaError_t withFloatOperation(int32_t kind, Launch const& launch)
{
    if (kind == kKind)
    {
        return launch(OfFloats<kKind>());
    }
    if constexpr (kKind < static_cast<int32_t>(ElementWiseOperation::kFLOOR_DIV))
    {
        return withFloatOperation<kKind + 1>(kind, launch);
    }
    return cudaErrorNotSupported;
}

template <typename Launch>
cudaError_t withIntegerOperation(ElementWiseOperation operation, Launch const& launch)
{
    switch (operation)
    {
    case ElementWiseOperation::kSUM: return launch(OfIntegers<ElementWiseOperation::kSUM>());
    case ElementWiseOperation::kPROD: return launch(OfIntegers<ElementWiseOperation::kPROD>());
    case ElementWiseOperation::kMAX: return launch(OfIntegers<ElementWiseOperation::kMAX>());
    case ElementWiseOperation::kMIN: return launch(OfIntegers<ElementWiseOperation::kMIN>());
    case ElementWiseOperation::kSUB: return launch(OfIntegers<ElementWiseOperation::kSUB>());
    case ElementWiseOperation::kDIV: return launch(OfIntegers<ElementWiseOperation::kDIV>());
    case ElementWiseOperation::kFLOOR_DIV: return launch(OfIntegers<ElementWiseOperation::kFLOOR_DIV>());
    default: return cudaErrorNotSupported;
    }
}

template <typename Launch>
cudaError_t withComparison(ElementWiseOperation operation, Launch const& launch)
{
    switch (operation)
    {
    case ElementWiseOperation::kEQUAL: return launch(Compare<ElementWiseOperation::kEQUAL>());
    case ElementWiseOperation::kGREATER: return launch(Compare<ElementWiseOperation::kGREATER>());
    case ElementWiseOperation::kLESS: return launch(Compare<ElementWiseOperation::kLESS>());
    default: return cudaErrorNotSupported;
    }
}

template <typename Launch>
cudaError_t withBoolOperation(ElementWiseOperation operation, Launch const& launch)
{
    switch (operation)
    {
    case ElementWiseOperation::kAND: return launch(OfBools<ElementWiseOperation::kAND>());
    case ElementWiseOperation::kOR: return launch(OfBools<ElementWiseOperation::kOR>());
    case ElementWiseOperation::kXOR: return launch(OfBools<ElementWiseOperation::kXOR>());
    case ElementWiseOperation::kEQUAL: return launch(Compare<ElementWiseOperation::kEQUAL>());
    default: return cudaErrorNotSupported;
    }
}

} // namespace

cudaError_t launchElementWise(ElementWiseOperation operation, DataType type, BroadcastLoops const& loops, void const* a,
    void const* b, void* out, cudaStream_t stream)
{
    using cuda::BoolByte;
    if (type == DataType::kBOOL)
    {
        return withBoolOperation(
            operation, [&](auto function) { return launch<BoolByte, BoolByte>(loops, a, b, out, function, stream); });
    }
    bool const compares = operation == ElementWiseOperation::kEQUAL || operation == ElementWiseOperation::kGREATER
        || operation == ElementWiseOperation::kLESS;
    return cuda::withNumber(type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        if (compares)
        {
            return withComparison(
                operation, [&](auto function) { return launch<T, BoolByte>(loops, a, b, out, function, stream); });
        }
        auto const run = [&](auto function) { return launch<T, T>(loops, a, b, out, function, stream); };
        if constexpr (std::is_integral_v<T>)
        {
            return withIntegerOperation(operation, run);
        }
        else
        {
            return withFloatOperation(static_cast<int32_t>(operation), run);
        }
    });
}

} // namespace tenon::ops
