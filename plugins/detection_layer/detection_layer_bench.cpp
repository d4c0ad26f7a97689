// Mask R-CNN's 1,000 regions of COCO's 81 classes.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void detectionLayerBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"DetectionLayer_TRT", "1", "bench",
        {integers("num_classes", {81}), integers("keep_topk", {100}), field("score_threshold", {0.7}),
            field("iou_threshold", {0.3})},
        {uniform({images, 1000, 324, 1, 1}), uniform({images, 1000, 81, 1, 1}, 0, 1), uniform({images, 1000, 4}, 0, 1)},
        {outputTensor({images, 100, 6})}};
    benchPlugin(state, run);
}

BENCHMARK(detectionLayerBench)->Arg(1)->Arg(8)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
