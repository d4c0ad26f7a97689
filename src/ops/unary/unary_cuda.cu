// y = f(x): the functions of pointwise_functions_cuda.cuh, and those of integers and bools, over map_cuda.cuh, whose threads and memory
// traffic it has.
#include "ops/unary/unary_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/map_cuda.cuh"
#include "ops/common/pointwise_functions_cuda.cuh"

#include <type_traits>

namespace tenon::ops
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::UnaryOperation;

// The numbers that pointwise_functions_cuda.cuh goes by.
static_assert(static_cast<int32_t>(UnaryOperation::kABS) == 4 && static_cast<int32_t>(UnaryOperation::kSINH) == 9);
static_assert(static_cast<int32_t>(UnaryOperation::kERF) == 19 && static_cast<int32_t>(UnaryOperation::kROUND) == 22);

template <int32_t kKind>
struct Unary
{
    __device__ __forceinline__ float operator()(float x) const { return pointwise::unaryOf<kKind>(x); }
};

struct IsInfinite
{
    __device__ __forceinline__ bool operator()(float x) const { return isinf(x); }
};
struct IsNan
{
    __device__ __forceinline__ bool operator()(float x) const { return isnan(x); }
};
struct Not
{
    __device__ __forceinline__ bool operator()(bool x) const { return !x; }
};

//! Absolute value, negation and sign of integers, which wrap.
template <int32_t kKind>
struct OfInteger
{
    template <typename Integer>
    __device__ __forceinline__ Integer operator()(Integer x) const
    {
        using Unsigned = std::make_unsigned_t<Integer>;
        auto const negated = static_cast<Integer>(Unsigned{0} - static_cast<Unsigned>(x));
        if constexpr (kKind == static_cast<int32_t>(UnaryOperation::kABS))
        {
            return x < 0 ? negated : x;
        }
        else if constexpr (kKind == static_cast<int32_t>(UnaryOperation::kNEG))
        {
            return negated;
        }
        else
        {
            return static_cast<Integer>((x > 0) - (x < 0));
        }
    }
};

constexpr int32_t kLast = static_cast<int32_t>(UnaryOperation::kROUND);

//! Calls launch(Unary<kind>) for the kind at run time; those that do not give floats are none.
template <int32_t kKind = 0, typename Launch>
cudaError_t withUnary(int32_t kind, Launch const& launch)
{
    if constexpr (kKind > kLast)
    {
        return cudaErrorNotSupported;
    }
    else
    {
        if constexpr (kKind != static_cast<int32_t>(UnaryOperation::kNOT))
        {
            if (kind == kKind)
            {
                return launch(Unary<kKind>());
            }
        }
        return withUnary<kKind + 1>(kind, launch);
    }
}

template <typename Integer>
cudaError_t launchOfIntegers(UnaryOperation operation, void const* in, void* out, int64_t count, cudaStream_t stream)
{
    auto const run = [&](auto function) {
        return cuda::launchMap(static_cast<Integer const*>(in), static_cast<Integer*>(out), count, function, stream);
    };
    switch (operation)
    {
    case UnaryOperation::kABS: return run(OfInteger<static_cast<int32_t>(UnaryOperation::kABS)>());
    case UnaryOperation::kNEG: return run(OfInteger<static_cast<int32_t>(UnaryOperation::kNEG)>());
    case UnaryOperation::kSIGN: return run(OfInteger<static_cast<int32_t>(UnaryOperation::kSIGN)>());
    default: return cudaErrorNotSupported;
    }
}

} // namespace

cudaError_t launchUnary(
    UnaryOperation operation, DataType type, void const* in, void* out, int64_t count, cudaStream_t stream)
{
    switch (type)
    {
    case DataType::kBOOL:
        return cuda::launchMap(
            static_cast<cuda::BoolByte const*>(in), static_cast<cuda::BoolByte*>(out), count, Not(), stream);
    case DataType::kINT32: return launchOfIntegers<int32_t>(operation, in, out, count, stream);
    case DataType::kINT64: return launchOfIntegers<int64_t>(operation, in, out, count, stream);
    default: break;
    }
    return cuda::withFloating(type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        auto const* const from = static_cast<T const*>(in);
        if (operation == UnaryOperation::kISINF)
        {
            return cuda::launchMap(from, static_cast<cuda::BoolByte*>(out), count, IsInfinite(), stream);
        }
        if (operation == UnaryOperation::kISNAN)
        {
            return cuda::launchMap(from, static_cast<cuda::BoolByte*>(out), count, IsNan(), stream);
        }
        return withUnary(static_cast<int32_t>(operation),
            [&](auto function) { return cuda::launchMap(from, static_cast<T*>(out), count, function, stream); });
    });
}

} // namespace tenon::ops
