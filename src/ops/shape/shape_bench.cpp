// What a shape costs where it is computed at all: builders fold those of fixed sizes.
#include "ops/shape/shape.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runShape(benchmark::State& state)
{
    testing::benchmarkOp(state, ShapeOp{}, {testing::randomFloats(base::makeDims({2, 3, 4, 5}), 1)}, 32);
}

BENCHMARK(runShape)->Name("Shape");

} // namespace
} // namespace tenon::ops
