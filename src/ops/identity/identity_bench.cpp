// What is left of a dropout.
#include "ops/identity/identity.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void IdentityDropoutBert(benchmark::State& state)
{
    testing::Array const x = testing::randomFloats(base::makeDims({1, 128, 768}), 1);
    testing::benchmarkOp(state, IdentityOp(), {x}, x.count() * 8);
}

BENCHMARK(IdentityDropoutBert);

} // namespace
} // namespace tenon::ops
