// Softmax of BERT's attention, of a classifier, of a vocabulary, and over the channels of a segmentation.
#include "ops/softmax/softmax.h"
#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

//! Arguments: outer, axis, inner.
void softMax(benchmark::State& state)
{
    SoftMaxOp op;
    op.params.axis = 1;
    auto const data = testing::randomFloats(base::makeDims({state.range(0), state.range(1), state.range(2)}), 3);
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
    state.SetItemsProcessed(state.iterations() * data.count());
}
BENCHMARK(softMax)
    ->ArgNames({"outer", "axis", "inner"})
    ->Args({12 * 128, 128, 1})
    ->Args({1, 1000, 1})
    ->Args({1, 50257, 1})
    ->Args({1, 21, 128 * 128})
    ->Args({3, 10, 1})
    ->UseRealTime();

} // namespace
} // namespace tenon::ops
