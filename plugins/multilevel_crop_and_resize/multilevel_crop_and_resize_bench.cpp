// Mask R-CNN on images of 832 × 1344: the classifier's 1,000 regions, and the mask head's 100.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void multilevelCropAndResizeBench(benchmark::State& state)
{
    int64_t const regions = state.range(0);
    int64_t const pooled = regions == 100 ? 14 : 7;
    RecordedTensor rois = uniform({1, regions, 4}, 0, 480);
    for (size_t i = 0; i < rois.values.size(); i += 4)
    {
        rois.values[i + 2] = rois.values[i] + 1.0 + 0.7 * rois.values[i + 2];
        rois.values[i + 3] = rois.values[i + 1] + 1.0 + 0.7 * rois.values[i + 3];
    }
    testing::RecordedRun run{"MultilevelCropAndResize_TRT", "1", "bench",
        {integers("pooled_size", {static_cast<double>(pooled)})}, {rois},
        {outputTensor({1, regions, 256, pooled, pooled})}};
    for (int64_t level = 0; level < 5; ++level)
    {
        run.inputs.push_back(uniform({1, 256, 208 >> level, 336 >> level}));
    }
    benchPlugin(state, run);
}

BENCHMARK(multilevelCropAndResizeBench)->Arg(100)->Arg(1000)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
