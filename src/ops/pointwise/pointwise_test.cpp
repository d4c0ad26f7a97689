#include "ops/pointwise/pointwise.h"

#include "ops/testing/expect.h"

#include <NvInfer.h>

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::ActivationType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::UnaryOperation;
using pointwise::Code;
using pointwise::Program;
using pointwise::Step;
using testing::Array;
using testing::floats;

Step activation(ActivationType type, int64_t a, float alpha = 0, float beta = 0)
{
    return {Code::kACTIVATION, static_cast<int64_t>(type), a, 0, 0, alpha, beta};
}

Step combine(ElementWiseOperation operation, int64_t a, int64_t b)
{
    return {Code::kCOMBINE, static_cast<int64_t>(operation), a, b, 0, 0, 0};
}

PointwiseOp makeOp(Program const& program)
{
    PointwiseOp op;
    op.name = "chain";
    op.params.set(program);
    return op;
}

//! tanh(x · 1.5 + 0.25) · y, or −y where that is above 0.5.
Program const kProgram{2,
    {{Code::kSCALE, 0, 0, 0, 0, 1.5F, 0.25F}, activation(ActivationType::kTANH, 2),
        combine(ElementWiseOperation::kPROD, 3, 1), {Code::kCONSTANT, 0, 0, 0, 0, 0.5F, 0},
        {Code::kCOMPARE, 2, 4, 5, 0, 0, 0}, {Code::kUNARY, static_cast<int64_t>(UnaryOperation::kNEG), 1, 0, 0, 0, 0},
        {Code::kSELECT, 0, 6, 7, 4, 0, 0}}};

double expectedFor(double x, double y)
{
    double const product = std::tanh(x * 1.5 + 0.25) * y;
    return product > 0.5 ? -y : product;
}

TEST(Pointwise, ComputesTheProgramOnEverySizeAndStorage)
{
    PointwiseOp const op = makeOp(kProgram);
    for (int64_t const count : {0, 1, 7, 1024, 4099, 300001})
    {
        Array const x = testing::randomFloats(base::makeDims({count}), 1);
        Array const y = testing::randomFloats(base::makeDims({count}), 2, 0.6F, 2.0F);
        for (DataType const type : {DataType::kFLOAT, DataType::kHALF, DataType::kBF16})
        {
            SCOPED_TRACE(base::name(type));
            std::vector<double> const xs = testing::convert(x, type).values();
            std::vector<double> const ys = testing::convert(y, type).values();
            Array const result = testing::onlyOutput(op, {x, y}, testing::storedIn(type));
            ASSERT_EQ(result.type, type);
            double const relative = type == DataType::kFLOAT ? 1e-6 : (type == DataType::kHALF ? 0x1p-10 : 0x1p-7);
            int32_t wrong = 0;
            for (size_t i = 0; i < xs.size(); ++i)
            {
                double const expected = expectedFor(xs[i], ys[i]);
                // What lies at the comparison's edge may fall to either side.
                bool const edge = std::fabs(std::tanh(xs[i] * 1.5 + 0.25) * ys[i] - 0.5) < 1e-5;
                wrong += !edge
                    && std::fabs(result.at(static_cast<int64_t>(i)) - expected) > relative * std::fabs(expected) + 1e-6;
            }
            EXPECT_EQ(wrong, 0);
        }
    }
}

TEST(Pointwise, TwoHundredOperationsAreOne)
{
    Program program{1, {}};
    for (int64_t i = 0; i < 200; i += 2)
    {
        program.steps.push_back({Code::kSCALE, 0, i, 0, 0, 1.0625F, 0.125F});
        program.steps.push_back(activation(ActivationType::kTANH, i + 1));
    }
    Array const x = testing::randomFloats(base::makeDims({2, 33}), 5);
    std::vector<double> expected = x.values();
    for (double& value : expected)
    {
        for (int32_t i = 0; i < 100; ++i)
            value = std::tanh(value * 1.0625 + 0.125);
    }
    testing::expectNear(testing::onlyOutput(makeOp(program), {x}), expected, 1e-5, 1e-6);
    EXPECT_LE(pointwise::schedule(program).rows, 2);
}

TEST(Pointwise, EveryComparison)
{
    double const expected[6][3]{{1, 0, 0}, {1, 1, 0}, {0, 0, 1}, {0, 1, 1}, {0, 1, 0}, {1, 0, 1}};
    for (int64_t kind = 0; kind < 6; ++kind)
    {
        PointwiseOp const op = makeOp({2, {{Code::kCOMPARE, kind, 0, 1, 0, 0, 0}}});
        Array const y = testing::onlyOutput(op, {floats({3}, {1, 2, 3}), floats({3}, {2, 2, 2})});
        EXPECT_EQ(y.values(), std::vector<double>(expected[kind], expected[kind] + 3)) << "kind " << kind;
    }
}

TEST(Pointwise, SurvivesItsRecord)
{
    PointwiseOp const op = makeOp(kProgram);
    auto const again = testing::throughRecord(op);
    ASSERT_TRUE(again.ok()) << again.error().text();
    auto const& params = dynamic_cast<PointwiseOp&>(**again).params;
    auto const program = params.program();
    ASSERT_TRUE(program.ok());
    EXPECT_EQ(*program, kProgram);
}

TEST(Pointwise, RefusesProgramsThatLie)
{
    auto const message = [](Program const& program) {
        auto const specs = testing::infer(makeOp(program), {testing::spec(DataType::kFLOAT, {2})});
        return specs.ok() ? std::string() : specs.error().text();
    };
    using ::testing::HasSubstr;
    EXPECT_THAT(
        message({1, {}}), HasSubstr("pointwise program: expected 1 to 64 inputs and 1 to 4096 steps, found 1 and 0"));
    EXPECT_THAT(
        message({1, {activation(ActivationType::kRELU, 1)}}), HasSubstr("step 0: expected operands below 1, found 1"));
    EXPECT_THAT(message({1, {activation(ActivationType::kRELU, -1)}}),
        HasSubstr("step 0: expected operands below 1, found -1"));
    EXPECT_THAT(message({1, {activation(static_cast<ActivationType>(77), 0)}}), HasSubstr("found code 1 of kind 77"));
    EXPECT_THAT(message({1, {{static_cast<Code>(9), 0, 0, 0, 0, 0, 0}}}), HasSubstr("found code 9 of kind 0"));
    PointwiseOp op = makeOp({1, {activation(ActivationType::kRELU, 0)}});
    op.params.numbers.pop_back();
    testing::expectError(testing::infer(op, {testing::spec(DataType::kFLOAT, {2})}),
        "expected 5 integers and 2 numbers a step, found 5 and 1");
    testing::expectError(
        testing::infer(makeOp(kProgram), {testing::spec(DataType::kFLOAT, {2}), testing::spec(DataType::kFLOAT, {3})}),
        "input 1: expected the dims of input 0, 2, found 3");
}

} // namespace
} // namespace tenon::ops
