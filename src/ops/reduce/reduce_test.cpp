#include "ops/reduce/reduce.h"

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
using testing::inferredDims;
using testing::OpRunner;
using testing::randomFloats;
using testing::runOp;
using testing::spec;

constexpr ReduceOperation kAll[]{
    ReduceOperation::kSUM, ReduceOperation::kPROD, ReduceOperation::kMAX, ReduceOperation::kMIN, ReduceOperation::kAVG};

ReduceOp makeOp(ReduceOperation operation, uint32_t axes, bool keep = false)
{
    ReduceOp op;
    op.name = "reduce";
    op.params.operation = operation;
    op.params.axes = axes;
    op.params.keepDimensions = keep;
    return op;
}

//! The definition, in double, element by element of the input.
std::vector<double> expectedFor(Array const& in, ReduceOperation operation, uint32_t axes)
{
    int64_t outputs = 1;
    int64_t reduced = 1;
    for (int32_t i = 0; i < in.dims.nbDims; ++i)
    {
        ((axes >> i & 1U) != 0 ? reduced : outputs) *= in.dims.d[i];
    }
    double const start[]{0, 1, -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(), 0};
    std::vector<double> result(static_cast<size_t>(outputs), start[static_cast<int32_t>(operation)]);
    for (int64_t i = 0; i < in.count(); ++i)
    {
        int64_t rest = i;
        int64_t place = 0;
        int64_t step = 1;
        for (int32_t d = in.dims.nbDims; d-- > 0;)
        {
            if ((axes >> d & 1U) == 0)
            {
                place += rest % in.dims.d[d] * step;
                step *= in.dims.d[d];
            }
            rest /= in.dims.d[d];
        }
        double& value = result[static_cast<size_t>(place)];
        switch (operation)
        {
        case ReduceOperation::kPROD: value *= in.at(i); break;
        case ReduceOperation::kMAX: value = std::max(value, in.at(i)); break;
        case ReduceOperation::kMIN: value = std::min(value, in.at(i)); break;
        default: value += in.at(i); break;
        }
    }
    if (operation == ReduceOperation::kAVG)
    {
        for (double& value : result)
        {
            value /= static_cast<double>(reduced);
        }
    }
    return result;
}

void expectReduced(Array const& found, std::vector<double> const& expected, double tolerance)
{
    ASSERT_EQ(found.count(), static_cast<int64_t>(expected.size()));
    for (size_t i = 0; i < expected.size(); ++i)
    {
        ASSERT_NEAR(found.at(static_cast<int64_t>(i)), expected[i], tolerance * (1.0 + std::abs(expected[i])))
            << "element " << i;
    }
}

TEST(Reduce, EqualsDefinitionForEveryOperationAndSetOfAxes)
{
    for (auto const& dims : {makeDims({37}), makeDims({5, 70}), makeDims({3, 4, 18}), makeDims({2, 3, 5, 7}),
             makeDims({1, 6, 1, 3, 2}), makeDims({3, 1, 1})})
    {
        Array const in = randomFloats(dims, 3, -1.5F, 1.6F);
        for (ReduceOperation const operation : kAll)
        {
            for (uint32_t axes = 1; axes < 1U << dims.nbDims; ++axes)
            {
                SCOPED_TRACE(fmt::format(
                    "{} operation {} axes {:#b}", base::toString(dims), static_cast<int32_t>(operation), axes));
                auto const outputs = runOp(makeOp(operation, axes), {in});
                ASSERT_TRUE(outputs.ok()) << outputs.error().text();
                expectReduced((*outputs)[0], expectedFor(in, operation, axes), 1e-6);
            }
        }
    }
}

TEST(Reduce, StaysExactOverManyElements)
{
    // 0.1 in fp32 summed one by one would be off by 1e-3 of the sum.
    Array in = testing::emptyArray(DataType::kFLOAT, makeDims({3, 500000}));
    std::fill_n(in.as<float>(), in.count(), 0.1F);
    for (uint32_t const axes : {2U, 3U})
    {
        auto const outputs = runOp(makeOp(ReduceOperation::kAVG, axes), {in});
        ASSERT_TRUE(outputs.ok()) << outputs.error().text();
        EXPECT_NEAR((*outputs)[0].at(0), 0.1F, 1e-7);
    }
    in.dims = makeDims({500000, 3});
    auto const outputs = runOp(makeOp(ReduceOperation::kSUM, 1), {in});
    ASSERT_TRUE(outputs.ok()) << outputs.error().text();
    EXPECT_NEAR((*outputs)[0].at(2), 50000.0, 0.1);
}

