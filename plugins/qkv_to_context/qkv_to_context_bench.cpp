// BERT base's attention.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void qkvToContextBench(benchmark::State& state)
{
    int64_t const steps = state.range(0);
    testing::RecordedRun run{"CustomQKVToContextPluginDynamic", "1", "bench",
        {integers("hidden_size", {768}), integers("num_heads", {12})}, {uniform({steps, 1, 2304, 1, 1})},
        {outputTensor({steps, 1, 768, 1, 1})}};
    benchPlugin(state, run);
}

BENCHMARK(qkvToContextBench)->Arg(128)->Arg(384)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
