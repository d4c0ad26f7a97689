// A chain of ten cheap operations on an activation of a detector's first layers.
#include "ops/pointwise/pointwise.h"
#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void pointwiseChain(benchmark::State& state)
{
    pointwise::Program program{1, {}};
    for (int64_t i = 0; i < 10; ++i)
    {
        program.steps.push_back({pointwise::Code::kSCALE, 0, i, 0, 0, 1.01F, 0.1F});
    }
    PointwiseOp op;
    op.params.set(program);
    auto const x = testing::randomFloats(base::makeDims({state.range(0)}), 1);
    testing::benchmarkOp(state, op, {x}, 2 * static_cast<int64_t>(x.bytes.size()));
}

BENCHMARK(pointwiseChain)->Arg(1 << 10)->Arg(1 << 22);

} // namespace
} // namespace tenon::ops
