#include "ops/quantize/quantize.h"

#include "ops/testing/every_target.h"
#include "ops/testing/expect.h"

#include <cmath>

namespace tenon::ops
{
namespace
{

using base::DataType;
using List = std::vector<double>;

TEST(Quantize, RoundsToEvenAndSaturates)
{
    auto const x = testing::floats({2, 4}, {0.25, 0.75, -0.75, 100, -100, 1, 2, 3});
    auto const y = testing::onlyOutput(QuantizeOp{}, {x, testing::floats({}, {0.5})});
    EXPECT_EQ(y.type, DataType::kINT8);
    EXPECT_EQ(y.values(), (List{0, 2, -2, 127, -128, 2, 4, 6}));
    QuantizeOp perAxis;
    perAxis.params.axis = 0;
    EXPECT_EQ(testing::onlyOutput(perAxis, {x, testing::floats({2}, {0.25, 1})}).values(),
        (List{1, 3, -3, 127, -100, 1, 2, 3}));
    perAxis.params.axis = 1;
    EXPECT_EQ(testing::onlyOutput(perAxis, {x, testing::floats({4}, {0.25, 0.25, 1, 10})}).values(),
        (List{1, 3, -1, 10, -128, 4, 2, 0}));
}

TEST(Quantize, IsTheNearestIntegerAtEveryLength)
{
    List const special{
        NAN, INFINITY, -INFINITY, 3e38, -3e38, -0.0, 1e-42, 0.25, 0.75, -1.25, 63.25, 63.75, -64.25, -64.3};
    testing::onEveryTarget([&] {
        for (int64_t const inner : {1, 3, 4, 5, 15, 16, 17, 33, 67, 1040})
        {
            testing::Array x = testing::emptyArray(DataType::kFLOAT, base::makeDims({2, 3, inner}));
            for (int64_t i = 0; i < x.count(); ++i)
            {
                auto const at = static_cast<size_t>(i);
                x.set(i, i % 2 == 0 ? special[at / 2 % special.size()] : 0.37 * static_cast<double>(i % 400) - 70);
            }
            for (List const& scales : {List{0.5}, List{0.3}, List{0.5, 0.07, 1.7}})
            {
                QuantizeOp op;
                op.params.axis = 1;
                auto const y =
                    testing::onlyOutput(op, {x, testing::floats({static_cast<int64_t>(scales.size())}, scales)});
                for (int64_t i = 0; i < x.count(); ++i)
                {
                    auto const scale = static_cast<float>(scales[static_cast<size_t>(i / inner) % scales.size()]);
                    float const real = x.as<float>()[i];
                    float const nearest = std::fmin(std::fmax(std::nearbyint(real / scale), -128.0F), 127.0F);
                    EXPECT_EQ(y.at(i), std::isnan(real) ? 0.0F : nearest) << real << " by " << scale;
                }
            }
        }
    });
}

TEST(Quantize, RefusesWhatItCannotQuantize)
{
    auto const infer = [](QuantizeOp const& op, DataType x, std::vector<int64_t> const& scale) {
        return testing::infer(op, {testing::spec(x, {2, 3}), testing::spec(DataType::kFLOAT, scale)});
    };
    QuantizeOp op;
    testing::expectError(infer(op, DataType::kINT32, {}), "input 0: expected type fp32");
    testing::expectError(
        infer(op, DataType::kFLOAT, {3}), "axis: expected one of the 2 dimensions of the input for 3 scales, found -1");
    op.params.axis = 0;
    testing::expectError(
        infer(op, DataType::kFLOAT, {3}), "input 1 (scale): expected 1 or 2 (dimension 0 of the input), found 3");
    testing::expectError(infer(op, DataType::kFLOAT, {2, 1}), "not implemented yet: scales in blocks (dimensions 2x1)");
    op.params.type = DataType::kFP8;
    testing::expectError(infer(op, DataType::kFLOAT, {}), "not implemented yet: quantization to fp8");
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<QuantizeOp&>(**twin).params.axis, 0);
}

} // namespace
} // namespace tenon::ops
