// Positions of a sequence; dropout's noise.
#include "ops/fill/fill.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

void runFill(benchmark::State& state, nvinfer1::FillOperation operation, int64_t count)
{
    FillOp op;
    op.params.dims = base::makeDims({count});
    op.params.operation = operation;
    testing::benchmarkOp(state, op, {}, 4 * count);
}
BENCHMARK_CAPTURE(runFill, FillRange, nvinfer1::FillOperation::kLINSPACE, 65536);
BENCHMARK_CAPTURE(runFill, FillUniform, nvinfer1::FillOperation::kRANDOM_UNIFORM, 65536);
BENCHMARK_CAPTURE(runFill, FillNormal, nvinfer1::FillOperation::kRANDOM_NORMAL, 65536);

} // namespace
} // namespace tenon::ops
