// Residual additions of ResNet and BERT, a bias along channels, a scale along the last dimension, powers, comparisons.
#include "ops/element_wise/element_wise.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

using nvinfer1::ElementWiseOperation;

void runElementWise(benchmark::State& state, ElementWiseOperation operation, std::initializer_list<int64_t> a,
    std::initializer_list<int64_t> b, bool half)
{
    ElementWiseOp op;
    op.params.operation = operation;
    testing::Array const x = testing::randomFloats(base::makeDims(a), 1, 0.5F, 2.0F);
    // Powers are squares, as in a layer normalization.
    testing::Array const y = operation == ElementWiseOperation::kPOW
        ? testing::floats({1, 1, 1}, {2})
        : testing::randomFloats(base::makeDims(b), 2, 0.5F, 2.0F);
    testing::benchmarkOp(state, op, {x, y}, (2 * x.count() + y.count()) * (half ? 2 : 4), half);
}

BENCHMARK_CAPTURE(
    runElementWise, SumResidualResNet50, ElementWiseOperation::kSUM, {1, 256, 56, 56}, {1, 256, 56, 56}, false);
BENCHMARK_CAPTURE(
    runElementWise, SumResidualResNet50Half, ElementWiseOperation::kSUM, {1, 256, 56, 56}, {1, 256, 56, 56}, true);
BENCHMARK_CAPTURE(runElementWise, SumResidualBert, ElementWiseOperation::kSUM, {1, 128, 768}, {1, 128, 768}, false);
BENCHMARK_CAPTURE(runElementWise, SumBiasBert, ElementWiseOperation::kSUM, {1, 128, 3072}, {1, 1, 3072}, false);
BENCHMARK_CAPTURE(
    runElementWise, ProdChannelsSqueezeExcite, ElementWiseOperation::kPROD, {1, 1152, 7, 7}, {1, 1152, 1, 1}, false);
BENCHMARK_CAPTURE(runElementWise, DivSoftMaxBert, ElementWiseOperation::kDIV, {12, 128, 128}, {12, 128, 1}, false);
BENCHMARK_CAPTURE(runElementWise, PowSquareLayerNorm, ElementWiseOperation::kPOW, {1, 128, 768}, {1, 1, 1}, false);
BENCHMARK_CAPTURE(runElementWise, GreaterScores, ElementWiseOperation::kGREATER, {1, 25200, 85}, {1, 1, 1}, false);

} // namespace
} // namespace tenon::ops
