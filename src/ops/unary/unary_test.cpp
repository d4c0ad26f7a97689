#include "ops/unary/unary.h"

#include "ops/testing/every_target.h"
#include "ops/testing/expect.h"
#include "ops/testing/numpy_cases.h"
#include "ops/testing/ulp.h"
#include "ops/unary/unary_cpu.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::UnaryOperation;
using testing::Array;
using testing::array;
using testing::floats;

constexpr int32_t kOperations = 25;

UnaryOp opOf(UnaryOperation operation)
{
    UnaryOp op;
    op.params.operation = operation;
    return op;
}

double exactly(UnaryOperation operation, double x)
{
    switch (operation)
    {
    case UnaryOperation::kEXP: return std::exp(x);
    case UnaryOperation::kLOG: return std::log(x);
    case UnaryOperation::kSQRT: return std::sqrt(x);
    case UnaryOperation::kRECIP: return 1 / x;
    case UnaryOperation::kABS: return std::fabs(x);
    case UnaryOperation::kNEG: return -x;
    case UnaryOperation::kSIN: return std::sin(x);
    case UnaryOperation::kCOS: return std::cos(x);
    case UnaryOperation::kTAN: return std::tan(x);
    case UnaryOperation::kSINH: return std::sinh(x);
    case UnaryOperation::kCOSH: return std::cosh(x);
    case UnaryOperation::kASIN: return std::asin(x);
    case UnaryOperation::kACOS: return std::acos(x);
    case UnaryOperation::kATAN: return std::atan(x);
    case UnaryOperation::kASINH: return std::asinh(x);
    case UnaryOperation::kACOSH: return std::acosh(x);
    case UnaryOperation::kATANH: return std::atanh(x);
    case UnaryOperation::kCEIL: return std::ceil(x);
    case UnaryOperation::kFLOOR: return std::floor(x);
    case UnaryOperation::kERF: return std::erf(x);
    case UnaryOperation::kSIGN: return x > 0 ? 1 : (x < 0 ? -1 : x);
    case UnaryOperation::kROUND: return std::nearbyint(x);
    default: return NAN;
    }
}

double ulpLimit(UnaryOperation operation)
{
    switch (operation)
    {
    case UnaryOperation::kABS:
    case UnaryOperation::kNEG:
    case UnaryOperation::kCEIL:
    case UnaryOperation::kFLOOR:
    case UnaryOperation::kSIGN:
    case UnaryOperation::kROUND: return 0;
    case UnaryOperation::kSQRT:
    case UnaryOperation::kRECIP: return 0.5;
    case UnaryOperation::kLOG: return 3;
    case UnaryOperation::kSIN:
    case UnaryOperation::kCOS: return 4;
    default: return 2;
    }
}

TEST(Unary, EveryOperationIsWithinItsUlpsOnEveryFloatAndTarget)
{
    std::vector<float> x = testing::sampledFloats(19997);
    for (float value = -20.0F; value < 20.0F; value += 0.00317F)
    {
        x.push_back(value);
    }
    testing::onEveryTarget([&] {
        for (int32_t i = 0; i < kOperations; ++i)
        {
            auto const operation = static_cast<UnaryOperation>(i);
            if (operation == UnaryOperation::kNOT || operation == UnaryOperation::kISINF
                || operation == UnaryOperation::kISNAN)
            {
                continue;
            }
            std::vector<float> y(x.size(), -77.0F);
            unaryRow(operation, x.data(), y.data(), static_cast<int64_t>(x.size()));
            bool const periodic = operation == UnaryOperation::kSIN || operation == UnaryOperation::kCOS;
            double worst = 0;
            float at = 0;
            for (size_t k = 0; k < x.size(); ++k)
            {
                double const exact = exactly(operation, x[k]);
                double error = testing::ulpError(y[k], exact);
                if (periodic && std::fabs(y[k] - exact) <= 0x1p-24)
                {
                    // Near a zero of theirs the reduced argument is what counts.
                    error = 0;
                }
                if (!(error <= worst))
                {
                    worst = error;
                    at = x[k];
                }
            }
            EXPECT_LE(worst, ulpLimit(operation)) << name(operation) << " at " << at;
        }
    });
}

TEST(Unary, AnswersAsNumPyRecorded)
{
    auto const cases = testing::numPyCases("unary");
    ASSERT_EQ(cases.size(), 17U);
    testing::onEveryTarget([&] {
        for (testing::NumPyCase const& each : cases)
        {
            SCOPED_TRACE(each.operation);
            for (int32_t i = 0; i < kOperations; ++i)
            {
                auto const operation = static_cast<UnaryOperation>(i);
                if (name(operation) != each.operation)
                {
                    continue;
                }
                Array const y = testing::onlyOutput(opOf(operation), {each.inputs[0]});
                ASSERT_EQ(y.type, each.output.type);
                for (int64_t k = 0; k < y.count(); ++k)
                {
                    bool const bothNan = std::isnan(y.at(k)) && std::isnan(each.output.at(k));
                    EXPECT_TRUE(bothNan || y.at(k) == each.output.at(k))
                        << each.inputs[0].at(k) << " gave " << y.at(k) << ", NumPy " << each.output.at(k);
                }
            }
        }
    });
}

