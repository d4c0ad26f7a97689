// A layer's activations, with one scale and one a channel.
#include "ops/dequantize/dequantize.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runDequantize(benchmark::State& state)
{
    DequantizeOp op;
    op.params.axis = 0;
    testing::Array const x = testing::emptyArray(base::DataType::kINT8, base::makeDims({64, 3136}));
    testing::benchmarkOp(
        state, op, {x, testing::randomFloats(base::makeDims({state.range(0)}), 2, 0.1F, 0.2F)}, 5 * x.count());
}
BENCHMARK(runDequantize)->Name("Dequantize")->Arg(1)->Arg(64);

//! More than the caches hold; scales along the channels.
void runDequantizeBatch(benchmark::State& state)
{
    DequantizeOp op;
    op.params.axis = 1;
    testing::Array const x = testing::emptyArray(base::DataType::kINT8, base::makeDims({8, 256, 3136}));
    testing::benchmarkOp(
        state, op, {x, testing::randomFloats(base::makeDims({state.range(0)}), 2, 0.1F, 0.2F)}, 5 * x.count());
}
BENCHMARK(runDequantizeBatch)->Name("DequantizeBatch")->Arg(1)->Arg(256);

} // namespace
} // namespace tenon::ops
