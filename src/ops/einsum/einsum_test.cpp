#include "ops/einsum/einsum.h"

#include "ops/testing/expect.h"

#include <array>

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::array;
using List = std::vector<double>;

EinsumOp einsumOf(char const* equation)
{
    EinsumOp op;
    op.params.equation = equation;
    return op;
}

TEST(Einsum, SumsProducts)
{
    Array const a = testing::floats({2, 3}, {1, 2, 3, 4, 5, 6});
    Array const b = testing::floats({3, 2}, {1, 0, 2, 1, 0, 3});
    EXPECT_EQ(testing::onlyOutput(einsumOf("ij,jk->ik"), {a, b}).values(), (List{5, 11, 14, 23}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("ij, jk -> ki"), {a, b}).values(), (List{5, 14, 11, 23}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("ij->ji"), {a}).values(), (List{1, 4, 2, 5, 3, 6}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("ij->"), {a}).values(), List{21});
    EXPECT_EQ(testing::onlyOutput(einsumOf("ij,ij->i"), {a, a}).values(), (List{14, 77}));
    EXPECT_EQ(
        testing::onlyOutput(einsumOf("i,j->ij"), {testing::floats({2}, {2, 3}), testing::floats({2}, {5, 7})}).values(),
        (List{10, 14, 15, 21}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("ii->i"), {testing::floats({2, 2}, {1, 2, 3, 4})}).values(), (List{1, 4}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("ji,j"), {b, testing::floats({3}, {1, 1, 2})}).values(), (List{3, 7}))
        << "without an output";
    EXPECT_EQ(testing::onlyOutput(einsumOf("ij,j->i"), {a, testing::floats({1}, {2})}).values(), (List{12, 30}))
        << "a size of 1 is repeated";
    EXPECT_EQ(testing::onlyOutput(
                  einsumOf("i,i->i"), {array(DataType::kINT64, {2}, {3, 4}), array(DataType::kINT64, {2}, {5, -6})})
                  .values(),
        (List{15, -24}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("bi,bj->bij"), {a, b.dims.nbDims == 2 ? testing::floats({2, 1}, {1, 2}) : b})
                  .values(),
        (List{1, 2, 3, 8, 10, 12}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("ij->i"), {testing::floats({2, 0}, {})}).values(), (List{0, 0}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("i,i->"), {testing::floats({2}, {3, 4}), testing::floats({2}, {5, 6})},
                  testing::storedIn(DataType::kHALF))
                  .values(),
        List{39});
}

//! Equations that are products of matrices, in each order of letters, against sums in double.
TEST(Einsum, EqualsTheDefinitionWhereItIsAProduct)
{
    int64_t const sizes[]{2, 3, 17, 11, 13}; // b, h, q, k, d
    std::string const letters = "bhqkd";
    auto const sizeOf = [&](char letter) { return sizes[letters.find(letter)]; };
    auto const dimsOf = [&](std::string const& term) {
        base::Dims dims{};
        for (char const letter : term)
        {
            dims.d[dims.nbDims++] = sizeOf(letter);
        }
        return dims;
    };
    for (auto const& [a, b, out] : std::vector<std::array<std::string, 3>>{{"bhqd", "bhkd", "bhqk"},
             {"bhqd", "bhdk", "bhqk"}, {"bhdq", "bhkd", "bhqk"}, {"bhdq", "bhdk", "bhqk"}, {"bhkd", "bhqd", "bhqk"},
             {"bqd", "dk", "bqk"}, {"qd", "d", "q"}, {"d", "dk", "k"}, {"bqhd", "hdk", "bqk"}, {"bqhd", "bkhd", "bhqk"},
             {"qd", "kd", "kq"}, {"bhqd", "bhkd", "hqbk"}, {"qbhd", "kdbh", "bhqk"}, {"bqhd", "bkhd", "qkbh"},
             {"bqhd", "bk", "qhkbd"}, {"hbqd", "dbhk", "kbhq"}})
    {
        std::string const equation = a + "," + b + "->" + out;
        SCOPED_TRACE(equation);
        Array const x = testing::randomFloats(dimsOf(a), 1);
        Array const y = testing::randomFloats(dimsOf(b), 2);
        Array const found = testing::onlyOutput(einsumOf(equation.c_str()), {x, y});
        // Every step of all letters adds its product to the place of the output's letters.
        std::vector<double> expected(static_cast<size_t>(found.count()));
        for (int64_t step = 0; step < 2 * 3 * 17 * 11 * 13; ++step)
        {
            auto const placeIn = [&](std::string const& term) {
                int64_t place = 0;
                for (char const letter : term)
                {
                    int64_t rest = step;
                    for (char const before : letters.substr(0, letters.find(letter)))
                    {
                        rest /= sizeOf(before);
                    }
                    place = place * sizeOf(letter) + rest % sizeOf(letter);
                }
                return place;
            };
            bool counted = true;
            for (char const letter : letters)
            {
                // Letters that no term has take one step.
                bool const isThere = (a + b).find(letter) != std::string::npos;
                counted = counted && (isThere || placeIn(std::string(1, letter)) == 0);
            }
            expected[static_cast<size_t>(placeIn(out))] += counted ? x.at(placeIn(a)) * y.at(placeIn(b)) : 0.0;
        }
        for (int64_t i = 0; i < found.count(); ++i)
        {
            EXPECT_NEAR(found.at(i), expected[static_cast<size_t>(i)], 1e-5) << i;
        }
    }
}

TEST(Einsum, InfersDimsAndRefuses)
{
    auto const dims = [](char const* equation, std::vector<std::vector<int64_t>> const& shapes) {
        std::vector<std::optional<graph::ValueSpec>> specs;
        for (auto const& shape : shapes)
        {
            specs.push_back(testing::spec(DataType::kFLOAT, shape));
        }
        return testing::inferredDims(einsumOf(equation), specs);
    };
    EXPECT_EQ(dims("bij,bjk->bik", {{-1, 2, 3}, {-1, 3, 4}}), "d0x2x4");
    EXPECT_EQ(dims("ij,jk->ik", {{2, 3}, {4, 5}}),
        "input 1: expected 3 for 'j' of equation \"ij,jk->ik\", as before, found 4");
    EXPECT_EQ(dims("ij->i", {{2, 3, 4}}), "input 0: expected 2 dimensions (\"ij\" of equation \"ij->i\"), found 2x3x4");
    EXPECT_EQ(dims("ij->k", {{2, 3}}),
        "equation \"ij->k\": expected each letter of the output once, and in an input, found 'k'");
    EXPECT_EQ(dims("i.->i", {{2, 3}}), "equation \"i.->i\": expected letters, commas and one \"->\", found '.'");
    EXPECT_EQ(dims("i,j->i", {{2}}), "inputs: expected 2, found 1");
    auto const twin = testing::throughRecord(einsumOf("ij->ji"));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<EinsumOp&>(**twin).params.equation, "ij->ji");
}

} // namespace
} // namespace tenon::ops
