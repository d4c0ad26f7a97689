// The residual connections of BERT.
#include "plugins/skip_layer_norm/skip_layer_norm_kernel.h"

#include <benchmark/benchmark.h>

#include <vector>

namespace tenon::plugins
{
namespace
{

void skipLayerNormCpu(benchmark::State& state)
{
    skip_layer_norm::Shape const shape{state.range(0), 768};
    std::vector<float> x(static_cast<size_t>(shape.rows * shape.hidden));
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = static_cast<float>(i % 17) - 8.0F;
    }
    std::vector<float> const weights(static_cast<size_t>(shape.hidden), 0.5F);
    std::vector<float> y(x.size());
    for (auto _ : state)
    {
        skip_layer_norm::enqueueCpu(x.data(), x.data(), y.data(), {weights.data(), weights.data(), nullptr}, shape);
        benchmark::DoNotOptimize(y.data());
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(3 * sizeof(float) * x.size()));
}

BENCHMARK(skipLayerNormCpu)->Arg(1)->Arg(128)->Arg(4096);

} // namespace
} // namespace tenon::plugins
