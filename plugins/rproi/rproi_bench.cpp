// Faster R-CNN with VGG-16 on an image of 600 × 800 pixels: 9 anchors, 300 boxes, 512 channels; pooled features are 30 MB.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void rproiBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    std::vector<double> info;
    for (int64_t i = 0; i < images; ++i)
        info.insert(info.end(), {600, 800, 1.6});
    RecordedRun const run{"RPROI_TRT", "1", "bench",
        {integers("preNmsTop", {6000}), integers("nmsMaxOut", {300}), integers("anchorsRatioCount", {3}),
            integers("anchorsScaleCount", {3}), field("anchorsRatios", {0.5, 1, 2}),
            field("anchorsScales", {8, 16, 32})},
        {uniform({images, 18, 38, 50}, 0, 1), uniform({images, 36, 38, 50}), uniform({images, 512, 38, 50}),
            {"info", true, {images, 3}, info}},
        {outputTensor({images, 1, 300, 4}), outputTensor({images, 300, 512, 7, 7})}};
    benchPlugin(state, run);
}

BENCHMARK(rproiBench)->Arg(1)->Arg(4)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
