// A layer of a style-transfer network.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void instanceNormBench(benchmark::State& state)
{
    int64_t const size = state.range(0);
    testing::RecordedRun run{"InstanceNormalization_TRT", "1", "bench",
        {field("scales", std::vector<double>(32, 1.5)), field("bias", std::vector<double>(32, 0.5))},
        {uniform({1, 32, size, size})}, {outputTensor({1, 32, size, size})}};
    benchPlugin(state, run);
}

//! A batch of a generator's first layer.
void instanceNormBatchBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"InstanceNormalization_TRT", "1", "bench",
        {field("scales", std::vector<double>(64, 1.5)), field("bias", std::vector<double>(64, 0.5))},
        {uniform({images, 64, 256, 256})}, {outputTensor({images, 64, 256, 256})}};
    benchPlugin(state, run);
}

BENCHMARK(instanceNormBench)->Arg(64)->Arg(512);
BENCHMARK(instanceNormBatchBench)->Arg(1)->Apply(largeOnCuda<64>);

} // namespace
} // namespace tenon::plugins::testing
