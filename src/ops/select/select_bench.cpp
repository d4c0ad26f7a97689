// A mask over attention scores.
#include "ops/select/select.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runSelect(benchmark::State& state)
{
    testing::Array const scores = testing::randomFloats(base::makeDims({1, 12, 128, 128}), 1);
    testing::Array const mask =
        testing::convert(testing::randomFloats(base::makeDims({1, 1, 128, 128}), 2, 0.0F, 2.0F), base::DataType::kBOOL);
    testing::benchmarkOp(state, SelectOp{}, {mask, scores, testing::floats({1, 1, 1, 1}, {-1e9})}, 9 * scores.count());
}
BENCHMARK(runSelect)->Name("SelectMask");

} // namespace
} // namespace tenon::ops
