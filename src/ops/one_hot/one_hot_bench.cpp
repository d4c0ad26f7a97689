// Classes of a batch.
#include "ops/one_hot/one_hot.h"

#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

void runOneHot(benchmark::State& state)
{
    testing::Array const indices = testing::emptyArray(base::DataType::kINT32, base::makeDims({1024}));
    testing::Array const values = testing::floats({2}, {0, 1});
    auto runner = testing::OpRunner::make(OneHotOp{},
        {testing::fixedInput(indices), testing::fixedInput(values),
            testing::constantInput(testing::array(base::DataType::kINT32, {}, {1000}))});
    if (!runner.ok() || !runner->run({indices, values, std::nullopt}).ok())
    {
        state.SkipWithError("no kernel");
        return;
    }
    for (auto _ : state)
    {
        (void)runner->enqueue();
    }
    state.SetBytesProcessed(state.iterations() * 4 * 1024 * 1000);
}
BENCHMARK(runOneHot)->Name("OneHot");

} // namespace
} // namespace tenon::ops
