// The backward direction of a recurrent layer.
#include "ops/reverse_sequence/reverse_sequence.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runReverseSequence(benchmark::State& state)
{
    testing::Array const x = testing::randomFloats(base::makeDims({128, 16, 256}), 1);
    testing::Array lengths = testing::emptyArray(base::DataType::kINT32, base::makeDims({16}));
    for (int64_t i = 0; i < 16; ++i)
    {
        lengths.set(i, static_cast<double>(128 - i));
    }
    testing::benchmarkOp(state, ReverseSequenceOp{}, {x, lengths}, 8 * x.count());
}
BENCHMARK(runReverseSequence)->Name("ReverseSequence");

} // namespace
} // namespace tenon::ops
