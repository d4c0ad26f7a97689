// The activations of a detector's first layers.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void clipCpu(benchmark::State& state)
{
    testing::RecordedRun run{"Clip_TRT", "1", "bench", {field("clipMin", {0}), field("clipMax", {6})},
        {uniform({8, 64, state.range(0), state.range(0)}, -8, 8)},
        {outputTensor({8, 64, state.range(0), state.range(0)})}};
    benchPlugin(state, run);
}

BENCHMARK(clipCpu)->Arg(28)->Arg(112)->Apply(largeOnCuda<360>);

} // namespace
} // namespace tenon::plugins::testing
