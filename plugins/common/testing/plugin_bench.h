// Times a standard plugin's enqueue on random data, on the device that TENON_DEVICE names, else the CPU. On a GPU the time of one call is
// the counter us_on_gpu: the median of runs of kCallsInARow calls, each from the first launch until the device has done all.
#pragma once

#include "plugins/common/testing/recorded_plugin.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
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
    tensor.values.resize(static_cast<size_t>(elementsOf(tensor.dims)));
    for (double& value : tensor.values)
        value = distribution(random);
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
template <int64_t kSize>
void largeOnCuda(benchmark::internal::Benchmark* registered)
{
    if (runsOnCuda())
    {
        registered->Arg(kSize);
    }
}

//! Microseconds of one of kCallsInARow calls; negative where one failed.
inline double timeInARow(PreparedPlugin& prepared)
{
    auto const begin = std::chrono::steady_clock::now();
    int32_t status = 0;
    for (int32_t i = 0; i < kCallsInARow; ++i)
    {
        status |= prepared.enqueue();
    }
    prepared.wait();
    std::chrono::duration<double, std::micro> const spent = std::chrono::steady_clock::now() - begin;
    return status == 0 ? spent.count() / kCallsInARow : -1.0;
}

inline void benchPlugin(benchmark::State& state, RecordedRun const& run, DataType type = DataType::kFLOAT)
{
    PreparedPlugin prepared(run, type);
    if (!prepared.ready())
    {
        state.SkipWithError("the plugin was not made");
        return;
    }
    std::vector<double> times;
    for (auto _ : state)
    {
        if (runsOnCuda())
        {
            times.push_back(timeInARow(prepared));
        }
        if (runsOnCuda() ? times.back() < 0.0 : prepared.enqueue() != 0)
        {
            state.SkipWithError("enqueue failed");
            return;
        }
    }
    if (!times.empty())
    {
        auto const middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
        std::nth_element(times.begin(), middle, times.end());
        state.counters["us_on_gpu"] = *middle;
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
