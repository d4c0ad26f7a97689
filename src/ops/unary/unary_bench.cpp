// Square roots of a layer normalization, exponentials of box heads, error functions of an unfused GELU, rotary angles, masks.
#include "ops/unary/unary.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

using nvinfer1::UnaryOperation;

void runUnary(benchmark::State& state, UnaryOperation operation, std::initializer_list<int64_t> dims, bool half)
{
    UnaryOp op;
    op.params.operation = operation;
    testing::Array const x = testing::randomFloats(base::makeDims(dims), 1, 0.1F, 4.0F);
    testing::benchmarkOp(state, op, {x}, x.count() * (half ? 4 : 8), half);
}

void runNot(benchmark::State& state)
{
    UnaryOp op;
    op.params.operation = UnaryOperation::kNOT;
    testing::Array const x = testing::emptyArray(base::DataType::kBOOL, base::makeDims({64, 512, 768}));
    testing::benchmarkOp(state, op, {x}, x.count() * 2);
}
BENCHMARK(runNot)->Name("runUnary/NotMask");

BENCHMARK_CAPTURE(runUnary, SqrtLayerNorm, UnaryOperation::kSQRT, {32, 512, 1}, false);
BENCHMARK_CAPTURE(runUnary, ExpYoloBoxes, UnaryOperation::kEXP, {1, 25200, 4}, false);
BENCHMARK_CAPTURE(runUnary, ErfBert, UnaryOperation::kERF, {1, 128, 3072}, false);
BENCHMARK_CAPTURE(runUnary, ErfBertHalf, UnaryOperation::kERF, {1, 128, 3072}, true);
BENCHMARK_CAPTURE(runUnary, SinRotary, UnaryOperation::kSIN, {1, 2048, 128}, false);
BENCHMARK_CAPTURE(runUnary, LogScores, UnaryOperation::kLOG, {1, 32000, 16}, false);

} // namespace
} // namespace tenon::ops
