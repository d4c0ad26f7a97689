// A layer's activations, with one scale and one a channel.
#include "ops/quantize/quantize.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runQuantize(benchmark::State& state)
{
    QuantizeOp op;
    op.params.axis = 0;
    testing::Array const x = testing::randomFloats(base::makeDims({64, 3136}), 1);
    testing::benchmarkOp(
        state, op, {x, testing::randomFloats(base::makeDims({state.range(0)}), 2, 0.1F, 0.2F)}, 5 * x.count());
}
BENCHMARK(runQuantize)->Name("Quantize")->Arg(1)->Arg(64);

//! More than the caches hold; scales along the channels.
void runQuantizeBatch(benchmark::State& state)
{
    QuantizeOp op;
    op.params.axis = 1;
    testing::Array const x = testing::randomFloats(base::makeDims({8, 256, 3136}), 1);
    testing::benchmarkOp(
        state, op, {x, testing::randomFloats(base::makeDims({state.range(0)}), 2, 0.1F, 0.2F)}, 5 * x.count());
}
BENCHMARK(runQuantizeBatch)->Name("QuantizeBatch")->Arg(1)->Arg(256);

} // namespace
} // namespace tenon::ops
