// Mask R-CNN's 1,000 regions.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void roiAlignBench(benchmark::State& state)
{
    int64_t const regions = state.range(0);
    RecordedTensor rois = uniform({regions, 4}, 0, 400);
    for (size_t i = 0; i < rois.values.size(); i += 4)
    {
        rois.values[i + 2] += rois.values[i];
        rois.values[i + 3] += rois.values[i + 1];
    }
    testing::RecordedRun run{"ROIAlign_TRT", "1", "bench",
        {integers("output_height", {7}), integers("output_width", {7}), integers("sampling_ratio", {2}),
            field("spatial_scale", {0.0625})},
        {uniform({1, 256, 50, 50}), rois, integerTensor({regions}, std::vector<double>(static_cast<size_t>(regions)))},
        {outputTensor({regions, 256, 7, 7})}};
    benchPlugin(state, run);
}

BENCHMARK(roiAlignBench)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
