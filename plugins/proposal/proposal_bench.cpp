// Faster R-CNN with 9 anchors.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void proposalBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"Proposal", "1", "bench",
        {integers("input_height", {608}), integers("input_width", {800}), integers("pre_nms_top_n", {6000}),
            integers("post_nms_top_n", {300}), field("anchor_sizes", {128, 256, 512}),
            field("anchor_ratios", {0.5, 1, 2})},
        {uniform({images, 9, 38, 50}, 0, 1), uniform({images, 36, 38, 50})}, {outputTensor({images, 300, 4, 1})}};
    benchPlugin(state, run);
}

BENCHMARK(proposalBench)->Arg(1)->Arg(8)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
