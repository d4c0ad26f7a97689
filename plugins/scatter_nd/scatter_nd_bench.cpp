// Tokens' rows replaced in a sequence.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void scatterNdBench(benchmark::State& state)
{
    int64_t const rows = state.range(0);
    std::vector<double> indices;
    for (int64_t i = 0; i < rows / 4; ++i)
        indices.push_back(static_cast<double>(i * 4));
    testing::RecordedRun run{"ScatterND", "1", "bench", {},
        {uniform({rows, 768}), integerTensor({rows / 4, 1}, indices), uniform({rows / 4, 768})},
        {outputTensor({rows, 768})}};
    benchPlugin(state, run);
}

BENCHMARK(scatterNdBench)->Arg(128)->Arg(4096)->Apply(largeOnCuda<32768>);

} // namespace
} // namespace tenon::plugins::testing
