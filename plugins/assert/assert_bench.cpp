// What a check costs.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void assertBench(benchmark::State& state)
{
    int64_t const count = state.range(0);
    testing::RecordedRun run{"Assert", "1", "bench", {field("min", {-2}), field("max", {2})}, {uniform({1, count})},
        {outputTensor({1, count})}};
    benchPlugin(state, run);
}

BENCHMARK(assertBench)->Arg(4096)->Arg(1 << 20)->Apply(largeOnCuda<1 << 28>);

} // namespace
} // namespace tenon::plugins::testing
