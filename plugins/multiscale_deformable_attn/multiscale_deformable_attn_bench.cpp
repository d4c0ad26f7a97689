// Deformable DETR's decoder.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void deformableAttentionBench(benchmark::State& state)
{
    int64_t const queries = state.range(0);
    int64_t const positions = 100 * 134 + 50 * 67 + 25 * 34 + 13 * 17;
    testing::RecordedRun run{"MultiscaleDeformableAttnPlugin_TRT", "1", "bench", {},
        {uniform({1, positions, 8, 32}), integerTensor({4, 2}, {100, 134, 50, 67, 25, 34, 13, 17}),
            integerTensor({4}, {0, 13400, 16750, 17600}), uniform({1, queries, 8, 4, 4, 2}, 0, 1),
            uniform({1, queries, 8, 4, 4}, 0, 1)},
        {outputTensor({1, queries, 8, 32})}};
    benchPlugin(state, run);
}

BENCHMARK(deformableAttentionBench)->Arg(300)->Arg(17821)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
