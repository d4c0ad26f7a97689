// A table of anchors for each image.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void batchTileBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"BatchTilePlugin_TRT", "1", "bench", {},
        {uniform({images, 1}), uniform({images, 1, 2, 8732, 4})}, {outputTensor({images, 2, 8732, 4})}};
    benchPlugin(state, run);
}

BENCHMARK(batchTileBench)->Arg(1)->Arg(16)->Apply(largeOnCuda<800>);

} // namespace
} // namespace tenon::plugins::testing
