#include "ops/dequantize/dequantize.h"

#include "ops/testing/every_target.h"
#include "ops/testing/expect.h"

#include <cmath>

namespace tenon::ops
{
namespace
{

using base::DataType;
using List = std::vector<double>;

TEST(Dequantize, Multiplies)
{
    auto const x = testing::array(DataType::kINT8, {2, 3}, {0, 1, -2, 127, -128, 3});
    EXPECT_EQ(testing::onlyOutput(DequantizeOp{}, {x, testing::floats({1}, {0.5})}).values(),
        (List{0, 0.5, -1, 63.5, -64, 1.5}));
    DequantizeOp perAxis;
    perAxis.params.axis = 0;
    EXPECT_EQ(testing::onlyOutput(perAxis, {x, testing::floats({2}, {1, 2})}).values(), (List{0, 1, -2, 254, -256, 6}));
    perAxis.params.axis = 1;
    EXPECT_EQ(
        testing::onlyOutput(perAxis, {x, testing::floats({3}, {1, 2, 3})}).values(), (List{0, 2, -6, 127, -256, 9}));
}

TEST(Dequantize, MultipliesAtEveryLength)
{
    testing::onEveryTarget([&] {
        for (int64_t const inner : {1, 3, 4, 5, 15, 16, 17, 33, 67, 300})
        {
            testing::Array x = testing::emptyArray(DataType::kINT8, base::makeDims({2, 3, inner}));
            for (int64_t i = 0; i < x.count(); ++i)
            {
                x.set(i, static_cast<double>(i % 256 - 128));
            }
            for (List const& scales : {List{0.3}, List{0.5, 0.07, INFINITY}})
            {
                DequantizeOp op;
                op.params.axis = 1;
                auto const y =
                    testing::onlyOutput(op, {x, testing::floats({static_cast<int64_t>(scales.size())}, scales)});
                for (int64_t i = 0; i < x.count(); ++i)
                {
                    auto const scale = static_cast<float>(scales[static_cast<size_t>(i / inner) % scales.size()]);
                    float const wanted = static_cast<float>(x.at(i)) * scale;
                    EXPECT_TRUE(y.as<float>()[i] == wanted || (std::isnan(wanted) && std::isnan(y.at(i))))
                        << x.at(i) << " by " << scale;
                }
            }
        }
    });
}

TEST(Dequantize, RefusesWhatItCannotDequantize)
{
    auto const infer = [](DequantizeOp const& op, DataType x, std::vector<int64_t> const& scale) {
        return testing::infer(op, {testing::spec(x, {2, 3}), testing::spec(DataType::kFLOAT, scale)});
    };
    DequantizeOp op;
    testing::expectError(
        infer(op, DataType::kFLOAT, {}), "not implemented yet: dequantization of fp32; int8 is served");
    testing::expectError(
        infer(op, DataType::kINT8, {2}), "axis: expected one of the 2 dimensions of the input for 2 scales, found -1");
    op.params.axis = 1;
    testing::expectError(
        infer(op, DataType::kINT8, {2}), "input 1 (scale): expected 1 or 3 (dimension 1 of the input), found 2");
    op.params.type = DataType::kINT32;
    testing::expectError(infer(op, DataType::kINT8, {}), "type of the output: expected type fp32");
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<DequantizeOp&>(**twin).params.axis, 1);
}

} // namespace
} // namespace tenon::ops
