#include "ops/concatenation/concatenation.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::array;
using testing::floats;

ConcatenationOp along(int32_t axis)
{
    ConcatenationOp op;
    op.params.axis = axis;
    return op;
}

//! Numbers that say which tensor and element they are.
Array countedPart(DataType type, base::Dims const& dims, int32_t tensor)
{
    Array made = testing::emptyArray(type, dims);
    for (int64_t i = 0; i < made.count(); ++i)
    {
        made.set(i, static_cast<double>((i * 7 + tensor * 31) % 101));
    }
    return made;
}

//! The definition, one element at a time.
std::vector<double> joined(std::vector<std::optional<Array>> const& inputs, base::Dims const& out, int32_t axis)
{
    std::vector<double> values;
    for (int64_t i = 0; i < base::volumeUnchecked(out); ++i)
    {
        int64_t at[8]{};
        int64_t rest = i;
        for (int32_t d = out.nbDims - 1; d >= 0; --d)
        {
            at[d] = rest % out.d[d];
            rest /= out.d[d];
        }
        size_t input = 0;
        while (at[axis] >= inputs[input]->dims.d[axis])
        {
            at[axis] -= inputs[input++]->dims.d[axis];
        }
        int64_t place = 0;
        for (int32_t d = 0; d < out.nbDims; ++d)
        {
            place = place * inputs[input]->dims.d[d] + at[d];
        }
        values.push_back(inputs[input]->at(place));
    }
    return values;
}

TEST(Concatenation, JoinsAlongEveryAxisInEveryType)
{
    for (int32_t axis = 0; axis < 4; ++axis)
    {
        for (DataType const type :
            {DataType::kFLOAT, DataType::kINT64, DataType::kBOOL, DataType::kINT8, DataType::kINT32})
        {
            SCOPED_TRACE(fmt::format("axis {} {}", axis, base::name(type)));
            std::vector<std::optional<Array>> inputs;
            base::Dims out = base::makeDims({2, 3, 4, 5});
            out.d[axis] = 0;
            for (int64_t const size : {3, 0, 1, 17})
            {
                base::Dims dims = base::makeDims({2, 3, 4, 5});
                dims.d[axis] = size;
                out.d[axis] += size;
                inputs.push_back(countedPart(type, dims, static_cast<int32_t>(inputs.size())));
            }
            Array const y = testing::onlyOutput(along(axis), inputs);
            EXPECT_EQ(base::toString(y.dims), base::toString(out));
            EXPECT_EQ(y.values(), joined(inputs, out, axis));
        }
    }
}

TEST(Concatenation, CutsLargeTensorsIntoPieces)
{
    std::vector<std::optional<Array>> const inputs{countedPart(DataType::kFLOAT, base::makeDims({3, 20011}), 0),
        countedPart(DataType::kFLOAT, base::makeDims({3, 40013}), 1)};
    Array const y = testing::onlyOutput(along(1), inputs, testing::storedIn(DataType::kHALF));
    EXPECT_EQ(y.type, DataType::kHALF);
    EXPECT_EQ(y.values(), joined(inputs, base::makeDims({3, 60024}), 1));
}

TEST(Concatenation, TakesOneInputAndOneTensorTwice)
{
    Array const x = countedPart(DataType::kFLOAT, base::makeDims({2, 3}), 0);
    EXPECT_EQ(testing::onlyOutput(along(1), {x}).values(), x.values());
    EXPECT_EQ(testing::onlyOutput(along(0), {x, x}).count(), 12);
    EXPECT_EQ(testing::onlyOutput(along(0), {floats({0, 3}, {}), floats({0, 3}, {})}).count(), 0);
}

TEST(Concatenation, InfersDims)
{
    auto const dims = [](int32_t axis, std::vector<int64_t> const& a, std::vector<int64_t> const& b) {
        return testing::inferredDims(
            along(axis), {testing::spec(DataType::kFLOAT, a), testing::spec(DataType::kFLOAT, b)});
    };
    EXPECT_EQ(dims(1, {-1, 3, 4}, {-1, 5, 4}), "d0x8x4");
    EXPECT_EQ(dims(0, {-1, 3}, {-2, 3}), "(d0 + d1)x3");
    EXPECT_EQ(dims(1, {-1, 3}, {4, 3}), "4x6");
    EXPECT_EQ(dims(1, {2, 3}, {4, 3}), "input 1: expected the dimensions of input 0 (2x3) but along axis 1, found 4x3");
    EXPECT_EQ(dims(1, {2, 3}, {2, 3, 1}), "input 1: expected the rank of input 0 (2x3), found 2x3x1");
    EXPECT_EQ(dims(2, {2, 3}, {2, 3}), "axis: expected one of the 2 dimensions of input 0 (2x3), found 2");
    EXPECT_EQ(dims(-1, {2, 3}, {2, 3}), "axis: expected one of the 2 dimensions of input 0 (2x3), found -1");
}

