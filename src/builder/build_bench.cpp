// Build time of chains, which must grow with their length.
#include "builder/build.h"

#include "graph/testing/fake_op.h"

#include <benchmark/benchmark.h>

namespace tenon::builder
{
namespace
{

void buildChain(benchmark::State& state)
{
    graph::Graph network;
    int32_t const batch = network.addSymbol("batch");
    graph::Tensor* value = &network.addInput("x", base::DataType::kFLOAT, {graph::symbol(batch), graph::constant(64)});
    for (int64_t i = 0; i < state.range(0); ++i)
    {
        // Every eighth lacks half, as a plugin might.
        value = &graph::testing::addFake(network, fmt::format("op{}", i), {value},
            i % 8 == 7 ? graph::testing::scaledBy(1.0) : graph::testing::halfOrFloat());
    }
    network.markOutput(*value);
    BuildRequest request;
    request.device = &devices::cpuDevice();
    request.allowHalf = true;
    graph::Profile profile;
    profile.dims["x"] = {base::makeDims({1, 64}), base::makeDims({8, 64}), base::makeDims({16, 64})};
    request.profiles = {profile};
    for (auto _ : state)
    {
        auto plan = build(network, request);
        benchmark::DoNotOptimize(plan);
        if (!plan.ok())
        {
            state.SkipWithError(plan.error().text().c_str());
        }
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(buildChain)->RangeMultiplier(2)->Range(250, 8000)->Unit(benchmark::kMillisecond)->Complexity(benchmark::oN);

} // namespace
} // namespace tenon::builder
