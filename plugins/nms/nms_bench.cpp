// SSD300's.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void ssdNmsBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"NMS_TRT", "1", "bench",
        {integers("numClasses", {21}), integers("topK", {400}), integers("keepTopK", {200}),
            field("confidenceThreshold", {0.9}), field("nmsThreshold", {0.45})},
        {uniform({images, 8732 * 4, 1, 1}), uniform({images, 8732 * 21, 1, 1}, 0, 1),
            uniform({images, 2, 8732 * 4, 1}, 0, 1)},
        {outputTensor({images, 1, 200, 7}), outputTensor({images, 1, 1, 1}, false)}};
    benchPlugin(state, run);
}

BENCHMARK(ssdNmsBench)->Arg(1)->Arg(8)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
