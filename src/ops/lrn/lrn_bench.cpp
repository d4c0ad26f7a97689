// AlexNet's first one.
#include "ops/lrn/lrn.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runLrn(benchmark::State& state)
{
    testing::Array const x = testing::randomFloats(base::makeDims({1, 96, 54, 54}), 1);
    testing::benchmarkOp(state, LRNOp{}, {x}, 8 * x.count());
}
BENCHMARK(runLrn)->Name("LRN");

} // namespace
} // namespace tenon::ops
