#include "ops/gather/gather.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::GatherMode;
using testing::Array;
using testing::array;

GatherOp gatherOf(GatherMode mode, int32_t axis = 0, int32_t elementWiseDims = 0)
{
    GatherOp op;
    op.params = {mode, axis, elementWiseDims};
    return op;
}

Array countedData(DataType type, std::initializer_list<int64_t> dims)
{
    Array made = testing::emptyArray(type, base::makeDims(dims));
    for (int64_t i = 0; i < made.count(); ++i)
    {
        made.set(i, static_cast<double>(i % 120));
    }
    return made;
}

using List = std::vector<double>;

TEST(Gather, TakesSlicesAlongAnAxisInEveryType)
{
    Array const places = array(DataType::kINT32, {2, 2}, {1, -1, 0, 2});
    for (DataType const type : {DataType::kFLOAT, DataType::kINT8, DataType::kINT64, DataType::kBOOL, DataType::kINT32})
    {
        SCOPED_TRACE(base::name(type));
        Array const x = countedData(type, {2, 3, 2});
        Array const y = testing::onlyOutput(gatherOf(GatherMode::kDEFAULT, 1), {x, places});
        testing::expectDims(y.dims, {2, 2, 2, 2});
        EXPECT_EQ(y.values(), (List{2, 3, 4, 5, 0, 1, 4, 5, 8, 9, 10, 11, 6, 7, 10, 11}));
    }
    Array const scalar = testing::onlyOutput(
        gatherOf(GatherMode::kDEFAULT, 0), {countedData(DataType::kFLOAT, {3}), array(DataType::kINT64, {}, {2})});
    EXPECT_EQ(scalar.dims.nbDims, 0);
    EXPECT_EQ(scalar.values(), List{2});
    EXPECT_EQ(testing::onlyOutput(gatherOf(GatherMode::kDEFAULT, 0),
                  {countedData(DataType::kFLOAT, {3, 2}), array(DataType::kINT64, {0}, {})})
                  .count(),
        0);
    Array const half = testing::onlyOutput(gatherOf(GatherMode::kDEFAULT, 0),
        {countedData(DataType::kFLOAT, {3}), array(DataType::kINT64, {1}, {1})}, testing::storedIn(DataType::kHALF));
    EXPECT_EQ(half.type, DataType::kHALF);
    EXPECT_EQ(half.values(), List{1});
}

TEST(Gather, SharesElementWiseDims)
{
    Array const y = testing::onlyOutput(gatherOf(GatherMode::kDEFAULT, 2, 1),
        {countedData(DataType::kFLOAT, {2, 2, 3}), array(DataType::kINT32, {2, 2}, {0, 2, 1, 1})});
    testing::expectDims(y.dims, {2, 2, 2});
    EXPECT_EQ(y.values(), (List{0, 2, 3, 5, 7, 7, 10, 10}));
    Array const nd = testing::onlyOutput(gatherOf(GatherMode::kND, 0, 1),
        {countedData(DataType::kFLOAT, {2, 2, 2}), array(DataType::kINT32, {2, 1}, {1, 0})});
    testing::expectDims(nd.dims, {2, 2});
    EXPECT_EQ(nd.values(), (List{2, 3, 4, 5}));
}

TEST(Gather, TakesElements)
{
    Array const x = countedData(DataType::kFLOAT, {2, 3});
    Array const rows =
        testing::onlyOutput(gatherOf(GatherMode::kELEMENT, 0), {x, array(DataType::kINT32, {2, 2}, {1, 0, 0, -1})});
    EXPECT_EQ(rows.values(), (List{3, 1, 0, 4}));
    Array const columns = testing::onlyOutput(
        gatherOf(GatherMode::kELEMENT, 1), {x, array(DataType::kINT64, {2, 4}, {2, 2, 0, 1, 0, 1, -1, -3})});
    EXPECT_EQ(columns.values(), (List{2, 2, 0, 1, 3, 4, 5, 3}));
}

TEST(Gather, TakesWhatIndexVectorsName)
{
    Array const x = countedData(DataType::kFLOAT, {2, 3, 2});
    Array const whole =
        testing::onlyOutput(gatherOf(GatherMode::kND), {x, array(DataType::kINT32, {2, 3}, {0, 2, 1, 1, -3, 0})});
    EXPECT_EQ(whole.values(), (List{5, 6}));
    Array const part = testing::onlyOutput(gatherOf(GatherMode::kND), {x, array(DataType::kINT32, {1, 2}, {1, 1})});
    testing::expectDims(part.dims, {1, 2});
    EXPECT_EQ(part.values(), (List{8, 9}));
}

