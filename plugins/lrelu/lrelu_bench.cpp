// The activations of a detector's first layers and of the digits network.
#include "plugins/lrelu/lrelu_kernel.h"

#include <benchmark/benchmark.h>

#include <vector>

namespace tenon::plugins
{
namespace
{

template <typename T>
void lreluCpu(benchmark::State& state)
{
    std::vector<T> const x(static_cast<size_t>(state.range(0)), T(1));
    std::vector<T> y(x.size());
    for (auto _ : state)
    {
        lrelu::enqueueCpu(x.data(), y.data(), static_cast<int64_t>(x.size()), 0.1F);
        benchmark::DoNotOptimize(y.data());
        benchmark::ClobberMemory();
    }
    state.SetBytesProcessed(state.iterations() * state.range(0) * static_cast<int64_t>(2 * sizeof(T)));
}

BENCHMARK(lreluCpu<float>)->Arg(16 * 8 * 8)->Arg(64 * 208 * 208)->Arg(8 * 64 * 256 * 256);
BENCHMARK(lreluCpu<uint16_t>)->Arg(16 * 8 * 8)->Arg(64 * 208 * 208)->Arg(8 * 64 * 256 * 256);

} // namespace
} // namespace tenon::plugins
