#include "graph/dim_expr.h"

#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenon::graph
{
namespace
{

using ::testing::HasSubstr;

//! An expression as it was asked for, without folding, beside the one that the factory made of it.
struct Unfolded
{
    DimExpr::Kind kind{DimExpr::Kind::kCONSTANT};
    int64_t value{0};
    DimensionOperation operation{DimensionOperation::kSUM};
    std::shared_ptr<Unfolded> left, right;
    Dim made;
};

//! From the operations' definitions; nullopt on division by zero.
std::optional<int64_t> valueOf(Unfolded const& node, std::vector<int64_t> const& symbols)
{
    if (node.kind == DimExpr::Kind::kCONSTANT) return node.value;
    if (node.kind == DimExpr::Kind::kSYMBOL) return symbols[static_cast<size_t>(node.value)];
    auto const a = valueOf(*node.left, symbols);
    auto const b = valueOf(*node.right, symbols);
    if (!a || !b) return std::nullopt;
    switch (node.operation)
    {
    case DimensionOperation::kSUM: return *a + *b;
    case DimensionOperation::kPROD: return *a * *b;
    case DimensionOperation::kMAX: return *a > *b ? *a : *b;
    case DimensionOperation::kMIN: return *a < *b ? *a : *b;
    case DimensionOperation::kSUB: return *a - *b;
    case DimensionOperation::kEQUAL: return *a == *b ? 1 : 0;
    case DimensionOperation::kLESS: return *a < *b ? 1 : 0;
    default: break;
    }
    if (*b == 0) return std::nullopt;
    double const quotient = static_cast<double>(*a) / static_cast<double>(*b);
    return static_cast<int64_t>(
        node.operation == DimensionOperation::kFLOOR_DIV ? std::floor(quotient) : std::ceil(quotient));
}

std::shared_ptr<Unfolded> randomExpression(std::mt19937& random, int32_t depth)
{
    auto node = std::make_shared<Unfolded>();
    if (depth == 0 || random() % 5 == 0)
    {
        bool const isSymbol = random() % 2 == 0;
        node->kind = isSymbol ? DimExpr::Kind::kSYMBOL : DimExpr::Kind::kCONSTANT;
        node->value = isSymbol ? static_cast<int64_t>(random() % 2) : static_cast<int64_t>(random() % 8) - 3;
        node->made = isSymbol ? symbol(static_cast<int32_t>(node->value)) : constant(node->value);
        return node;
    }
    node->kind = DimExpr::Kind::kOPERATION;
    node->operation = static_cast<DimensionOperation>(random() % 9);
    node->left = randomExpression(random, depth - 1);
    node->right = random() % 4 == 0 ? node->left : randomExpression(random, depth - 1);
    node->made = operation(node->operation, node->left->made, node->right->made);
    return node;
}

TEST(DimExpr, FoldingKeepsEveryValueAndBoundsHoldThemAll)
{
    std::mt19937 random(3);
    std::vector<Range> const ranges{{-2, 3}, {0, 4}};
    for (int32_t round = 0; round < 4000; ++round)
    {
        auto const expression = randomExpression(random, 4);
        Range const range = bounds(expression->made, ranges);
        for (int64_t x = ranges[0].min; x <= ranges[0].max; ++x)
        {
            for (int64_t y = ranges[1].min; y <= ranges[1].max; ++y)
            {
                std::vector<int64_t> const symbols{x, y};
                auto const expected = valueOf(*expression, symbols);
                if (!expected)
                {
                    continue; // a division by zero may have been folded away
                }
                auto const found = evaluate(expression->made, symbols);
                ASSERT_TRUE(found.ok()) << found.error().text();
                ASSERT_EQ(*found, *expected) << toString(expression->made, {}) << " at " << x << ", " << y;
                ASSERT_LE(range.min, *expected) << toString(expression->made, {});
                ASSERT_GE(range.max, *expected) << toString(expression->made, {});
            }
        }
    }
}

TEST(DimExpr, FoldsWhatIsKnown)
{
    Dim const x = symbol(0);
    EXPECT_EQ(mul(constant(3), constant(4))->value(), 12);
    EXPECT_EQ(add(x, constant(0)), x);
    EXPECT_EQ(mul(constant(1), x), x);
    EXPECT_EQ(mul(x, constant(0))->value(), 0);
    EXPECT_EQ(sub(x, symbol(0))->value(), 0);
    EXPECT_EQ(max(x, symbol(0)), x);
    EXPECT_EQ(floorDiv(mul(x, constant(8)), constant(8)), x);
    EXPECT_FALSE(floorDiv(mul(x, constant(8)), constant(4))->isConstant());
}

TEST(DimExpr, BoundsAreTightWhereTheyDecideMemory)
{
    std::vector<Range> const ranges{{1, 8}};
    Dim const x = symbol(0);
    Range const linear = bounds(add(mul(x, constant(4)), constant(2)), ranges);
    EXPECT_EQ(linear.min, 6);
    EXPECT_EQ(linear.max, 34);
    EXPECT_EQ(bounds(floorDiv(x, constant(2)), ranges).max, 4);
    EXPECT_EQ(bounds(ceilDiv(x, constant(3)), ranges).max, 3);
    EXPECT_EQ(bounds(mul(symbol(5), constant(2)), ranges).max, INT64_MAX);
}

TEST(DimExpr, TellsDivisionByZeroAndOverflow)
{
    std::vector<int64_t> const zero{0};
    EXPECT_THAT(evaluate(floorDiv(constant(7), symbol(0)), zero).error().message,
        HasSubstr("expected a divisor other than 0, found 7 / 0"));
    EXPECT_THAT(evaluate(floorDiv(constant(7), constant(0)), zero).error().message, HasSubstr("found 7 / 0"));
    EXPECT_THAT(apply(DimensionOperation::kPROD, INT64_MAX, 2).error().message, HasSubstr("overflows 64 bits"));
    EXPECT_THAT(apply(DimensionOperation::kFLOOR_DIV, INT64_MIN, -1).error().message, HasSubstr("overflows 64 bits"));
    EXPECT_THAT(apply(static_cast<DimensionOperation>(40), 1, 1).error().message, HasSubstr("found number 40"));
    EXPECT_THAT(evaluate(symbol(3), zero).error().message, HasSubstr("dimension symbol 3: no value was given"));
}

//! An expression in which each level uses the one below twice: 2^levels paths.
Dim doubled(int32_t levels)
{
    Dim dim = symbol(0);
    for (int32_t i = 0; i < levels; ++i)
    {
        dim = min(max(dim, symbol(1)), mul(dim, symbol(1)));
    }
    return dim;
}

TEST(DimExpr, SharedPartsCostNothing)
{
    Dim const a = doubled(60);
    Dim const b = doubled(60);
    EXPECT_TRUE(equal(a, b));
    EXPECT_FALSE(equal(a, doubled(61)));
    EXPECT_LT(toString(a, {}).size(), 10000U);
    std::vector<int64_t> const ones{1, 1};
    EXPECT_EQ(*evaluate(a, ones), 1);
    DimProgram program;
    program.add(a);
    EXPECT_LT(program.instructions().size(), 400U);
}

//! Sums of 300,000 layers in a row, leaning to the left, to the right, or each shared with the next one's other side.
TEST(DimExpr, DeepOnesGoWithoutTakingTheStack)
{
    Dim left = symbol(0), right = symbol(0), both = symbol(0);
    for (int32_t i = 0; i < 300000; ++i)
    {
        left = add(left, symbol(1));
        right = add(symbol(1), right);
        both = i % 2 == 0 ? mul(both, add(both, symbol(1))) : max(add(symbol(1), both), both);
    }
    Dim const kept = left->left();
    left.reset();
    right.reset();
    both.reset();
    // What others still hold stays whole.
    std::vector<int64_t> const ones{1, 1};
    EXPECT_EQ(*evaluate(kept, ones), 300000);
}

TEST(DimExpr, EqualsOnlyItsLikes)
{
    EXPECT_TRUE(equal(constant(5), constant(5)));
    EXPECT_TRUE(equal(constant(500000), constant(500000)));
    EXPECT_FALSE(equal(constant(5), constant(6)));
    EXPECT_FALSE(equal(constant(1), symbol(1)));
    EXPECT_TRUE(equal(symbol(1), symbol(1)));
    EXPECT_FALSE(equal(symbol(0), add(symbol(0), symbol(1))));
    EXPECT_FALSE(equal(add(symbol(0), symbol(1)), constant(0)));
    EXPECT_EQ(constant(-1)->value(), -1);
    EXPECT_EQ(constant(4096)->value(), 4096);
    EXPECT_EQ(constant(4097)->value(), 4097);
}

TEST(DimExpr, ShowsItself)
{
    std::vector<std::string> const names{"batch"};
    EXPECT_EQ(toString(mul(symbol(0), constant(2)), names), "(batch * 2)");
    EXPECT_EQ(toString(Shape{symbol(0), constant(3)}, names), "batchx3");
    EXPECT_EQ(toString(ceilDiv(symbol(1), constant(2)), names), "ceil(d1 / 2)");
    EXPECT_EQ(toString(Shape{}, names), "scalar");
}

TEST(DimProgram, EvaluatesManyAtOnceAndSharesWhatIsShared)
{
    Dim const x = symbol(0);
    Dim const twice = mul(x, constant(2));
    DimProgram program;
    int32_t const first = program.add(twice);
    int32_t const second = program.add(add(twice, constant(1)));
    EXPECT_EQ(program.add(twice), first);
    EXPECT_EQ(program.instructions().size(), 5U); // x, 2, x·2, 1, x·2+1
    std::vector<int64_t> results;
    for (int64_t const value : {3, 10})
    {
        std::vector<int64_t> const symbols{value};
        ASSERT_TRUE(program.run(symbols, results).ok());
        EXPECT_EQ(results[static_cast<size_t>(first)], 2 * value);
        EXPECT_EQ(results[static_cast<size_t>(second)], 2 * value + 1);
    }
}

TEST(DimProgram, CopiesGoTheirOwnWays)
{
    DimProgram program;
    program.add(symbol(0));
    DimProgram twin = program;
    Dim const here = add(symbol(0), constant(5));
    Dim const there = mul(symbol(0), constant(7));
    program.add(here);
    int32_t const place = twin.add(there);
    int32_t const alsoHere = twin.add(here);
    std::vector<int64_t> results;
    std::vector<int64_t> const symbols{2};
    ASSERT_TRUE(twin.run(symbols, results).ok());
    EXPECT_EQ(results.at(static_cast<size_t>(place)), 14);
    EXPECT_EQ(results.at(static_cast<size_t>(alsoHere)), 7);
}

} // namespace
} // namespace tenon::graph
