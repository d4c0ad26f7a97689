// Mask R-CNN on images of 1024 × 1024: the classifier's 1,000 regions, and the mask head's 100.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void pyramidRoiAlignBench(benchmark::State& state)
{
    int64_t const regions = state.range(0);
    int64_t const pooled = regions == 100 ? 14 : 7;
    RecordedTensor rois = uniform({1, regions, 4}, 0, 600);
    for (size_t i = 0; i < rois.values.size(); i += 4)
    {
        rois.values[i + 2] = rois.values[i] + 0.7 * rois.values[i + 2];
        rois.values[i + 3] = rois.values[i + 1] + 0.7 * rois.values[i + 3];
    }
    testing::RecordedRun run{"PyramidROIAlign_TRT", "1", "bench",
        {integers("pooled_size", {static_cast<double>(pooled)}), integers("sampling_ratio", {2})},
        {rois, uniform({1, 256, 256, 256}), uniform({1, 256, 128, 128}), uniform({1, 256, 64, 64}),
            uniform({1, 256, 32, 32})},
        {outputTensor({1, regions, 256, pooled, pooled})}};
    benchPlugin(state, run);
}

BENCHMARK(pyramidRoiAlignBench)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
