// PointPillars on KITTI: a map of 248 × 216, three classes of two anchors; some hundred boxes.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void decodeBbox3DBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    int64_t const height = 248, width = 216;
    RecordedRun const run{"DecodeBbox3DPlugin", "1", "bench",
        {field("point_cloud_range", {0, -39.68, -3, 69.12, 39.68, 1}),
            field("anchors",
                {3.9, 1.6, 1.56, 0, 3.9, 1.6, 1.56, 1.57, 0.8, 0.6, 1.73, 0, 0.8, 0.6, 1.73, 1.57, 1.76, 0.6, 1.73, 0,
                    1.76, 0.6, 1.73, 1.57}),
            field("anchor_bottom_height", {-1.78, -0.6, -0.6}), field("score_thresh", {0.1})},
        {uniform({images, height, width, 18}, -12.2, -2.19), uniform({images, height, width, 42}),
            uniform({images, height, width, 12})},
        {outputTensor({images, height * width * 6, 9}), outputTensor({images}, false)}};
    benchPlugin(state, run);
}

BENCHMARK(decodeBbox3DBench)->Arg(1)->Arg(4)->Apply(largeOnCuda<40>)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
