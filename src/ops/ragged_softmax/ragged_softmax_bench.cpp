// Sentences of different lengths.
#include "ops/ragged_softmax/ragged_softmax.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runRaggedSoftmax(benchmark::State& state)
{
    testing::Array const x = testing::randomFloats(base::makeDims({64, 512}), 1);
    testing::Array bounds = testing::emptyArray(base::DataType::kINT32, base::makeDims({64, 1}));
    for (int64_t i = 0; i < 64; ++i)
    {
        bounds.set(i, static_cast<double>(8 * i));
    }
    testing::benchmarkOp(state, RaggedSoftMaxOp{}, {x, bounds}, 8 * x.count());
}
BENCHMARK(runRaggedSoftmax)->Name("RaggedSoftMax");

} // namespace
} // namespace tenon::ops
