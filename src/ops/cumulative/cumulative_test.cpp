#include "ops/cumulative/cumulative.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::array;
using List = std::vector<double>;

Array accumulated(
    Array const& x, int64_t axis, bool exclusive, bool reverse, testing::RunnerOptions const& options = {})
{
    CumulativeOp op;
    op.params.exclusive = exclusive;
    op.params.reverse = reverse;
    auto runner = testing::OpRunner::make(op,
        {testing::fixedInput(x), testing::constantInput(array(DataType::kINT32, {}, {static_cast<double>(axis)}))},
        options);
    if (!runner.ok())
    {
        ADD_FAILURE() << runner.error().text();
        return {};
    }
    auto outputs = testing::valueOf(runner->run({x, std::nullopt}));
    return outputs.empty() ? Array{} : outputs[0];
}

TEST(Cumulative, SumsAlongEveryAxisBothWays)
{
    for (DataType const type : {DataType::kFLOAT, DataType::kINT32, DataType::kINT64})
    {
        Array const x = array(type, {2, 3}, {1, 2, 3, 4, 5, 6});
        EXPECT_EQ(accumulated(x, 1, false, false).values(), (List{1, 3, 6, 4, 9, 15}));
        EXPECT_EQ(accumulated(x, -1, true, false).values(), (List{0, 1, 3, 0, 4, 9}));
        EXPECT_EQ(accumulated(x, 1, false, true).values(), (List{6, 5, 3, 15, 11, 6}));
        EXPECT_EQ(accumulated(x, 1, true, true).values(), (List{5, 3, 0, 11, 6, 0}));
        EXPECT_EQ(accumulated(x, 0, false, false).values(), (List{1, 2, 3, 5, 7, 9}));
        EXPECT_EQ(accumulated(x, -2, true, true).values(), (List{4, 5, 6, 0, 0, 0}));
    }
    EXPECT_EQ(
        accumulated(testing::floats({3}, {1, 2, 3}), 0, false, false, testing::storedIn(DataType::kHALF)).values(),
        (List{1, 3, 6}));
    EXPECT_EQ(accumulated(testing::floats({2, 0}, {}), 1, false, false).count(), 0);
    EXPECT_EQ(accumulated(array(DataType::kINT32, {2}, {2147483647, 1}), 0, false, false).values(),
        (List{2147483647, -2147483648.0}));
}

TEST(Cumulative, RefusesWhatItCannotTake)
{
    auto const infer = [](std::optional<int64_t> axis, DataType type) {
        auto a = testing::spec(DataType::kINT32, {});
        if (axis)
        {
            a.values = {graph::constant(*axis)};
        }
        return testing::infer(CumulativeOp{}, {testing::spec(type, {2, 3}), a});
    };
    testing::expectError(infer(2, DataType::kFLOAT), "input 1 (axis): expected -2 to 1, found 2");
    testing::expectError(infer(std::nullopt, DataType::kFLOAT), "input 1 (axis): expected one constant");
    testing::expectError(infer(0, DataType::kBOOL), "input 0: expected type");
    CumulativeOp op;
    op.params.reverse = true;
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_TRUE(dynamic_cast<CumulativeOp&>(**twin).params.reverse);
}

} // namespace
} // namespace tenon::ops
