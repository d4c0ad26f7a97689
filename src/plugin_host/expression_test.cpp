// The language of pointwise expressions.
#include "plugin_host/expression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace tenon::plugin_host
{
namespace
{

using ::testing::HasSubstr;

base::Result<Expression> parse(std::string const& text, int32_t inputs = 1)
{
    return Expression::parse(text, inputs, [](std::string const& name) -> base::Result<double> {
        if (name == "slope")
        {
            return 0.25;
        }
        return base::invalidArgument("no parameter");
    });
}

float valueOf(std::string const& text, std::vector<float> const& inputs)
{
    auto const expression = parse(text, static_cast<int32_t>(inputs.size()));
    EXPECT_TRUE(expression.ok()) << expression.error().text();
    return expression.ok() ? expression->evaluate(inputs) : NAN;
}

std::string errorOf(std::string const& text, int32_t inputs = 1)
{
    auto const expression = parse(text, inputs);
    return expression.ok() ? "no error" : expression.error().message;
}

TEST(Expression, FollowsTheRulesOfPrecedence)
{
    EXPECT_EQ(valueOf("1 + 2 * 3 - 4 / 2", {0}), 5.0F);
    EXPECT_EQ(valueOf("(1 + 2) * 3", {0}), 9.0F);
    EXPECT_EQ(valueOf("10 - 3 - 2", {0}), 5.0F) << "from left to right";
    EXPECT_EQ(valueOf("16 / 4 / 2", {0}), 2.0F);
    EXPECT_EQ(valueOf("-x * -x", {3}), 9.0F);
    EXPECT_EQ(valueOf("- - 2", {0}), 2.0F);
    EXPECT_EQ(valueOf("!x + 1", {0}), 2.0F);
    EXPECT_EQ(valueOf("1 < 2 && 2 < 3 || 0", {0}), 1.0F);
    EXPECT_EQ(valueOf("1 || 0 && 0", {0}), 1.0F) << "&& binds closer";
    EXPECT_EQ(valueOf("1 + 1 == 2", {0}), 1.0F);
    EXPECT_EQ(valueOf("x != 2", {2}), 0.0F);
    EXPECT_EQ(valueOf("x >= 2 ? x <= 2 ? 5 : 6 : 7", {2}), 5.0F);
    EXPECT_EQ(valueOf("x > 2 ? 5 : x < 0 ? 6 : 7", {-1}), 6.0F);
    EXPECT_EQ(valueOf("1.5e1 + .5", {0}), 15.5F);
}

TEST(Expression, KnowsInputsAndParametersByName)
{
    EXPECT_EQ(valueOf("x < 0 ? x * slope : x", {-8}), -2.0F);
    EXPECT_EQ(valueOf("x0 - x1", {5, 3}), 2.0F);
    EXPECT_EQ(valueOf("left, right: left - right * slope", {5, 8}), 3.0F);
    EXPECT_EQ(valueOf("x: x ? 1 : 2", {0}), 2.0F) << "two colons";
}

TEST(Expression, HasTheFunctionsOfTheLanguage)
{
    float const x = 0.75F;
    std::pair<char const*, double> const expected[]{{"exp(x)", std::exp(0.75)}, {"log(x)", std::log(0.75)},
        {"sqrt(x)", std::sqrt(0.75)}, {"rsqrt(x)", 1.0 / std::sqrt(0.75)}, {"tanh(x)", std::tanh(0.75)},
        {"sigmoid(x)", 1.0 / (1.0 + std::exp(-0.75))}, {"erf(x)", std::erf(0.75)}, {"sin(x)", std::sin(0.75)},
        {"cos(x)", std::cos(0.75)}, {"abs(-x)", 0.75}, {"floor(-x)", -1.0}, {"ceil(x)", 1.0}, {"round(x)", 1.0},
        {"round(2.5)", 2.0}, {"sign(-x)", -1.0}, {"sign(0)", 0.0}, {"min(x, 0.5)", 0.5}, {"max(x, 0.5)", 0.75},
        {"pow(x, 2)", 0.5625}, {"fmod(-7, 4)", -3.0}};
    for (auto const& [text, value] : expected)
    {
        EXPECT_NEAR(valueOf(text, {x}), value, 1e-6) << text;
    }
    EXPECT_TRUE(std::isnan(valueOf("min(x, 1)", {NAN})));
    EXPECT_TRUE(std::isnan(valueOf("max(1, x)", {NAN})));
    EXPECT_TRUE(std::isnan(valueOf("x < 0 ? x * slope : x", {NAN})));
}

TEST(Expression, ShowsWhereItIsWrong)
{
    EXPECT_EQ(errorOf(""), "expression \"\": expected a number, a name, or \"(\" at character 1, found its end");
    EXPECT_THAT(errorOf("x +"), HasSubstr("at character 4, found its end"));
    EXPECT_THAT(errorOf("x + * 2"), HasSubstr("expected a number, a name, or \"(\" at character 5, found \"* 2\""));
    EXPECT_THAT(errorOf("(x"), HasSubstr("expected \")\" at character 3, found its end"));
    EXPECT_THAT(errorOf("x ? 1"), HasSubstr("expected \":\" at character 6, found its end"));
    EXPECT_THAT(errorOf("y + 1"),
        HasSubstr(
            "expected the name of an input or of a parameter that is one number at character 1, found \"y + 1\""));
    EXPECT_THAT(errorOf("x1"), HasSubstr("expected the name of an input"));
    EXPECT_THAT(errorOf("gelu(x)"), HasSubstr("expected one of the functions abs, exp, log"));
    EXPECT_THAT(errorOf("min(x)"), HasSubstr("expected \",\" at character 6, found \")\""));
    EXPECT_THAT(errorOf("x x"), HasSubstr("expected an operator, or the end at character 3"));
    EXPECT_THAT(errorOf("a, b: a"), HasSubstr("expected names of 1 inputs, found 2"));
    EXPECT_THAT(errorOf("a, a: a", 2), HasSubstr("expected names that differ at character 4"));
    EXPECT_THAT(errorOf(std::string(100000, '(')), HasSubstr("expected at most 200 expressions inside each other"));
    EXPECT_THAT(errorOf(std::string(100000, '-')), HasSubstr("expected at most 200 expressions inside each other"));
    EXPECT_THAT(errorOf("1e999"), HasSubstr("expected a number of fp32 at character 1"));
}

TEST(Expression, SaysHowDeepItsStackIs)
{
    auto const expression = parse("x * (x + (x - 1))");
    ASSERT_TRUE(expression.ok());
    EXPECT_EQ(expression->stackDepth(), 4);
    EXPECT_EQ(expression->steps().size(), 7U);
}

} // namespace
} // namespace tenon::plugin_host
