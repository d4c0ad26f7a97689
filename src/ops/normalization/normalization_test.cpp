#include "ops/normalization/normalization.h"

#include "ops/testing/expect.h"
#include "ops/testing/recorded_cases.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;

NormalizationOp normalizationOf(uint32_t axes, int64_t groups = 1, float epsilon = 1e-5F, bool version2 = false)
{
    NormalizationOp op;
    op.params = {axes, groups, epsilon, DataType::kFLOAT, version2};
    return op;
}

//! The definition, in double, one element at a time.
std::vector<double> naive(NormalizationParams const& params, Array const& x, Array const& scale, Array const& bias)
{
    auto const coordinates = [](int64_t index, base::Dims const& dims) {
        std::vector<int64_t> at(static_cast<size_t>(dims.nbDims));
        for (int32_t d = dims.nbDims; d-- > 0;)
        {
            at[static_cast<size_t>(d)] = index % dims.d[d];
            index /= dims.d[d];
        }
        return at;
    };
    int64_t const inGroup = x.dims.nbDims > 1 ? x.dims.d[1] / params.groups : 1;
    auto const sameSet = [&](std::vector<int64_t> const& a, std::vector<int64_t> const& b) {
        for (size_t d = 0; d < a.size(); ++d)
        {
            bool const averaged = (params.axes >> d & 1U) != 0;
            bool const same = d == 1 && params.groups > 1 ? a[d] / inGroup == b[d] / inGroup : averaged || a[d] == b[d];
            if (!same)
            {
                return false;
            }
        }
        return true;
    };
    auto const broadcast = [&](Array const& from, std::vector<int64_t> const& at) {
        int64_t place = 0;
        for (int32_t d = 0; d < from.dims.nbDims; ++d)
        {
            int64_t const c = d == 1 && from.dims.d[1] == params.groups && params.groups != x.dims.d[1]
                ? at[1] / inGroup
                : at[static_cast<size_t>(d)];
            place = place * from.dims.d[d] + (from.dims.d[d] == 1 ? 0 : c);
        }
        return from.at(place);
    };
    std::vector<double> y;
    for (int64_t i = 0; i < x.count(); ++i)
    {
        auto const at = coordinates(i, x.dims);
        double sum = 0;
        double squares = 0;
        int64_t count = 0;
        for (int64_t j = 0; j < x.count(); ++j)
        {
            if (sameSet(at, coordinates(j, x.dims)))
            {
                sum += x.at(j);
                ++count;
            }
        }
        double const mean = sum / static_cast<double>(count);
        for (int64_t j = 0; j < x.count(); ++j)
        {
            squares += sameSet(at, coordinates(j, x.dims)) ? (x.at(j) - mean) * (x.at(j) - mean) : 0;
        }
        double const variance = squares / static_cast<double>(count);
        y.push_back(
            (x.at(i) - mean) / std::sqrt(variance + params.epsilon) * broadcast(scale, at) + broadcast(bias, at));
    }
    return y;
}

void check(NormalizationOp const& op, std::initializer_list<int64_t> x, std::initializer_list<int64_t> scale,
    std::initializer_list<int64_t> bias)
{
    Array const data = testing::randomFloats(base::makeDims(x), 1, 2.0F, 5.0F);
    Array const s = testing::randomFloats(base::makeDims(scale), 2);
    Array const b = testing::randomFloats(base::makeDims(bias), 3);
    testing::expectNear(testing::onlyOutput(op, {data, s, b}), naive(op.params, data, s, b), 1e-5, 1e-5);
}

TEST(Normalization, LayerInstanceBatchAndGroups)
{
    check(normalizationOf(0b100), {2, 3, 37}, {1, 1, 37}, {1, 1, 37});
    check(normalizationOf(0b110), {2, 3, 7}, {1, 3, 7}, {1, 1, 1});
    check(normalizationOf(0b1100), {2, 3, 4, 5}, {1, 3, 1, 1}, {1, 3, 1, 1});
    check(normalizationOf(0b1101), {2, 3, 4, 5}, {1, 3, 1, 1}, {1, 1, 1, 1});
    check(normalizationOf(0b1100, 2), {2, 6, 3, 5}, {1, 2, 1, 1}, {1, 2, 1, 1});
    check(normalizationOf(0b1100, 2, 1e-3F, true), {2, 6, 3, 5}, {1, 6, 1, 1}, {1, 6, 1, 1});
    check(normalizationOf(0b10), {3, 5, 4}, {1, 5, 1}, {1, 5, 4});
    check(normalizationOf(0b1), {20}, {20}, {1});
}

TEST(Normalization, AddsASkipConnectionAsOnnxRuntime)
{
    auto const cases = testing::recordedCases("skip_layer_norm.txt");
    ASSERT_EQ(cases.size(), 4U);
    for (testing::RecordedCase const& each : cases)
    {
        SCOPED_TRACE(each.name);
        NormalizationOp const op = normalizationOf(0b100, 1, static_cast<float>(each.one("epsilon")));
        std::vector<std::optional<Array>> const inputs{each.array("dims", "x"), each.array("row_dims", "scale"),
            each.array("row_dims", "bias"), each.array("dims", "skip")};
        testing::expectNear(testing::onlyOutput(op, inputs), each["y"], 2e-5, 2e-5);
        testing::expectNear(testing::onlyOutput(op, inputs, testing::storedIn(DataType::kHALF)), each["y"], 2e-2, 2e-2);
        testing::expectNear(testing::onlyOutput(op, inputs, testing::storedIn(DataType::kBF16)), each["y"], 1e-1, 1e-1);
    }
}

