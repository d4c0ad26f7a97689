// What watching costs.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void debugPrintBench(benchmark::State& state)
{
    int64_t const count = state.range(0);
    testing::RecordedRun run{"DebugPrint", "1", "bench", {{"file", nvinfer1::PluginFieldType::kCHAR, {}, "/dev/null"}},
        {uniform({1, count})}, {outputTensor({1, count})}};
    benchPlugin(state, run);
}

BENCHMARK(debugPrintBench)->Arg(4096)->Arg(1 << 20)->Apply(largeOnCuda<1 << 28>);

} // namespace
} // namespace tenon::plugins::testing
