// Products of BERT base (128 tokens), GPT decoding and a classifier's head. Reports the arithmetic rate.
#include "ops/matrix_multiply/matrix_multiply.h"
#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

//! Arguments: batch, m, n, k, whether the right operand is constant.
void matrixMultiply(benchmark::State& state)
{
    int64_t const batch = state.range(0), m = state.range(1), n = state.range(2), k = state.range(3);
    bool const constant = state.range(4) != 0;
    MatrixMultiplyOp const op;
    auto const left = testing::randomFloats(base::makeDims({batch, m, k}), 1);
    auto const right = testing::randomFloats(base::makeDims({constant ? 1 : batch, k, n}), 2);
    auto runner = testing::OpRunner::make(
        op, {testing::fixedInput(left), constant ? testing::constantInput(right) : testing::fixedInput(right)});
    auto const outputs =
        runner.ok() ? runner->run({left, right}) : base::Result<std::vector<testing::Array>>(runner.error());
    if (!outputs.ok())
    {
        state.SkipWithError(outputs.error().text().c_str());
        return;
    }
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(runner->enqueue().ok());
    }
    double const operations = 2.0 * static_cast<double>(batch * m * n * k);
    state.counters["FLOP/s"] = benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(matrixMultiply)
    ->ArgNames({"b", "m", "n", "k", "constant"})
    ->Args({1, 128, 768, 768, 1})
    ->Args({1, 128, 768, 768, 0})
    ->Args({8, 128, 3072, 768, 1})
    ->Args({12, 128, 128, 64, 0})
    ->Args({12, 128, 64, 128, 0})
    ->Args({1, 1, 3072, 768, 1})
    ->Args({1, 1, 1000, 2048, 1})
    ->UseRealTime();

} // namespace
} // namespace tenon::ops
