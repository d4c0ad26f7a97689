// Times a standard plugin's enqueue on random data, on the device that TENON_DEVICE names, else the CPU.
#pragma once

#include "plugins/common/testing/recorded_plugin.h"

#include <benchmark/benchmark.h>

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

inline void benchPlugin(benchmark::State& state, RecordedRun const& run, DataType type = DataType::kFLOAT)
{
    PreparedPlugin prepared(run, type);
    if (!prepared.ready())
    {
        state.SkipWithError("the plugin was not made");
        return;
    }
    for (auto _ : state)
    {
        if (prepared.enqueue() != 0)
        {
            state.SkipWithError("enqueue failed");
            return;
        }
        if (runsOnCuda())
        {
            prepared.wait();
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
