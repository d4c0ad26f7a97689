// A spatial transformer.
#include "ops/grid_sample/grid_sample.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runGridSample(benchmark::State& state, nvinfer1::InterpolationMode mode)
{
    GridSampleOp op;
    op.params.mode = mode;
    testing::Array const x = testing::randomFloats(base::makeDims({1, 32, 64, 64}), 1);
    testing::benchmarkOp(state, op, {x, testing::randomFloats(base::makeDims({1, 64, 64, 2}), 2)}, 8 * x.count());
}
BENCHMARK_CAPTURE(runGridSample, GridSampleLinear, nvinfer1::InterpolationMode::kLINEAR);
BENCHMARK_CAPTURE(runGridSample, GridSampleCubic, nvinfer1::InterpolationMode::kCUBIC);

} // namespace
} // namespace tenon::ops
