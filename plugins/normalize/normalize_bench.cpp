// SSD300's conv4_3.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void normalizeBench(benchmark::State& state)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"Normalize_TRT", "1", "bench", {field("weights", std::vector<double>(512, 20.0))},
        {uniform({images, 512, 38, 38})}, {outputTensor({images, 512, 38, 38})}};
    benchPlugin(state, run);
}

BENCHMARK(normalizeBench)->Arg(1)->Arg(8)->Apply(largeOnCuda<80>);

} // namespace
} // namespace tenon::plugins::testing
