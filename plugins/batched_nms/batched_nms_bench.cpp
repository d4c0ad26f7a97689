// A YOLO detector's boxes.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void batchedNmsBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"BatchedNMS_TRT", "1", "bench",
        {integers("numClasses", {80}), integers("topK", {1000}), integers("keepTopK", {100}),
            field("scoreThreshold", {0.95}), field("iouThreshold", {0.5})},
        {uniform({images, 8400, 1, 4}, 0, 1), uniform({images, 8400, 80}, 0, 1)},
        {outputTensor({images, 1}, false), outputTensor({images, 100, 4}), outputTensor({images, 100}),
            outputTensor({images, 100})}};
    benchPlugin(state, run);
}

BENCHMARK(batchedNmsBench)->Arg(1)->Arg(8)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
