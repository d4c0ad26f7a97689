#include "ops/one_hot/one_hot.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::array;
using List = std::vector<double>;

Array run(int32_t axis, Array const& indices, Array const& values, double depth)
{
    OneHotOp op;
    op.params.axis = axis;
    auto runner = testing::OpRunner::make(op,
        {testing::fixedInput(indices), testing::fixedInput(values),
            testing::constantInput(array(DataType::kINT32, {}, {depth}))});
    if (!runner.ok())
    {
        ADD_FAILURE() << runner.error().text();
        return {};
    }
    auto outputs = testing::valueOf(runner->run({indices, values, std::nullopt}));
    return outputs.empty() ? Array{} : outputs[0];
}

TEST(OneHot, MarksPlacesAlongEveryAxis)
{
    Array const indices = array(DataType::kINT64, {2, 2}, {0, 2, -1, 5});
    Array const values = testing::floats({2}, {0, 7});
    Array const last = run(-1, indices, values, 3);
    testing::expectDims(last.dims, {2, 2, 3});
    EXPECT_EQ(last.values(), (List{7, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, 0}));
    Array const first = run(0, indices, values, 3);
    testing::expectDims(first.dims, {3, 2, 2});
    EXPECT_EQ(first.values(), (List{7, 0, 0, 0, 0, 0, 0, 0, 0, 7, 7, 0}));
    EXPECT_EQ(run(1, array(DataType::kINT32, {2, 2}, {1, 0, 0, 1}), array(DataType::kINT8, {2}, {-1, 1}), 2).values(),
        (List{-1, 1, 1, -1, 1, -1, -1, 1}));
    EXPECT_EQ(run(0, array(DataType::kINT32, {}, {1}), values, 3).values(), (List{0, 7, 0}));
    EXPECT_EQ(run(0, indices, values, 0).count(), 0);
}

TEST(OneHot, RefusesWhatItCannotTake)
{
    auto const infer = [](int32_t axis, testing::Array const* depth, std::vector<int64_t> const& values) {
        OneHotOp op;
        op.params.axis = axis;
        auto d = testing::spec(DataType::kINT32, {});
        if (depth != nullptr)
        {
            d.values = {graph::constant(static_cast<int64_t>(depth->at(0)))};
        }
        return testing::infer(op, {testing::spec(DataType::kINT32, {2}), testing::spec(DataType::kFLOAT, values), d});
    };
    Array const three = array(DataType::kINT32, {}, {3});
    Array const negative = array(DataType::kINT32, {}, {-3});
    testing::expectError(infer(0, nullptr, {2}), "input 2 (depth): expected a shape tensor of one value");
    testing::expectError(infer(0, &three, {3}), "input 1 (values): expected two values");
    testing::expectError(infer(2, &three, {2}), "axis: expected -2 to 1, found 2");
    testing::expectError(infer(0, &negative, {2}), "input 2 (depth): expected at least 0, found -3");
    OneHotOp op;
    op.params.axis = 3;
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<OneHotOp&>(**twin).params.axis, 3);
}

} // namespace
} // namespace tenon::ops
