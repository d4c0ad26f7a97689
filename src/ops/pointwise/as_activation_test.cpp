#include "ops/pointwise/as_activation.h"

#include "ops/pointwise/expression.h"

#include <gtest/gtest.h>

namespace tenon::ops::pointwise
{
namespace
{

using Kind = FusedActivation::Kind;
using nvinfer1::ActivationType;

std::optional<FusedActivation> meaning(std::string const& text, int64_t inputs = 1)
{
    Program program{inputs, {}};
    std::vector<int64_t> operands;
    for (int64_t i = 0; i < inputs; ++i)
    {
        operands.push_back(i);
    }
    auto const parameter = [](std::string const& name) {
        return name == "slope" ? std::optional<double>(0.125) : std::nullopt;
    };
    auto const value = appendExpression(program, text, operands, parameter);
    EXPECT_TRUE(value.ok()) << value.error().text();
    return asActivation(program);
}

void expectActivation(std::string const& text, ActivationType type, float alpha = 0, float beta = 0)
{
    auto const found = meaning(text);
    ASSERT_TRUE(found) << text;
    EXPECT_EQ(found->kind, static_cast<Kind>(type)) << text;
    EXPECT_EQ(found->alpha, alpha) << text;
    EXPECT_EQ(found->beta, beta) << text;
}

TEST(AsActivation, KnowsLeakyReluInAnySpelling)
{
    for (char const* const text : {"x < 0 ? slope * x : x", "x >= 0 ? x : x * slope", "max(x, slope * x)",
             "max(x, 0) + slope * min(x, 0)", "0.5625 * x + 0.4375 * abs(x)", "(x > 0) * x + (x <= 0) * x * slope",
             "-min(-x, -slope * x)", "x > 0 ? x : x / 8"})
    {
        expectActivation(text, ActivationType::kLEAKY_RELU, 0.125F);
    }
}

TEST(AsActivation, KnowsReluAndClip)
{
    expectActivation("max(x, 0)", ActivationType::kRELU);
    expectActivation("(x + abs(x)) / 2", ActivationType::kRELU);
    expectActivation("min(max(x, 0), 6)", ActivationType::kCLIP, 0.0F, 6.0F);
    expectActivation("x < -1 ? -1 : x > 2 ? 2 : x", ActivationType::kCLIP, -1.0F, 2.0F);
}

TEST(AsActivation, KnowsCurvesByTheirSpelling)
{
    expectActivation("1 / (1 + exp(-x))", ActivationType::kSIGMOID);
    expectActivation("tanh(x)", ActivationType::kTANH);
    expectActivation("0.5 * x * (1 + erf(x * 0.70710678))", ActivationType::kGELU_ERF);
    auto const swish = meaning("x * sigmoid(x)");
    ASSERT_TRUE(swish);
    EXPECT_EQ(swish->kind, Kind::kSWISH);
    EXPECT_EQ(swish->alpha, 1.0F);
}

TEST(AsActivation, RefusesWhatIsNone)
{
    for (char const* const text : {"x", "2 * x", "x < 0 ? x * 0.1 : x + 1", "x < 1 ? x * 0.1 : x", "x > 0 ? 1 : 0",
             "x * x", "exp(x)", "max(x, 0) * 2", "0.4 * x * (1 + erf(x * 0.70710678))", "x * sigmoid(2 * x)"})
    {
        EXPECT_FALSE(meaning(text)) << text;
    }
    EXPECT_FALSE(meaning("max(x0, 0.1 * x1)", 2));
}

} // namespace
} // namespace tenon::ops::pointwise
