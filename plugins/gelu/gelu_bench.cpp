// The feed-forward layers of BERT.
#include "plugins/gelu/gelu_kernel.h"

#include <benchmark/benchmark.h>

#include <vector>

namespace tenon::plugins
{
namespace
{

void geluCpu(benchmark::State& state)
{
    gelu::Shape const shape{state.range(0), 3072};
    std::vector<float> const x(static_cast<size_t>(shape.rows * shape.hidden), 0.7F);
    std::vector<float> const bias(static_cast<size_t>(shape.hidden), 0.1F);
    std::vector<float> y(x.size());
    for (auto _ : state)
    {
        gelu::enqueueCpu(x.data(), bias.data(), y.data(), shape);
        benchmark::DoNotOptimize(y.data());
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(2 * sizeof(float) * x.size()));
}

BENCHMARK(geluCpu)->Arg(1)->Arg(128)->Arg(4096);

} // namespace
} // namespace tenon::plugins
