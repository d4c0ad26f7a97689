// Runs an operation's kernel for channels last on row-major values. For tests of operations only.
#pragma once

#include "ops/testing/op_runner.h"

namespace tenon::ops::testing
{

//! fp32 [N, C, H, W] in the order of kHWC, and back.
inline Array toChannelsLast(Array const& given, bool back = false)
{
    Array moved = given;
    int64_t const n = given.dims.d[0], c = given.dims.d[1], pixels = given.dims.d[2] * given.dims.d[3];
    for (int64_t image = 0; image < n; ++image)
    {
        for (int64_t channel = 0; channel < c; ++channel)
        {
            for (int64_t pixel = 0; pixel < pixels; ++pixel)
            {
                int64_t const first = (image * c + channel) * pixels + pixel;
                int64_t const last = (image * pixels + pixel) * c + channel;
                moved.as<float>()[back ? first : last] = given.as<float>()[back ? last : first];
            }
        }
    }
    return moved;
}

//! Output 0, row-major, of the candidate whose input 0 is kHWC. Tensors that it wants in kLINEAR are given as they are.
inline Result<Array> runChannelsLast(
    graph::Op const& op, std::vector<std::optional<Array>> inputs, std::optional<int64_t> tactic = std::nullopt)
{
    std::vector<std::optional<InputRange>> ranges;
    for (auto const& input : inputs)
    {
        ranges.push_back(input ? std::optional<InputRange>(fixedInput(*input)) : std::nullopt);
    }
    RunnerOptions options;
    options.tactic = tactic;
    options.choose = [](graph::Candidate const& candidate) { return candidate.inputs[0].format == TensorFormat::kHWC; };
    TENON_ASSIGN(OpRunner runner, OpRunner::make(op, ranges, options));
    size_t present = 0;
    for (auto& input : inputs)
    {
        if (input && runner.candidate().inputs[present++].format == TensorFormat::kHWC)
        {
            input = toChannelsLast(*input);
        }
    }
    TENON_ASSIGN(std::vector<Array> const outputs, runner.run(inputs));
    return runner.candidate().outputs[0].format == TensorFormat::kHWC ? toChannelsLast(outputs[0], true) : outputs[0];
}

} // namespace tenon::ops::testing
