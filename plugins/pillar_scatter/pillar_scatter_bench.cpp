// PointPillars on KITTI: 12,000 pillars of 64 features in a map of 496 × 432.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void pillarScatterBench(benchmark::State& state)
{
    int64_t const frames = state.range(0);
    int64_t const pillars = 12000, height = 496, width = 432;
    std::vector<double> coords;
    std::vector<double> counts;
    for (int64_t frame = 0; frame < frames; ++frame)
    {
        for (int64_t p = 0; p < pillars; ++p)
        {
            int64_t const cell = p * 7919 % (height * width);
            for (int64_t const value : {frame, int64_t{0}, cell / width, cell % width})
                coords.push_back(static_cast<double>(value));
        }
        counts.push_back(static_cast<double>(pillars));
    }
    RecordedRun const run{"PillarScatterPlugin", "1", "bench", {integers("dense_shape", {496, 432})},
        {uniform({frames, pillars, 64}), integerTensor({frames, pillars, 4}, coords), integerTensor({frames}, counts)},
        {outputTensor({frames, 64, height, width})}};
    benchPlugin(state, run);
}

BENCHMARK(pillarScatterBench)->Arg(1)->Arg(4)->Apply(largeOnCuda<20>)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
