// A feature map of a segmentation network.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void coordConvBench(benchmark::State& state)
{
    int64_t const size = state.range(0);
    testing::RecordedRun run{
        "CoordConvAC", "1", "bench", {}, {uniform({4, 64, size, size})}, {outputTensor({4, 66, size, size})}};
    benchPlugin(state, run);
}

BENCHMARK(coordConvBench)->Arg(32)->Arg(128)->Apply(largeOnCuda<512>);

} // namespace
} // namespace tenon::plugins::testing
