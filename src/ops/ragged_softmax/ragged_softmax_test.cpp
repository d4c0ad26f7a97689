#include "ops/ragged_softmax/ragged_softmax.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::array;

TEST(RaggedSoftMax, StopsAtEachBound)
{
    auto const x = testing::floats({3, 3}, {0, 0, 50, std::log(1.0), std::log(3.0), std::log(4.0), 9, 9, 9});
    auto const y = testing::onlyOutput(RaggedSoftMaxOp{}, {x, array(DataType::kINT32, {3, 1}, {2, 3, 0})});
    testing::expectNear(y, {0.5, 0.5, 0, 0.125, 0.375, 0.5, 0, 0, 0}, 1e-6, 0);
    auto const wide = testing::onlyOutput(
        RaggedSoftMaxOp{}, {testing::floats({1, 2}, {1, 1}), array(DataType::kINT64, {1, 1}, {99})});
    testing::expectNear(wide, {0.5, 0.5}, 1e-6, 0);
}

TEST(RaggedSoftMax, RefusesOtherBounds)
{
    auto const infer = [](std::vector<int64_t> const& x, std::vector<int64_t> const& bounds) {
        return testing::inferredDims(
            RaggedSoftMaxOp{}, {testing::spec(DataType::kFLOAT, x), testing::spec(DataType::kINT32, bounds)});
    };
    EXPECT_EQ(infer({-1, 3, 4}, {-1, 3, 1}), "d0x3x4");
    EXPECT_EQ(infer({2, 3}, {2, 3}),
        "input 1 (bounds): expected the dimensions of the input, 2x3, with 1 as the last, found 2x3");
    EXPECT_EQ(
        infer({2, 3}, {2}), "input 1 (bounds): expected the dimensions of the input, 2x3, with 1 as the last, found 2");
}

} // namespace
} // namespace tenon::ops
