// Positions from a mask.
#include "ops/cumulative/cumulative.h"

#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

void runCumulative(benchmark::State& state)
{
    testing::Array const x = testing::randomFloats(base::makeDims({64, 4096}), 1);
    auto runner = testing::OpRunner::make(CumulativeOp{},
        {testing::fixedInput(x),
            testing::constantInput(testing::array(base::DataType::kINT32, {}, {static_cast<double>(state.range(0))}))});
    if (!runner.ok() || !runner->run({x, std::nullopt}).ok())
    {
        state.SkipWithError("no kernel");
        return;
    }
    for (auto _ : state)
    {
        (void)runner->enqueue();
    }
    state.SetBytesProcessed(state.iterations() * 8 * x.count());
}
BENCHMARK(runCumulative)->Name("CumulativeSum")->Arg(0)->Arg(1);

} // namespace
} // namespace tenon::ops
