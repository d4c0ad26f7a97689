#include "ops/lrn/lrn.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;

LRNOp lrnOf(int64_t window, float alpha, float beta, float k)
{
    LRNOp op;
    op.params = {window, alpha, beta, k};
    return op;
}

TEST(LRN, DividesByWhatTheNeighboursSay)
{
    auto const x = testing::randomFloats(base::makeDims({2, 7, 3, 5}), 1);
    for (int64_t const window : {1, 3, 5})
    {
        std::vector<double> expected;
        for (int64_t i = 0; i < x.count(); ++i)
        {
            int64_t const c = i / 15 % 7;
            double sum = 0;
            for (int64_t other = c - window / 2; other <= c + window / 2; ++other)
            {
                double const value = other >= 0 && other < 7 ? x.at(i + (other - c) * 15) : 0;
                sum += value * value;
            }
            expected.push_back(x.at(i) / std::pow(2.0 + 0.5 / static_cast<double>(window) * sum, 0.75));
        }
        testing::expectNear(testing::onlyOutput(lrnOf(window, 0.5F, 0.75F, 2.0F), {x}), expected, 1e-5, 1e-6);
    }
}

TEST(LRN, RefusesOtherWindowsAndRanks)
{
    auto const infer = [](LRNOp const& op, std::vector<int64_t> const& x) {
        return testing::inferredDims(op, {testing::spec(DataType::kFLOAT, x)});
    };
    EXPECT_EQ(infer(lrnOf(5, 1, 1, 1), {-1, 3, 8}), "d0x3x8");
    EXPECT_EQ(infer(lrnOf(4, 1, 1, 1), {1, 3, 8}), "window size: expected an odd number from 1 to 15, found 4");
    EXPECT_EQ(infer(lrnOf(17, 1, 1, 1), {1, 3, 8}), "window size: expected an odd number from 1 to 15, found 17");
    EXPECT_EQ(infer(lrnOf(5, 1, 1, 1), {3, 8}), "input 0: expected batch, channels and spatial dimensions, found 3x8");
    auto const twin = testing::throughRecord(lrnOf(3, 0.5F, 2, 1));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<LRNOp&>(**twin).params.beta, 2.0F);
}

} // namespace
} // namespace tenon::ops
