#include "ops/mixture_of_experts/mixture_of_experts.h"

#include "ops/testing/expect.h"
#include "ops/testing/recorded_cases.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;

TEST(MixtureOfExperts, EqualsNumPy)
{
    TENON_CPU_KERNEL_ONLY();
    auto const cases = testing::recordedCases("mixture_of_experts.txt");
    ASSERT_EQ(cases.size(), 6U);
    for (testing::RecordedCase const& each : cases)
    {
        SCOPED_TRACE(each.name);
        MixtureOfExpertsOp op;
        op.params = {each.one("silu") != 0 ? nvinfer1::MoEActType::kSILU : nvinfer1::MoEActType::kNONE,
            static_cast<float>(each.one("limit")), static_cast<float>(each.one("alpha")),
            static_cast<float>(each.one("beta"))};
        for (DataType const index : {DataType::kINT32, DataType::kINT64})
        {
            std::vector<std::optional<Array>> inputs{each.array("x_dims", "x"),
                each.array("experts_dims", "experts", index), each.array("experts_dims", "scores"),
                each.array("in_dims", "gate"), each.array("in_dims", "up"), each.array("down_dims", "down")};
            if (each.numbers.count("gate_bias") != 0)
            {
                inputs.emplace_back(each.array("in_bias_dims", "gate_bias"));
                inputs.emplace_back(each.array("in_bias_dims", "up_bias"));
                inputs.emplace_back(each.array("down_bias_dims", "down_bias"));
            }
            testing::expectNear(testing::onlyOutput(op, inputs), each["y"], 2e-5, 2e-5);
            testing::expectNear(
                testing::onlyOutput(op, inputs, testing::storedIn(DataType::kHALF)), each["y"], 2e-2, 2e-2);
            testing::expectNear(
                testing::onlyOutput(op, inputs, testing::storedIn(DataType::kBF16)), each["y"], 2e-1, 1e-1);
        }
    }
}

//! More tokens than are gathered at once, all of which choose one expert, twice: twice what one token gets.
TEST(MixtureOfExperts, AnExpertServesAnyNumberOfTokens)
{
    TENON_CPU_KERNEL_ONLY();
    int64_t const tokens = 300;
    Array const row = testing::randomFloats(base::makeDims({1, 1, 4}), 1);
    Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims({1, tokens, 4}));
    for (int64_t i = 0; i < x.count(); ++i)
    {
        x.set(i, row.at(i % 4));
    }
    auto const chosen = [](int64_t count, double value, DataType type) {
        Array made = testing::emptyArray(type, base::makeDims({1, count, 2}));
        for (int64_t i = 0; i < made.count(); ++i)
        {
            made.set(i, value);
        }
        return made;
    };
    Array const in = testing::randomFloats(base::makeDims({3, 4, 5}), 2);
    Array const down = testing::randomFloats(base::makeDims({3, 5, 4}), 3);
    MixtureOfExpertsOp op;
    op.params.activation = nvinfer1::MoEActType::kSILU;
    Array const one =
        testing::onlyOutput(op, {row, chosen(1, 1, DataType::kINT32), chosen(1, 0.5, DataType::kFLOAT), in, in, down});
    Array const all = testing::onlyOutput(
        op, {x, chosen(tokens, 1, DataType::kINT32), chosen(tokens, 0.5, DataType::kFLOAT), in, in, down});
    for (int64_t i = 0; i < all.count(); ++i)
    {
        ASSERT_NEAR(all.at(i), one.at(i % 4), 1e-5) << i;
    }
    Array const none = testing::onlyOutput(op,
        {testing::floats({1, 0, 4}, {}), chosen(0, 1, DataType::kINT32), chosen(0, 0.5, DataType::kFLOAT), in, in,
            down});
    EXPECT_EQ(none.count(), 0);
    testing::expectError(
        testing::runOp(op, {row, chosen(1, 3, DataType::kINT32), chosen(1, 0.5, DataType::kFLOAT), in, in, down}),
        "mixture of experts: expected selected experts from 0 to 2, found 3 for token 0");
    testing::expectError(
        testing::runOp(op, {row, chosen(1, -1, DataType::kINT32), chosen(1, 0.5, DataType::kFLOAT), in, in, down}),
        "found -1 for token 0");
}

