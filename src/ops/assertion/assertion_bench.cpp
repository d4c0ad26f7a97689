// What a check costs an inference.
#include "ops/assertion/assertion.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runAssertion(benchmark::State& state)
{
    testing::benchmarkOp(state, AssertionOp{}, {testing::array(base::DataType::kBOOL, {}, {1})}, 1);
}
BENCHMARK(runAssertion)->Name("Assertion");

} // namespace
} // namespace tenon::ops
