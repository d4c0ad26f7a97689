// One element a thread counts what is wrong and keeps the first place; then the stream is waited for, since an inference that fails must say so.
#include "plugins/assert/assert_kernel.h"

namespace tenon::plugins
{
namespace
{

using Counter = unsigned long long;

template <typename T>
struct LookAt
{
    T const* x;
    T* y;
    assertion::Condition condition;
    Counter* found; //!< how many, the first

    __device__ void operator()(int64_t i) const
    {
        T const element = x[i];
        y[i] = element;
        float value = 0.0F;
        if constexpr (std::is_same_v<T, int32_t>)
        {
            value = static_cast<float>(element);
        }
        else
        {
            value = real(element);
        }
        if (!condition.isRight(value))
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
    int32_t status = run.fill(found, 0, sizeof(Counter)) | run.fill(found + 1, 0xFF, sizeof(Counter));
    auto const look = [&](auto element) {
        using T = decltype(element);
        return run.each(x.count(), LookAt<T>{x.as<T const>(), call.output(0).as<T>(), condition, found});
    };
    status |= x.type() == nvinfer1::DataType::kINT32 ? look(int32_t{}) : run.withType(x.type(), look);
    Counter counters[2]{};
    bool const good = status == 0
        && cudaMemcpyAsync(counters, found, sizeof counters, cudaMemcpyDeviceToHost, call.stream()) == cudaSuccess
        && cudaStreamSynchronize(call.stream()) == cudaSuccess;
    if (!good || counters[0] == 0)
    {
        return good ? 0 : 1;
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
