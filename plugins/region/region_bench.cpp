// YOLOv2 for COCO.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void regionBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"Region_TRT", "1", "bench", {integers("num", {5}), integers("classes", {80})},
        {uniform({images, 425, 19, 19})}, {outputTensor({images, 425, 19, 19})}};
    benchPlugin(state, run);
}

BENCHMARK(regionBench)->Arg(1)->Arg(16)->Apply(largeOnCuda<1600>);

} // namespace
} // namespace tenon::plugins::testing
