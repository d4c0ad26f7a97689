// GELU of a transformer's hidden layer, ReLU and leaky ReLU of a convolution's output, sigmoid of a detector's head.
#include "ops/activation/activation.h"

#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

using nvinfer1::ActivationType;

void runActivation(benchmark::State& state, ActivationType type, std::initializer_list<int64_t> dims, bool half)
{
    ActivationOp op;
    op.params = {type, 0.1F, 1.0F};
    testing::Array const input = testing::randomFloats(base::makeDims(dims), 1, -4.0F, 4.0F);
    testing::RunnerOptions options;
    options.allowHalf = half;
    auto runner = testing::OpRunner::make(op, {testing::fixedInput(input)}, options);
    if (!runner.ok() || !runner->run({input}).ok())
    {
        state.SkipWithError("cannot run");
        return;
    }
    for (auto _ : state)
    {
        (void)runner->enqueue();
    }
    state.SetItemsProcessed(state.iterations() * input.count());
    state.SetBytesProcessed(state.iterations() * input.count() * (half ? 4 : 8));
}

BENCHMARK_CAPTURE(runActivation, ReluResNet50, ActivationType::kRELU, {1, 256, 56, 56}, false);
BENCHMARK_CAPTURE(runActivation, LeakyReluYolo, ActivationType::kLEAKY_RELU, {1, 64, 208, 208}, false);
BENCHMARK_CAPTURE(runActivation, LeakyReluYoloHalf, ActivationType::kLEAKY_RELU, {1, 64, 208, 208}, true);
BENCHMARK_CAPTURE(runActivation, SigmoidYoloHead, ActivationType::kSIGMOID, {1, 255, 52, 52}, false);
BENCHMARK_CAPTURE(runActivation, TanhLstm, ActivationType::kTANH, {64, 1024}, false);
BENCHMARK_CAPTURE(runActivation, GeluErfBert, ActivationType::kGELU_ERF, {1, 128, 3072}, false);
BENCHMARK_CAPTURE(runActivation, GeluErfBertHalf, ActivationType::kGELU_ERF, {1, 128, 3072}, true);
BENCHMARK_CAPTURE(runActivation, GeluTanhGpt2, ActivationType::kGELU_TANH, {1, 128, 3072}, false);

} // namespace
} // namespace tenon::ops
