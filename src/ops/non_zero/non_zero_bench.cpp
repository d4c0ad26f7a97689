// A mask of which a tenth is set.
#include "ops/non_zero/non_zero.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runNonZero(benchmark::State& state)
{
    testing::Array x = testing::emptyArray(base::DataType::kFLOAT, base::makeDims({1024, 1024}));
    for (int64_t i = 0; i < x.count(); i += 10)
    {
        x.set(i, 1.0);
    }
    testing::benchmarkOp(state, NonZeroOp{}, {x}, 8 * x.count());
}
BENCHMARK(runNonZero)->Name("NonZeroMask");

} // namespace
} // namespace tenon::ops
