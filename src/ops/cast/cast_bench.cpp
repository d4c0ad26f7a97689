// Token ids to int32, masks to fp32, images from uint8, quantized activations, activations to fp16 and back.
#include "ops/cast/cast.h"

#include "ops/testing/bench_runner.h"

namespace tenon::ops
{
namespace
{

using base::DataType;

void runCast(benchmark::State& state, DataType from, DataType to, std::initializer_list<int64_t> dims)
{
    CastOp op;
    op.params.toType = to;
    testing::Array x = testing::emptyArray(from, base::makeDims(dims));
    for (int64_t i = 0; i < x.count(); ++i)
    {
        x.set(i, static_cast<double>(i % 2));
    }
    testing::RunnerOptions options;
    options.stronglyTyped = true;
    auto runner = testing::OpRunner::make(op, {testing::fixedInput(x)}, options);
    if (!runner.ok() || !runner->run({x}).ok())
    {
        state.SkipWithError("cannot run");
        return;
    }
    for (auto _ : state)
    {
        (void)runner->enqueue();
    }
    state.SetBytesProcessed(state.iterations() * x.count() * (base::bytesOf(from) + base::bytesOf(to)));
}

BENCHMARK_CAPTURE(runCast, CastIdsToInt32, DataType::kINT64, DataType::kINT32, {32, 512});
BENCHMARK_CAPTURE(runCast, CastMaskToFloat, DataType::kBOOL, DataType::kFLOAT, {1, 12, 512, 512});
BENCHMARK_CAPTURE(runCast, CastImageToFloat, DataType::kUINT8, DataType::kFLOAT, {1, 3, 640, 640});
BENCHMARK_CAPTURE(runCast, CastFloatToInt32, DataType::kFLOAT, DataType::kINT32, {1, 256, 56, 56});
BENCHMARK_CAPTURE(runCast, CastFloatToInt8, DataType::kFLOAT, DataType::kINT8, {8, 256, 56, 56});
BENCHMARK_CAPTURE(runCast, CastInt8ToFloat, DataType::kINT8, DataType::kFLOAT, {8, 256, 56, 56});
BENCHMARK_CAPTURE(runCast, CastFloatToHalf, DataType::kFLOAT, DataType::kHALF, {1, 256, 56, 56});
BENCHMARK_CAPTURE(runCast, CastHalfToFloat, DataType::kHALF, DataType::kFLOAT, {1, 256, 56, 56});

} // namespace
} // namespace tenon::ops
