// The top-down path of a feature pyramid.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void resizeNearestBench(benchmark::State& state)
{
    int64_t const size = state.range(0);
    testing::RecordedRun run{"ResizeNearest_TRT", "1", "bench", {field("scale", {2})}, {uniform({1, 256, size, size})},
        {outputTensor({1, 256, 2 * size, 2 * size})}};
    benchPlugin(state, run);
}

BENCHMARK(resizeNearestBench)->Arg(32)->Arg(128)->Apply(largeOnCuda<512>);

} // namespace
} // namespace tenon::plugins::testing
