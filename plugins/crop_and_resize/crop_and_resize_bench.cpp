// Faster R-CNN's 300 regions.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void cropAndResizeBench(benchmark::State& state)
{
    int64_t const regions = state.range(0);
    testing::RecordedRun run{"CropAndResize", "1", "bench", {integers("crop_width", {7}), integers("crop_height", {7})},
        {uniform({1, 256, 38, 50}), uniform({1, regions, 4, 1}, 0, 1)}, {outputTensor({1, regions, 256, 7, 7})}};
    benchPlugin(state, run);
}

BENCHMARK(cropAndResizeBench)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
