// The padding before ResNet's first convolution, where a framework exports it on its own; a crop.
#include "ops/padding/padding.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runPadding(benchmark::State& state, std::initializer_list<int64_t> dims, int64_t each, bool half)
{
    PaddingOp op;
    op.params = {base::makeDims({each, each}), base::makeDims({each, each})};
    testing::Array const x = testing::randomFloats(base::makeDims(dims), 1);
    testing::benchmarkOp(state, op, {x}, x.count() * (half ? 4 : 8), half);
}

BENCHMARK_CAPTURE(runPadding, PaddingResNetStem, {8, 3, 224, 224}, 3, false);
BENCHMARK_CAPTURE(runPadding, PaddingStage, {1, 64, 112, 112}, 1, false);
BENCHMARK_CAPTURE(runPadding, PaddingStageHalf, {1, 64, 112, 112}, 1, true);
BENCHMARK_CAPTURE(runPadding, PaddingCrop, {8, 3, 256, 256}, -16, false);

} // namespace
} // namespace tenon::ops
