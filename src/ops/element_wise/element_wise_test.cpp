#include "ops/element_wise/element_wise.h"

#include "ops/testing/every_target.h"
#include "ops/testing/expect.h"
#include "ops/testing/numpy_cases.h"
#include "ops/testing/ulp.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::ElementWiseOperation;
using testing::Array;
using testing::array;
using testing::floats;

ElementWiseOperation operationNamed(std::string const& wanted)
{
    for (int32_t i = 0; i < 14; ++i)
    {
        if (name(static_cast<ElementWiseOperation>(i)) == wanted)
        {
            return static_cast<ElementWiseOperation>(i);
        }
    }
    ADD_FAILURE() << "no operation " << wanted;
    return {};
}

ElementWiseOp opOf(ElementWiseOperation operation)
{
    ElementWiseOp op;
    op.params.operation = operation;
    return op;
}

TEST(ElementWise, AnswersAsNumPyRecorded)
{
    auto const cases = testing::numPyCases("element_wise");
    ASSERT_GE(cases.size(), 80U);
    testing::onEveryTarget([&] {
        for (testing::NumPyCase const& each : cases)
        {
            ElementWiseOp const op = opOf(operationNamed(each.operation));
            Array const y = testing::onlyOutput(op, {each.inputs[0], each.inputs[1]});
            SCOPED_TRACE(fmt::format("{} on {} and {} of {}", each.operation, base::toString(each.inputs[0].dims),
                base::toString(each.inputs[1].dims), base::name(each.inputs[0].type)));
            ASSERT_EQ(base::toString(y.dims), base::toString(each.output.dims));
            ASSERT_EQ(y.type, each.output.type);
            for (int64_t i = 0; i < y.count(); ++i)
            {
                double const limit = each.operation == "kPOW" ? 1.0 : 0.0;
                double const error = y.type == DataType::kFLOAT ? testing::ulpError(y.as<float>()[i], each.output.at(i))
                                                                : static_cast<double>(y.at(i) != each.output.at(i));
                ASSERT_LE(error, limit) << "element " << i << ": expected " << each.output.at(i) << ", found "
                                        << y.at(i);
            }
        }
    });
}

TEST(ElementWise, IntegersDivideWithoutTraps)
{
    double const lowest = -2147483648.0;
    Array const a = array(DataType::kINT32, {4}, {5, -5, lowest, 0});
    Array const b = array(DataType::kINT32, {4}, {0, 0, -1, 0});
    EXPECT_EQ(
        testing::onlyOutput(opOf(ElementWiseOperation::kDIV), {a, b}).values(), (std::vector<double>{0, 0, lowest, 0}));
    EXPECT_EQ(testing::onlyOutput(opOf(ElementWiseOperation::kFLOOR_DIV), {a, b}).values(),
        (std::vector<double>{0, 0, lowest, 0}));
}

TEST(ElementWise, TakesAnyByteButZeroForTrue)
{
    Array const a = array(DataType::kBOOL, {4}, {2, 0, 128, 0});
    Array const b = array(DataType::kBOOL, {4}, {1, 64, 0, 0});
    EXPECT_EQ(
        testing::onlyOutput(opOf(ElementWiseOperation::kAND), {a, b}).values(), (std::vector<double>{1, 0, 0, 0}));
    EXPECT_EQ(
        testing::onlyOutput(opOf(ElementWiseOperation::kXOR), {a, b}).values(), (std::vector<double>{0, 1, 1, 0}));
    EXPECT_EQ(
        testing::onlyOutput(opOf(ElementWiseOperation::kEQUAL), {a, b}).values(), (std::vector<double>{1, 0, 0, 1}));
}

//! The definition: each output element from the two elements that broadcasting names.
std::vector<double> subtracted(Array const& a, Array const& b, base::Dims const& out)
{
    std::vector<double> values;
    for (int64_t i = 0; i < base::volumeUnchecked(out); ++i)
    {
        int64_t rest = i;
        int64_t at[2]{0, 0};
        int64_t stride[2]{1, 1};
        for (int32_t d = out.nbDims - 1; d >= 0; --d)
        {
            int64_t const place = rest % out.d[d];
            rest /= out.d[d];
            for (int32_t k = 0; k < 2; ++k)
            {
                base::Dims const& dims = k == 0 ? a.dims : b.dims;
                at[k] += (dims.d[d] == 1 ? 0 : place) * stride[k];
                stride[k] *= dims.d[d];
            }
        }
        values.push_back(a.at(at[0]) - b.at(at[1]));
    }
    return values;
}

