#include "ops/rotary_embedding/rotary_embedding.h"

#include "ops/testing/expect.h"
#include "ops/testing/recorded_cases.h"

namespace tenon::ops
{
namespace
{

using base::DataType;

TEST(RotaryEmbedding, EqualsTheReference)
{
    auto const cases = testing::recordedCases("rotary_embedding.txt");
    ASSERT_EQ(cases.size(), 6U);
    for (testing::RecordedCase const& each : cases)
    {
        SCOPED_TRACE(each.name);
        RotaryEmbeddingOp op;
        op.params.interleaved = each.one("interleaved") != 0;
        op.params.rotaryDim = static_cast<int32_t>(each.one("rotary_dim"));
        std::vector<std::optional<testing::Array>> inputs{
            each.array("x_dims", "x"), each.array("angle_dims", "cosines"), each.array("angle_dims", "sines")};
        bool const byPlace = each.numbers.count("places") != 0;
        if (byPlace)
        {
            inputs.emplace_back(each.array("place_dims", "places", DataType::kINT64));
        }
        testing::expectNear(testing::onlyOutput(op, inputs), each["y"], 1e-5, 1e-5);
        testing::expectNear(testing::onlyOutput(op, inputs, testing::storedIn(DataType::kHALF)), each["y"], 5e-3, 5e-3);
    }
}

TEST(RotaryEmbedding, RefusesWhatDoesNotFit)
{
    auto const infer = [](int32_t dim, std::vector<int64_t> const& x, std::vector<int64_t> const& angles,
                           std::optional<std::vector<int64_t>> const& places = std::nullopt) {
        RotaryEmbeddingOp op;
        op.params.rotaryDim = dim;
        std::vector<std::optional<graph::ValueSpec>> inputs{testing::spec(DataType::kFLOAT, x),
            testing::spec(DataType::kFLOAT, angles), testing::spec(DataType::kFLOAT, angles)};
        if (places)
        {
            inputs.emplace_back(testing::spec(DataType::kINT64, *places));
        }
        return testing::inferredDims(op, inputs);
    };
    EXPECT_EQ(infer(0, {-1, 3, -1, 8}, {-1, -1, 4}), "d0x3xd0x8");
    EXPECT_EQ(infer(4, {2, 3, 5, 8}, {50, 2}, {{2, 5}}), "2x3x5x8");
    EXPECT_EQ(infer(3, {2, 3, 5, 8}, {2, 5, 4}),
        "rotary embedding dim: expected an even number up to the size of a head, 8, or 0 for all of it, found 3");
    EXPECT_EQ(infer(0, {2, 3, 5, 8}, {2, 5, 3}),
        "input 1 (cosines): expected [batch, tokens, 4], or [places, 4] and the tokens' places as input 3, found 2x5x3");
    EXPECT_EQ(infer(0, {2, 3, 5, 8}, {50, 3}, {{2, 5}}), "input 1 (cosines): expected [places, 4], found 50x3");
    EXPECT_EQ(infer(0, {2, 3, 5, 8}, {50, 4}, {{2, 6}}),
        "input 3 (places): expected [batch, tokens] of the data 2x3x5x8, found 2x6");
    EXPECT_EQ(
        infer(0, {2, 3, 8}, {2, 3, 4}), "input 0: expected [batch, heads, tokens, size] of a fixed size, found 2x3x8");
}

TEST(RotaryEmbedding, NamesAPlaceOutsideOfTheTables)
{
    testing::Array places = testing::emptyArray(DataType::kINT32, base::makeDims({1, 1}));
    places.set(0, 7);
    auto const x = testing::floats({1, 1, 1, 2}, {1, 2});
    auto const angles = testing::floats({7, 1}, {1, 1, 1, 1, 1, 1, 1});
    testing::RunnerOptions options;
    if (std::getenv("TENON_DEVICE") == nullptr || std::string(std::getenv("TENON_DEVICE")) == "cpu")
    {
        testing::expectError(testing::runOp(RotaryEmbeddingOp{}, {x, angles, angles, places}, options),
            "rotary embedding: expected places from 0 to 6, found 7");
    }
}

} // namespace
} // namespace tenon::ops
