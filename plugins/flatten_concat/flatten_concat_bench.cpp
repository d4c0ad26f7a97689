// The six heads of SSD300.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void flattenConcatBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"FlattenConcat_TRT", "1", "bench", {},
        {uniform({images, 16, 38, 38}), uniform({images, 24, 19, 19}), uniform({images, 24, 10, 10}),
            uniform({images, 24, 5, 5}), uniform({images, 16, 3, 3}), uniform({images, 16, 1, 1})},
        {outputTensor({images, 34928, 1, 1})}};
    benchPlugin(state, run);
}

BENCHMARK(flattenConcatBench)->Arg(1)->Arg(32)->Apply(largeOnCuda<1536>);

} // namespace
} // namespace tenon::plugins::testing