TEST(Unary, RunsInEveryStorage)
{
    Array const x = testing::randomFloats(base::makeDims({3, 1367}), 2, 0.1F, 3.0F);
    for (DataType const type : {DataType::kFLOAT, DataType::kHALF, DataType::kBF16})
    {
        std::vector<double> expected = testing::convert(x, type).values();
        for (double& value : expected)
            value = std::log(value);
        double const relative = type == DataType::kFLOAT ? 3e-7 : (type == DataType::kHALF ? 0x1p-10 : 0x1p-7);
        testing::expectNear(
            testing::onlyOutput(opOf(UnaryOperation::kLOG), {x}, testing::storedIn(type)), expected, relative, 1e-9);
    }
    Array const odd = floats({5}, {INFINITY, -INFINITY, NAN, 1, 70000});
    Array const infinite = testing::onlyOutput(opOf(UnaryOperation::kISINF), {odd}, testing::storedIn(DataType::kHALF));
    EXPECT_EQ(infinite.type, DataType::kBOOL);
    // 70000 overflows where it is stored in fp16.
    EXPECT_EQ(infinite.values(), (std::vector<double>{1, 1, 0, 0, 1}));
    EXPECT_EQ(testing::onlyOutput(opOf(UnaryOperation::kISNAN), {odd}).values(), (std::vector<double>{0, 0, 1, 0, 0}));
}

TEST(Unary, NegatesTruths)
{
    EXPECT_EQ(testing::onlyOutput(opOf(UnaryOperation::kNOT), {array(DataType::kBOOL, {4}, {0, 1, 2, 255})}).values(),
        (std::vector<double>{1, 0, 0, 0}));
}

TEST(Unary, NegatesTruthsOfEveryByteAndLength)
{
    testing::onEveryTarget([&] {
        for (int64_t const count : {0, 1, 15, 16, 17, 63, 64, 65, 256 + 31, 40000})
        {
            Array x = testing::emptyArray(DataType::kBOOL, base::makeDims({count}));
            for (int64_t i = 0; i < count; ++i)
            {
                x.as<uint8_t>()[i] = static_cast<uint8_t>(i % 3 == 0 ? 0 : i);
            }
            Array const y = testing::onlyOutput(opOf(UnaryOperation::kNOT), {x});
            ASSERT_EQ(y.count(), count);
            for (int64_t i = 0; i < count; ++i)
            {
                ASSERT_EQ(y.as<uint8_t>()[i], x.as<uint8_t>()[i] == 0 ? 1 : 0) << i << " of " << count;
            }
        }
    });
}

TEST(Unary, FollowsTheValuesOfShapeTensors)
{
    auto shape = testing::spec(DataType::kINT64, {3});
    shape.values = {graph::constant(-4), graph::symbol(0), graph::constant(0)};
    std::vector<int64_t> const symbols{-3};
    auto const follow = [&](UnaryOperation operation, graph::ValueSpec const& input) {
        std::vector<int64_t> numbers;
        auto const outputs = testing::valueOf(testing::infer(opOf(operation), {input}));
        for (graph::Dim const& value : *outputs.at(0).values)
        {
            numbers.push_back(testing::valueOf(graph::evaluate(value, symbols)));
        }
        return numbers;
    };
    EXPECT_EQ(follow(UnaryOperation::kABS, shape), (std::vector<int64_t>{4, 3, 0}));
    EXPECT_EQ(follow(UnaryOperation::kNEG, shape), (std::vector<int64_t>{4, 3, 0}));
    EXPECT_EQ(follow(UnaryOperation::kSIGN, shape), (std::vector<int64_t>{-1, -1, 0}));
    shape.type = DataType::kBOOL;
    shape.values = {graph::constant(0), graph::constant(1), graph::constant(0)};
    EXPECT_EQ(follow(UnaryOperation::kNOT, shape), (std::vector<int64_t>{1, 0, 1}));
}

TEST(Unary, InfersTypesAndDims)
{
    EXPECT_EQ(testing::inferredDims(opOf(UnaryOperation::kEXP), {testing::spec(DataType::kFLOAT, {-1, 3})}), "d0x3");
    EXPECT_EQ(testing::valueOf(testing::infer(opOf(UnaryOperation::kISNAN), {testing::spec(DataType::kHALF, {2})}))
                  .at(0)
                  .type,
        DataType::kBOOL);
    EXPECT_EQ(
        testing::valueOf(testing::infer(opOf(UnaryOperation::kABS), {testing::spec(DataType::kINT64, {2})})).at(0).type,
        DataType::kINT64);
}

TEST(Unary, RefusesTypesThatItCannotTake)
{
    auto const infer = [](UnaryOperation operation, DataType type) {
        return testing::infer(opOf(operation), {testing::spec(type, {2})});
    };
    testing::expectError(
        infer(UnaryOperation::kNOT, DataType::kFLOAT), "input 0 of kNOT: expected type bool, found fp32");
    testing::expectError(infer(UnaryOperation::kEXP, DataType::kINT32),
        "input 0 of kEXP: expected type fp32, fp16 or bf16, found int32");
    testing::expectError(infer(UnaryOperation::kABS, DataType::kBOOL),
        "input 0 of kABS: expected type fp32, fp16, bf16, int32 or int64, found bool");
    testing::expectError(infer(static_cast<UnaryOperation>(40), DataType::kFLOAT),
        "operation: expected a UnaryOperation, found number 40");
}

TEST(Unary, KeepsItsParametersThroughARecord)
{
    auto const twin = testing::throughRecord(opOf(UnaryOperation::kROUND));
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    EXPECT_EQ(dynamic_cast<UnaryOp&>(**twin).params.operation, UnaryOperation::kROUND);
}

} // namespace
} // namespace tenon::ops
