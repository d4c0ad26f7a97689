// A YOLO detector's boxes; and 1,000 and 10,000 boxes of one class, as torchvision's nms is measured.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void efficientNmsBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"EfficientNMS_TRT", "1", "bench",
        {field("score_threshold", {0.95}), field("iou_threshold", {0.5}), integers("max_output_boxes", {100})},
        {uniform({images, 8400, 4}, 0, 1), uniform({images, 8400, 80}, 0, 1)},
        {outputTensor({images, 1}, false), outputTensor({images, 100, 4}), outputTensor({images, 100}),
            outputTensor({images, 100}, false)}};
    benchPlugin(state, run);
}

//! Boxes of about a tenth of an image.
RecordedTensor someBoxes(int64_t count)
{
    RecordedTensor boxes = uniform({1, count, 4}, 0, 0.9);
    std::mt19937 random(3);
    std::uniform_real_distribution<double> extent(0.02, 0.1);
    for (size_t i = 0; i < boxes.values.size(); i += 4)
    {
        boxes.values[i + 2] = boxes.values[i] + extent(random);
        boxes.values[i + 3] = boxes.values[i + 1] + extent(random);
    }
    return boxes;
}

void oneClassBench(benchmark::State& state)
{
    int64_t const count = state.range(0);
    testing::RecordedRun run{"EfficientNMS_TRT", "1", "bench",
        {field("score_threshold", {0.0}), field("iou_threshold", {0.5}),
            integers("max_output_boxes", {static_cast<double>(count)})},
        {someBoxes(count), uniform({1, count, 1}, 0, 1)},
        {outputTensor({1, 1}, false), outputTensor({1, count, 4}), outputTensor({1, count}),
            outputTensor({1, count}, false)}};
    benchPlugin(state, run);
}

BENCHMARK(oneClassBench)->Arg(1000)->Arg(10000)->Unit(benchmark::kMicrosecond);

BENCHMARK(efficientNmsBench)->Arg(1)->Arg(8)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