TEST(Concatenation, JoinsTheValuesOfShapeTensors)
{
    auto a = testing::spec(DataType::kINT32, {1});
    a.values = {graph::symbol(0)};
    auto b = testing::spec(DataType::kINT32, {2});
    b.values = {graph::constant(3), graph::constant(-1)};
    auto const outputs = testing::valueOf(testing::infer(along(0), {a, b}));
    ASSERT_TRUE(outputs.at(0).values.has_value());
    ASSERT_EQ(outputs[0].values->size(), 3U);
    EXPECT_EQ((*outputs[0].values)[0]->kind(), graph::DimExpr::Kind::kSYMBOL);
    EXPECT_EQ((*outputs[0].values)[2]->value(), -1);
    b.values.reset();
    EXPECT_FALSE(testing::valueOf(testing::infer(along(0), {a, b})).at(0).values.has_value());
    auto table = testing::spec(DataType::kINT32, {1, 2});
    table.values = {graph::constant(1), graph::constant(2)};
    EXPECT_FALSE(testing::valueOf(testing::infer(along(1), {table, table})).at(0).values.has_value())
        << "values of more than one dimension would have to be interleaved";
}

TEST(Concatenation, RefusesTypesThatDiffer)
{
    auto const infer = [](DataType a, DataType b, bool strong) {
        return testing::infer(along(0), {testing::spec(a, {2}), testing::spec(b, {2})}, strong);
    };
    testing::expectError(
        infer(DataType::kFLOAT, DataType::kINT32, false), "input 1: expected the type of input 0, fp32, found int32");
    testing::expectError(
        infer(DataType::kFLOAT, DataType::kHALF, true), "input 1: expected the type of input 0, fp32, found fp16");
    EXPECT_TRUE(infer(DataType::kFLOAT, DataType::kHALF, false).ok());
    testing::expectError(infer(DataType::kINT4, DataType::kINT4, false), "not implemented yet: concatenation of int4");
    testing::expectError(testing::infer(along(0), {}), "inputs: expected at least 1, found none");
}

TEST(Concatenation, NoticesAtRunTimeThatSizesClash)
{
    graph::KernelRequest request;
    request.candidate.inputs = {{}, {}};
    request.candidate.outputs = {{}};
    auto kernel = testing::valueOf(along(1).makeKernel(request));
    graph::TensorDesc const in[]{
        {DataType::kFLOAT, {}, base::makeDims({4, 2}), 1.0F}, {DataType::kFLOAT, {}, base::makeDims({3, 2}), 1.0F}};
    graph::TensorDesc const out{DataType::kFLOAT, {}, base::makeDims({4, 4}), 1.0F};
    testing::expectError(
        kernel->setShapes(in, {&out, 1}), "concatenation: expected input 1 to be 4x4 but along axis 1, found 3x2");
    graph::TensorDesc const wide{DataType::kFLOAT, {}, base::makeDims({4, 5}), 1.0F};
    testing::expectError(
        kernel->setShapes({in, 1}, {&wide, 1}), "concatenation: expected an output of 2 along axis 1, found 5");
    request.candidate.outputs = {{DataType::kINT8, {}}};
    auto quantized = testing::valueOf(along(1).makeKernel(request));
    graph::TensorDesc const q{DataType::kINT8, {}, base::makeDims({4, 2}), 0.5F};
    graph::TensorDesc const r{DataType::kINT8, {}, base::makeDims({4, 2}), 0.25F};
    testing::expectError(quantized->setShapes({&q, 1}, {&r, 1}),
        "not implemented yet: concatenation of int8 tensors with different scales (0.5 of input 0 and 0.25)");
}

TEST(Concatenation, KeepsItsParametersThroughARecord)
{
    auto const twin = testing::throughRecord(along(3));
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    EXPECT_EQ(dynamic_cast<ConcatenationOp&>(**twin).params.axis, 3);
}

} // namespace
} // namespace tenon::ops
