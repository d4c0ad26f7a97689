// Reductions of layer norm (rows), global pooling (planes), batch statistics (columns) and one over everything.
#include "ops/reduce/reduce.h"
#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

//! Arguments: operation, axes, three dimensions.
void reduce(benchmark::State& state)
{
    ReduceOp op;
    op.params.operation = static_cast<ReduceOperation>(state.range(0));
    op.params.axes = static_cast<uint32_t>(state.range(1));
    auto const data = testing::randomFloats(base::makeDims({state.range(2), state.range(3), state.range(4)}), 3);
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
    state.SetBytesProcessed(state.iterations() * 4 * data.count());
}
BENCHMARK(reduce)
    ->ArgNames({"op", "axes", "a", "b", "c"})
    ->Args({4, 4, 8, 128, 768})
    ->Args({4, 4, 1, 2048, 49})
    ->Args({2, 2, 16, 64, 3136})
    ->Args({0, 5, 16, 64, 3136})
    ->Args({0, 7, 16, 64, 3136})
    ->Args({1, 4, 8, 128, 768})
    ->UseRealTime();

} // namespace
} // namespace tenon::ops