TEST(ElementWise, BroadcastsEveryPatternOfFourDims)
{
    std::vector<int64_t> const sizes{2, 3, 5, 37};
    for (uint32_t pattern = 0; pattern < 256; ++pattern)
    {
        base::Dims a{4, {}};
        base::Dims b{4, {}};
        base::Dims out{4, {}};
        for (int32_t d = 0; d < 4; ++d)
        {
            a.d[d] = (pattern >> d & 1U) != 0 ? 1 : sizes[static_cast<size_t>(d)];
            b.d[d] = (pattern >> (d + 4) & 1U) != 0 ? 1 : sizes[static_cast<size_t>(d)];
            out.d[d] = std::max(a.d[d], b.d[d]);
        }
        SCOPED_TRACE(base::toString(a) + " and " + base::toString(b));
        // Whole numbers that halves and their differences hold exactly.
        Array x = testing::emptyArray(DataType::kFLOAT, a);
        Array y = testing::emptyArray(DataType::kFLOAT, b);
        for (int64_t i = 0; i < x.count(); ++i)
            x.set(i, static_cast<double>(i % 997));
        for (int64_t i = 0; i < y.count(); ++i)
            y.set(i, static_cast<double>(i % 811) - 400);
        for (DataType const type : {DataType::kFLOAT, DataType::kHALF})
        {
            Array const z = testing::onlyOutput(opOf(ElementWiseOperation::kSUB), {x, y}, testing::storedIn(type));
            ASSERT_EQ(base::toString(z.dims), base::toString(out));
            ASSERT_EQ(z.values(), subtracted(x, y, out)) << base::name(type);
        }
    }
}

TEST(ElementWise, LargeTensorsAreCutIntoPieces)
{
    Array const a = testing::randomFloats(base::makeDims({3, 1, 50001}), 1);
    Array const b = testing::randomFloats(base::makeDims({1, 2, 50001}), 2);
    Array const c = testing::onlyOutput(opOf(ElementWiseOperation::kSUB), {a, b});
    auto const expected = subtracted(a, b, base::makeDims({3, 2, 50001}));
    testing::expectNear(c, expected, 6e-8, 0);
}

TEST(ElementWise, ComparesHalves)
{
    Array const a = testing::randomFloats(base::makeDims({1, 5000}), 3);
    Array const b = floats({1, 1}, {0.25});
    Array const c =
        testing::onlyOutput(opOf(ElementWiseOperation::kGREATER), {a, b}, testing::storedIn(DataType::kHALF));
    EXPECT_EQ(c.type, DataType::kBOOL);
    Array const stored = testing::convert(a, DataType::kHALF);
    for (int64_t i = 0; i < c.count(); ++i)
    {
        ASSERT_EQ(c.at(i), stored.at(i) > 0.25 ? 1 : 0) << i;
    }
}

TEST(ElementWise, InfersDims)
{
    ElementWiseOp op;
    auto const dims = [&](std::vector<int64_t> const& a, std::vector<int64_t> const& b) {
        return testing::inferredDims(op, {testing::spec(DataType::kFLOAT, a), testing::spec(DataType::kFLOAT, b)});
    };
    EXPECT_EQ(dims({-1, 3, 1}, {1, 3, 8}), "d0x3x8");
    EXPECT_EQ(dims({-1, 3}, {-1, 1}), "d0x3");
    EXPECT_EQ(dims({-1, 3}, {4, 3}), "4x3");
    EXPECT_EQ(dims({-1}, {-2}), "min(max(d0, d1), (d0 * d1))");
    EXPECT_EQ(dims({2, 3}, {3, 3}),
        "inputs 2x3 and 3x3: expected equal sizes or 1 in each dimension, found 2 and 3 in dimension 0");
    EXPECT_EQ(dims({2, 3}, {3}),
        "inputs: expected equal ranks, found 2 (2x3) and 1 (3); a shuffle adds leading dimensions of 1");
}

