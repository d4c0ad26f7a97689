// Time of the choice of formats, which must grow with the network.
#include "builder/formats/format_choice.h"

#include "builder/testing/choice_problems.h"

#include <benchmark/benchmark.h>

namespace tenon::builder
{
namespace
{

void chooseFormats(benchmark::State& state)
{
    ChoiceProblem const problem = chainOfManyOptions(static_cast<int32_t>(state.range(0)), state.range(1) != 0);
    for (auto _ : state)
    {
        benchmark::DoNotOptimize(chooseOptions(problem));
    }
    state.SetComplexityN(state.range(0));
}
BENCHMARK(chooseFormats)
    ->ArgNames({"nodes", "residual"})
    ->ArgsProduct({{250, 1000, 4000}, {0, 1}})
    ->Unit(benchmark::kMillisecond);

} // namespace
} // namespace tenon::builder
