// BERT base's feed-forward layer.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void fcBench(benchmark::State& state)
{
    int64_t const steps = state.range(0);
    testing::RecordedRun run{"CustomFCPluginDynamic", "1", "bench",
        {integers("out_dims", {3072}), field("W", uniform({768, 3072}).values)}, {uniform({steps, 1, 768, 1, 1})},
        {outputTensor({steps, 1, 3072, 1, 1})}};
    benchPlugin(state, run);
}

BENCHMARK(fcBench)->Arg(1)->Arg(128)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
