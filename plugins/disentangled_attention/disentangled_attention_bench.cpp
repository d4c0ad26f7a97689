// DeBERTa v3 small and large: 6 and 16 heads, sequences of 512 tokens, 256 buckets in each direction.
#include "plugins/common/testing/plugin_bench.h"

namespace tenon::plugins::testing
{
namespace
{

void disentangledAttentionBench(benchmark::State& state, DataType type)
{
    int64_t const heads = state.range(0);
    int64_t const length = state.range(1);
    RecordedRun const run{"DisentangledAttention_TRT", "1", "bench",
        {integers("span", {256}), field("factor", {0.0722})},
        {uniform({heads, length, length}), uniform({heads, length, 512}), uniform({heads, length, 512})},
        {outputTensor({heads, length, length})}};
    benchPlugin(state, run, type);
}

BENCHMARK_CAPTURE(disentangledAttentionBench, fp32, DataType::kFLOAT)
    ->Args({6, 128})
    ->Args({6, 512})
    ->Args({16, 512})
    ->Apply(largeOnCuda<256, 512>)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(disentangledAttentionBench, fp16, DataType::kHALF)
    ->Args({16, 512})
    ->Apply(largeOnCuda<512, 512>)
    ->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace tenon::plugins::testing
