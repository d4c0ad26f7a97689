#include "ops/activation/activation.h"

#include "ops/activation/activation_cpu.h"
#include "ops/testing/every_target.h"
#include "ops/testing/expect.h"
#include "ops/testing/ulp.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::ActivationType;
using testing::Array;
using testing::array;
using testing::floats;

constexpr int32_t kKinds = 14;

//! The documented formulas in double; `error` is how far the exact value moves when the exponential's argument is rounded to fp32.
struct Exact
{
    double value;
    double moved;
};

Exact exactly(ActivationType type, double x, double alpha, double beta)
{
    double const eps = 0x1p-23;
    switch (type)
    {
    case ActivationType::kRELU: return {std::max(0.0, x), 0};
    case ActivationType::kSIGMOID: return {1 / (1 + std::exp(-x)), 0};
    case ActivationType::kTANH: return {std::tanh(x), 0};
    case ActivationType::kLEAKY_RELU: return {x >= 0 ? x : alpha * x, 0};
    case ActivationType::kELU: return {x >= 0 ? x : alpha * std::expm1(x), 0};
    case ActivationType::kSELU: return {beta * (x > 0 ? x : alpha * std::expm1(x)), 0};
    case ActivationType::kSOFTSIGN: return {std::isinf(x) ? std::copysign(1.0, x) : x / (1 + std::fabs(x)), 0};
    case ActivationType::kSOFTPLUS:
    {
        // β x itself may leave the floats where the result would not.
        double const z = static_cast<float>(beta * x);
        double const y = z > 700 ? z : std::log1p(std::exp(z));
        return {alpha * y, std::isfinite(z) ? std::fabs(alpha) * std::fabs(z) * eps / (1 + std::exp(-z)) : 0};
    }
    case ActivationType::kCLIP: return {std::max(alpha, std::min(beta, x)), 0};
    case ActivationType::kHARD_SIGMOID:
        return {std::max(0.0, std::min(1.0, alpha * x + beta)), std::fabs(alpha * x) < 4 ? eps : 0};
    case ActivationType::kSCALED_TANH:
    {
        double const cosh = std::cosh(std::min(std::fabs(beta * x), 300.0));
        return {alpha * std::tanh(beta * x),
            std::fabs(beta * x) < 300 ? std::fabs(alpha * beta * x) * eps / (cosh * cosh) : 0};
    }
    case ActivationType::kTHRESHOLDED_RELU: return {x > alpha ? x : 0, 0};
    case ActivationType::kGELU_ERF:
        return {std::isinf(x) ? std::max(x, 0.0) : 0.5 * x * std::erfc(-std::sqrt(0.5) * x), 0};
    case ActivationType::kGELU_TANH:
    {
        if (std::fabs(x) > 100)
        {
            return {std::max(x, 0.0), 0};
        }
        double const u = 2 * std::sqrt(2 / M_PI) * (0.044715 * x * x * x + x);
        double const s = 1 / (1 + std::exp(-u));
        return {x * s, 2 * std::fabs(x * u * eps) * s / (1 + std::exp(u))};
    }
    }
    return {NAN, 0};
}

struct KindCase
{
    float alpha, beta;
};

TEST(Activation, EveryKindIsWithinItsUlpsOnEveryFloatAndTarget)
{
    std::vector<float> const x = testing::sampledFloats(19997);
    std::map<ActivationType, double> const limits{{ActivationType::kRELU, 0}, {ActivationType::kSIGMOID, 4},
        {ActivationType::kTANH, 4}, {ActivationType::kLEAKY_RELU, 0.5}, {ActivationType::kELU, 5},
        {ActivationType::kSELU, 6}, {ActivationType::kSOFTSIGN, 1.5}, {ActivationType::kSOFTPLUS, 5},
        {ActivationType::kCLIP, 0}, {ActivationType::kHARD_SIGMOID, 2}, {ActivationType::kSCALED_TANH, 5},
        {ActivationType::kTHRESHOLDED_RELU, 0}, {ActivationType::kGELU_ERF, 8}, {ActivationType::kGELU_TANH, 6}};
    testing::onEveryTarget([&] {
        for (int32_t kind = 0; kind < kKinds; ++kind)
        {
            auto const type = static_cast<ActivationType>(kind);
            for (KindCase const parameters :
                {KindCase{0.25F, 1.5F}, KindCase{-0.3F, 0.7F}, KindCase{1.6732632F, 1.050701F}})
            {
                std::vector<float> y(x.size(), -77.0F);
                activateRow(
                    {type, parameters.alpha, parameters.beta}, x.data(), y.data(), static_cast<int64_t>(x.size()));
                double worst = 0;
                float at = 0;
                for (size_t i = 0; i < x.size(); ++i)
                {
                    Exact const exact =
                        std::isnan(x[i]) ? Exact{NAN, 0} : exactly(type, x[i], parameters.alpha, parameters.beta);
                    double error = testing::ulpError(y[i], exact.value);
                    if (std::isfinite(error) && !std::isnan(exact.value))
                    {
                        error = std::max(0.0, error - exact.moved / testing::ulpOf(exact.value));
                    }
                    if (!(error <= worst))
                    {
                        worst = error;
                        at = x[i];
                    }
                }
                EXPECT_LE(worst, limits.at(type))
                    << name(type) << " alpha " << parameters.alpha << " beta " << parameters.beta << " at " << at;
            }
        }
    });
}

