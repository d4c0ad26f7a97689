#include "ops/slice/slice.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::SampleMode;
using testing::Array;

SliceOp sliceOf(std::initializer_list<int64_t> start, std::initializer_list<int64_t> size,
    std::initializer_list<int64_t> stride, SampleMode mode = SampleMode::kSTRICT_BOUNDS)
{
    SliceOp op;
    op.params.start = base::makeDims(start);
    op.params.size = base::makeDims(size);
    op.params.stride = base::makeDims(stride);
    op.params.mode = mode;
    return op;
}

Array countedToSlice(DataType type, std::initializer_list<int64_t> dims)
{
    Array made = testing::emptyArray(type, base::makeDims(dims));
    for (int64_t i = 0; i < made.count(); ++i)
    {
        made.set(i, static_cast<double>(i % 100));
    }
    return made;
}

std::vector<double> list(std::initializer_list<double> values)
{
    return values;
}

TEST(Slice, TakesPartsInEveryTypeForwardsAndBackwards)
{
    for (DataType const type :
        {DataType::kFLOAT, DataType::kINT8, DataType::kINT64, DataType::kBOOL, DataType::kUINT8, DataType::kINT32})
    {
        SCOPED_TRACE(base::name(type));
        Array const x = countedToSlice(type, {3, 5});
        EXPECT_EQ(testing::onlyOutput(sliceOf({1, 1}, {2, 3}, {1, 1}), {x}).values(), list({6, 7, 8, 11, 12, 13}));
        EXPECT_EQ(testing::onlyOutput(sliceOf({2, 4}, {2, 3}, {-2, -2}), {x}).values(), list({14, 12, 10, 4, 2, 0}));
        EXPECT_EQ(testing::onlyOutput(sliceOf({1, 0}, {2, 2}, {0, 4}), {x}).values(), list({5, 9, 5, 9}));
    }
    Array const half = testing::onlyOutput(
        sliceOf({1}, {2}, {2}), {countedToSlice(DataType::kFLOAT, {4})}, testing::storedIn(DataType::kHALF));
    EXPECT_EQ(half.type, DataType::kHALF);
    EXPECT_EQ(half.values(), list({1, 3}));
    EXPECT_EQ(testing::onlyOutput(sliceOf({}, {}, {}), {testing::floats({}, {7})}).values(), list({7}));
    EXPECT_EQ(
        testing::onlyOutput(sliceOf({0, 5}, {3, 0}, {1, 1}), {countedToSlice(DataType::kFLOAT, {3, 5})}).count(), 0);
}

TEST(Slice, MapsWhatLiesOutsideByTheMode)
{
    Array const x = testing::floats({4}, {0, 1, 2, 3});
    auto const around = [&](SampleMode mode) {
        return testing::onlyOutput(sliceOf({-5}, {13}, {1}, mode), {x}).values();
    };
    EXPECT_EQ(around(SampleMode::kWRAP), list({3, 0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3}));
    EXPECT_EQ(around(SampleMode::kCLAMP), list({0, 0, 0, 0, 0, 0, 1, 2, 3, 3, 3, 3, 3}));
    EXPECT_EQ(around(SampleMode::kREFLECT), list({1, 2, 3, 2, 1, 0, 1, 2, 3, 2, 1, 0, 1}));
    EXPECT_EQ(around(SampleMode::kFILL), list({0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0}));
    Array const filled = testing::onlyOutput(sliceOf({-1, -1}, {3, 4}, {1, 1}, SampleMode::kFILL),
        {testing::floats({1, 2}, {5, 6}), std::nullopt, std::nullopt, std::nullopt, testing::floats({}, {9})});
    EXPECT_EQ(filled.values(), list({9, 9, 9, 9, 9, 5, 6, 9, 9, 9, 9, 9}));
}

//! Shape tensors as inputs, whose values inference and setShapes get.
TEST(Slice, TakesShapeTensors)
{
    SliceOp op;
    auto const shapeInput = [](std::initializer_list<int64_t> dims, std::vector<double> const& values) {
        return std::optional(testing::constantInput(testing::array(DataType::kINT64, dims, values)));
    };
    Array const x = countedToSlice(DataType::kFLOAT, {3, 5});
    auto runner = testing::OpRunner::make(op,
        {testing::fixedInput(x), shapeInput({1}, {4}), shapeInput({1}, {2}), shapeInput({1}, {-3}), std::nullopt,
            shapeInput({1}, {-1})});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    auto const outputs =
        testing::valueOf(runner->run({x, std::nullopt, std::nullopt, std::nullopt, std::nullopt, std::nullopt}));
    ASSERT_EQ(outputs.size(), 1U);
    testing::expectDims(outputs[0].dims, {3, 2});
    EXPECT_EQ(outputs[0].values(), list({4, 1, 9, 6, 14, 11}));
}

