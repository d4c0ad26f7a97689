// Mask R-CNN with ResNet-101 on images of 1024 × 1024: 261,888 anchors.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void proposalLayerBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"ProposalLayer_TRT", "1", "bench",
        {integers("prenms_topk", {1024}), integers("keep_topk", {1000}), field("iou_threshold", {0.7})},
        {uniform({images, 261888, 2, 1}, 0, 1), uniform({images, 261888, 4, 1})}, {outputTensor({images, 1000, 4})}};
    benchPlugin(state, run);
}

BENCHMARK(proposalLayerBench)->Arg(1)->Arg(8)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