TEST(Activation, EveryKindIsRightOnTheTestedDevice)
{
    std::vector<float> const samples = testing::sampledFloats(19997);
    Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims({static_cast<int64_t>(samples.size())}));
    std::copy(samples.begin(), samples.end(), x.as<float>());
    for (int32_t kind = 0; kind < kKinds; ++kind)
    {
        ActivationOp op;
        op.params = {static_cast<ActivationType>(kind), 0.25F, 1.5F};
        Array const y = testing::onlyOutput(op, {x});
        double worst = 0;
        float at = 0;
        for (size_t i = 0; i < samples.size(); ++i)
        {
            Exact const exact = std::isnan(samples[i]) ? Exact{NAN, 0} : exactly(op.params.type, samples[i], 0.25, 1.5);
            double error = testing::ulpError(y.as<float>()[i], exact.value);
            if (std::isfinite(error) && !std::isnan(exact.value))
            {
                error = std::max(0.0, error - exact.moved / testing::ulpOf(exact.value));
            }
            if (!(error <= worst))
            {
                worst = error;
                at = samples[i];
            }
        }
        EXPECT_LE(worst, 12) << name(op.params.type) << " at " << at;
    }
}

TEST(Activation, RunsOnOddSizesInEveryStorage)
{
    for (int64_t const count : {1, 7, 16, 17, 2047, 2049, 70001})
    {
        Array const x = testing::randomFloats(base::makeDims({count}), 3, -3.0F, 3.0F);
        for (DataType const type : {DataType::kFLOAT, DataType::kHALF, DataType::kBF16})
        {
            ActivationOp op;
            op.params.type = ActivationType::kSIGMOID;
            Array const y = testing::onlyOutput(op, {x}, testing::storedIn(type));
            EXPECT_EQ(y.type, type);
            std::vector<double> expected = testing::convert(x, type).values();
            for (double& value : expected)
            {
                value = 1 / (1 + std::exp(-value));
            }
            double const relative = type == DataType::kFLOAT ? 3e-7 : (type == DataType::kHALF ? 0x1p-10 : 0x1p-7);
            testing::expectNear(y, expected, relative, 0);
        }
    }
}

TEST(Activation, KeepsAnyRankAndEmptyTensors)
{
    ActivationOp op;
    EXPECT_EQ(testing::onlyOutput(op, {floats({}, {-2.0})}).values(), std::vector<double>{0});
    Array const empty = testing::onlyOutput(op, {floats({3, 0, 2}, {})});
    testing::expectDims(empty.dims, {3, 0, 2});
    EXPECT_EQ(testing::inferredDims(op, {testing::spec(DataType::kFLOAT, {-1, 3, -2})}), "d0x3xd1");
}

TEST(Activation, FollowsShapesWithinAProfile)
{
    ActivationOp op;
    op.params = {ActivationType::kLEAKY_RELU, 0.5F, 0.0F};
    auto runner = testing::OpRunner::make(op,
        {testing::InputRange{
            DataType::kFLOAT, base::makeDims({1, 2}), base::makeDims({2, 2}), base::makeDims({4, 2}), std::nullopt}},
        testing::storedIn(DataType::kHALF));
    ASSERT_TRUE(runner.ok()) << runner.error().text();
    for (int64_t const batch : {4, 1, 3})
    {
        auto const y = testing::valueOf(runner->run({testing::convert(
            array(DataType::kFLOAT, {batch, 2}, std::vector<double>(static_cast<size_t>(batch) * 2, -3.0)),
            DataType::kHALF)}));
        EXPECT_EQ(y.at(0).values(), std::vector<double>(static_cast<size_t>(batch) * 2, -1.5));
    }
}

TEST(Activation, ReluTakesIntegers)
{
    ActivationOp op;
    EXPECT_EQ(testing::onlyOutput(op, {array(DataType::kINT32, {4}, {-5, 0, 7, -2147483648.0})}).values(),
        (std::vector<double>{0, 0, 7, 0}));
    EXPECT_EQ(testing::onlyOutput(op, {array(DataType::kINT64, {3}, {-5, 0, 1e15})}).values(),
        (std::vector<double>{0, 0, 1e15}));
    auto shape = testing::spec(DataType::kINT32, {2});
    shape.values = {graph::constant(-4), graph::constant(9)};
    auto const outputs = testing::valueOf(testing::infer(op, {shape}));
    ASSERT_TRUE(outputs[0].values.has_value());
    EXPECT_EQ((*outputs[0].values)[0]->value(), 0);
    EXPECT_EQ((*outputs[0].values)[1]->value(), 9);
}

TEST(Activation, KeepsItsParametersThroughARecord)
{
    ActivationOp op;
    op.name = "act";
    op.params = {ActivationType::kSELU, 1.6732632F, 1.050701F};
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok()) << twin.error().text();
    auto const& params = dynamic_cast<ActivationOp&>(**twin).params;
    EXPECT_EQ(params.type, op.params.type);
    EXPECT_EQ(params.alpha, op.params.alpha);
    EXPECT_EQ(params.beta, op.params.beta);
}

TEST(Activation, RefusesWhatItCannotTake)
{
    ActivationOp op;
    op.params.type = ActivationType::kTANH;
    testing::expectError(testing::infer(op, {testing::spec(DataType::kINT32, {2})}),
        "input 0 of kTANH: expected type fp32, fp16 or bf16, found int32");
    testing::expectError(testing::infer(op, {}), "inputs: expected 1, found 0");
    testing::expectError(testing::infer(op, {std::nullopt}), "input 0: expected a tensor, found none");
    op.params.type = static_cast<ActivationType>(99);
    testing::expectError(testing::infer(op, {testing::spec(DataType::kFLOAT, {2})}),
        "activation type: expected an ActivationType, found number 99");
}

} // namespace
} // namespace tenon::ops
