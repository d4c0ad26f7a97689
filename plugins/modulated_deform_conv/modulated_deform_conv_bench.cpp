// A layer of a ResNet with deformable convolutions.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void deformConvBench(benchmark::State& state)
{
    int64_t const size = state.range(0);
    testing::RecordedRun run{"ModulatedDeformConv2d", "1", "bench", {integers("padding", {1, 1})},
        {uniform({1, 128, size, size}), uniform({1, 18, size, size}), uniform({1, 9, size, size}, 0, 1),
            uniform({128, 128, 3, 3}), uniform({128})},
        {outputTensor({1, 128, size, size})}};
    benchPlugin(state, run);
}

BENCHMARK(deformConvBench)->Arg(28)->Arg(56)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