TEST(MixtureOfExperts, RefusesWhatDoesNotFit)
{
    using testing::spec;
    auto const inferred = [](std::vector<std::pair<DataType, std::vector<int64_t>>> const& changed, size_t index,
                              size_t count = 6) {
        std::vector<std::pair<DataType, std::vector<int64_t>>> all{{DataType::kFLOAT, {-1, 7, 4}},
            {DataType::kINT32, {-1, 7, 2}}, {DataType::kFLOAT, {-1, 7, 2}}, {DataType::kFLOAT, {3, 4, 5}},
            {DataType::kFLOAT, {3, 4, 5}}, {DataType::kFLOAT, {3, 5, 4}}, {DataType::kFLOAT, {3, 5}},
            {DataType::kFLOAT, {3, 5}}, {DataType::kFLOAT, {3, 4}}};
        all.resize(count);
        if (!changed.empty())
        {
            all[index] = changed[0];
        }
        std::vector<std::optional<graph::ValueSpec>> specs;
        for (auto const& [type, dims] : all)
        {
            specs.push_back(spec(type, dims));
        }
        return testing::inferredDims(MixtureOfExpertsOp(), specs);
    };
    EXPECT_EQ(inferred({}, 0), "d0x7x4");
    EXPECT_EQ(inferred({}, 0, 9), "d0x7x4");
    using ::testing::HasSubstr;
    EXPECT_THAT(inferred({}, 0, 3), HasSubstr("found them missing; call IMoELayer::setGatedWeights"));
    EXPECT_THAT(inferred({}, 0, 8), HasSubstr("found some; call IMoELayer::setGatedBiases"));
    EXPECT_THAT(inferred({{DataType::kFLOAT, {7, 4}}}, 0),
        HasSubstr("input 0 (hidden states): expected [batch, tokens, hidden size]"));
    EXPECT_THAT(inferred({{DataType::kFLOAT, {1, 7, 2}}}, 1),
        HasSubstr("input 1 (selected experts): expected type int32 or int64"));
    EXPECT_THAT(inferred({{DataType::kINT32, {1, 6, 2}}}, 1),
        HasSubstr("input 1 (selected experts): expected batch and tokens"));
    EXPECT_THAT(inferred({{DataType::kFLOAT, {1, 7, 3}}}, 2), HasSubstr("input 2 (scores): expected one for each"));
    EXPECT_THAT(inferred({{DataType::kFLOAT, {3, 6, 5}}}, 3),
        HasSubstr("input 3 (gate weights): expected [experts, hidden size, inner size], that is 3x4x5, found 3x6x5"));
    EXPECT_THAT(inferred({{DataType::kFLOAT, {-1, 4, 5}}}, 3), HasSubstr("expected fixed dims"));
    EXPECT_THAT(inferred({{DataType::kFLOAT, {3, 4, 6}}}, 4), HasSubstr("input 4 (up weights): expected"));
    EXPECT_THAT(inferred({{DataType::kFLOAT, {3, 4, 5}}}, 5),
        HasSubstr("input 5 (down weights): expected [experts, inner size, hidden size], that is 3x5x4"));
    EXPECT_THAT(inferred({{DataType::kFLOAT, {3, 4}}}, 6, 9), HasSubstr("input 6 (gate biases): expected"));
    EXPECT_THAT(inferred({{DataType::kFLOAT, {3, 5}}}, 8, 9),
        HasSubstr("input 8 (down biases): expected [experts, hidden size], that is 3x4"));
    MixtureOfExpertsOp op;
    op.params = {nvinfer1::MoEActType::kSILU, 7.0F, 1.5F, 1.0F};
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<MixtureOfExpertsOp&>(**twin).params.limit, 7.0F);
}

} // namespace
} // namespace tenon::ops
