// Mask R-CNN with ResNet-50 on images of 832 × 1344: 279,279 anchors.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void multilevelProposeRoiBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"MultilevelProposeROI_TRT", "1", "bench",
        {integers("prenms_topk", {1000}), integers("keep_topk", {1000}), field("fg_threshold", {0}),
            field("iou_threshold", {0.7})},
        {}, {outputTensor({images, 1000, 4})}};
    for (int64_t level = 0; level < 5; ++level)
    {
        int64_t const anchors = (208 >> level) * (336 >> level) * 3;
        run.inputs.push_back(uniform({images, anchors, 4, 1}));
        run.inputs.push_back(uniform({images, anchors, 1, 1}, 0, 1));
    }
    benchPlugin(state, run);
}

BENCHMARK(multilevelProposeRoiBench)->Arg(1)->Arg(8)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
