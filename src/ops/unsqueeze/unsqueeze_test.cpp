#include "ops/unsqueeze/unsqueeze.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::array;

graph::ValueSpec unsqueezedAxes(std::vector<int64_t> const& given)
{
    auto made = testing::spec(DataType::kINT64, {static_cast<int64_t>(given.size())});
    made.values.emplace();
    for (int64_t const axis : given)
    {
        made.values->push_back(graph::constant(axis));
    }
    return made;
}

TEST(Unsqueeze, KeepsTheElements)
{
    for (DataType const type : {DataType::kFLOAT, DataType::kINT8, DataType::kINT64, DataType::kBOOL})
    {
        auto const x = array(type, {2, 3}, {1, 0, 1, 1, 0, 0});
        auto runner = testing::OpRunner::make(
            UnsqueezeOp{}, {testing::fixedInput(x), testing::constantInput(array(DataType::kINT32, {1}, {1}))});
        ASSERT_TRUE(runner.ok()) << runner.error().text();
        auto const y = testing::valueOf(runner->run({x, std::nullopt}));
        ASSERT_EQ(y.size(), 1U);
        testing::expectDims(y[0].dims, {2, 1, 3});
        EXPECT_EQ(y[0].values(), x.values());
    }
}

TEST(Unsqueeze, InfersDimsAndValues)
{
    EXPECT_EQ(testing::inferredDims(UnsqueezeOp{}, {testing::spec(DataType::kFLOAT, {-1, 1, 3}), unsqueezedAxes({-3})}),
        "d0x1x1x3");
    auto x = testing::spec(DataType::kINT64, {1});
    x.values = {graph::symbol(0)};
    auto const outputs = testing::valueOf(testing::infer(UnsqueezeOp{}, {x, unsqueezedAxes({0})}));
    ASSERT_TRUE(outputs.at(0).values.has_value());
    EXPECT_EQ(outputs[0].values->front()->kind(), graph::DimExpr::Kind::kSYMBOL);
}

TEST(Unsqueeze, RefusesOtherAxes)
{
    auto const x = testing::spec(DataType::kFLOAT, {2, 1});
    testing::expectError(testing::infer(UnsqueezeOp{}, {x, unsqueezedAxes({3})}), "and none twice, found 3");
    testing::expectError(testing::infer(UnsqueezeOp{}, {x, unsqueezedAxes({-4})}),
        "expected each from -3 to 2, and none twice, found -4");
    testing::expectError(testing::infer(UnsqueezeOp{}, {x, unsqueezedAxes({1, 1})}), "and none twice, found 1");
    testing::expectError(testing::infer(UnsqueezeOp{}, {x, testing::spec(DataType::kINT64, {1})}),
        "input 1 (axes): expected constants of rank 0 or 1");
    testing::expectError(testing::infer(UnsqueezeOp{}, {x, testing::spec(DataType::kFLOAT, {1})}),
        "input 1 (axes): expected type int32 or int64");
    UnsqueezeOp op;
    op.params.hidden = 1;
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<UnsqueezeOp&>(**twin).params.hidden, 1);
}

} // namespace
} // namespace tenon::ops
