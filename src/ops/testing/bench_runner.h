// One line for most benchmarks of operations: run once, then repeat the inference; rates from elements and bytes that must move.
#pragma once

#include "ops/testing/op_runner.h"

#include <benchmark/benchmark.h>

namespace tenon::ops::testing
{

//! `bytes`: what one inference has to read and write.
inline void benchmarkOp(benchmark::State& state, graph::Op const& op, std::vector<std::optional<Array>> const& inputs,
    int64_t bytes, bool half = false)
{
    std::vector<std::optional<InputRange>> ranges;
    for (auto const& input : inputs)
    {
        ranges.push_back(input ? std::optional<InputRange>(fixedInput(*input)) : std::nullopt);
    }
    RunnerOptions options;
    options.allowHalf = half;
    auto runner = OpRunner::make(op, std::move(ranges), options);
    if (!runner.ok())
    {
        state.SkipWithError(runner.error().message.c_str());
        return;
    }
    if (auto const first = runner->run(inputs); !first.ok())
    {
        state.SkipWithError(first.error().message.c_str());
        return;
    }
    for (auto _ : state)
    {
        (void)runner->enqueue();
        (void)OpRunner::synchronize();
    }
    state.SetBytesProcessed(state.iterations() * bytes);
}

} // namespace tenon::ops::testing
