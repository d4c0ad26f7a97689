// The three parts of an attention's projection.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void splitBench(benchmark::State& state)
{
    int64_t const rows = state.range(0);
    testing::RecordedRun run{"Split", "1", "bench", {integers("axis", {-1}), integers("noutput", {3})},
        {uniform({rows, 2304})}, {outputTensor({rows, 768}), outputTensor({rows, 768}), outputTensor({rows, 768})}};
    benchPlugin(state, run);
}

BENCHMARK(splitBench)->Arg(128)->Arg(4096)->Apply(largeOnCuda<32768>);

} // namespace
} // namespace tenon::plugins::testing