TEST(ElementWise, BroadcastsSymbolsToTheRightSize)
{
    ElementWiseOp op;
    auto const outputs = testing::valueOf(
        testing::infer(op, {testing::spec(DataType::kFLOAT, {-1}), testing::spec(DataType::kFLOAT, {-2})}));
    for (auto const& [a, b, expected] :
        {std::tuple<int64_t, int64_t, int64_t>{1, 5, 5}, {5, 1, 5}, {5, 5, 5}, {0, 1, 0}, {1, 0, 0}, {1, 1, 1}})
    {
        std::vector<int64_t> const symbols{a, b};
        EXPECT_EQ(testing::valueOf(graph::evaluate(outputs.at(0).dims[0], symbols)), expected) << a << " and " << b;
    }
}

TEST(ElementWise, NoticesAtRunTimeThatSizesClash)
{
    auto runner = testing::OpRunner::make(opOf(ElementWiseOperation::kSUM),
        {testing::InputRange{
             DataType::kFLOAT, base::makeDims({1}), base::makeDims({2}), base::makeDims({9}), std::nullopt},
            testing::InputRange{
                DataType::kFLOAT, base::makeDims({1}), base::makeDims({2}), base::makeDims({9}), std::nullopt}});
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    auto const y = testing::valueOf(runner->run({floats({1}, {1}), floats({3}, {1, 2, 3})}));
    EXPECT_EQ(y.at(0).values(), (std::vector<double>{2, 3, 4}));
    graph::KernelRequest request;
    request.candidate.inputs = {{}, {}};
    request.candidate.outputs = {{}};
    auto kernel = testing::valueOf(opOf(ElementWiseOperation::kSUM).makeKernel(request));
    graph::TensorDesc const in[]{
        {DataType::kFLOAT, {}, base::makeDims({4}), 1.0F}, {DataType::kFLOAT, {}, base::makeDims({3}), 1.0F}};
    testing::expectError(kernel->setShapes(in, {in, 1}),
        "element-wise kSUM: expected equal sizes or 1 in each dimension, found inputs 4 and 3 for an output 4");
}

TEST(ElementWise, RefusesTypesThatItCannotTake)
{
    auto const infer = [](ElementWiseOperation operation, DataType a, DataType b, bool strong = false) {
        return testing::infer(opOf(operation), {testing::spec(a, {2}), testing::spec(b, {2})}, strong);
    };
    testing::expectError(infer(ElementWiseOperation::kAND, DataType::kFLOAT, DataType::kBOOL),
        "input 0 of kAND: expected type bool, found fp32");
    testing::expectError(infer(ElementWiseOperation::kPOW, DataType::kFLOAT, DataType::kINT32),
        "input 1 of kPOW: expected type fp32, fp16 or bf16, found int32");
    testing::expectError(
        infer(ElementWiseOperation::kSUM, DataType::kBOOL, DataType::kBOOL), "input 0 of kSUM: expected type fp32");
    testing::expectError(infer(ElementWiseOperation::kSUM, DataType::kINT32, DataType::kINT64),
        "inputs of kSUM: expected equal types, found int32 and int64; a cast makes them equal");
    testing::expectError(infer(ElementWiseOperation::kSUM, DataType::kFLOAT, DataType::kHALF, true),
        "inputs of kSUM: expected equal types, found fp32 and fp16");
    EXPECT_EQ(testing::valueOf(infer(ElementWiseOperation::kSUM, DataType::kHALF, DataType::kFLOAT)).at(0).type,
        DataType::kFLOAT);
    EXPECT_EQ(testing::valueOf(infer(ElementWiseOperation::kLESS, DataType::kHALF, DataType::kHALF)).at(0).type,
        DataType::kBOOL);
    testing::expectError(infer(static_cast<ElementWiseOperation>(50), DataType::kFLOAT, DataType::kFLOAT),
        "operation: expected an ElementWiseOperation, found number 50");
    testing::expectError(testing::infer(opOf(ElementWiseOperation::kSUM), {testing::spec(DataType::kFLOAT, {2})}),
        "inputs: expected 2, found 1");
}

