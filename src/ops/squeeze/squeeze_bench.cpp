// A copy: what it costs where the builder does not remove it.
#include "ops/squeeze/squeeze.h"

#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

void runSqueeze(benchmark::State& state)
{
    testing::Array const x = testing::randomFloats(base::makeDims({64, 1, 4096}), 1);
    auto runner = testing::OpRunner::make(SqueezeOp{},
        {testing::fixedInput(x), testing::constantInput(testing::array(base::DataType::kINT32, {1}, {1}))});
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
BENCHMARK(runSqueeze)->Name("Squeeze");

} // namespace
} // namespace tenon::ops
