// One slope a channel.
#include "ops/parametric_relu/parametric_relu.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runParametricRelu(benchmark::State& state)
{
    testing::Array const x = testing::randomFloats(base::makeDims({1, 64, 56, 56}), 1);
    testing::benchmarkOp(
        state, ParametricReLUOp{}, {x, testing::randomFloats(base::makeDims({1, 64, 1, 1}), 2)}, 8 * x.count());
}
BENCHMARK(runParametricRelu)->Name("ParametricReLU");

} // namespace
} // namespace tenon::ops
