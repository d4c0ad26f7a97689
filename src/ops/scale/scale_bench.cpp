// Batch normalization at inference (one scale and shift a channel), and an image's normalization.
#include "ops/scale/scale.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

using nvinfer1::ScaleMode;

void runScale(benchmark::State& state, ScaleMode mode, std::initializer_list<int64_t> dims, int64_t weights, bool half)
{
    ScaleOp op;
    testing::Array const values = testing::randomFloats(base::makeDims({weights}), 2, 0.5F, 2.0F);
    op.params = {mode, testing::weights(values), testing::weights(values), {}, 1};
    testing::Array const x = testing::randomFloats(base::makeDims(dims), 1);
    testing::benchmarkOp(state, op, {x}, x.count() * (half ? 4 : 8), half);
}

BENCHMARK_CAPTURE(runScale, ScaleBatchNormResNet50, ScaleMode::kCHANNEL, {1, 256, 56, 56}, 256, false);
BENCHMARK_CAPTURE(runScale, ScaleBatchNormResNet50Half, ScaleMode::kCHANNEL, {1, 256, 56, 56}, 256, true);
BENCHMARK_CAPTURE(runScale, ScaleBatchNormLast, ScaleMode::kCHANNEL, {1, 2048, 7, 7}, 2048, false);
BENCHMARK_CAPTURE(runScale, ScaleImage, ScaleMode::kUNIFORM, {1, 3, 640, 640}, 1, false);
BENCHMARK_CAPTURE(runScale, ScaleElements, ScaleMode::kELEMENTWISE, {8, 3, 224, 224}, 3 * 224 * 224, false);

} // namespace
} // namespace tenon::ops
