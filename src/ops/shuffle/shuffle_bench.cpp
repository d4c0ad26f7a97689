// What transformers and vision models shuffle: heads of attention, channels to the end and back, ShuffleNet's channel shuffle, a plain reshape.
#include "ops/shuffle/shuffle.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runShuffle(benchmark::State& state, std::initializer_list<int64_t> dims, ShuffleParams const& params, bool half)
{
    ShuffleOp op;
    op.params = params;
    testing::Array const x = testing::randomFloats(base::makeDims(dims), 1);
    testing::benchmarkOp(state, op, {x}, x.count() * (half ? 4 : 8), half);
}

BENCHMARK_CAPTURE(runShuffle, ShuffleHeadsBert, {1, 128, 12, 64}, {{0, 2, 1, 3}, {}, false, {}, true}, false);
BENCHMARK_CAPTURE(runShuffle, ShuffleKeysBert, {1, 128, 12, 64}, {{0, 2, 3, 1}, {}, false, {}, true}, false);
BENCHMARK_CAPTURE(runShuffle, ShuffleToChannelsLast, {1, 256, 56, 56}, {{0, 2, 3, 1}, {}, false, {}, true}, false);
BENCHMARK_CAPTURE(runShuffle, ShuffleToChannelsLastHalf, {1, 256, 56, 56}, {{0, 2, 3, 1}, {}, false, {}, true}, true);
BENCHMARK_CAPTURE(runShuffle, ShuffleChannelsShuffleNet, {1, 2, 116, 784}, {{0, 2, 1, 3}, {}, false, {}, true}, false);
BENCHMARK_CAPTURE(runShuffle, ShuffleReshape, {1, 256, 56, 56}, {{}, {}, true, {2, {1, -1}}, true}, false);

} // namespace
} // namespace tenon::ops