TEST(Slice, InfersDimsAndValues)
{
    EXPECT_EQ(
        testing::inferredDims(sliceOf({0, 1}, {-1, 2}, {1, 1}), {testing::spec(DataType::kFLOAT, {-1, 4})}), "d0x2");
    EXPECT_EQ(testing::inferredDims(sliceOf({0, 3}, {1, 2}, {1, 1}), {testing::spec(DataType::kFLOAT, {-1, 4})}),
        "dimension 1: expected elements from 0 to 3, found 3 to 4 (start 3, size 2, stride 1); mode kSTRICT_BOUNDS allows none outside");
    EXPECT_EQ(testing::inferredDims(sliceOf({0}, {1, 2}, {1, 1}), {testing::spec(DataType::kFLOAT, {-1, 4})}),
        "start: expected 2 values, one a dimension, found 1");
    EXPECT_EQ(testing::inferredDims(sliceOf({0}, {-3}, {1}), {testing::spec(DataType::kFLOAT, {4})}),
        "size: expected at least 0 in dimension 0, found -3");
    auto shape = testing::spec(DataType::kINT64, {3});
    shape.values = {graph::symbol(0), graph::constant(5), graph::symbol(1)};
    auto const part = testing::valueOf(testing::infer(sliceOf({2}, {2}, {-1}), {shape}));
    ASSERT_TRUE(part.at(0).values.has_value());
    EXPECT_EQ((*part[0].values)[1]->value(), 5);
    auto const size = testing::valueOf(testing::infer(sliceOf({0, 0, 0}, {}, {1, 1, 1}, SampleMode::kWRAP),
        {testing::spec(DataType::kFLOAT, {1, 1, 1}), std::nullopt, shape}));
    EXPECT_EQ(size.at(0).dims[0]->kind(), graph::DimExpr::Kind::kSYMBOL);
}

TEST(Slice, RefusesWhatItCannotTake)
{
    auto const x = testing::spec(DataType::kFLOAT, {4});
    testing::expectError(testing::infer(sliceOf({0}, {1}, {1}), {x, testing::spec(DataType::kINT64, {1})}),
        "input 1 (start): expected a shape tensor of rank 1");
    testing::expectError(testing::infer(sliceOf({0}, {1}, {1}), {x, testing::spec(DataType::kFLOAT, {1})}),
        "input 1 (start): expected type int32 or int64");
    testing::expectError(testing::infer(sliceOf({0}, {1}, {1}), {x, {}, {}, {}, testing::spec(DataType::kINT32, {})}),
        "input 4 (fill value): expected the type of the data, fp32, found int32");
    testing::expectError(testing::infer(sliceOf({0}, {1}, {1}), {x, {}, {}, {}, testing::spec(DataType::kFLOAT, {2})}),
        "input 4 (fill value): expected one element, found 2");
    SliceOp op = sliceOf({0, 0}, {1, 1}, {1, 1});
    op.params.axes = {0, -1};
    testing::expectError(testing::infer(op, {x}), "axes: expected each from -1 to 0, and none twice, found -1");
    op.params.mode = static_cast<SampleMode>(9);
    testing::expectError(testing::infer(op, {x}), "mode: expected a SampleMode, found number 9");
    testing::expectError(testing::infer(sliceOf({0}, {1}, {1}), {testing::spec(DataType::kINT4, {4})}),
        "not implemented yet: slice of int4");
}

TEST(Slice, ChecksBoundsWhenShapesAreSet)
{
    graph::TensorDesc const in{DataType::kFLOAT, {}, base::makeDims({3}), 1.0F};
    graph::TensorDesc const out{DataType::kFLOAT, {}, base::makeDims({4}), 1.0F};
    auto const kernel = makeSliceCpu(sliceOf({0}, {4}, {1}).params, {});
    testing::expectError(base::Result<int>(kernel->setShapes({&in, 1}, {&out, 1}).error()),
        "slice: expected elements from 0 to 2 in dimension 0, found 0 to 3 (start 0, size 4, stride 1)");
    auto const twin = testing::throughRecord(sliceOf({1}, {2}, {3}, SampleMode::kREFLECT));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<SliceOp&>(**twin).params.stride.d[0], 3);
    EXPECT_EQ(dynamic_cast<SliceOp&>(**twin).params.mode, SampleMode::kREFLECT);
}

} // namespace
} // namespace tenon::ops