TEST(ElementWise, FollowsTheValuesOfShapeTensors)
{
    std::vector<int64_t> const numbers{-7, -2, -1, 0, 1, 2, 7, 10};
    auto const cases = {ElementWiseOperation::kSUM, ElementWiseOperation::kPROD, ElementWiseOperation::kMAX,
        ElementWiseOperation::kMIN, ElementWiseOperation::kSUB, ElementWiseOperation::kDIV,
        ElementWiseOperation::kFLOOR_DIV, ElementWiseOperation::kEQUAL, ElementWiseOperation::kGREATER,
        ElementWiseOperation::kLESS};
    for (ElementWiseOperation const operation : cases)
    {
        for (int64_t const x : numbers)
        {
            for (int64_t const y : numbers)
            {
                if (y == 0
                    && (operation == ElementWiseOperation::kDIV || operation == ElementWiseOperation::kFLOOR_DIV))
                {
                    continue;
                }
                auto a = testing::spec(DataType::kINT64, {2});
                auto b = testing::spec(DataType::kINT64, {1});
                // Once as a number, once as an expression that no rule takes for a positive one.
                a.values = {graph::constant(x), graph::sub(graph::symbol(0), graph::constant(100))};
                b.values = {graph::constant(y)};
                auto const outputs = testing::valueOf(testing::infer(opOf(operation), {a, b}));
                ASSERT_TRUE(outputs.at(0).values.has_value());
                Array const expected = testing::onlyOutput(opOf(operation),
                    {array(DataType::kINT64, {1}, {double(x)}), array(DataType::kINT64, {1}, {double(y)})});
                for (graph::Dim const& value : *outputs[0].values)
                {
                    std::vector<int64_t> const symbols{x + 100};
                    EXPECT_EQ(testing::valueOf(graph::evaluate(value, symbols)), expected.at(0))
                        << name(operation) << " " << x << " " << y;
                }
            }
        }
    }
}

TEST(ElementWise, FollowsTheValuesOfTruths)
{
    for (auto const operation : {ElementWiseOperation::kAND, ElementWiseOperation::kOR, ElementWiseOperation::kXOR})
    {
        auto a = testing::spec(DataType::kBOOL, {4});
        auto b = a;
        Array x = array(DataType::kBOOL, {4}, {0, 0, 1, 1});
        Array y = array(DataType::kBOOL, {4}, {0, 1, 0, 1});
        a.values.emplace();
        b.values.emplace();
        for (int64_t i = 0; i < 4; ++i)
        {
            a.values->push_back(graph::constant(static_cast<int64_t>(x.at(i))));
            b.values->push_back(graph::constant(static_cast<int64_t>(y.at(i))));
        }
        auto const outputs = testing::valueOf(testing::infer(opOf(operation), {a, b}));
        Array const expected = testing::onlyOutput(opOf(operation), {x, y});
        for (int64_t i = 0; i < 4; ++i)
        {
            EXPECT_EQ((*outputs.at(0).values)[static_cast<size_t>(i)]->value(), expected.at(i))
                << name(operation) << " " << i;
        }
    }
}

TEST(ElementWise, DividesDimsWithoutLosingThem)
{
    auto a = testing::spec(DataType::kINT64, {1});
    auto b = a;
    a.values = {graph::mul(graph::symbol(0), graph::constant(4))};
    b.values = {graph::constant(4)};
    auto const outputs = testing::valueOf(testing::infer(opOf(ElementWiseOperation::kDIV), {a, b}));
    EXPECT_EQ((*outputs.at(0).values)[0]->kind(), graph::DimExpr::Kind::kSYMBOL);
}

TEST(ElementWise, KeepsItsParametersThroughARecord)
{
    auto const twin = testing::throughRecord(opOf(ElementWiseOperation::kFLOOR_DIV));
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    EXPECT_EQ(dynamic_cast<ElementWiseOp&>(**twin).params.operation, ElementWiseOperation::kFLOOR_DIV);
}

} // namespace
} // namespace tenon::ops