TEST(Reduce, CutsLongRunsAndWideRows)
{
    Array const runs = randomFloats(makeDims({5, 10001}), 3, -1.0F, 1.0F);
    Array const rows = randomFloats(makeDims({300, 2500}), 4, -1.0F, 1.0F);
    for (ReduceOperation const operation : {ReduceOperation::kSUM, ReduceOperation::kMAX, ReduceOperation::kMIN})
    {
        auto const ofRuns = runOp(makeOp(operation, 2), {runs});
        ASSERT_TRUE(ofRuns.ok()) << ofRuns.error().text();
        expectReduced((*ofRuns)[0], expectedFor(runs, operation, 2), 1e-4);
        auto const ofRows = runOp(makeOp(operation, 1), {rows});
        ASSERT_TRUE(ofRows.ok()) << ofRows.error().text();
        expectReduced((*ofRows)[0], expectedFor(rows, operation, 1), 1e-4);
    }
}

TEST(Reduce, ReducesIntegers)
{
    for (DataType const type : {DataType::kINT32, DataType::kINT64})
    {
        Array in = testing::emptyArray(type, makeDims({3, 5, 4}));
        for (int64_t i = 0; i < in.count(); ++i)
        {
            in.set(i, static_cast<double>((i * 7 + 3) % 11 - 5));
        }
        for (ReduceOperation const operation : kAll)
        {
            for (uint32_t axes = 1; axes < 8; ++axes)
            {
                SCOPED_TRACE(fmt::format("operation {} axes {:#b}", static_cast<int32_t>(operation), axes));
                auto expected = expectedFor(in, operation, axes);
                for (double& value : expected)
                {
                    value = std::trunc(value);
                }
                auto const outputs = runOp(makeOp(operation, axes), {in});
                ASSERT_TRUE(outputs.ok()) << outputs.error().text();
                EXPECT_EQ((*outputs)[0].type, type);
                expectReduced((*outputs)[0], expected, 0);
            }
        }
    }
    // Beyond what a double holds.
    Array large = testing::emptyArray(DataType::kINT64, makeDims({2}));
    large.as<int64_t>()[0] = (int64_t{1} << 60) + 1;
    large.as<int64_t>()[1] = 2;
    auto const outputs = runOp(makeOp(ReduceOperation::kSUM, 1), {large});
    ASSERT_TRUE(outputs.ok());
    EXPECT_EQ((*outputs)[0].as<int64_t>()[0], (int64_t{1} << 60) + 3);
}

TEST(Reduce, OverNothingGivesTheNeutralElement)
{
    double const infinity = std::numeric_limits<double>::infinity();
    auto const over = [](ReduceOperation operation, DataType type, uint32_t axes) {
        auto const outputs = runOp(makeOp(operation, axes), {testing::emptyArray(type, makeDims({2, 0, 3}))});
        return outputs.ok() ? (*outputs)[0].values() : std::vector<double>{-12345};
    };
    for (uint32_t const axes : {2U, 7U, 6U})
    {
        EXPECT_THAT(over(ReduceOperation::kSUM, DataType::kFLOAT, axes), ::testing::Each(0));
        EXPECT_THAT(over(ReduceOperation::kPROD, DataType::kFLOAT, axes), ::testing::Each(1));
        EXPECT_THAT(over(ReduceOperation::kMAX, DataType::kFLOAT, axes), ::testing::Each(-infinity));
        EXPECT_THAT(over(ReduceOperation::kMIN, DataType::kFLOAT, axes), ::testing::Each(infinity));
        EXPECT_THAT(over(ReduceOperation::kAVG, DataType::kFLOAT, axes), ::testing::Each(::testing::IsNan()));
        EXPECT_THAT(over(ReduceOperation::kMAX, DataType::kINT32, axes), ::testing::Each(INT32_MIN));
        EXPECT_THAT(over(ReduceOperation::kMIN, DataType::kINT32, axes), ::testing::Each(INT32_MAX));
        EXPECT_THAT(over(ReduceOperation::kAVG, DataType::kINT64, axes), ::testing::Each(0));
    }
    EXPECT_EQ(over(ReduceOperation::kSUM, DataType::kFLOAT, 2).size(), 6U);
    EXPECT_EQ(over(ReduceOperation::kSUM, DataType::kFLOAT, 1).size(), 0U);
}

