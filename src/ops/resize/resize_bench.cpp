// A detector's nearest upsampling; a segmentation head's linear one.
#include "ops/resize/resize.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runResize(benchmark::State& state, std::initializer_list<int64_t> x, std::initializer_list<int64_t> y,
    nvinfer1::InterpolationMode mode)
{
    ResizeOp op;
    op.params.dims = base::makeDims(y);
    op.params.hasDims = true;
    op.params.mode = mode;
    op.params.rounding = nvinfer1::ResizeRoundMode::kHALF_DOWN; // as ONNX's
    op.params.coordinates = nvinfer1::ResizeCoordinateTransformation::kHALF_PIXEL;
    testing::benchmarkOp(state, op, {testing::randomFloats(base::makeDims(x), 1)},
        4 * (base::volumeUnchecked(base::makeDims(x)) + base::volumeUnchecked(base::makeDims(y))));
}
BENCHMARK_CAPTURE(runResize, ResizeNearest, {1, 256, 26, 26}, {1, 256, 52, 52}, nvinfer1::InterpolationMode::kNEAREST);
BENCHMARK_CAPTURE(runResize, ResizeLinear, {1, 21, 65, 65}, {1, 21, 513, 513}, nvinfer1::InterpolationMode::kLINEAR);
BENCHMARK_CAPTURE(
    runResize, ResizeNearest2x, {4, 64, 64, 64}, {4, 64, 128, 128}, nvinfer1::InterpolationMode::kNEAREST);
BENCHMARK_CAPTURE(runResize, ResizeLinear2x, {4, 64, 64, 64}, {4, 64, 128, 128}, nvinfer1::InterpolationMode::kLINEAR);
BENCHMARK_CAPTURE(runResize, ResizeCubic, {1, 3, 112, 112}, {1, 3, 224, 224}, nvinfer1::InterpolationMode::kCUBIC);

} // namespace
} // namespace tenon::ops
