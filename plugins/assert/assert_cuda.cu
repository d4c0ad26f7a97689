// Vectors are looked at while they are copied; then the stream is waited for, since an inference that fails must say so. Only if one does, elements are
// counted, and the first place found.
#include "plugins/assert/assert_kernel.h"

namespace tenon::plugins
{
namespace
{

using Counter = unsigned long long;

template <typename T>
__device__ __forceinline__ float valueOf(T element)
{
    if constexpr (std::is_same_v<T, int32_t>)
    {
        return static_cast<float>(element);
    }
    else
    {
        return real(element);
    }
}

constexpr int32_t kThreads = 256;

//! Vectors of a thread: 16 bytes of fp16 take longer to look at, so that two have to be on their way.
template <typename T>
constexpr int32_t kVectorsEach = sizeof(T) == 2 ? 2 : 1;

//! y = x; `found` is not 0 any more where an element is wrong. The first `vectors` · kLanes elements in vectors by the first `blocks` blocks, then the others.
template <typename T>
__global__ void __launch_bounds__(kThreads) look(
    T const* x, T* y, int64_t count, int64_t vectors, int64_t blocks, assertion::Condition condition, Counter* found)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    bool isRight = true;
    if (blockIdx.x < blocks)
    {
        int64_t const begin = blockIdx.x * int64_t{kThreads} * kVectorsEach<T> + threadIdx.x;
        cuda::Vector<T> batch[kVectorsEach<T>];
#pragma unroll
        for (int32_t i = 0; i < kVectorsEach<T>; ++i)
        {
            if (int64_t const at = begin + i * kThreads; at < vectors)
            {
                batch[i] = cuda::loadOnce(x + at * kLanes);
            }
        }
#pragma unroll
        for (int32_t i = 0; i < kVectorsEach<T>; ++i)
        {
            if (int64_t const at = begin + i * kThreads; at < vectors)
            {
                cuda::storeOnce(y + at * kLanes, batch[i]);
#pragma unroll
                for (T const element : batch[i].lane)
                {
                    isRight = isRight && condition.isRight(valueOf(element));
                }
            }
        }
    }
    else if (int64_t const i = vectors * kLanes + (blockIdx.x - blocks) * kThreads + threadIdx.x; i < count)
    {
        y[i] = x[i];
        isRight = condition.isRight(valueOf(x[i]));
    }
    if (!isRight)
    {
        *static_cast<Counter volatile*>(found) = 1; // all write the same
    }
}

template <typename T>
int32_t launchLook(
    OnCuda const& run, T const* x, T* y, int64_t count, assertion::Condition const& condition, Counter* found)
{
    constexpr int32_t kLanes = cuda::Vector<T>::kLanes;
    int64_t const vectors = cuda::isAligned(x) && cuda::isAligned(y) ? count / kLanes : 0;
    int64_t const blocks = cuda::ceilDiv(vectors, int64_t{kThreads} * kVectorsEach<T>);
    int64_t const others = cuda::ceilDiv(count - vectors * kLanes, int64_t{kThreads});
    if (blocks + others == 0)
    {
        return 0; // a launch of no blocks is an error
    }
    look<<<static_cast<uint32_t>(blocks + others), kThreads, 0, run.stream>>>(
        x, y, count, vectors, blocks, condition, found);
    return cudaPeekAtLastError() == cudaSuccess ? 0 : 1;
}

template <typename T>
struct Count
{
    T const* x;
    assertion::Condition condition;
    Counter* found; //!< how many, the first

    __device__ void operator()(int64_t i) const
    {
        if (!condition.isRight(valueOf(x[i])))
        {
            atomicAdd(found, Counter{1});
            atomicMin(found + 1, static_cast<Counter>(i));
        }
    }
};

} // namespace

int32_t Assert::enqueueCuda(plugin::Call const& call) const
{
    plugin::Tensor const& x = call.input(0);
    OnCuda const run{call.stream()};
    auto* const found = static_cast<Counter*>(call.workspace());
    assertion::Condition const condition{min, max, allowNaN != 0, allowInfinity != 0};
    Counter counters[2]{};
    auto const read = [&] {
        return cudaMemcpyAsync(counters, found, sizeof counters, cudaMemcpyDeviceToHost, call.stream()) == cudaSuccess
            && cudaStreamSynchronize(call.stream()) == cudaSuccess;
    };
    auto const withType = [&](auto const& use) {
        return x.type() == nvinfer1::DataType::kINT32 ? use(int32_t{}) : run.withType(x.type(), use);
    };
    int32_t status = run.fill(found, 0, sizeof counters);
    status |= withType([&](auto element) {
        using T = decltype(element);
        return launchLook(run, x.as<T const>(), call.output(0).as<T>(), x.count(), condition, found);
    });
    if (status != 0 || !read())
    {
        return 1;
    }
    if (counters[0] == 0)
    {
        return 0;
    }
    status = run.fill(found, 0, sizeof(Counter)) | run.fill(found + 1, 0xFF, sizeof(Counter));
    status |= withType([&](auto element) {
        using T = decltype(element);
        return run.each(x.count(), Count<T>{x.as<T const>(), condition, found});
    });
    if (status != 0 || !read())
    {
        return 1;
    }
    float value = 0.0F;
    __half half{};
    int32_t integer = 0;
    void* const to = x.type() == nvinfer1::DataType::kFLOAT
        ? static_cast<void*>(&value)
        : (x.type() == nvinfer1::DataType::kHALF ? static_cast<void*>(&half) : &integer);
    auto const width = static_cast<size_t>(plugin::bytesOf(x.type()));
    if (cudaMemcpy(to, static_cast<char const*>(x.data) + counters[1] * width, width, cudaMemcpyDeviceToHost)
        != cudaSuccess)
    {
        return 1;
    }
    double const shown = x.type() == nvinfer1::DataType::kFLOAT
        ? value
        : (x.type() == nvinfer1::DataType::kHALF ? __half2float(half) : integer);
    return fail(x, static_cast<int64_t>(counters[0]), static_cast<int64_t>(counters[1]), shown);
}

} // namespace tenon::plugins
