// A layer of a small language model: eight experts, two for each token.
#include "ops/mixture_of_experts/mixture_of_experts.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runMixtureOfExperts(benchmark::State& state)
{
    int64_t const tokens = state.range(0);
    testing::Array const x = testing::randomFloats(base::makeDims({1, tokens, 256}), 1);
    testing::Array const scores = testing::randomFloats(base::makeDims({1, tokens, 2}), 2);
    testing::Array experts = testing::emptyArray(base::DataType::kINT32, base::makeDims({1, tokens, 2}));
    for (int64_t i = 0; i < experts.count(); ++i)
    {
        experts.set(i, static_cast<double>(i * 5 % 8));
    }
    testing::Array const in = testing::randomFloats(base::makeDims({8, 256, 512}), 3);
    testing::Array const down = testing::randomFloats(base::makeDims({8, 512, 256}), 4);
    MixtureOfExpertsOp op;
    op.params.activation = nvinfer1::MoEActType::kSILU;
    testing::benchmarkOp(state, op, {x, experts, scores, in, in, down}, 4 * (3 * in.count() + 2 * x.count()));
}
BENCHMARK(runMixtureOfExperts)->Name("MixtureOfExperts")->ArgName("tokens")->Arg(1)->Arg(128);

} // namespace
} // namespace tenon::ops