TEST(Reduce, ServesEveryShapeOfAProfileAndFp16)
{
    testing::InputRange const range{
        DataType::kFLOAT, makeDims({0, 3, 1}), makeDims({2, 3, 9}), makeDims({8, 3, 70}), std::nullopt};
    for (bool const half : {false, true})
    {
        testing::RunnerOptions options;
        options.allowHalf = half;
        auto runner = OpRunner::make(makeOp(ReduceOperation::kAVG, 5, true), {range}, options);
        ASSERT_TRUE(runner.ok()) << runner.error().text();
        for (int64_t const size : {9, 70, 1, 15, 9})
        {
            Array const in = randomFloats(makeDims({size % 8, 3, size}), 3, 0.0F, 1.0F);
            auto const outputs = runner->run({in});
            ASSERT_TRUE(outputs.ok()) << outputs.error().text();
            EXPECT_EQ((*outputs)[0].type, half ? DataType::kHALF : DataType::kFLOAT);
            expectReduced((*outputs)[0], expectedFor(in, ReduceOperation::kAVG, 5), half ? 1e-3 : 1e-6);
        }
    }
}

TEST(Reduce, SurvivesItsRecord)
{
    auto const again = testing::throughRecord(makeOp(ReduceOperation::kMIN, 2, true));
    ASSERT_TRUE(again.ok()) << again.error().text();
    Array const in = randomFloats(makeDims({2, 3, 4}), 3);
    auto const outputs = runOp(**again, {in});
    ASSERT_TRUE(outputs.ok());
    EXPECT_EQ(base::toString((*outputs)[0].dims), "2x1x4");
    expectReduced((*outputs)[0], expectedFor(in, ReduceOperation::kMIN, 2), 0);
}

TEST(Reduce, InfersShapesAndValues)
{
    EXPECT_EQ(inferredDims(makeOp(ReduceOperation::kSUM, 2), {spec(DataType::kFLOAT, {-1, -2, 5})}), "d0x5");
    EXPECT_EQ(inferredDims(makeOp(ReduceOperation::kSUM, 6, true), {spec(DataType::kFLOAT, {-1, -2, 5})}), "d0x1x1");
    EXPECT_EQ(inferredDims(makeOp(ReduceOperation::kMAX, 7), {spec(DataType::kINT64, {-1, -2, 5})}), "scalar");

    graph::ValueSpec shape = spec(DataType::kINT64, {3});
    shape.values = {graph::constant(4), graph::symbol(0), graph::constant(2)};
    std::pair<ReduceOperation, int64_t> const expected[]{{ReduceOperation::kSUM, 16}, {ReduceOperation::kPROD, 80},
        {ReduceOperation::kMAX, 10}, {ReduceOperation::kMIN, 2}};
    for (auto const& [operation, value] : expected)
    {
        auto const result = testing::infer(makeOp(operation, 1), {shape});
        ASSERT_TRUE(result.ok() && result->front().values);
        int64_t const symbols[]{10};
        EXPECT_EQ(*graph::evaluate(result->front().values->at(0), symbols), value);
    }
    graph::ValueSpec none = spec(DataType::kINT64, {0});
    none.values.emplace();
    for (auto const& [operation, value] : {std::pair{ReduceOperation::kSUM, 0}, std::pair{ReduceOperation::kPROD, 1}})
    {
        auto const result = testing::infer(makeOp(operation, 1), {none});
        ASSERT_TRUE(result.ok() && result->front().values);
        EXPECT_EQ(result->front().values->at(0)->value(), value);
    }
    EXPECT_FALSE(testing::infer(makeOp(ReduceOperation::kMAX, 1), {none})->front().values.has_value());
}

TEST(Reduce, SaysWhatIsWrong)
{
    auto const in = spec(DataType::kFLOAT, {2, 3});
    EXPECT_EQ(inferredDims(makeOp(ReduceOperation::kSUM, 0), {in}),
        "axes: expected one or more of the lowest 2 bits (one a dimension of the input), found 0x0");
    EXPECT_EQ(inferredDims(makeOp(ReduceOperation::kSUM, 5), {in}),
        "axes: expected one or more of the lowest 2 bits (one a dimension of the input), found 0x5");
    EXPECT_EQ(inferredDims(makeOp(static_cast<ReduceOperation>(5), 1), {in}),
        "operation: expected sum, product, maximum, minimum or average of nvinfer1::ReduceOperation, found number 5");
    EXPECT_EQ(inferredDims(makeOp(ReduceOperation::kSUM, 1), {spec(DataType::kBOOL, {2})}),
        "input 0: expected type fp32, fp16, bf16, int32 or int64, found bool");
    EXPECT_EQ(inferredDims(makeOp(ReduceOperation::kSUM, 1), {}), "inputs: expected 1, found 0");
}

} // namespace
} // namespace tenon::ops
