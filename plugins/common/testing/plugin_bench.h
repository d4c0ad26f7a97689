// Times a standard plugin's enqueue on random data, on the device that TENON_DEVICE names, else the CPU. On a GPU the time of one call is
// the counter us_on_gpu: the median of runs of kCallsInARow calls, each from the first launch until the device has done all; called one by one, or as
// a CUDA graph where that is faster and the plugin allows it.
#pragma once

#include "plugins/common/testing/recorded_plugin.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

namespace tenon::plugins::testing
{

inline RecordedField field(
    char const* name, std::vector<double> values, nvinfer1::PluginFieldType type = nvinfer1::PluginFieldType::kFLOAT32)
{
    return {name, type, std::move(values), {}};
}
inline RecordedField integers(char const* name, std::vector<double> values)
{
    return field(name, std::move(values), nvinfer1::PluginFieldType::kINT32);
}

inline int64_t elementsOf(std::vector<int64_t> const& dims)
{
    int64_t count = 1;
    for (int64_t const size : dims)
        count *= size;
    return count;
}

//! Uniform numbers in [low, high); repeated after a prime number of them, since it is values that matter to few plugins.
inline RecordedTensor uniform(std::vector<int64_t> dims, double low = -1.0, double high = 1.0)
{
    std::mt19937 random(17);
    std::uniform_real_distribution<double> distribution(low, high);
    RecordedTensor tensor{"x", true, std::move(dims), {}};
    constexpr size_t kDifferent = 1000003;
    auto const count = static_cast<size_t>(elementsOf(tensor.dims));
    tensor.values.reserve(count);
    for (size_t i = 0; i < count; ++i)
        tensor.values.push_back(i < kDifferent ? distribution(random) : tensor.values[i - kDifferent]);
    return tensor;
}
inline RecordedTensor integerTensor(std::vector<int64_t> dims, std::vector<double> values)
{
    return {"i", false, std::move(dims), std::move(values)};
}
inline RecordedTensor outputTensor(std::vector<int64_t> dims, bool isFloating = true)
{
    return {"y", isFloating, std::move(dims), {}};
}

constexpr int32_t kCallsInARow = 20;

//! For BENCHMARK(…)->Apply(): a size that only a GPU is asked for, far larger than its caches.
template <int64_t... kSizes>
void largeOnCuda(benchmark::internal::Benchmark* registered)
{
    if (runsOnCuda())
    {
        registered->Args({kSizes...});
    }
}

//! kCallsInARow calls: one by one, or captured into a CUDA graph.
class CallsInARow
{
public:
    explicit CallsInARow(PreparedPlugin& prepared)
        : prepared_(prepared)
    {
    }
    ~CallsInARow()
    {
#if TENON_PLUGIN_CUDA
        if (graph_ != nullptr)
        {
            cudaGraphExecDestroy(graph_);
        }
        if (stream_ != nullptr)
        {
            cudaStreamDestroy(stream_);
        }
#endif
    }
    CallsInARow(CallsInARow const&) = delete;
    CallsInARow& operator=(CallsInARow const&) = delete;

    //! False, and the calls are made one by one as before, where the plugin cannot be captured.
    bool capture()
    {
#if TENON_PLUGIN_CUDA
        cudaGraph_t captured = nullptr;
        if (cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking) == cudaSuccess
            && cudaStreamBeginCapture(stream_, cudaStreamCaptureModeThreadLocal) == cudaSuccess)
        {
            int32_t const status = enqueueAll(stream_);
            bool const ended = cudaStreamEndCapture(stream_, &captured) == cudaSuccess && captured != nullptr;
            bool const made = ended && status == 0 && cudaGraphInstantiate(&graph_, captured, 0) == cudaSuccess;
            graph_ = made ? graph_ : nullptr;
        }
        if (captured != nullptr)
        {
            cudaGraphDestroy(captured);
        }
        cudaGetLastError(); // what an illegal call left
        return graph_ != nullptr;
#else
        return false;
#endif
    }

    //! Microseconds of one of the calls; negative where one failed.
    double time()
    {
        auto const begin = std::chrono::steady_clock::now();
        int32_t const status = launch();
        prepared_.wait();
        std::chrono::duration<double, std::micro> const spent = std::chrono::steady_clock::now() - begin;
        return status == 0 ? spent.count() / kCallsInARow : -1.0;
    }

private:
    int32_t launch()
    {
#if TENON_PLUGIN_CUDA
        if (graph_ != nullptr)
        {
            return cudaGraphLaunch(graph_, stream_) == cudaSuccess ? 0 : 1;
        }
#endif
        return enqueueAll(nullptr);
    }
    int32_t enqueueAll(cudaStream_t stream)
    {
        int32_t status = 0;
        for (int32_t i = 0; i < kCallsInARow; ++i)
        {
            status |= prepared_.enqueue(stream);
        }
        return status;
    }

    PreparedPlugin& prepared_;
#if TENON_PLUGIN_CUDA
    cudaStream_t stream_{nullptr};
    cudaGraphExec_t graph_{nullptr};
#endif
};

//! The median of some times of one call, without the first, which load kernels and libraries; negative where one failed.
inline double medianOf(CallsInARow& calls)
{
    constexpr int32_t kWarmups = 2;
    constexpr int32_t kRuns = 15;
    std::vector<double> times;
    for (int32_t i = 0; i < kWarmups + kRuns; ++i)
    {
        double const each = calls.time();
        if (each < 0.0)
        {
            return each;
        }
        times.push_back(each);
    }
    times.erase(times.begin(), times.begin() + kWarmups);
    std::nth_element(times.begin(), times.begin() + kRuns / 2, times.end());
    return times[kRuns / 2];
}

//! Of the faster form.
inline double microsecondsOnGpu(PreparedPlugin& prepared)
{
    CallsInARow calls(prepared);
    double const oneByOne = medianOf(calls);
    double const captured = oneByOne >= 0.0 && calls.capture() ? medianOf(calls) : -1.0;
    return captured >= 0.0 ? std::min(oneByOne, captured) : oneByOne;
}

//! That of floating tensors: fp32, or fp16 where the environment variable TENON_BENCH_TYPE says so.
inline DataType benchedType()
{
    char const* const wanted = std::getenv("TENON_BENCH_TYPE");
    return wanted != nullptr && std::string(wanted) == "fp16" ? DataType::kHALF : DataType::kFLOAT;
}

inline void benchPlugin(benchmark::State& state, RecordedRun const& run, DataType type = benchedType())
{
    PreparedPlugin prepared(run, type);
    if (!prepared.ready())
    {
        state.SkipWithError("the plugin was not made");
        return;
    }
    if (runsOnCuda())
    {
        double const microseconds = microsecondsOnGpu(prepared);
        if (microseconds < 0.0)
        {
            state.SkipWithError("enqueue failed");
            return;
        }
        state.counters["us_on_gpu"] = microseconds;
    }
    for (auto _ : state)
    {
        if (prepared.enqueue() != 0)
        {
            state.SkipWithError("enqueue failed");
            return;
        }
    }
    int64_t bytes = 0;
    for (auto const* const list : {&run.inputs, &run.outputs})
    {
        for (RecordedTensor const& tensor : *list)
            bytes += elementsOf(tensor.dims) * (tensor.isFloating ? plugin::bytesOf(type) : 4);
    }
    state.SetBytesProcessed(state.iterations() * bytes);
}

} // namespace tenon::plugins::testing
