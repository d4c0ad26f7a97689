// A block of a diffusion model's U-Net.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void groupNormBench(benchmark::State& state)
{
    int64_t const size = state.range(0);
    testing::RecordedRun run{"GroupNormalizationPlugin", "1", "bench", {integers("num_groups", {32})},
        {uniform({2, 320, size, size}), uniform({320}), uniform({320})}, {outputTensor({2, 320, size, size})}};
    benchPlugin(state, run);
}

//! A batch of a diffusion model's first blocks.
void groupNormBatchBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"GroupNormalizationPlugin", "1", "bench", {integers("num_groups", {32})},
        {uniform({images, 320, 64, 64}), uniform({320}), uniform({320})}, {outputTensor({images, 320, 64, 64})}};
    benchPlugin(state, run);
}

BENCHMARK(groupNormBench)->Arg(32)->Arg(64);
BENCHMARK(groupNormBatchBench)->Arg(1)->Apply(largeOnCuda<192>);

} // namespace
} // namespace tenon::plugins::testing
