// The queries of a small language model.
#include "ops/rotary_embedding/rotary_embedding.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runRotaryEmbedding(benchmark::State& state)
{
    testing::Array const x = testing::randomFloats(base::makeDims({1, 12, 256, 64}), 1);
    testing::Array const angles = testing::randomFloats(base::makeDims({1, 256, 32}), 2);
    RotaryEmbeddingOp op;
    op.params.interleaved = state.range(0) != 0;
    testing::benchmarkOp(state, op, {x, angles, angles}, 8 * x.count());
}
BENCHMARK(runRotaryEmbedding)->Name("RotaryEmbedding")->ArgName("interleaved")->Arg(0)->Arg(1);

} // namespace
} // namespace tenon::ops
