// y = f(x), y = f(y + bias): the functions of pointwise_functions_cuda.cuh over map_cuda.cuh, whose threads and memory traffic it has.
#include "ops/activation/activation_cuda.h"

#include "ops/common/element_types_cuda.cuh"
#include "ops/common/map_cuda.cuh"
#include "ops/common/pointwise_functions_cuda.cuh"

namespace tenon::ops
{
namespace
{

using nvinfer1::ActivationType;
using nvinfer1::DataType;

// The numbers that pointwise_functions_cuda.cuh goes by.
static_assert(static_cast<int32_t>(ActivationType::kTANH) == 2 && static_cast<int32_t>(ActivationType::kSELU) == 5);
static_assert(
    static_cast<int32_t>(ActivationType::kCLIP) == 8 && static_cast<int32_t>(ActivationType::kTHRESHOLDED_RELU) == 11);
static_assert(
    static_cast<int32_t>(ActivationType::kGELU_ERF) == 12 && static_cast<int32_t>(ActivationType::kGELU_TANH) == 13);

constexpr int32_t kNone = -1;
constexpr int32_t kSwish = 1000;

template <int32_t kKind>
struct Activate
{
    float alpha, beta;

    __device__ __forceinline__ float operator()(float x) const
    {
        if constexpr (kKind == kNone)
        {
            return x;
        }
        else
        {
            return pointwise::activate<kKind>(x, alpha, beta);
        }
    }
};

struct ReluOfIntegers
{
    template <typename Integer>
    __device__ __forceinline__ Integer operator()(Integer x) const
    {
        return x < 0 ? Integer{0} : x;
    }
};

//! Calls launch(Activate<kind>) for the kind at run time.
template <int32_t kKind = 0, typename Launch>
cudaError_t withActivation(int32_t kind, float alpha, float beta, Launch const& launch)
{
    if (kind == kKind)
    {
        return launch(Activate<kKind>{alpha, beta});
    }
    if constexpr (kKind == static_cast<int32_t>(ActivationType::kGELU_TANH))
    {
        return kind == kSwish ? launch(Activate<kSwish>{alpha, beta})
                              : (kind == kNone ? launch(Activate<kNone>{alpha, beta}) : cudaErrorNotSupported);
    }
    else
    {
        return withActivation<kKind + 1>(kind, alpha, beta, launch);
    }
}

template <typename T, int32_t kLanes, typename Function>
__global__ void __launch_bounds__(cuda::kMapThreads)
    biasAndMap(T* y, float const* bias, int64_t channels, int64_t inner, int64_t count, Function function)
{
    int64_t const first = (static_cast<int64_t>(blockIdx.x) * cuda::kMapThreads + threadIdx.x) * kLanes;
    if (first >= count)
    {
        return;
    }
    // inner is a multiple of kLanes, or 1 with channels a multiple, or kLanes is 1: see launchBiasActivation.
    auto pack = *reinterpret_cast<cuda::Pack<T, kLanes> const*>(y + first);
    int64_t const channel = first / inner % channels;
#pragma unroll
    for (int32_t i = 0; i < kLanes; ++i)
    {
        float const b = bias[inner == 1 ? channel + i : channel];
        pack.lane[i] = cuda::Stored<T>::from(function(cuda::computed(pack.lane[i]) + b));
    }
    *reinterpret_cast<cuda::Pack<T, kLanes>*>(y + first) = pack;
}

} // namespace

cudaError_t launchActivation(
    int32_t kind, float alpha, float beta, DataType type, void const* in, void* out, int64_t count, cudaStream_t stream)
{
    if (type == DataType::kINT32 || type == DataType::kINT64)
    {
        if (kind != static_cast<int32_t>(ActivationType::kRELU))
        {
            return cudaErrorNotSupported;
        }
        return type == DataType::kINT32 ? cuda::launchMap(
                   static_cast<int32_t const*>(in), static_cast<int32_t*>(out), count, ReluOfIntegers(), stream)
                                        : cuda::launchMap(static_cast<int64_t const*>(in), static_cast<int64_t*>(out),
                                            count, ReluOfIntegers(), stream);
    }
    return cuda::withFloating(type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        return withActivation(kind, alpha, beta, [&](auto function) {
            return cuda::launchMap(static_cast<T const*>(in), static_cast<T*>(out), count, function, stream);
        });
    });
}

cudaError_t launchBiasActivation(int32_t kind, float alpha, float beta, DataType type, void* y, float const* bias,
    int64_t channels, int64_t inner, int64_t count, cudaStream_t stream)
{
    if (bias == nullptr)
    {
        return kind == kNone ? cudaSuccess : launchActivation(kind, alpha, beta, type, y, y, count, stream);
    }
    if (count == 0)
    {
        return cudaSuccess; // a launch of no blocks is an error
    }
    return cuda::withFloating(type, [&](auto tag) {
        using T = typename decltype(tag)::Type;
        constexpr int32_t kLanes = cuda::kPackLanes<T>;
        bool const whole = inner == 1 ? channels % kLanes == 0 : inner % kLanes == 0;
        bool const packed = whole && cuda::fitsPack<T, kLanes>(static_cast<T*>(y));
        auto const blocks =
            static_cast<uint32_t>(cuda::ceilDiv(count, int64_t{cuda::kMapThreads} * (packed ? kLanes : 1)));
        return withActivation(kind, alpha, beta, [&](auto function) {
            if (packed)
            {
                biasAndMap<T, kLanes><<<blocks, cuda::kMapThreads, 0, stream>>>(
                    static_cast<T*>(y), bias, channels, inner, count, function);
            }
            else
            {
                biasAndMap<T, 1><<<blocks, cuda::kMapThreads, 0, stream>>>(
                    static_cast<T*>(y), bias, channels, inner, count, function);
            }
            return cudaPeekAtLastError();
        });
    });
}

} // namespace tenon::ops
