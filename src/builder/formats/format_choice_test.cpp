#include "builder/formats/format_choice.h"

#include "builder/testing/choice_problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

namespace tenon::builder
{
namespace
{

using ::testing::ElementsAre;

//! What a choice costs, from the definition: each node's option, and for each value one conversion for each other kind that is wanted.
double costByDefinition(ChoiceProblem const& problem, std::vector<size_t> const& chosen)
{
    double cost = 0;
    std::map<int32_t, FormatKind> made;
    std::map<int32_t, std::set<FormatKind>> wanted;
    for (size_t n = 0; n < problem.nodes.size(); ++n)
    {
        ChoiceNode const& node = problem.nodes[n];
        ChoiceOption const& option = node.options[chosen[n]];
        cost += option.cost;
        for (size_t o = 0; o < node.outputs.size(); ++o)
            made[node.outputs[o]] = option.outputs[o];
        for (size_t i = 0; i < node.inputs.size(); ++i)
            wanted[node.inputs[i]].insert(option.inputs[i]);
    }
    for (auto const& [value, kinds] : wanted)
    {
        for (FormatKind const kind : kinds)
        {
            cost += value < 0 || made.count(value) == 0 || made[value] == kind
                ? 0.0
                : problem.conversion(value, made[value], kind);
        }
    }
    return cost;
}

//! Every combination, for small problems.
double leastCost(ChoiceProblem const& problem)
{
    std::vector<size_t> chosen(problem.nodes.size(), 0);
    double least = costByDefinition(problem, chosen);
    while (true)
    {
        size_t n = 0;
        while (n < chosen.size() && ++chosen[n] == problem.nodes[n].options.size())
        {
            chosen[n++] = 0;
        }
        if (n == chosen.size())
        {
            return least;
        }
        least = std::min(least, costByDefinition(problem, chosen));
    }
}

enum class Shape
{
    kCHAIN,
    kOUT_TREE, //!< one value has several consumers
    kIN_TREE,  //!< one node has several inputs
    kANY_TREE, //!< both
    kGRAPH,
};

//! Nodes with one output each; conversions that cost something of their own for each pair of kinds.
ChoiceProblem randomProblem(std::mt19937& random, size_t nodes, Shape shape)
{
    constexpr int32_t kKinds = 4;
    ChoiceProblem problem;
    std::vector<size_t> unused;
    for (size_t n = 0; n < nodes; ++n)
    {
        ChoiceNode node;
        node.outputs = {static_cast<int32_t>(n)};
        auto const use = [&](size_t value) { node.inputs.push_back(static_cast<int32_t>(value)); };
        bool const roots = shape == Shape::kANY_TREE && random() % 4 == 0;
        if (n > 0 && shape == Shape::kCHAIN) use(n - 1);
        if (n > 0 && shape == Shape::kOUT_TREE) use(random() % n);
        if (shape == Shape::kIN_TREE)
        {
            for (size_t count = random() % 3; count > 0 && !unused.empty(); --count)
            {
                use(unused.back());
                unused.pop_back();
            }
            unused.push_back(n);
        }
        if (n > 0 && shape == Shape::kANY_TREE && !roots)
        {
            // Values of one tree each stay in it; a second input comes from a tree that nothing else joins.
            use(random() % n);
            if (!unused.empty() && unused.back() != static_cast<size_t>(node.inputs[0]))
            {
                use(unused.back());
                unused.pop_back();
            }
        }
        if (shape == Shape::kGRAPH && n > 0) use(random() % n);
        if (shape == Shape::kGRAPH && n > 1) use(random() % n);
        for (uint32_t options = 1 + random() % 3; options > 0; --options)
        {
            ChoiceOption option;
            option.cost = static_cast<double>(random() % 10);
            for (size_t i = 0; i < node.inputs.size(); ++i)
            {
                option.inputs.push_back(static_cast<int32_t>(random() % kKinds));
            }
            option.outputs = {static_cast<int32_t>(random() % kKinds)};
            node.options.push_back(std::move(option));
        }
        problem.nodes.push_back(std::move(node));
    }
    problem.values = static_cast<int32_t>(nodes);
    std::vector<double> prices(nodes * kKinds * kKinds);
    std::generate(prices.begin(), prices.end(), [&] { return 1.0 + static_cast<double>(random() % 8); });
    problem.conversion = [prices](int32_t value, FormatKind from, FormatKind to) {
        EXPECT_NE(from, to);
        return prices[static_cast<size_t>((value * kKinds + from) * kKinds + to)];
    };
    return problem;
}

class ExactShapes : public ::testing::TestWithParam<Shape>
{};

TEST_P(ExactShapes, AreSolvedExactly)
{
    std::mt19937 random(3);
    for (int32_t round = 0; round < 150; ++round)
    {
        ChoiceProblem const problem = randomProblem(random, 8, GetParam());
        std::vector<size_t> const chosen = chooseOptions(problem);
        ASSERT_DOUBLE_EQ(totalCost(problem, chosen), costByDefinition(problem, chosen)) << "round " << round;
        ASSERT_DOUBLE_EQ(costByDefinition(problem, chosen), leastCost(problem)) << "round " << round;
    }
}
INSTANTIATE_TEST_SUITE_P(
    FormatChoice, ExactShapes, ::testing::Values(Shape::kCHAIN, Shape::kOUT_TREE, Shape::kIN_TREE));

TEST(FormatChoice, IsNearTheLeastOnGraphs)
{
    for (Shape const shape : {Shape::kANY_TREE, Shape::kGRAPH})
    {
        std::mt19937 random(4);
        double found = 0, least = 0;
        int32_t exact = 0;
        for (int32_t round = 0; round < 200; ++round)
        {
            ChoiceProblem const problem = randomProblem(random, 8, shape);
            double const ours = costByDefinition(problem, chooseOptions(problem));
            double const best = leastCost(problem);
            found += ours;
            least += best;
            exact += ours <= best + 1e-9 ? 1 : 0;
        }
        EXPECT_LE(found, 1.01 * least);
        EXPECT_GE(exact, 180);
    }
}

//! Greedy choices, each node taking what is cheapest with what came before, are fooled here: the first node's own cheapest kind must be
//! given up for the sake of the last.
TEST(FormatChoice, LooksAheadOverTheWholeChain)
{
    ChoiceProblem problem;
    constexpr int32_t kNodes = 10;
    for (int32_t n = 0; n < kNodes; ++n)
    {
        ChoiceNode node;
        node.outputs = {n};
        node.inputs = {n - 1};
        // Kind 0 costs nothing, kind 1 a little; only the last node cannot have kind 0.
        node.options = {{0.0, {0}, {0}}, {0.5, {1}, {1}}};
        if (n == kNodes - 1)
        {
            node.options.erase(node.options.begin());
        }
        problem.nodes.push_back(std::move(node));
    }
    problem.values = kNodes;
    // Dear at the end, and dearer in the middle: to convert once at the end costs 9, to keep kind 1 throughout 5.
    problem.conversion = [](int32_t, FormatKind, FormatKind) { return 9.0; };
    std::vector<size_t> const chosen = chooseOptions(problem);
    EXPECT_DOUBLE_EQ(totalCost(problem, chosen), 5.0);
    EXPECT_EQ(chosen.front(), 1U);
}

TEST(FormatChoice, SharesConversionsBetweenConsumers)
{
    // One value of kind 0; three consumers that can have kind 1 for nothing, or kind 0 for 5 each. One conversion costs 8: it is worth
    // it for three, not for one.
    for (size_t const consumers : {1U, 3U, 30U})
    {
        ChoiceProblem problem;
        problem.values = 1;
        problem.conversion = [](int32_t, FormatKind, FormatKind) { return 8.0; };
        problem.nodes.push_back({{{0.0, {}, {0}}}, {}, {0}});
        for (size_t i = 0; i < consumers; ++i)
        {
            problem.nodes.push_back({{{5.0, {0}, {}}, {0.0, {1}, {}}}, {0}, {}});
        }
        std::vector<size_t> const chosen = chooseOptions(problem);
        EXPECT_EQ(chosen.back(), consumers == 1 ? 0U : 1U);
        EXPECT_DOUBLE_EQ(totalCost(problem, chosen), consumers == 1 ? 5.0 : 8.0);
    }
}

TEST(FormatChoice, ManyKindsForManyConsumersStayFeasible)
{
    // 30 consumers, each with a kind of its own and a shared one: one conversion to the shared kind serves all.
    ChoiceProblem problem;
    problem.values = 1;
    problem.conversion = [](int32_t, FormatKind, FormatKind) { return 3.0; };
    problem.nodes.push_back({{{0.0, {}, {0}}}, {}, {0}});
    for (int32_t i = 0; i < 30; ++i)
    {
        problem.nodes.push_back({{{0.0, {i + 2}, {}}, {1.0, {1}, {}}}, {0}, {}});
    }
    EXPECT_DOUBLE_EQ(totalCost(problem, chooseOptions(problem)), 33.0);
}

TEST(FormatChoice, TakesTheFirstOfEqualsAndIgnoresConstants)
{
    ChoiceProblem problem;
    problem.values = 1;
    problem.conversion = [](int32_t, FormatKind, FormatKind) { return 1.0; };
    problem.nodes.push_back({{{0.0, {1}, {0}}, {0.0, {0}, {0}}}, {-1}, {0}});
    EXPECT_THAT(chooseOptions(problem), ElementsAre(0));
}

//! Chains of operations with 100 options each, and residual networks: work grows with them. The benchmark beside this times it.
TEST(FormatChoice, AsksForConversionsInProportionToTheNetwork)
{
    for (bool const residual : {false, true})
    {
        auto const questions = [&](int32_t nodes) {
            ChoiceProblem problem = chainOfManyOptions(nodes, residual);
            size_t asked = 0;
            problem.conversion = [&asked](int32_t, FormatKind, FormatKind) {
                ++asked;
                return 2.0;
            };
            EXPECT_EQ(chooseOptions(problem).size(), static_cast<size_t>(nodes));
            return static_cast<double>(asked);
        };
        double const once = questions(500);
        EXPECT_GT(once, 500.0) << residual;
        EXPECT_LT(questions(2000), 6.0 * once) << "four times the operations, residual " << residual;
    }
}

} // namespace
} // namespace tenon::builder
