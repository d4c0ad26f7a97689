// Comparisons that tests of operations share.
#pragma once

#include "ops/testing/op_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tenon::ops::testing
{

//! The value; a failed test, and a default value, where there is none.
template <typename T>
T valueOf(Result<T> result)
{
    if (result.ok())
    {
        return std::move(result).value();
    }
    ADD_FAILURE() << result.error().text();
    return T{};
}

//! The only output of one run.
inline Array onlyOutput(
    graph::Op const& op, std::vector<std::optional<Array>> const& inputs, RunnerOptions const& options = {})
{
    auto outputs = valueOf(runOp(op, inputs, options));
    EXPECT_EQ(outputs.size(), 1U);
    return outputs.empty() ? Array{} : std::move(outputs.front());
}

//! Options for a run whose floating tensors are stored as `type`.
inline RunnerOptions storedIn(DataType type)
{
    RunnerOptions options;
    options.allowHalf = type == DataType::kHALF;
    options.allowBfloat16 = type == DataType::kBF16;
    options.choose = [type](graph::Candidate const& candidate) {
        bool fits = true;
        for (auto const* const list : {&candidate.inputs, &candidate.outputs})
        {
            for (graph::TypeFormat const& each : *list)
            {
                fits &= !base::isFloating(each.type) || each.type == type;
            }
        }
        return fits;
    };
    return options;
}

//! That a result is an error whose text contains `part`.
template <typename T>
void expectError(Result<T> const& result, std::string const& part)
{
    ASSERT_FALSE(result.ok()) << "expected an error with \"" << part << "\"";
    EXPECT_THAT(result.error().text(), ::testing::HasSubstr(part));
}

//! |actual − expected| ≤ relative · |expected| + absolute, element by element; NaN equals NaN, infinities only themselves.
inline void expectNear(Array const& actual, std::vector<double> const& expected, double relative, double absolute)
{
    std::vector<double> const values = actual.values();
    ASSERT_EQ(values.size(), expected.size());
    int32_t shown = 0;
    for (size_t i = 0; i < values.size() && shown < 5; ++i)
    {
        bool const same = values[i] == expected[i] || (std::isnan(values[i]) && std::isnan(expected[i]));
        double const limit = relative * std::fabs(expected[i]) + absolute;
        if (!same && !(std::isfinite(expected[i]) && std::fabs(values[i] - expected[i]) <= limit))
        {
            ++shown;
            ADD_FAILURE() << "element " << i << ": expected " << expected[i] << " within " << limit << ", found "
                          << values[i];
        }
    }
}

inline void expectDims(Dims const& actual, std::initializer_list<int64_t> expected)
{
    EXPECT_EQ(base::toString(actual), base::toString(base::makeDims(expected)));
}

} // namespace tenon::ops::testing
