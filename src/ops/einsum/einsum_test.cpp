#include "ops/einsum/einsum.h"

#include "ops/testing/expect.h"

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
    EXPECT_EQ(testing::onlyOutput(einsumOf("i,j->ij"), {testing::floats({2}, {2, 3}), testing::floats({2}, {5, 7})}).values(), (List{10, 14, 15, 21}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("ii->i"), {testing::floats({2, 2}, {1, 2, 3, 4})}).values(), (List{1, 4}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("ji,j"), {b, testing::floats({3}, {1, 1, 2})}).values(), (List{3, 7})) << "without an output";
    EXPECT_EQ(testing::onlyOutput(einsumOf("ij,j->i"), {a, testing::floats({1}, {2})}).values(), (List{12, 30})) << "a size of 1 is repeated";
    EXPECT_EQ(testing::onlyOutput(einsumOf("i,i->i"), {array(DataType::kINT64, {2}, {3, 4}), array(DataType::kINT64, {2}, {5, -6})}).values(), (List{15, -24}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("bi,bj->bij"), {a, b.dims.nbDims == 2 ? testing::floats({2, 1}, {1, 2}) : b}).values(), (List{1, 2, 3, 8, 10, 12}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("ij->i"), {testing::floats({2, 0}, {})}).values(), (List{0, 0}));
    EXPECT_EQ(testing::onlyOutput(einsumOf("i,i->"), {testing::floats({2}, {3, 4}), testing::floats({2}, {5, 6})}, testing::storedIn(DataType::kHALF)).values(), List{39});
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
    EXPECT_EQ(dims("ij,jk->ik", {{2, 3}, {4, 5}}), "input 1: expected 3 for 'j' of equation \"ij,jk->ik\", as before, found 4");
    EXPECT_EQ(dims("ij->i", {{2, 3, 4}}), "input 0: expected 2 dimensions (\"ij\" of equation \"ij->i\"), found 2x3x4");
    EXPECT_EQ(dims("ij->k", {{2, 3}}), "equation \"ij->k\": expected each letter of the output once, and in an input, found 'k'");
    EXPECT_EQ(dims("i.->i", {{2, 3}}), "equation \"i.->i\": expected letters, commas and one \"->\", found '.'");
    EXPECT_EQ(dims("i,j->i", {{2}}), "inputs: expected 2, found 1");
    auto const twin = testing::throughRecord(einsumOf("ij->ji"));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<EinsumOp&>(**twin).params.equation, "ij->ji");
}

} // namespace
} // namespace tenon::ops