TEST(Gather, NamesAnIndexOutside)
{
    Array const x = countedData(DataType::kFLOAT, {3});
    for (GatherMode const mode : {GatherMode::kDEFAULT, GatherMode::kELEMENT, GatherMode::kND})
    {
        if (testing::testsRunOnCuda())
        {
            // A kernel on the device cannot refuse: zeros, and nothing is read outside.
            EXPECT_EQ(testing::onlyOutput(gatherOf(mode), {x, array(DataType::kINT32, {1}, {3})}).values(),
                std::vector<double>({0}));
            EXPECT_EQ(testing::onlyOutput(gatherOf(mode), {x, array(DataType::kINT64, {1}, {-4})}).values(),
                std::vector<double>({0}));
            continue;
        }
        testing::expectError(testing::runOp(gatherOf(mode), {x, array(DataType::kINT32, {1}, {3})}),
            "indices: expected each from -3 to 2, found 3");
        testing::expectError(testing::runOp(gatherOf(mode), {x, array(DataType::kINT64, {1}, {-4})}),
            "indices: expected each from -3 to 2, found -4");
    }
}

TEST(Gather, InfersDimsAndValues)
{
    auto const dims = [](GatherOp const& op, std::vector<int64_t> const& a, std::vector<int64_t> const& b) {
        return testing::inferredDims(op, {testing::spec(DataType::kFLOAT, a), testing::spec(DataType::kINT32, b)});
    };
    EXPECT_EQ(dims(gatherOf(GatherMode::kDEFAULT, 1), {-1, 5, 7}, {-2, 3}), "d0xd1x3x7");
    EXPECT_EQ(dims(gatherOf(GatherMode::kDEFAULT, 2), {4, 5}, {3}),
        "axis: expected one of the 2 dimensions of the data (4x5), found 2");
    EXPECT_EQ(dims(gatherOf(GatherMode::kDEFAULT, 1, 1), {4, 5}, {3, 2}),
        "inputs 4x5 and 3x2: expected equal sizes in element-wise dimension 0, found 4 and 3");
    EXPECT_EQ(dims(gatherOf(GatherMode::kDEFAULT, 1, 2), {4, 5}, {4, 2}),
        "element-wise dimensions: expected 0 to 1, found 2");
    EXPECT_EQ(dims(gatherOf(GatherMode::kELEMENT, 1), {4, 5}, {3}),
        "input 1 (indices): expected the rank of the data (4x5), found 3");
    EXPECT_EQ(dims(gatherOf(GatherMode::kELEMENT, 1), {4, 5}, {5, 9}),
        "input 1 (indices): expected at most 4 in dimension 0, as the data has, found 5");
    EXPECT_EQ(dims(gatherOf(GatherMode::kND), {4, 5}, {2, 3}),
        "input 1 (indices): expected a last dimension from 1 to 2, found 3");
    auto shape = testing::spec(DataType::kINT64, {3});
    shape.values = {graph::symbol(0), graph::constant(5), graph::symbol(1)};
    auto index = testing::spec(DataType::kINT32, {});
    index.values = {graph::constant(-2)};
    auto const outputs = testing::valueOf(testing::infer(gatherOf(GatherMode::kDEFAULT), {shape, index}));
    ASSERT_TRUE(outputs.at(0).values.has_value());
    EXPECT_EQ(outputs[0].values->at(0)->value(), 5);
    EXPECT_TRUE(outputs[0].dims.empty());
}

TEST(Gather, RefusesOtherTypesAndModes)
{
    testing::expectError(testing::infer(gatherOf(GatherMode::kDEFAULT),
                             {testing::spec(DataType::kFLOAT, {2}), testing::spec(DataType::kFLOAT, {2})}),
        "input 1 (indices): expected type int32 or int64, found fp32");
    testing::expectError(testing::infer(gatherOf(static_cast<GatherMode>(7)),
                             {testing::spec(DataType::kFLOAT, {2}), testing::spec(DataType::kINT32, {2})}),
        "mode: expected a GatherMode, found number 7");
    auto const twin = testing::throughRecord(gatherOf(GatherMode::kND, 1, 1));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<GatherOp&>(**twin).params.elementWiseDims, 1);
}

} // namespace
} // namespace tenon::ops
