#include "builder/formats/format_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <random>

namespace tenon::builder
{
namespace
{

using ::testing::ElementsAre;

//! Every combination, for small problems.
ChoiceCost leastCost(ChoiceProblem const& problem)
{
    std::vector<size_t> chosen(problem.nodes.size(), 0);
    ChoiceCost least = totalCost(problem, chosen);
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
        least = std::min(least, totalCost(problem, chosen));
    }
}

//! Nodes with some options each; node i takes the value of an earlier node, and of a second one where `graph` is set.
ChoiceProblem randomProblem(std::mt19937& random, size_t nodes, bool graph)
{
    ChoiceProblem problem;
    constexpr int32_t kKinds = 3;
    for (size_t n = 0; n < nodes; ++n)
    {
        ChoiceNode node;
        node.outputs = {static_cast<int32_t>(n)};
        if (n > 0)
        {
            node.inputs.push_back(static_cast<int32_t>(graph ? random() % n : n - 1));
        }
        if (graph && n > 1)
        {
            node.inputs.push_back(static_cast<int32_t>(random() % n));
        }
        for (uint32_t options = 1 + random() % 3; options > 0; --options)
        {
            ChoiceOption option;
            option.cost = {static_cast<double>(random() % 3 == 0), static_cast<double>(random() % 10)};
            for (size_t i = 0; i < node.inputs.size(); ++i)
            {
                option.inputs.push_back(static_cast<int32_t>(random() % kKinds));
            }
            option.outputs = {static_cast<int32_t>(random() % kKinds)};
            node.options.push_back(std::move(option));
        }
        problem.nodes.push_back(std::move(node));
        std::vector<double> bytes;
        for (int32_t kind = 0; kind < kKinds; ++kind)
        {
            bytes.push_back(1.0 + static_cast<double>(random() % 10));
        }
        problem.valueBytes.push_back(std::move(bytes));
    }
    return problem;
}

TEST(FormatChoice, IsExactOnChains)
{
    std::mt19937 random(3);
    for (int32_t round = 0; round < 200; ++round)
    {
        ChoiceProblem const problem = randomProblem(random, 9, false);
        ChoiceCost const found = totalCost(problem, chooseOptions(problem));
        ChoiceCost const least = leastCost(problem);
        EXPECT_EQ(found.precision, least.precision) << "round " << round;
        EXPECT_DOUBLE_EQ(found.bytes, least.bytes) << "round " << round;
    }
}

TEST(FormatChoice, IsNearTheLeastOnGraphs)
{
    std::mt19937 random(4);
    double found = 0, least = 0;
    int32_t exact = 0;
    for (int32_t round = 0; round < 200; ++round)
    {
        ChoiceProblem const problem = randomProblem(random, 9, true);
        ChoiceCost const ours = totalCost(problem, chooseOptions(problem));
        ChoiceCost const best = leastCost(problem);
        EXPECT_EQ(ours.precision, best.precision) << "precision is each operation's own";
        found += ours.bytes;
        least += best.bytes;
        exact += ours.bytes <= best.bytes + 1e-9 ? 1 : 0;
    }
    EXPECT_LE(found, 1.03 * least);
    EXPECT_GE(exact, 150);
}

TEST(FormatChoice, SharesConversionsBetweenConsumers)
{
    // One value of kind 0; three consumers that can have kind 1 for nothing, or kind 0 for 5 each. One conversion costs 8: it is worth
    // it for three, not for one.
    for (size_t const consumers : {1U, 3U})
    {
        ChoiceProblem problem;
        problem.valueBytes = {{4.0, 4.0}};
        problem.nodes.push_back({{{{}, {}, {0}}}, {}, {0}});
        for (size_t i = 0; i < consumers; ++i)
        {
            problem.nodes.push_back({{{{0, 5.0}, {0}, {}}, {{0, 0.0}, {1}, {}}}, {0}, {}});
        }
        std::vector<size_t> const chosen = chooseOptions(problem);
        EXPECT_EQ(chosen.back(), consumers == 1 ? 0U : 1U);
        EXPECT_DOUBLE_EQ(totalCost(problem, chosen).bytes, consumers == 1 ? 5.0 : 8.0);
    }
}

TEST(FormatChoice, TakesTheFirstOfEqualsAndIgnoresConstants)
{
    ChoiceProblem problem;
    problem.valueBytes = {{1.0, 1.0}};
    problem.nodes.push_back({{{{}, {1}, {0}}, {{}, {0}, {0}}}, {-1}, {0}});
    EXPECT_THAT(chooseOptions(problem), ElementsAre(0));
}

//! 1,000 operations with 100 options each, and twice as many: time grows with them, and stays small.
TEST(FormatChoice, TakesLinearTime)
{
    auto const seconds = [](size_t nodes) {
        ChoiceProblem problem;
        for (size_t n = 0; n < nodes; ++n)
        {
            ChoiceNode node;
            node.outputs = {static_cast<int32_t>(n)};
            node.inputs = {static_cast<int32_t>(n) - 1};
            for (int32_t option = 0; option < 100; ++option)
            {
                node.options.push_back({{0, 1.0}, {option % 10}, {option / 10}});
            }
            problem.nodes.push_back(std::move(node));
            problem.valueBytes.emplace_back(10, 1.0);
        }
        auto const start = std::chrono::steady_clock::now();
        (void) chooseOptions(problem);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    (void) seconds(100);
    double const once = seconds(1000);
    double const fourTimes = seconds(4000);
    EXPECT_LT(once, 2.0);
    EXPECT_LT(fourTimes, 12.0 * once + 0.1) << "four times the operations";
}

} // namespace
} // namespace tenon::builder
