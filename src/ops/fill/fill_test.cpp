#include "ops/fill/fill.h"

#include "ops/testing/expect.h"

#include <set>

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::FillOperation;
using testing::array;
using List = std::vector<double>;

FillOp fillOf(FillOperation operation, std::initializer_list<int64_t> dims, double alpha, double beta,
    DataType type = DataType::kFLOAT)
{
    FillOp op;
    op.params.dims = base::makeDims(dims);
    op.params.operation = operation;
    op.params.type = type;
    op.params.alpha = alpha;
    op.params.beta = beta;
    return op;
}

TEST(Fill, SpacesNumbersEvenly)
{
    EXPECT_EQ(testing::onlyOutput(fillOf(FillOperation::kLINSPACE, {4}, 1, 0.5), {}).values(), (List{1, 1.5, 2, 2.5}));
    EXPECT_EQ(testing::onlyOutput(fillOf(FillOperation::kLINSPACE, {3}, 5, -2, DataType::kINT32), {}).values(),
        (List{5, 3, 1}));
    FillOp large = fillOf(FillOperation::kLINSPACE, {2}, 0, 0, DataType::kINT64);
    large.params.integers = true;
    large.params.alphaInt = int64_t{1} << 40;
    large.params.betaInt = 3;
    auto const y = testing::onlyOutput(large, {});
    EXPECT_EQ(y.as<int64_t>()[1], (int64_t{1} << 40) + 3);
    EXPECT_EQ(testing::onlyOutput(fillOf(FillOperation::kLINSPACE, {0}, 1, 1), {}).count(), 0);
}

TEST(Fill, TakesStartAndStepsAsTensors)
{
    auto const y = testing::onlyOutput(fillOf(FillOperation::kLINSPACE, {2, 3}, 0, 0, DataType::kINT64),
        {std::nullopt, array(DataType::kINT64, {}, {100}), array(DataType::kINT64, {2}, {10, 1})});
    EXPECT_EQ(y.values(), (List{100, 101, 102, 110, 111, 112}));
    FillOp op = fillOf(FillOperation::kLINSPACE, {}, 2, 3);
    auto runner = testing::OpRunner::make(op, {testing::constantInput(array(DataType::kINT32, {1}, {3}))});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    EXPECT_EQ(testing::valueOf(runner->run({std::nullopt})).at(0).values(), (List{2, 5, 8}));
}

TEST(Fill, GivesRandomNumbersAsAsked)
{
    auto const uniform = testing::onlyOutput(fillOf(FillOperation::kRANDOM_UNIFORM, {200, 500}, -2, 6), {});
    auto const normal = testing::onlyOutput(fillOf(FillOperation::kRANDOM_NORMAL, {200, 500}, 3, 2), {});
    auto const moments = [](testing::Array const& a) {
        double mean = 0;
        double square = 0;
        for (double const v : a.values())
        {
            mean += v / static_cast<double>(a.count());
            square += v * v / static_cast<double>(a.count());
        }
        return std::pair(mean, square - mean * mean);
    };
    auto const values = uniform.values();
    EXPECT_GE(*std::min_element(values.begin(), values.end()), -2);
    EXPECT_LT(*std::max_element(values.begin(), values.end()), 6);
    EXPECT_GT(std::set<double>(values.begin(), values.end()).size(), 90000U);
    EXPECT_NEAR(moments(uniform).first, 2, 0.05);
    EXPECT_NEAR(moments(uniform).second, 64.0 / 12, 0.1);
    EXPECT_NEAR(moments(normal).first, 3, 0.05);
    EXPECT_NEAR(moments(normal).second, 4, 0.1);
}

TEST(Fill, GivesOthersAtTheNextInference)
{
    auto runner = testing::OpRunner::make(fillOf(FillOperation::kRANDOM_UNIFORM, {8}, 0, 1), {});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    auto const first = testing::valueOf(runner->run({}));
    ASSERT_TRUE(runner->runAgain().ok());
    EXPECT_NE(testing::valueOf(runner->collect()).at(0).values(), first.at(0).values());
    EXPECT_FALSE(fillOf(FillOperation::kRANDOM_UNIFORM, {8}, 0, 1).isPure());
}

TEST(Fill, InfersDimsAndValues)
{
    auto dims = testing::spec(DataType::kINT64, {2});
    dims.values = {graph::symbol(0), graph::constant(3)};
    EXPECT_EQ(testing::inferredDims(fillOf(FillOperation::kRANDOM_NORMAL, {}, 0, 1), {dims}), "d0x3");
    auto const spaced =
        testing::valueOf(testing::infer(fillOf(FillOperation::kLINSPACE, {3}, 4, 2, DataType::kINT32), {}));
    ASSERT_TRUE(spaced.at(0).values.has_value());
    EXPECT_EQ((*spaced[0].values)[2]->value(), 8);
}

TEST(Fill, RefusesWhatItCannotFill)
{
    testing::expectError(testing::infer(fillOf(FillOperation::kLINSPACE, {2, 2}, 0, 1), {}),
        "expected rank 1 for kLINSPACE with one step, found 2x2");
    testing::expectError(testing::infer(fillOf(FillOperation::kRANDOM_UNIFORM, {2}, 0, 1, DataType::kINT32), {}),
        "type of random numbers: expected type fp32");
    testing::expectError(testing::infer(fillOf(FillOperation::kLINSPACE, {2}, 0, 1, DataType::kBOOL), {}),
        "type of the output: expected type");
    testing::expectError(testing::infer(fillOf(static_cast<FillOperation>(5), {2}, 0, 1), {}),
        "operation: expected a FillOperation, found number 5");
    testing::expectError(
        testing::infer(fillOf(FillOperation::kLINSPACE, {2}, 0, 1), {testing::spec(DataType::kINT32, {1})}),
        "input 0 (dimensions): expected a shape tensor of rank 1");
    testing::expectError(testing::infer(fillOf(FillOperation::kLINSPACE, {2}, 0, 1),
                             {std::nullopt, testing::spec(DataType::kFLOAT, {2})}),
        "input 1 (alpha): expected 1 value(s) of rank 0 or 1, found 2");
}

} // namespace
} // namespace tenon::ops
