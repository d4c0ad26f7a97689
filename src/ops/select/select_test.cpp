#include "ops/select/select.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::array;
using List = std::vector<double>;

TEST(Select, ChoosesElementsInEveryType)
{
    auto const c = array(DataType::kBOOL, {2, 3}, {1, 0, 1, 0, 0, 1});
    for (DataType const type :
        {DataType::kFLOAT, DataType::kINT8, DataType::kINT64, DataType::kBOOL, DataType::kINT32, DataType::kUINT8})
    {
        auto const a = array(type, {2, 3}, {1, 1, 1, 1, 1, 1});
        auto const b = array(type, {2, 3}, {0, 0, 0, 0, 0, 0});
        EXPECT_EQ(testing::onlyOutput(SelectOp{}, {c, a, b}).values(), (List{1, 0, 1, 0, 0, 1})) << base::name(type);
    }
}

TEST(Select, Broadcasts)
{
    auto const c = array(DataType::kBOOL, {2, 1}, {1, 0});
    auto const a = array(DataType::kFLOAT, {1, 3}, {1, 2, 3});
    auto const b = array(DataType::kFLOAT, {1, 1}, {9});
    auto const y = testing::onlyOutput(SelectOp{}, {c, a, b});
    testing::expectDims(y.dims, {2, 3});
    EXPECT_EQ(y.values(), (List{1, 2, 3, 9, 9, 9}));
    EXPECT_EQ(testing::onlyOutput(
                  SelectOp{}, {array(DataType::kBOOL, {}, {0}), testing::floats({}, {1}), testing::floats({}, {2})})
                  .values(),
        List{2});
    EXPECT_EQ(testing::onlyOutput(
                  SelectOp{}, {array(DataType::kBOOL, {1}, {0}), testing::floats({0}, {}), testing::floats({1}, {2})})
                  .count(),
        0);
}

TEST(Select, FollowsShapeTensors)
{
    auto c = testing::spec(DataType::kBOOL, {2});
    c.values = {graph::constant(1),
        graph::operation(nvinfer1::DimensionOperation::kLESS, graph::symbol(0), graph::constant(4))};
    auto a = testing::spec(DataType::kINT64, {2});
    a.values = {graph::constant(7), graph::constant(8)};
    auto b = testing::spec(DataType::kINT64, {1});
    b.values = {graph::constant(5)};
    auto const outputs = testing::valueOf(testing::infer(SelectOp{}, {c, a, b}));
    ASSERT_TRUE(outputs.at(0).values.has_value());
    EXPECT_EQ((*outputs[0].values)[0]->value(), 7);
    int64_t const small[]{3};
    int64_t const large[]{4};
    EXPECT_EQ(*graph::evaluate((*outputs[0].values)[1], small), 8);
    EXPECT_EQ(*graph::evaluate((*outputs[0].values)[1], large), 5);
}

TEST(Select, RefusesOtherTypesAndSizes)
{
    auto const infer = [](DataType c, DataType a, DataType b) {
        return testing::infer(SelectOp{}, {testing::spec(c, {2}), testing::spec(a, {2}), testing::spec(b, {2})});
    };
    testing::expectError(infer(DataType::kINT32, DataType::kFLOAT, DataType::kFLOAT),
        "input 0 (condition): expected type bool, found int32");
    testing::expectError(infer(DataType::kBOOL, DataType::kFLOAT, DataType::kINT32),
        "inputs 1 and 2: expected equal types, found fp32 and int32");
    EXPECT_EQ(testing::inferredDims(SelectOp{},
                  {testing::spec(DataType::kBOOL, {3}), testing::spec(DataType::kFLOAT, {2}),
                      testing::spec(DataType::kFLOAT, {1})}),
        "inputs 3 and 2: expected equal sizes or 1 in each dimension, found 3 and 2 in dimension 0");
    graph::KernelRequest request;
    auto const kernel = testing::valueOf(SelectOp{}.makeKernel(request));
    graph::TensorDesc const in[]{{DataType::kBOOL, {}, base::makeDims({3}), 1.0F},
        {DataType::kFLOAT, {}, base::makeDims({2}), 1.0F}, {DataType::kFLOAT, {}, base::makeDims({2}), 1.0F}};
    graph::TensorDesc const out{DataType::kFLOAT, {}, base::makeDims({2}), 1.0F};
    testing::expectError(base::Result<int>(kernel->setShapes(in, {&out, 1}).error()),
        "condition: expected dimensions of 1 or those of 2, found 3");
}

} // namespace
} // namespace tenon::ops
