// Heads of VGG, ResNet-50 and the digits network. Reports the arithmetic rate.
#include "ops/fully_connected/fully_connected.h"
#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

//! Arguments: batch, features, output channels.
void fullyConnected(benchmark::State& state)
{
    int64_t const batch = state.range(0), features = state.range(1), channels = state.range(2);
    FullyConnectedOp op;
    op.params.outputChannels = channels;
    op.params.kernel = testing::weights(testing::randomFloats(base::makeDims({channels, features}), 1));
    op.params.bias = testing::weights(testing::randomFloats(base::makeDims({channels}), 2));
    auto const data = testing::randomFloats(base::makeDims({batch, features, 1, 1}), 3);
    auto runner = testing::OpRunner::make(op, {testing::fixedInput(data)});
    auto const outputs = runner.ok() ? runner->run({data}) : base::Result<std::vector<testing::Array>>(runner.error());
    if (!outputs.ok())
    {
        state.SkipWithError(outputs.error().text().c_str());
        return;
    }
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(runner->enqueue().ok());
    }
    double const operations = 2.0 * static_cast<double>(batch * features * channels);
    state.counters["FLOP/s"] = benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(fullyConnected)
    ->ArgNames({"n", "v", "k"})
    ->Args({1, 25088, 4096})
    ->Args({16, 25088, 4096})
    ->Args({1, 2048, 1000})
    ->Args({64, 2048, 1000})
    ->Args({3, 128, 10})
    ->UseRealTime();

} // namespace
} // namespace tenon::ops
