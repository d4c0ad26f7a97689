// YOLOv2's layer.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void reorgBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"Reorg_TRT", "1", "bench", {integers("stride", {2})}, {uniform({images, 64, 26, 26})},
        {outputTensor({images, 256, 13, 13})}};
    benchPlugin(state, run);
}

BENCHMARK(reorgBench)->Arg(1)->Arg(32)->Apply(largeOnCuda<1500>);

} // namespace
} // namespace tenon::plugins::testing
