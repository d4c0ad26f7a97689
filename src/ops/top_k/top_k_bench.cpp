// A classifier's best five, a detector's best hundred, queries and anchors of eight images, the likeliest class of each pixel.
#include "ops/top_k/top_k.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runTopK(benchmark::State& state, std::initializer_list<int64_t> dims, int32_t k, uint32_t axes)
{
    TopKOp op;
    op.params.k = k;
    op.params.axes = axes;
    testing::Array const x = testing::randomFloats(base::makeDims(dims), 1);
    testing::benchmarkOp(state, op, {x}, 4 * x.count());
}
BENCHMARK_CAPTURE(runTopK, TopKClasses, {32, 1000}, 5, 2);
BENCHMARK_CAPTURE(runTopK, TopKBoxes, {1, 25200}, 100, 2);
BENCHMARK_CAPTURE(runTopK, TopKQueries, {8, 8400}, 300, 2);
BENCHMARK_CAPTURE(runTopK, TopKAnchors, {8, 261888}, 6000, 2);
BENCHMARK_CAPTURE(runTopK, ArgMaxPixels, {1, 21, 128, 128}, 1, 2);

} // namespace
} // namespace tenon::ops
