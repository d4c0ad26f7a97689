// y = gelu(x + b), gelu(v) = v / 2 · (1 + tanh(√(2/π) · (v + 0.044715 · v³)))
//
// Formula:   (1 + tanh u) / 2 is the sigmoid of 2 u, which does not cancel: v / (1 + 2^(−2 u · log2 e)), one exponential and one reciprocal
//            of the special-function unit an element.
// Threads:   one vector of 16 bytes a thread, in order: blocks that run at the same time read one run of memory. With a bias the grid has a row and
//            a piece of a row a block, so that no thread divides. Rows that are not whole vectors, and tensors that are not aligned, go element by
//            element.
// Memory:    each element is read once and written once; biases come from the second-level cache.
// Accuracy:  fp32: 1e-5 relative, or 3e-7 of |v|. fp16, bf16: computed in fp32, rounded once to nearest even.
#include "plugins/common/int8.h"
#include "plugins/gelu/gelu_kernel.h"

#include <tenon/cuda_vector.cuh>

#include <algorithm>

namespace tenon::plugins::gelu
{
namespace
{

using nvinfer1::DataType;

constexpr int32_t kThreads = 128;
//! A multiprocessor of the architectures served holds 2,048 threads.
constexpr int32_t kBlocksPerMultiprocessor = 2048 / kThreads;

__device__ __forceinline__ float geluOf(float v)
{
    // −2 · √(2/π) · log2 e, and that times 0.044715.
    constexpr float kLinear = -2.302208198F;
    constexpr float kCubic = -0.1029432397F;
    // From −100 down the result is 0; infinity would give NaN. NaN stays.
    float x;
    asm("max.NaN.f32 %0, %1, %2;" : "=f"(x) : "f"(v), "f"(-100.0F));
    float const exponent = x * fmaf(kCubic * x, x, kLinear);
    float power;
    asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(power) : "f"(fminf(exponent, 126.0F)));
    float inverse;
    asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(inverse) : "f"(1.0F + power));
    return x * inverse;
}

template <typename T>
__device__ __forceinline__ void geluVector(T const* from, float const* biases, T* to)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    cuda::Vector<T> x = cuda::loadOnce(from);
    float added[kLanes] = {};
    if (biases != nullptr)
    {
#pragma unroll
        for (int32_t i = 0; i < kLanes; i += 4)
        {
            auto const four = cuda::loadCached(biases + i);
#pragma unroll
            for (int32_t j = 0; j < 4; ++j)
            {
                added[i + j] = four.lane[j];
            }
        }
    }
#pragma unroll
    for (int32_t i = 0; i < kLanes; ++i)
    {
        x.lane[i] = cuda::fromFloat<T>(geluOf(cuda::toFloat(x.lane[i]) + added[i]));
    }
    cuda::storeOnce(to, x);
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    geluVectors(T const* __restrict__ input, T* __restrict__ output, int64_t vectors)
{
    int64_t const vector = static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x;
    if (vector < vectors)
    {
        int64_t const first = vector * cuda::Vector<T>::kLanes;
        geluVector<T>(input + first, nullptr, output + first);
    }
}

//! A grid dimension but the first has at most so many blocks.
constexpr int64_t kMaxRowsAcross = 65535;

//! blockIdx.x: piece of a row; y and z: row.
template <typename T>
__global__ void __launch_bounds__(kThreads) geluRows(T const* __restrict__ input, float const* __restrict__ bias,
    T* __restrict__ output, int64_t rows, int32_t rowVectors)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    int64_t const row = blockIdx.z * kMaxRowsAcross + blockIdx.y;
    auto const column = static_cast<int32_t>(blockIdx.x * blockDim.x + threadIdx.x);
    if (row < rows && column < rowVectors)
    {
        int64_t const first = (row * rowVectors + column) * kLanes;
        geluVector<T>(input + first, bias + column * kLanes, output + first);
    }
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    geluElements(T const* input, float const* bias, T* output, int64_t first, int64_t count, int64_t hidden)
{
    int64_t const stride = static_cast<int64_t>(gridDim.x) * kThreads;
    for (int64_t i = first + static_cast<int64_t>(blockIdx.x) * kThreads + threadIdx.x; i < count; i += stride)
    {
        float const b = bias == nullptr ? 0.0F : bias[i % hidden];
        output[i] = cuda::fromFloat<T>(geluOf(cuda::toFloat(input[i]) + b));
    }
}

