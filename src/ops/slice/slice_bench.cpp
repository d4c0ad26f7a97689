// A crop, every second element, a transformer's heads, a mirrored border.
#include "ops/slice/slice.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

using nvinfer1::SampleMode;

void runSlice(benchmark::State& state, std::initializer_list<int64_t> dims, std::initializer_list<int64_t> start,
    std::initializer_list<int64_t> size, std::initializer_list<int64_t> stride, SampleMode mode)
{
    SliceOp op;
    op.params = {base::makeDims(start), base::makeDims(size), base::makeDims(stride), {}, mode, 0};
    testing::benchmarkOp(
        state, op, {testing::randomFloats(base::makeDims(dims), 1)}, 8 * base::volumeUnchecked(base::makeDims(size)));
}

BENCHMARK_CAPTURE(
    runSlice, SliceCrop, {1, 64, 112, 112}, {0, 0, 8, 8}, {1, 64, 96, 96}, {1, 1, 1, 1}, SampleMode::kSTRICT_BOUNDS);
BENCHMARK_CAPTURE(
    runSlice, SliceFocus, {1, 3, 640, 640}, {0, 0, 1, 1}, {1, 3, 320, 320}, {1, 1, 2, 2}, SampleMode::kSTRICT_BOUNDS);
BENCHMARK_CAPTURE(
    runSlice, SliceHeads, {8, 128, 2304}, {0, 0, 768}, {8, 128, 768}, {1, 1, 1}, SampleMode::kSTRICT_BOUNDS);
BENCHMARK_CAPTURE(
    runSlice, SliceReflect, {1, 64, 112, 112}, {0, 0, -3, -3}, {1, 64, 118, 118}, {1, 1, 1, 1}, SampleMode::kREFLECT);

} // namespace
} // namespace tenon::ops
