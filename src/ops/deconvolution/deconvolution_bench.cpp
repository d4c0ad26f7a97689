// A generator's and a segmentation head's upsampling.
#include "ops/deconvolution/deconvolution.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runDeconvolution(benchmark::State& state, std::initializer_list<int64_t> x, std::initializer_list<int64_t> w,
    int64_t stride, int64_t padding)
{
    base::Dims const kernel = base::makeDims(w);
    DeconvolutionOp op;
    op.params.outputMaps = kernel.d[1];
    op.params.kernelSize = base::makeDims({kernel.d[2], kernel.d[3]});
    op.params.stride = base::makeDims({stride, stride});
    op.params.prePadding = op.params.postPadding = base::makeDims({padding, padding});
    op.params.kernel = testing::weights(testing::randomFloats(kernel, 2));
    testing::Array const data = testing::randomFloats(base::makeDims(x), 1);
    testing::benchmarkOp(state, op, {data}, 4 * data.count());
}
BENCHMARK_CAPTURE(runDeconvolution, DeconvGan, {1, 256, 8, 8}, {256, 128, 4, 4}, 2, 1);
BENCHMARK_CAPTURE(runDeconvolution, DeconvUnet, {1, 64, 64, 64}, {64, 32, 2, 2}, 2, 0);
BENCHMARK_CAPTURE(runDeconvolution, Deconv2x2, {1, 64, 32, 32}, {64, 64, 2, 2}, 2, 0);
BENCHMARK_CAPTURE(runDeconvolution, Deconv4x4, {1, 64, 32, 32}, {64, 64, 4, 4}, 2, 1);
BENCHMARK_CAPTURE(runDeconvolution, Deconv3x3Dense, {1, 64, 32, 32}, {64, 64, 3, 3}, 1, 1);

} // namespace
} // namespace tenon::ops
