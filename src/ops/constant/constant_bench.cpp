// The position embedding of BERT base, where it has not been folded into its consumer.
#include "ops/constant/constant.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void ConstantPositionsBert(benchmark::State& state)
{
    testing::Array const values = testing::randomFloats(base::makeDims({512, 768}), 1);
    ConstantOp op;
    op.params = {values.dims, testing::weights(values)};
    testing::benchmarkOp(state, op, {}, values.count() * 8);
}

BENCHMARK(ConstantPositionsBert);

} // namespace
} // namespace tenon::ops
