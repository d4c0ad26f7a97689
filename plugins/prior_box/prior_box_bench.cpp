// SSD300's first layer.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void priorBoxBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"PriorBox_TRT", "1", "bench",
        {field("minSize", {30}), field("maxSize", {60}), field("aspectRatios", {2}), integers("imgH", {300}),
            integers("imgW", {300})},
        {uniform({images, 1, 38, 38})}, {outputTensor({images, 2, 38 * 38 * 4 * 4, 1})}};
    benchPlugin(state, run);
}

BENCHMARK(priorBoxBench)->Arg(1)->Arg(32);

} // namespace
} // namespace tenon::plugins::testing
