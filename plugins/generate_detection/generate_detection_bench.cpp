// Mask R-CNN's 1,000 regions of COCO's 91 classes on images of 832 × 1344.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void generateDetectionBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"GenerateDetection_TRT", "1", "bench",
        {integers("num_classes", {91}), integers("keep_topk", {100}), field("score_threshold", {0.5}),
            field("iou_threshold", {0.5})},
        {uniform({images, 1000, 364, 1, 1}), uniform({images, 1000, 91, 1, 1}, 0, 1),
            uniform({images, 1000, 4}, 0, 832)},
        {outputTensor({images, 100, 6})}};
    benchPlugin(state, run);
}

BENCHMARK(generateDetectionBench)->Arg(1)->Arg(8)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
