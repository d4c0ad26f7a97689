#include "ops/parametric_relu/parametric_relu.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using List = std::vector<double>;

TEST(ParametricReLU, MultipliesWhatIsNegative)
{
    auto const x = testing::floats({2, 3}, {-1, 2, -3, 4, -5, 0});
    EXPECT_EQ(testing::onlyOutput(ParametricReLUOp{}, {x, testing::floats({1, 3}, {0.5, 0.5, 2})}).values(),
        (List{-0.5, 2, -6, 4, -2.5, 0}));
    EXPECT_EQ(testing::onlyOutput(ParametricReLUOp{}, {x, testing::floats({2, 1}, {1, 3})}).values(),
        (List{-1, 2, -3, 4, -15, 0}));
    EXPECT_EQ(testing::onlyOutput(
                  ParametricReLUOp{}, {x, testing::floats({1, 1}, {0.25})}, testing::storedIn(DataType::kHALF))
                  .values(),
        (List{-0.25, 2, -0.75, 4, -1.25, 0}));
    EXPECT_TRUE(std::isnan(
        testing::onlyOutput(ParametricReLUOp{}, {testing::floats({}, {NAN}), testing::floats({}, {1})}).at(0)));
}

TEST(ParametricReLU, RefusesWhatDoesNotFit)
{
    auto const infer = [](std::vector<int64_t> const& x, std::vector<int64_t> const& s) {
        return testing::inferredDims(
            ParametricReLUOp{}, {testing::spec(DataType::kFLOAT, x), testing::spec(DataType::kFLOAT, s)});
    };
    EXPECT_EQ(infer({-1, 3}, {1, 3}), "d0x3");
    EXPECT_EQ(infer({2, 3}, {2, 2}), "input 1 (slope): expected dimensions of 1 or those of the input, 2x3, found 2x2");
    EXPECT_EQ(infer({2, 3}, {3}), "input 1 (slope): expected dimensions of 1 or those of the input, 2x3, found 3");
}

} // namespace
} // namespace tenon::ops
