// Detections of Mask R-CNN.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void specialSliceBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{
        "SpecialSlice_TRT", "1", "bench", {}, {uniform({images, 1000, 6})}, {outputTensor({images, 1000, 4})}};
    benchPlugin(state, run);
}

BENCHMARK(specialSliceBench)->Arg(1)->Arg(64);

} // namespace
} // namespace tenon::plugins::testing
