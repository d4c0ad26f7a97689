#include "ops/assertion/assertion.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::array;

AssertionOp saying(std::string message)
{
    AssertionOp op;
    op.params.message = std::move(message);
    return op;
}

TEST(Assertion, EndsAnInferenceWhoseConditionFails)
{
    TENON_CPU_KERNEL_ONLY();
    AssertionOp const op = saying("sizes agree");
    EXPECT_TRUE(testing::runOp(op, {array(DataType::kBOOL, {}, {1})}).ok());
    EXPECT_TRUE(testing::runOp(op, {array(DataType::kBOOL, {0}, {})}).ok());
    testing::expectError(
        testing::runOp(op, {array(DataType::kBOOL, {}, {0})}), "found value 0 of 1 false: sizes agree");
    testing::expectError(
        testing::runOp(op, {array(DataType::kBOOL, {3}, {1, 1, 0})}), "found value 2 of 3 false: sizes agree");
}

TEST(Assertion, RefusesWhatCannotHold)
{
    auto condition = testing::spec(DataType::kBOOL, {});
    condition.values = {graph::constant(0)};
    testing::expectError(testing::infer(saying("never"), {condition}), "found it false for all inputs: never");
    condition.values = {graph::constant(1)};
    EXPECT_TRUE(testing::infer(saying("always"), {condition}).ok());
    testing::expectError(testing::infer(saying(""), {testing::spec(DataType::kINT32, {})}),
        "input 0 (condition): expected type bool, found int32");
    auto const twin = testing::throughRecord(saying("kept"));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<AssertionOp&>(**twin).params.message, "kept");
}

} // namespace
} // namespace tenon::ops
