// Convolutions of ResNet-50, MobileNet v2 and YOLO tiny, in each layout. Reports the arithmetic rate.
#include "ops/convolution/convolution.h"
#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops
{
namespace
{

//! Arguments: batch, channels, size, output maps, kernel, stride, groups, layout.
void convolution(benchmark::State& state)
{
    int64_t const batch = state.range(0), channels = state.range(1), size = state.range(2), maps = state.range(3);
    int64_t const kernel = state.range(4), stride = state.range(5), groups = state.range(6);
    ConvolutionOp op;
    op.params.outputMaps = maps;
    op.params.groups = groups;
    op.params.kernelSize = base::makeDims({kernel, kernel});
    op.params.stride = base::makeDims({stride, stride});
    op.params.prePadding = op.params.postPadding = base::makeDims({kernel / 2, kernel / 2});
    op.params.kernel =
        testing::weights(testing::randomFloats(base::makeDims({maps, channels / groups, kernel, kernel}), 1));
    op.params.bias = testing::weights(testing::randomFloats(base::makeDims({maps}), 2));
    op.params.activation = *FusedActivation::of(nvinfer1::ActivationType::kRELU, 0, 0);
    testing::RunnerOptions options;
    options.tactic = state.range(7);
    auto const data = testing::randomFloats(base::makeDims({batch, channels, size, size}), 3);
    auto runner = testing::OpRunner::make(op, {testing::fixedInput(data)}, options);
    auto const outputs = runner.ok() ? runner->run({data}) : base::Result<std::vector<testing::Array>>(runner.error());
    if (!outputs.ok())
    {
        state.SkipWithError(outputs.error().text().c_str());
        return;
    }
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(runner->enqueue().ok());
    }
    double const operations = 2.0 * static_cast<double>((*outputs)[0].count() * channels / groups * kernel * kernel);
    state.counters["FLOP/s"] = benchmark::Counter(operations, benchmark::Counter::kIsIterationInvariantRate);
}

void sizes(benchmark::internal::Benchmark* bench)
{
    bench->ArgNames({"n", "c", "hw", "k", "f", "s", "g", "layout"});
    std::vector<std::vector<int64_t>> const shapes{
        {1, 3, 224, 64, 7, 2, 1},
        {1, 64, 56, 64, 1, 1, 1},
        {1, 64, 56, 64, 3, 1, 1},
        {1, 64, 56, 256, 1, 1, 1},
        {1, 128, 28, 128, 3, 1, 1},
        {1, 256, 14, 256, 3, 1, 1},
        {1, 512, 7, 512, 3, 1, 1},
        {1, 1024, 14, 512, 1, 1, 1},
        {1, 144, 56, 144, 3, 1, 144},
        {1, 384, 14, 384, 3, 1, 384},
        {1, 96, 56, 24, 1, 1, 1},
        {1, 16, 208, 32, 3, 1, 1},
        {8, 1, 8, 16, 3, 1, 1},
    };
    for (auto shape : shapes)
    {
        for (int64_t const layout : {0, 1})
        {
            auto all = shape;
            all.push_back(layout);
            bench->Args(all);
        }
    }
}
BENCHMARK(convolution)->Apply(sizes)->UseRealTime();

} // namespace
} // namespace tenon::ops
