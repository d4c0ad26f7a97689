#include "ops/non_zero/non_zero.h"

#include "ops/testing/expect.h"
#include "ops/testing/recorded_cases.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::array;
using List = std::vector<double>;

struct FoundPlaces
{
    int64_t count{-1};
    List places; //!< the first rank · count values
};

FoundPlaces placesIn(Array const& x, DataType indices)
{
    NonZeroOp op;
    op.params.indicesType = indices;
    testing::RunnerOptions options = testing::storedIn(x.type);
    auto runner = testing::OpRunner::make(op, {testing::fixedInput(x)}, options);
    if (!runner.ok())
    {
        ADD_FAILURE() << runner.error().text();
        return {};
    }
    auto const outputs = testing::valueOf(runner->run({x}));
    FoundPlaces found;
    EXPECT_TRUE(runner->readSizes({&found.count, 1}).ok());
    for (int64_t i = 0; !outputs.empty() && i < found.count * x.dims.nbDims; ++i)
    {
        found.places.push_back(outputs[0].at(i));
    }
    return found;
}

//! The definition, element by element.
List expectedPlaces(Array const& x)
{
    std::vector<int64_t> hits;
    for (int64_t i = 0; i < x.count(); ++i)
    {
        if (x.at(i) != 0)
        {
            hits.push_back(i);
        }
    }
    List rows;
    for (int32_t d = 0; d < x.dims.nbDims; ++d)
    {
        int64_t inner = 1;
        for (int32_t e = d + 1; e < x.dims.nbDims; ++e)
        {
            inner *= x.dims.d[e];
        }
        for (int64_t const hit : hits)
        {
            rows.push_back(static_cast<double>(hit / inner % x.dims.d[d]));
        }
    }
    return rows;
}

TEST(NonZero, FindsPlacesInEveryTypeAndRank)
{
    Array const x =
        array(DataType::kFLOAT, {2, 3, 4}, {0, 1, -2, 0, 0, 0, 3, 0, 1, 1, 0, 0, 0, 0, 5, 0, 0, 7, 0, 0, 1, 0, 0, -1});
    for (DataType const type :
        {DataType::kFLOAT, DataType::kHALF, DataType::kBF16, DataType::kINT8, DataType::kINT32, DataType::kINT64})
    {
        for (DataType const indices : {DataType::kINT32, DataType::kINT64})
        {
            SCOPED_TRACE(fmt::format("{} {}", base::name(type), base::name(indices)));
            Array const as = testing::convert(x, type);
            EXPECT_EQ(placesIn(as, indices).places, expectedPlaces(as));
        }
    }
    Array const flags = array(DataType::kBOOL, {5}, {1, 0, 0, 1, 1});
    EXPECT_EQ(placesIn(flags, DataType::kINT64).places, (List{0, 3, 4}));
    Array const negativeZero = testing::floats({3}, {-0.0, NAN, 0.0});
    EXPECT_EQ(placesIn(negativeZero, DataType::kINT32).places, (List{1}));
}

TEST(NonZero, CountsInScalarsAndEmptyTensors)
{
    EXPECT_EQ(placesIn(testing::floats({}, {2}), DataType::kINT32).count, 1);
    EXPECT_EQ(placesIn(testing::floats({}, {0}), DataType::kINT32).count, 0);
    EXPECT_EQ(placesIn(testing::floats({0, 4}, {}), DataType::kINT32).count, 0);
    EXPECT_EQ(placesIn(testing::floats({4}, {0, 0, 0, 0}), DataType::kINT32).count, 0);
}

TEST(NonZero, FindsPlacesInLargeTensors)
{
    Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims({3, 70, 1, 1009}));
    for (int64_t i = 0; i < x.count(); ++i)
    {
        x.set(i, i * 7919 % 5 < 2 ? 0.5 : 0.0);
    }
    auto const found = placesIn(x, DataType::kINT64);
    EXPECT_EQ(found.places, expectedPlaces(x));
}

//! Recorded from NumPy by tests/data/ops/record.py.
TEST(NonZero, EqualsNumPy)
{
    auto const cases = testing::recordedCases("non_zero.txt");
    ASSERT_GE(cases.size(), 4U);
    for (auto const& one : cases)
    {
        SCOPED_TRACE(one.name);
        auto const found = placesIn(one.array("x_dims", "x"), DataType::kINT64);
        EXPECT_EQ(found.places, one["y"]);
    }
}

TEST(NonZero, RefusesWhatItCannotTake)
{
    NonZeroOp op;
    op.params.indicesType = DataType::kFLOAT;
    testing::expectError(testing::infer(op, {testing::spec(DataType::kFLOAT, {2})}),
        "type of the indices: expected type int32 or int64");
    testing::expectError(testing::infer(NonZeroOp{}, {testing::spec(DataType::kFP8, {2})}), "input 0: expected type");
    testing::expectError(testing::infer(NonZeroOp{}, {}), "inputs: expected 1, found 0");
    NonZeroOp wide;
    wide.params.indicesType = DataType::kINT64;
    auto const twin = testing::throughRecord(wide);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<NonZeroOp&>(**twin).params.indicesType, DataType::kINT64);
}

TEST(NonZero, OnAGpuRefusesMoreElementsThanItCanCount)
{
    if (!testing::testsRunOnCuda())
    {
        GTEST_SKIP() << "the CPU's kernel counts all";
    }
    base::Dims const most = base::makeDims({int64_t{1} << 20, int64_t{1} << 13});
    base::Dims const least = base::makeDims({1, 1});
    testing::expectError(
        testing::OpRunner::make(NonZeroOp{}, {testing::InputRange{DataType::kFLOAT, least, least, most, std::nullopt}}),
        "NonZero on a GPU of more than 2^32 - 1 elements (found 8589934592)");
}

} // namespace
} // namespace tenon::ops
