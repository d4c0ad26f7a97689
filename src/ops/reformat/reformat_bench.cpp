// What a builder puts around a plugin: a change of precision, of format, of both.
#include "ops/reformat/reformat.h"

#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::TensorFormat;

void runReformat(benchmark::State& state, graph::TypeFormat from, graph::TypeFormat to)
{
    base::Dims const dims = base::makeDims({1, 256, 56, 56});
    auto kernel = makeReformat(devices::cpuDevice(), from, to);
    graph::TensorDesc const in{from.type, from.format, dims, 0.1F};
    graph::TensorDesc const out{to.type, to.format, dims, 0.1F};
    auto const inBytes = base::bytesOf(dims, from.type, from.format);
    auto const outBytes = base::bytesOf(dims, to.type, to.format);
    if (!kernel.ok() || !(*kernel)->setShapes({&in, 1}, {&out, 1}).ok() || !inBytes.ok() || !outBytes.ok())
    {
        state.SkipWithError("cannot run");
        return;
    }
    std::vector<std::byte> source(static_cast<size_t>(*inBytes), std::byte{0x3C});
    std::vector<std::byte> target(static_cast<size_t>(*outBytes));
    void const* const inputs[]{source.data()};
    void* const outputs[]{target.data()};
    for (auto _ : state)
    {
        (void)(*kernel)->enqueue(inputs, outputs, nullptr, nullptr);
    }
    state.SetBytesProcessed(state.iterations() * (*inBytes + *outBytes));
}

BENCHMARK_CAPTURE(runReformat, ReformatFloatToHalf, {DataType::kFLOAT, TensorFormat::kLINEAR},
    {DataType::kHALF, TensorFormat::kLINEAR});
BENCHMARK_CAPTURE(runReformat, ReformatFloatToInt8, {DataType::kFLOAT, TensorFormat::kLINEAR},
    {DataType::kINT8, TensorFormat::kLINEAR});
BENCHMARK_CAPTURE(runReformat, ReformatLinearToHwc, {DataType::kFLOAT, TensorFormat::kLINEAR},
    {DataType::kFLOAT, TensorFormat::kHWC});
BENCHMARK_CAPTURE(runReformat, ReformatLinearToHwc8Half, {DataType::kFLOAT, TensorFormat::kLINEAR},
    {DataType::kHALF, TensorFormat::kHWC8});
BENCHMARK_CAPTURE(runReformat, ReformatLinearToChw32Int8, {DataType::kFLOAT, TensorFormat::kLINEAR},
    {DataType::kINT8, TensorFormat::kCHW32});

} // namespace
} // namespace tenon::ops
