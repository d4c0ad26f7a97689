// A dense block, a detector's neck, the heads of a transformer's cache.
#include "ops/concatenation/concatenation.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runConcatenation(benchmark::State& state, int32_t axis, std::initializer_list<int64_t> a,
    std::initializer_list<int64_t> b, bool half)
{
    ConcatenationOp op;
    op.params.axis = axis;
    testing::Array const x = testing::randomFloats(base::makeDims(a), 1);
    testing::Array const y = testing::randomFloats(base::makeDims(b), 2);
    testing::benchmarkOp(state, op, {x, y}, 2 * (x.count() + y.count()) * (half ? 2 : 4), half);
}

BENCHMARK_CAPTURE(runConcatenation, ConcatDenseNet, 1, {1, 256, 28, 28}, {1, 32, 28, 28}, false);
BENCHMARK_CAPTURE(runConcatenation, ConcatYoloNeck, 1, {1, 256, 52, 52}, {1, 128, 52, 52}, false);
BENCHMARK_CAPTURE(runConcatenation, ConcatYoloNeckHalf, 1, {1, 256, 52, 52}, {1, 128, 52, 52}, true);
BENCHMARK_CAPTURE(runConcatenation, ConcatCache, 2, {1, 12, 511, 64}, {1, 12, 1, 64}, false);

} // namespace
} // namespace tenon::ops
