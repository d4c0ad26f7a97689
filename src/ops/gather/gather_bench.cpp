// Rows of an embedding table; single elements along the last dimension.
#include "ops/gather/gather.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

testing::Array places(base::Dims dims, int64_t below)
{
    testing::Array made = testing::emptyArray(base::DataType::kINT32, dims);
    for (int64_t i = 0; i < made.count(); ++i)
    {
        made.set(i, static_cast<double>(i * 7919 % below));
    }
    return made;
}

void embedding(benchmark::State& state)
{
    testing::benchmarkOp(state, GatherOp{},
        {testing::randomFloats(base::makeDims({30522, 768}), 1), places(base::makeDims({8, 128}), 30522)},
        8 * 128 * 768 * 8);
}
BENCHMARK(embedding)->Name("GatherEmbedding");

void gatherElements(benchmark::State& state)
{
    GatherOp op;
    op.params = {nvinfer1::GatherMode::kELEMENT, 1, 0};
    testing::benchmarkOp(state, op,
        {testing::randomFloats(base::makeDims({256, 1024}), 1), places(base::makeDims({256, 1024}), 1024)},
        256 * 1024 * 12);
}
BENCHMARK(gatherElements)->Name("GatherElements");

} // namespace
} // namespace tenon::ops
