// A transformer's layer norm, an instance norm, a group norm.
#include "ops/normalization/normalization.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runNormalization(benchmark::State& state, std::initializer_list<int64_t> x, std::initializer_list<int64_t> scale,
    uint32_t axes, int64_t groups)
{
    NormalizationOp op;
    op.params.axes = axes;
    op.params.groups = groups;
    op.params.version2 = true;
    testing::Array const data = testing::randomFloats(base::makeDims(x), 1);
    testing::Array const s = testing::randomFloats(base::makeDims(scale), 2);
    testing::benchmarkOp(state, op, {data, s, s}, 8 * data.count());
}
BENCHMARK_CAPTURE(runNormalization, LayerNorm, {8, 128, 768}, {1, 1, 768}, 0b100, 1);
BENCHMARK_CAPTURE(runNormalization, InstanceNorm, {4, 64, 64, 64}, {1, 64, 1, 1}, 0b1100, 1);
BENCHMARK_CAPTURE(runNormalization, GroupNorm, {2, 320, 32, 32}, {1, 320, 1, 1}, 0b1100, 32);

//! A skip connection in front of a layer normalization, in one.
void runSkipLayerNorm(benchmark::State& state, std::initializer_list<int64_t> x)
{
    NormalizationOp op;
    op.params.axes = 0b100;
    testing::Array const data = testing::randomFloats(base::makeDims(x), 1);
    testing::Array const s = testing::randomFloats(base::makeDims({1, 1, *(x.end() - 1)}), 2);
    testing::benchmarkOp(state, op, {data, s, s, data}, 12 * data.count());
}
BENCHMARK_CAPTURE(runSkipLayerNorm, SkipLayerNorm, {8, 128, 768});

} // namespace
} // namespace tenon::ops
