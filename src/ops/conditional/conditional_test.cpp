// The operation alone; conditionals as users define them are tested through the API (api/network/layers/control_flow_test.cpp).
#include "ops/conditional/conditional.h"

#include "ops/testing/expect.h"
#include "ops/unary/unary.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::Array;
using testing::array;
using List = std::vector<double>;

std::shared_ptr<graph::Graph> branchOf(nvinfer1::UnaryOperation operation)
{
    auto body = std::make_shared<graph::Graph>();
    graph::Tensor& x = body->addInput("x", DataType::kFLOAT, {graph::symbol(body->addSymbol("n"))});
    auto op = std::make_unique<UnaryOp>();
    op->name = "unary";
    op->params.operation = operation;
    body->markOutput(*body->addOp(std::move(op), {&x}).outputs[0]);
    return body;
}

IfOp negateOrAbs()
{
    IfOp op;
    op.branches[0] = branchOf(nvinfer1::UnaryOperation::kNEG);
    op.branches[1] = branchOf(nvinfer1::UnaryOperation::kABS);
    op.params.thenInputs = op.params.elseInputs = {1};
    op.params.thenOutputs = op.params.elseOutputs = {0};
    return op;
}

TEST(If, RunsTheBranchThatTheConditionChooses)
{
    TENON_CPU_KERNEL_ONLY();
    Array const x = testing::floats({3}, {1, -2, 3});
    EXPECT_EQ(testing::onlyOutput(negateOrAbs(), {array(DataType::kBOOL, {}, {1}), x}).values(), (List{-1, 2, -3}));
    EXPECT_EQ(testing::onlyOutput(negateOrAbs(), {array(DataType::kBOOL, {1}, {0}), x}).values(), (List{1, 2, 3}));
    auto const twin = testing::throughRecord(negateOrAbs());
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(testing::onlyOutput(**twin, {array(DataType::kBOOL, {}, {1}), x}).values(), (List{-1, 2, -3}));
}

TEST(If, RefusesBranchesThatDoNotFit)
{
    auto const infer = [](IfOp const& op, DataType condition = DataType::kBOOL) {
        return testing::infer(op, {testing::spec(condition, {}), testing::spec(DataType::kFLOAT, {4})});
    };
    EXPECT_TRUE(infer(negateOrAbs()).ok());
    testing::expectError(infer(negateOrAbs(), DataType::kINT32), "condition: expected type bool, found int32");
    IfOp wild = negateOrAbs();
    wild.params.elseInputs = {9};
    testing::expectError(infer(wild), "conditional: expected branch 1 to use inputs and outputs that exist");
    testing::expectError(eitherOf(testing::spec(DataType::kFLOAT, {2}), testing::spec(DataType::kFLOAT, {2, 1}), 0, {}),
        "output 0: expected both branches to give one type and rank, found 2 of fp32 and 2x1 of fp32");
}

} // namespace
} // namespace tenon::ops
