#include "ops/scatter/scatter.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::ScatterMode;
using testing::array;
using List = std::vector<double>;

ScatterOp scatterOf(ScatterMode mode, int32_t axis = 0)
{
    ScatterOp op;
    op.params = {mode, axis};
    return op;
}

TEST(Scatter, ReplacesElementsInEveryType)
{
    for (DataType const type : {DataType::kFLOAT, DataType::kINT8, DataType::kINT64, DataType::kBOOL, DataType::kINT32})
    {
        auto const x = array(type, {3, 2}, {0, 0, 0, 0, 0, 0});
        auto const u = array(type, {2, 2}, {1, 1, 1, 1});
        EXPECT_EQ(testing::onlyOutput(
                      scatterOf(ScatterMode::kELEMENT, 0), {x, array(DataType::kINT32, {2, 2}, {0, -1, 1, 0}), u})
                      .values(),
            (List{1, 1, 1, 0, 0, 1}));
    }
    auto const x = testing::floats({2, 3}, {0, 1, 2, 3, 4, 5});
    auto const y = testing::onlyOutput(scatterOf(ScatterMode::kELEMENT, 1),
        {x, array(DataType::kINT64, {1, 3}, {2, 2, 0}), testing::floats({1, 3}, {7, 8, 9})});
    EXPECT_EQ(y.values(), (List{9, 1, 8, 3, 4, 5})) << "the last update of an element stays";
    auto const half = testing::onlyOutput(scatterOf(ScatterMode::kELEMENT, 1),
        {x, array(DataType::kINT64, {1, 1}, {1}), testing::floats({1, 1}, {7})}, testing::storedIn(DataType::kHALF));
    EXPECT_EQ(half.values(), (List{0, 7, 2, 3, 4, 5}));
}

TEST(Scatter, ReplacesWhatIndexVectorsName)
{
    auto const x = testing::floats({2, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
    EXPECT_EQ(testing::onlyOutput(scatterOf(ScatterMode::kND),
                  {x, array(DataType::kINT32, {1, 2}, {1, -2}), testing::floats({1, 2}, {8, 9})})
                  .values(),
        (List{0, 1, 2, 3, 8, 9, 6, 7}));
    EXPECT_EQ(testing::onlyOutput(scatterOf(ScatterMode::kND),
                  {x, array(DataType::kINT64, {2, 3}, {0, 0, 1, 1, 1, 1}), testing::floats({2}, {8, 9})})
                  .values(),
        (List{0, 8, 2, 3, 4, 5, 6, 9}));
    EXPECT_EQ(testing::onlyOutput(
                  scatterOf(ScatterMode::kND), {x, array(DataType::kINT64, {0, 3}, {}), testing::floats({0}, {})})
                  .values(),
        x.values());
}

TEST(Scatter, NamesAnIndexOutside)
{
    auto const x = testing::floats({3}, {0, 1, 2});
    if (testing::testsRunOnCuda())
    {
        // A kernel on the device cannot refuse: such updates are left out.
        EXPECT_EQ(testing::onlyOutput(scatterOf(ScatterMode::kELEMENT),
                      {x, array(DataType::kINT32, {1}, {3}), testing::floats({1}, {1})})
                      .values(),
            x.values());
        EXPECT_EQ(testing::onlyOutput(scatterOf(ScatterMode::kND),
                      {x, array(DataType::kINT32, {1, 1}, {-4}), testing::floats({1}, {1})})
                      .values(),
            x.values());
        return;
    }
    testing::expectError(testing::runOp(scatterOf(ScatterMode::kELEMENT),
                             {x, array(DataType::kINT32, {1}, {3}), testing::floats({1}, {1})}),
        "indices: expected each from -3 to 2, found 3");
    testing::expectError(testing::runOp(scatterOf(ScatterMode::kND),
                             {x, array(DataType::kINT32, {1, 1}, {-4}), testing::floats({1}, {1})}),
        "indices: expected each from -3 to 2, found -4");
}

TEST(Scatter, RefusesWhatDoesNotFit)
{
    auto const infer = [](ScatterOp const& op, std::vector<int64_t> const& x, std::vector<int64_t> const& i,
                           std::vector<int64_t> const& u) {
        return testing::inferredDims(op,
            {testing::spec(DataType::kFLOAT, x), testing::spec(DataType::kINT32, i),
                testing::spec(DataType::kFLOAT, u)});
    };
    EXPECT_EQ(infer(scatterOf(ScatterMode::kELEMENT, 1), {-1, 4}, {-2, 2}, {-2, 2}), "d0x4");
    EXPECT_EQ(infer(scatterOf(ScatterMode::kELEMENT, 2), {3, 4}, {3, 2}, {3, 2}),
        "axis: expected one of the 2 dimensions of the data, found 2");
    EXPECT_EQ(infer(scatterOf(ScatterMode::kELEMENT), {3, 4}, {3}, {3}),
        "input 1 (indices): expected the rank of the data (3x4), found 3");
    EXPECT_EQ(infer(scatterOf(ScatterMode::kELEMENT), {3, 4}, {3, 5}, {3, 5}),
        "input 1 (indices): expected at most 4 in dimension 1, as the data has, found 5");
    EXPECT_EQ(infer(scatterOf(ScatterMode::kELEMENT), {3, 4}, {3, 2}, {3, 3}),
        "input 2 (updates): expected dimensions 3x2, found 3x3");
    EXPECT_EQ(infer(scatterOf(ScatterMode::kND), {3, 4}, {2, 3}, {2}),
        "input 1 (indices): expected a last dimension from 1 to 2, found 3");
    EXPECT_EQ(
        infer(scatterOf(ScatterMode::kND), {3, 4}, {2, 1}, {2}), "input 2 (updates): expected dimensions 2x4, found 2");
    EXPECT_EQ(
        infer(scatterOf(static_cast<ScatterMode>(3)), {3}, {3}, {3}), "mode: expected a ScatterMode, found number 3");
    testing::expectError(testing::infer(scatterOf(ScatterMode::kND),
                             {testing::spec(DataType::kFLOAT, {3}), testing::spec(DataType::kINT32, {1, 1}),
                                 testing::spec(DataType::kINT32, {1})}),
        "input 2 (updates): expected the type of the data, fp32, found int32");
    auto const twin = testing::throughRecord(scatterOf(ScatterMode::kND, 0));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<ScatterOp&>(**twin).params.mode, ScatterMode::kND);
}

} // namespace
} // namespace tenon::ops
