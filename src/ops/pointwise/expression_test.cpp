#include "ops/pointwise/expression.h"

#include "ops/pointwise/pointwise.h"
#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using pointwise::Program;
using testing::floats;

//! The expression for one element of each input.
double evaluated(
    std::string const& text, std::vector<double> const& inputs, std::map<std::string, double> const& parameters = {})
{
    Program program{static_cast<int64_t>(inputs.size()), {}};
    std::vector<int64_t> values;
    std::vector<std::optional<testing::Array>> arrays;
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        values.push_back(static_cast<int64_t>(i));
        arrays.emplace_back(floats({1}, {inputs[i]}));
    }
    auto const parameter = [&](std::string const& name) {
        auto const it = parameters.find(name);
        return it == parameters.end() ? std::nullopt : std::optional<double>(it->second);
    };
    auto const value = pointwise::appendExpression(program, text, values, parameter);
    if (!value.ok())
    {
        ADD_FAILURE() << value.error().text();
        return NAN;
    }
    // A lone name adds no step.
    if (*value != program.inputs + static_cast<int64_t>(program.steps.size()) - 1 || program.steps.empty())
    {
        program.steps.push_back({pointwise::Code::kSCALE, 0, *value, 0, 0, 1.0F, 0.0F});
    }
    PointwiseOp op;
    op.params.set(program);
    return testing::onlyOutput(op, arrays).at(0);
}

TEST(PointwiseExpression, FollowsTheGrammarsPrecedence)
{
    EXPECT_EQ(evaluated("1 + x * 3 - 2 / 4", {5}), 15.5);
    EXPECT_EQ(evaluated("-(x + 1) * 2", {3}), -8);
    EXPECT_EQ(evaluated("8 - 2 - 1", {0}), 5);
    EXPECT_EQ(evaluated("x < 0 ? x * negSlope : x", {-4}, {{"negSlope", 0.25}}), -1);
    EXPECT_EQ(evaluated("x < 0 ? x * negSlope : x", {4}, {{"negSlope", 0.25}}), 4);
    EXPECT_EQ(evaluated("x > 0 ? 1 : x == 0 ? 2 : 3", {-7}), 3);
    EXPECT_EQ(evaluated("a, b: a - b", {3, 10}), -7);
    EXPECT_EQ(evaluated("x0 - x1 * x", {3, 10}), -27);
    EXPECT_EQ(evaluated("x > 1 && x < 5 || x == 9", {9}), 1);
    EXPECT_EQ(evaluated("x > 1 && x < 5 || x == 9", {7}), 0);
    EXPECT_EQ(evaluated("!(x != 2)", {2}), 1);
    EXPECT_EQ(evaluated("x >= 2 && x <= 2", {2}), 1);
    EXPECT_EQ(evaluated("1.5e2 * .5", {0}), 75);
    EXPECT_EQ(evaluated("x", {6}), 6);
}

TEST(PointwiseExpression, KnowsTheFunctions)
{
    EXPECT_EQ(evaluated("abs(x) + floor(1.5) + ceil(1.5) + round(2.5) + sign(x)", {-3}), 7);
    EXPECT_NEAR(evaluated("exp(log(x)) + sqrt(4) + rsqrt(4)", {2}), 4.5, 1e-6);
    EXPECT_NEAR(evaluated("tanh(x) + sigmoid(x) + erf(x) + sin(x) + cos(x)", {0.5}),
        std::tanh(0.5) + 1 / (1 + std::exp(-0.5)) + std::erf(0.5) + std::sin(0.5) + std::cos(0.5), 1e-6);
    EXPECT_EQ(evaluated("min(x, 2) + max(x, 2) + pow(2, x)", {3}), 13);
    EXPECT_TRUE(std::isnan(evaluated("max(x, 1)", {NAN})));
}

TEST(PointwiseExpression, SaysWhatIsWrongAndLeavesTheProgram)
{
    auto const message = [](std::string const& text) {
        Program program{1, {}};
        int64_t const input = 0;
        auto const value =
            pointwise::appendExpression(program, text, {&input, 1}, [](std::string const&) { return std::nullopt; });
        EXPECT_FALSE(value.ok()) << text;
        EXPECT_TRUE(program.steps.empty()) << text;
        return value.ok() ? std::string() : value.error().text();
    };
    using ::testing::HasSubstr;
    EXPECT_THAT(message("x + "), HasSubstr("expected a number, a name or a parenthesis, found \"\" at character 4"));
    EXPECT_THAT(message("(x"), HasSubstr("expected \")\""));
    EXPECT_THAT(message("x y"), HasSubstr("expected its end, found \"y\" at character 2"));
    EXPECT_THAT(message("x * alpha"), HasSubstr("found \"alpha\", which is neither"));
    EXPECT_THAT(message("gamma(x)"), HasSubstr("expected a known function, found gamma of 1 operands"));
    EXPECT_THAT(message("x ? 1"), HasSubstr("expected \":\""));
    EXPECT_THAT(message("a, b: a"), HasSubstr("expected the names of 1 inputs"));
    EXPECT_THAT(message(std::string(100000, '(')), HasSubstr("expected at most 200 levels of nesting"));
    EXPECT_THAT(message(std::string(100000, '-') + "x"), HasSubstr("expected at most 200 levels of nesting"));
}

} // namespace
} // namespace tenon::ops
