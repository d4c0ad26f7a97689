#include "ops/squeeze/squeeze.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::array;

graph::ValueSpec squeezedAxes(std::vector<int64_t> const& given)
{
    auto made = testing::spec(DataType::kINT64, {static_cast<int64_t>(given.size())});
    made.values.emplace();
    for (int64_t const axis : given)
    {
        made.values->push_back(graph::constant(axis));
    }
    return made;
}

TEST(Squeeze, KeepsTheElements)
{
    for (DataType const type : {DataType::kFLOAT, DataType::kINT8, DataType::kINT64, DataType::kBOOL})
    {
        auto const x = array(type, {2, 1, 3, 1}, {1, 0, 1, 1, 0, 0});
        auto runner = testing::OpRunner::make(
            SqueezeOp{}, {testing::fixedInput(x), testing::constantInput(array(DataType::kINT32, {1}, {1}))});
        ASSERT_TRUE(runner.ok()) << runner.error().text();
        auto const y = testing::valueOf(runner->run({x, std::nullopt}));
        ASSERT_EQ(y.size(), 1U);
        testing::expectDims(y[0].dims, {2, 3, 1});
        EXPECT_EQ(y[0].values(), x.values());
    }
}

TEST(Squeeze, InfersDimsAndValues)
{
    EXPECT_EQ(
        testing::inferredDims(SqueezeOp{}, {testing::spec(DataType::kFLOAT, {-1, 1, 3}), squeezedAxes({-2})}), "d0x3");
    auto x = testing::spec(DataType::kINT64, {1});
    x.values = {graph::symbol(0)};
    auto const outputs = testing::valueOf(testing::infer(SqueezeOp{}, {x, squeezedAxes({0})}));
    ASSERT_TRUE(outputs.at(0).values.has_value());
    EXPECT_EQ(outputs[0].values->front()->kind(), graph::DimExpr::Kind::kSYMBOL);
}

TEST(Squeeze, RefusesOtherAxes)
{
    auto const x = testing::spec(DataType::kFLOAT, {2, 1});
    testing::expectError(
        testing::infer(SqueezeOp{}, {x, squeezedAxes({0})}), "axis 0: expected a dimension of 1, found 2 in 2x1");
    testing::expectError(
        testing::infer(SqueezeOp{}, {x, squeezedAxes({2})}), "expected each from -2 to 1, and none twice, found 2");
    testing::expectError(testing::infer(SqueezeOp{}, {x, squeezedAxes({1, 1})}), "and none twice, found 1");
    testing::expectError(testing::infer(SqueezeOp{}, {x, testing::spec(DataType::kINT64, {1})}),
        "input 1 (axes): expected constants of rank 0 or 1");
    testing::expectError(testing::infer(SqueezeOp{}, {x, testing::spec(DataType::kFLOAT, {1})}),
        "input 1 (axes): expected type int32 or int64");
    SqueezeOp op;
    op.params.hidden = 1;
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<SqueezeOp&>(**twin).params.hidden, 1);
}

} // namespace
} // namespace tenon::ops
