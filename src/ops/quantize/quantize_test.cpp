#include "ops/quantize/quantize.h"

#include "ops/testing/expect.h"

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
