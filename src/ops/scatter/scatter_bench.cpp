// A token written into a cache; single elements.
#include "ops/scatter/scatter.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void cache(benchmark::State& state)
{
    ScatterOp op;
    op.params.mode = nvinfer1::ScatterMode::kND;
    testing::benchmarkOp(state, op,
        {testing::randomFloats(base::makeDims({512, 12, 64}), 1), testing::array(base::DataType::kINT64, {1, 1}, {17}),
            testing::randomFloats(base::makeDims({1, 12, 64}), 2)},
        8 * 512 * 12 * 64);
}
BENCHMARK(cache)->Name("ScatterCache");

void elements(benchmark::State& state)
{
    testing::Array places = testing::emptyArray(base::DataType::kINT32, base::makeDims({64, 256}));
    testing::benchmarkOp(state, ScatterOp{},
        {testing::randomFloats(base::makeDims({256, 256}), 1), places,
            testing::randomFloats(base::makeDims({64, 256}), 2)},
        8 * 256 * 256);
}
BENCHMARK(elements)->Name("ScatterElements");

} // namespace
} // namespace tenon::ops
