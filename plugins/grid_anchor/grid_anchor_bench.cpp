// SSD MobileNet's six layers.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void gridAnchorBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"GridAnchor_TRT", "1", "bench",
        {integers("numLayers", {6}), field("aspectRatios", {1, 2, 0.5, 3, 0.33}),
            integers("featureMapShapes", {19, 10, 5, 3, 2, 1})},
        {uniform({images, 1})}, {}};
    for (int64_t const size : {19, 10, 5, 3, 2, 1})
        run.outputs.push_back(outputTensor({images, 2, size * size * (size == 19 ? 3 : 6) * 4, 1}));
    benchPlugin(state, run);
}

BENCHMARK(gridAnchorBench)->Arg(1)->Arg(32);

} // namespace
} // namespace tenon::plugins::testing
