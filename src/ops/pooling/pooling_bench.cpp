// Poolings of ResNet-50, VGG, Inception and YOLO tiny. Reports bytes of input and output a second.
#include "ops/pooling/pooling.h"
#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

//! Arguments: type, channels, size, window, stride, padding.
void pooling(benchmark::State& state)
{
    PoolingOp op;
    op.params.type = static_cast<PoolingType>(state.range(0));
    op.params.windowSize = base::makeDims({state.range(3), state.range(3)});
    op.params.stride = base::makeDims({state.range(4), state.range(4)});
    op.params.prePadding = op.params.postPadding = base::makeDims({state.range(5), state.range(5)});
    auto const data = testing::randomFloats(base::makeDims({1, state.range(1), state.range(2), state.range(2)}), 3);
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
    state.SetBytesProcessed(state.iterations() * 4 * (data.count() + (*outputs)[0].count()));
}
BENCHMARK(pooling)
    ->ArgNames({"type", "c", "hw", "f", "s", "p"})
    ->Args({0, 64, 112, 3, 2, 1})
    ->Args({0, 64, 224, 2, 2, 0})
    ->Args({0, 512, 13, 2, 1, 0})
    ->Args({1, 192, 35, 3, 1, 1})
    ->Args({1, 2048, 7, 7, 1, 0})
    ->Args({2, 64, 112, 3, 2, 1})
    ->UseRealTime();

} // namespace
} // namespace tenon::ops
