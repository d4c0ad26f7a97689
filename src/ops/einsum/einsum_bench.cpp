// Attention scores.
#include "ops/einsum/einsum.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runEinsum(benchmark::State& state)
{
    EinsumOp op;
    op.params.equation = "bqhd,bkhd->bhqk";
    testing::Array const x = testing::randomFloats(base::makeDims({1, 64, 8, 32}), 1);
    testing::benchmarkOp(state, op, {x, x}, 8 * x.count());
}
BENCHMARK(runEinsum)->Name("EinsumScores");

//! The scores of a whole encoder's layer.
void runLargeEinsum(benchmark::State& state)
{
    EinsumOp op;
    op.params.equation = "bhid,bhjd->bhij";
    testing::Array const x = testing::randomFloats(base::makeDims({8, 12, 128, 64}), 1);
    testing::benchmarkOp(state, op, {x, x}, 8 * x.count());
}
BENCHMARK(runLargeEinsum)->Name("EinsumEncoderScores");

} // namespace
} // namespace tenon::ops