template <typename T>
void launchRows(T const* input, float const* bias, T* output, Shape const& shape, cudaStream_t stream)
{
    constexpr int64_t kWarp = 32;
    int64_t const rowVectors = shape.hidden / cuda::Vector<T>::kLanes;
    int64_t const pieces = cuda::ceilDiv(rowVectors, kThreads);
    // Pieces of a row are equally large.
    auto const threads = static_cast<uint32_t>(cuda::ceilDiv(cuda::ceilDiv(rowVectors, pieces), kWarp) * kWarp);
    dim3 const grid(static_cast<uint32_t>(pieces), static_cast<uint32_t>(std::min(shape.rows, kMaxRowsAcross)),
        static_cast<uint32_t>(cuda::ceilDiv(shape.rows, kMaxRowsAcross)));
    geluRows<T><<<grid, threads, 0, stream>>>(input, bias, output, shape.rows, static_cast<int32_t>(rowVectors));
}

template <typename T>
bool launch(T const* input, float const* bias, T* output, Shape const& shape, cudaStream_t stream)
{
    constexpr int64_t kLanes = cuda::Vector<T>::kLanes;
    int64_t const count = shape.rows * shape.hidden;
    bool const aligned = cuda::isAligned(input) && cuda::isAligned(output);
    int64_t done = 0;
    if (aligned && bias == nullptr && count >= kLanes)
    {
        int64_t const vectors = count / kLanes;
        geluVectors<T>
            <<<static_cast<uint32_t>(cuda::ceilDiv(vectors, kThreads)), kThreads, 0, stream>>>(input, output, vectors);
        done = vectors * kLanes;
    }
    else if (aligned && bias != nullptr && shape.hidden % kLanes == 0 && shape.hidden / kLanes <= INT32_MAX)
    {
        launchRows<T>(input, bias, output, shape, stream);
        done = count;
    }
    if (done < count)
    {
        int64_t const resident = int64_t{cuda::multiprocessorCount()} * kBlocksPerMultiprocessor;
        if (resident == 0)
        {
            return false;
        }
        auto const blocks = static_cast<uint32_t>(std::min(cuda::ceilDiv(count - done, kThreads), resident));
        geluElements<T><<<blocks, kThreads, 0, stream>>>(input, bias, output, done, count, shape.hidden);
    }
    return cudaPeekAtLastError() == cudaSuccess;
}

struct GeluStep
{
    float const* bias;
    int64_t hidden;

    __device__ float operator()(float x, int64_t i) const
    {
        return geluOf(x + (bias == nullptr ? 0.0F : bias[i % hidden]));
    }
};

} // namespace

bool enqueueCudaInt8(plugin::Tensor const& input, float const* bias, plugin::Tensor const& output, Shape const& shape,
    cudaStream_t stream)
{
    return OnCuda{stream}.each(input.count(),
               Int8Element<GeluStep>{input.as<int8_t const>(), output.as<int8_t>(), input.scale(),
                   1.0F / output.scale(), GeluStep{bias, shape.hidden}})
        == 0;
}

bool enqueueCuda(
    DataType type, void const* input, float const* bias, void* output, Shape const& shape, cudaStream_t stream)
{
    if (shape.rows == 0 || shape.hidden == 0)
    {
        return true; // a launch of no blocks is an error
    }
    switch (type)
    {
    case DataType::kHALF:
        return launch(static_cast<__half const*>(input), bias, static_cast<__half*>(output), shape, stream);
    case DataType::kBF16:
        return launch(
            static_cast<__nv_bfloat16 const*>(input), bias, static_cast<__nv_bfloat16*>(output), shape, stream);
    default: return launch(static_cast<float const*>(input), bias, static_cast<float*>(output), shape, stream);
    }
}

} // namespace tenon::plugins::gelu
