// SSD's conv4_3.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void normalizeMap(benchmark::State& state, int64_t size)
{
    int64_t const images = state.range(0);
    testing::RecordedRun run{"Normalize_TRT", "1", "bench", {field("weights", std::vector<double>(512, 20.0))},
        {uniform({images, 512, size, size})}, {outputTensor({images, 512, size, size})}};
    benchPlugin(state, run);
}

//! SSD300's: rows that begin anywhere in a line of the cache.
void normalizeBench(benchmark::State& state)
{
    normalizeMap(state, 38);
}
//! SSD512's: rows of whole lines.
void normalizeWideBench(benchmark::State& state)
{
    normalizeMap(state, 64);
}

BENCHMARK(normalizeBench)->Arg(1)->Arg(8)->Apply(largeOnCuda<320>);
BENCHMARK(normalizeWideBench)->Arg(1)->Apply(largeOnCuda<112>);

} // namespace
} // namespace tenon::plugins::testing
