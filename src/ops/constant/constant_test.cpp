#include "ops/constant/constant.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::array;
using testing::floats;

ConstantOp constantOf(Array const& values)
{
    ConstantOp op;
    op.params = {values.dims, testing::weights(values)};
    return op;
}

TEST(Constant, GivesItsValuesInEveryStorage)
{
    Array const values = floats({2, 3}, {1, -2.5, 0.1, 65519, 1e-8, 3});
    ConstantOp op = constantOf(values);
    EXPECT_EQ(testing::onlyOutput(op, {}).values(), values.values());
    for (DataType const type : {DataType::kHALF, DataType::kBF16})
    {
        Array const y = testing::onlyOutput(op, {}, testing::storedIn(type));
        EXPECT_EQ(y.type, type);
        EXPECT_EQ(y.values(), testing::convert(values, type).values());
    }
}

TEST(Constant, GivesEveryType)
{
    for (DataType const type :
        {DataType::kHALF, DataType::kINT8, DataType::kINT32, DataType::kINT64, DataType::kBOOL, DataType::kUINT8})
    {
        Array const values = array(type, {3}, {1, 0, 1});
        testing::RunnerOptions options;
        options.stronglyTyped = true;
        ConstantOp op = constantOf(values);
        Array const y = testing::onlyOutput(op, {}, options);
        EXPECT_EQ(y.type, type);
        EXPECT_EQ(y.values(), values.values());
    }
}

TEST(Constant, LargeAndEmptyAndScalar)
{
    Array const large = testing::randomFloats(base::makeDims({3, 100003}), 5);
    ConstantOp op = constantOf(large);
    EXPECT_EQ(testing::onlyOutput(op, {}).bytes, large.bytes);
    ConstantOp empty = constantOf(floats({0, 4}, {}));
    testing::expectDims(testing::onlyOutput(empty, {}).dims, {0, 4});
    ConstantOp scalar = constantOf(floats({}, {7}));
    EXPECT_EQ(testing::onlyOutput(scalar, {}).values(), std::vector<double>{7});
}

TEST(Constant, TellsTheValuesOfShapeTensors)
{
    auto const values = [](Array const& of) {
        return testing::valueOf(testing::infer(constantOf(of), {})).at(0).values;
    };
    ASSERT_TRUE(values(array(DataType::kINT64, {2}, {-1, 5e9})).has_value());
    EXPECT_EQ((*values(array(DataType::kINT64, {2}, {-1, 5e9})))[1]->value(), 5000000000);
    EXPECT_EQ((*values(array(DataType::kINT32, {2}, {-1, 3})))[0]->value(), -1);
    EXPECT_EQ((*values(array(DataType::kBOOL, {1}, {255})))[0]->value(), 1);
    EXPECT_FALSE(values(floats({2}, {1, 2})).has_value());
    EXPECT_TRUE(values(testing::emptyArray(DataType::kINT32, base::makeDims({64}))).has_value());
    EXPECT_FALSE(values(testing::emptyArray(DataType::kINT32, base::makeDims({65}))).has_value());
}

TEST(Constant, RefusesWeightsThatDoNotFit)
{
    ConstantOp op = constantOf(floats({2, 3}, {}));
    op.params.dims = base::makeDims({2, 4});
    testing::expectError(testing::infer(op, {}), "weights: expected 8 values for dimensions 2x4, found 6");
    op.params.dims = base::makeDims({2, -3});
    testing::expectError(testing::infer(op, {}), "dimensions 2x-3: expected sizes of at least 0, found -3");
    op.params.dims = base::makeDims({2, 3});
    op.params.weights.data = nullptr;
    testing::expectError(testing::infer(op, {}), "weights: expected 6 values, found a null pointer");
    op.params.weights.type = static_cast<DataType>(77);
    testing::expectError(testing::infer(op, {}), "weights: expected a DataType, found number 77");
    testing::expectError(testing::infer(constantOf(floats({1}, {1})), {testing::spec(DataType::kFLOAT, {1})}),
        "inputs: expected 0, found 1");
}

TEST(Constant, KeepsItsParametersThroughARecord)
{
    ConstantOp const op = constantOf(floats({2}, {4, 5}));
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    EXPECT_EQ(testing::onlyOutput(**twin, {}).values(), (std::vector<double>{4, 5}));
}

} // namespace
} // namespace tenon::ops