TEST(Normalization, AddsASkipConnectionOverAnyDimensions)
{
    Array const x = testing::randomFloats(base::makeDims({2, 6, 3, 5}), 1);
    Array const skip = testing::randomFloats(base::makeDims({2, 6, 3, 5}), 4);
    Array sum = x;
    for (int64_t i = 0; i < sum.count(); ++i)
    {
        sum.set(i, x.at(i) + skip.at(i));
    }
    Array const scale = testing::randomFloats(base::makeDims({1, 6, 1, 1}), 2);
    for (NormalizationOp const& op :
        {normalizationOf(0b1100), normalizationOf(0b10), normalizationOf(0b1100, 2, 1e-3F, true)})
    {
        testing::expectNear(
            testing::onlyOutput(op, {x, scale, scale, skip}), naive(op.params, sum, scale, scale), 1e-5, 1e-5);
    }
}

TEST(Normalization, KeepsDigitsBesideALargeMean)
{
    Array x = testing::randomFloats(base::makeDims({2, 512}), 5);
    for (int64_t i = 0; i < x.count(); ++i)
    {
        x.set(i, std::round(x.at(i) * 64) / 64 + 4096);
    }
    Array const one = testing::floats({1, 1}, {1});
    Array const zero = testing::floats({1, 1}, {0});
    NormalizationOp const op = normalizationOf(0b10);
    testing::expectNear(testing::onlyOutput(op, {x, one, zero}), naive(op.params, x, one, zero), 1e-3, 1e-3);
}

TEST(Normalization, ServesHalfAndNothing)
{
    Array const x = testing::randomFloats(base::makeDims({4, 64}), 5);
    Array const scale = testing::randomFloats(base::makeDims({1, 64}), 6);
    NormalizationOp const op = normalizationOf(0b10);
    auto const rounded = [](Array const& a) { return testing::convert(a, DataType::kHALF); };
    testing::expectNear(testing::onlyOutput(op, {x, scale, scale}, testing::storedIn(DataType::kHALF)),
        naive(op.params, rounded(x), rounded(scale), rounded(scale)), 2e-3, 2e-3);
    EXPECT_EQ(testing::onlyOutput(op, {testing::floats({0, 64}, {}), scale, scale}).count(), 0);
}

TEST(Normalization, RefusesWhatDoesNotFit)
{
    auto const dims = [](NormalizationOp const& op, std::vector<int64_t> const& x, std::vector<int64_t> const& s) {
        return testing::inferredDims(op,
            {testing::spec(DataType::kFLOAT, x), testing::spec(DataType::kFLOAT, s),
                testing::spec(DataType::kFLOAT, s)});
    };
    EXPECT_EQ(dims(normalizationOf(0b100), {-1, 3, 8}, {1, 1, 8}), "d0x3x8");
    EXPECT_EQ(dims(normalizationOf(0), {2, 3}, {1, 3}),
        "axes: expected one or more of the lowest 2 bits (one a dimension of the input), found 0x0");
    EXPECT_EQ(
        dims(normalizationOf(0b10), {2, 3}, {3}), "input 1 (scale): expected the rank of the input (2x3), found 3");
    EXPECT_EQ(dims(normalizationOf(0b10), {2, 3}, {1, 2}), "input 1 (scale): expected 1 or 3 in dimension 1, found 2");
    EXPECT_EQ(dims(normalizationOf(0b100, 2), {2, 3, 4}, {1, 2, 1}),
        "groups: expected a positive divisor of the number of channels (dimension 1 of 2x3x4), found 2");
    EXPECT_EQ(dims(normalizationOf(0b110, 3), {2, 3, 4}, {1, 3, 1}),
        "axes: expected dimensions behind the channels (bits from 2 up) with 3 groups, found 0x6");
    auto const skipped = [](DataType type, std::vector<int64_t> const& skip) {
        testing::expectError(testing::infer(normalizationOf(0b10),
                                 {testing::spec(DataType::kFLOAT, {2, 3}), testing::spec(DataType::kFLOAT, {1, 3}),
                                     testing::spec(DataType::kFLOAT, {1, 3}), testing::spec(type, skip)}),
            fmt::format("input 3 (skip): expected fp32 of 2x3, as the input, found {} of {}", base::name(type),
                fmt::join(skip, "x")));
    };
    skipped(DataType::kFLOAT, {1, 3});
    skipped(DataType::kFLOAT, {3});
    skipped(DataType::kHALF, {2, 3});
    testing::expectError(testing::infer(normalizationOf(1),
                             {testing::spec(DataType::kINT32, {2}), testing::spec(DataType::kFLOAT, {1}),
                                 testing::spec(DataType::kFLOAT, {1})}),
        "input 0: expected type fp32");
    auto const twin = testing::throughRecord(normalizationOf(0b100, 4, 0.5F, true));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<NormalizationOp&>(**twin).params.epsilon, 0.5F);
}

} // namespace
} // namespace tenon::ops
