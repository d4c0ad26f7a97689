#include "ops/softmax/softmax.h"

#include "ops/testing/op_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tenon::ops
{
namespace
{

using base::DataType;
using base::makeDims;
using testing::Array;
using testing::floats;
using testing::inferredDims;
using testing::OpRunner;
using testing::randomFloats;
using testing::runOp;
using testing::spec;

SoftMaxOp makeOp(int32_t axis)
{
    SoftMaxOp op;
    op.name = "softmax";
    op.params.axis = axis;
    return op;
}

//! The definition, in double.
std::vector<double> expectedFor(Array const& in, int32_t axis)
{
    int64_t inner = 1;
    for (int32_t i = axis + 1; i < in.dims.nbDims; ++i)
    {
        inner *= in.dims.d[i];
    }
    int64_t const count = in.dims.d[axis];
    std::vector<double> expected(static_cast<size_t>(in.count()));
    for (int64_t i = 0; i < in.count(); ++i)
    {
        int64_t const first = i / (inner * count) * inner * count + i % inner;
        double sum = 0;
        for (int64_t k = 0; k < count; ++k)
        {
            sum += std::exp(in.at(first + k * inner) - in.at(i));
        }
        expected[static_cast<size_t>(i)] = 1 / sum;
    }
    return expected;
}

void expectSoftmax(Array const& found, std::vector<double> const& expected, double relative, double absolute = 1e-38)
{
    ASSERT_EQ(found.count(), static_cast<int64_t>(expected.size()));
    for (size_t i = 0; i < expected.size(); ++i)
    {
        ASSERT_NEAR(found.at(static_cast<int64_t>(i)), expected[i], relative * expected[i] + absolute)
            << "element " << i;
    }
}

TEST(SoftMax, IsRightFarBelowZeroAndOfOneElement)
{
    // Without its maximum, 0 say, every exponential of a slice would vanish.
    Array const in = randomFloats(makeDims({19, 37}), 3, -520.0F, -500.0F);
    for (int32_t const axis : {0, 1})
    {
        auto const outputs = runOp(makeOp(axis), {in});
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        expectSoftmax((*outputs)[0], expectedFor(in, axis), 1e-5);
    }
    auto const one = runOp(makeOp(0), {floats({1}, {7})});
    ASSERT_TRUE(one.ok()) << one.error().text();
    EXPECT_EQ((*one)[0].at(0), 1.0);
}

TEST(SoftMax, EqualsDefinitionAlongEachAxis)
{
    for (auto const& dims : {makeDims({7}), makeDims({3, 1000}), makeDims({2, 21, 5, 7}), makeDims({1, 19, 33}),
             makeDims({4, 16, 16}), makeDims({3, 5, 2}), makeDims({2, 1, 3}), makeDims({300, 64})})
    {
        // Differences of up to 40: a wrong maximum would overflow, a missing one too.
        Array const in = randomFloats(dims, 3, 80.0F, 120.0F);
        for (int32_t axis = 0; axis < dims.nbDims; ++axis)
        {
            SCOPED_TRACE(fmt::format("{} axis {}", base::toString(dims), axis));
            auto const outputs = runOp(makeOp(axis), {in});
            ASSERT_TRUE(outputs.ok()) << outputs.error().text();
            expectSoftmax((*outputs)[0], expectedFor(in, axis), 2e-6);
        }
    }
}

TEST(SoftMax, KeepsWhatIsNoNumber)
{
    float const infinity = std::numeric_limits<float>::infinity();
    auto const outputs = runOp(
        makeOp(1), {floats({4, 3}, {1, -infinity, 1, -infinity, -infinity, -infinity, 0, infinity, 0, NAN, 0, 0})});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    auto const values = (*outputs)[0].values();
    EXPECT_THAT(std::vector<double>(values.begin(), values.begin() + 3), ::testing::ElementsAre(0.5, 0.0, 0.5));
    EXPECT_TRUE(std::isnan(values[3]) && std::isnan(values[4]) && std::isnan(values[5]));
    EXPECT_TRUE(std::isnan(values[7]));
    EXPECT_TRUE(std::isnan(values[9]) && std::isnan(values[10]) && std::isnan(values[11]));
}

TEST(SoftMax, ServesEveryShapeOfAProfileAndFp16)
{
    testing::InputRange const range{
        DataType::kFLOAT, makeDims({0, 3, 1}), makeDims({2, 3, 9}), makeDims({8, 3, 70}), std::nullopt};
    for (bool const half : {false, true})
    {
        testing::RunnerOptions options;
        options.allowHalf = half;
        auto runner = OpRunner::make(makeOp(2), {range}, options);
        ASSERT_TRUE(runner.ok()) << runner.error().text();
        for (int64_t const size : {9, 70, 1, 16, 9})
        {
            Array const in =
                convert(convert(randomFloats(makeDims({size % 8, 3, size}), 3), DataType::kHALF), DataType::kFLOAT);
            auto const outputs = runner->run({in});
            ASSERT_TRUE(outputs.ok()) << outputs.error().text();
            expectSoftmax((*outputs)[0], expectedFor(in, 2), half ? 1e-3 : 2e-6);
        }
    }
}

TEST(SoftMax, SurvivesItsRecord)
{
    auto const again = testing::throughRecord(makeOp(1));
    ASSERT_TRUE(again.ok()) << again.error().text();
    Array const in = randomFloats(makeDims({2, 3, 4}), 3);
    auto const outputs = runOp(**again, {in});
    ASSERT_TRUE(outputs.ok());
    expectSoftmax((*outputs)[0], expectedFor(in, 1), 2e-6);
}

TEST(SoftMax, InfersShapesAndSaysWhatIsWrong)
{
    EXPECT_EQ(inferredDims(makeOp(1), {spec(DataType::kFLOAT, {-1, -2, 5})}), "d0xd1x5");
    EXPECT_EQ(inferredDims(makeOp(3), {spec(DataType::kFLOAT, {-1, 4, 5})}),
        "axis: expected a dimension of the input d0x4x5 (0 to 2), found 3");
    EXPECT_EQ(inferredDims(makeOp(-1), {spec(DataType::kFLOAT, {2, 4})}),
        "axis: expected a dimension of the input 2x4 (0 to 1), found -1");
    EXPECT_EQ(inferredDims(makeOp(0), {spec(DataType::kINT32, {2, 4})}),
        "input 0: expected type fp32, fp16 or bf16, found int32");
}

} // namespace
} // namespace tenon::ops
