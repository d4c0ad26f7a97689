#include "ops/shape/shape.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;

TEST(Shape, GivesTheDimensions)
{
    ShapeOp op;
    auto const x = testing::emptyArray(DataType::kHALF, base::makeDims({2, 0, 5}));
    auto const y = testing::onlyOutput(op, {x});
    EXPECT_EQ(y.type, DataType::kINT64);
    EXPECT_EQ(y.values(), (std::vector<double>{2, 0, 5}));
    op.params.type = DataType::kINT32;
    op.params.hidden = 1;
    EXPECT_EQ(testing::onlyOutput(op, {x}).values(), (std::vector<double>{0, 5}));
    EXPECT_EQ(testing::onlyOutput(ShapeOp{}, {testing::floats({}, {1})}).count(), 0);
}

TEST(Shape, KnowsItsValuesSymbolically)
{
    auto const outputs = testing::valueOf(testing::infer(ShapeOp{}, {testing::spec(DataType::kFLOAT, {-2, 7})}));
    ASSERT_TRUE(outputs.at(0).values.has_value());
    EXPECT_EQ((*outputs[0].values)[0]->kind(), graph::DimExpr::Kind::kSYMBOL);
    EXPECT_EQ((*outputs[0].values)[1]->value(), 7);
}

TEST(Shape, RefusesOtherTypesAndHiddenDimensions)
{
    ShapeOp op;
    op.params.type = DataType::kFLOAT;
    testing::expectError(
        testing::infer(op, {testing::spec(DataType::kFLOAT, {2})}), "type of the shape: expected type int32 or int64");
    op.params = {DataType::kINT32, 2};
    testing::expectError(
        testing::infer(op, {testing::spec(DataType::kFLOAT, {2})}), "hidden dimensions: expected 0 to 1, found 2");
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<ShapeOp&>(**twin).params.hidden, 2);
}

} // namespace
} // namespace tenon::ops
