// What the host adds to a plugin's enqueue, to a change of shapes, and to a negotiation.
#include "plugin_host/adapters/negotiation.h"
#include "plugin_host/testing/multiplier_plugins.h"
#include "plugin_host/testing/one_plugin_network.h"

#include <benchmark/benchmark.h>

namespace tenon::plugin_host
{
namespace
{

using testing::DynamicMultiplier;
using testing::OnePluginNetwork;
using testing::StaticMultiplier;

template <typename Plugin>
std::unique_ptr<graph::Kernel> contextKernel(OnePluginNetwork& network, Plugin& plugin)
{
    if (!network.add(plugin, {{-1, 1}}).ok())
    {
        return nullptr;
    }
    auto const candidates = network.candidates();
    auto const request = network.request(candidates->accepted.front(), {{0, 2, 1024}}, graph::Phase::kBUILD);
    if (!network.op->commit(request).ok())
    {
        return nullptr;
    }
    auto const kernel = network.op->makeKernel(request);
    return *(*kernel)->clone({&devices::cpuDevice()});
}

//! One element: what is measured is the way there and back.
template <typename Plugin>
void enqueueThroughTheHost(benchmark::State& state)
{
    Plugin plugin(2.0F, {});
    OnePluginNetwork network;
    auto const kernel = contextKernel(network, plugin);
    float x = 1.0F, y = 0.0F;
    void const* inputs[]{&x};
    void* outputs[]{&y};
    if (kernel == nullptr || !network.setShapes(*kernel, 1).ok())
    {
        state.SkipWithError("cannot build");
        return;
    }
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(kernel->enqueue(inputs, outputs, nullptr, nullptr).ok());
    }
}

void enqueueDirectly(benchmark::State& state)
{
    StaticMultiplier plugin(2.0F, {});
    plugin.volume_ = 1;
    nvinfer1::IPluginV2* called = &plugin;
    benchmark::DoNotOptimize(called);
    float x = 1.0F, y = 0.0F;
    void const* inputs[]{&x};
    void* outputs[]{&y};
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(called->enqueue(1, inputs, outputs, nullptr, nullptr));
    }
}

void changeShapes(benchmark::State& state)
{
    DynamicMultiplier plugin(2.0F, {});
    OnePluginNetwork network;
    auto const kernel = contextKernel(network, plugin);
    auto const one = network.descs(network.op->inputs, 1);
    auto const two = network.descs(network.op->inputs, 2);
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(kernel->setShapes(one, one).ok());
        benchmark::DoNotOptimize(kernel->setShapes(two, two).ok());
    }
    state.SetItemsProcessed(2 * state.iterations());
}

BENCHMARK(enqueueDirectly);
BENCHMARK(enqueueThroughTheHost<StaticMultiplier>);
BENCHMARK(enqueueThroughTheHost<DynamicMultiplier>);
BENCHMARK(changeShapes);

} // namespace
} // namespace tenon::plugin_host
