#include "builder/passes/fuse_pointwise.h"

#include "graph/weights_name.h"
#include "ops/activation/activation.h"
#include "ops/element_wise/element_wise.h"
#include "ops/pointwise/pointwise.h"
#include "ops/scale/scale.h"
#include "ops/unary/unary.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tenon::builder
{
namespace
{

using base::DataType;
using graph::Graph;
using graph::Tensor;
using nvinfer1::ActivationType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::UnaryOperation;
using ops::PointwiseOp;

class FusePointwiseTest : public ::testing::Test
{
protected:
    Tensor& input(std::string const& name, base::Dims const& dims = base::makeDims({2, 3}))
    {
        return network_.addInput(name, DataType::kFLOAT, graph::constantShape(dims));
    }
    Tensor& activation(ActivationType type, Tensor& x, float alpha = 0, float beta = 0)
    {
        auto op = std::make_unique<ops::ActivationOp>();
        op->params = {type, alpha, beta};
        return added(std::move(op), {&x});
    }
    Tensor& unary(UnaryOperation operation, Tensor& x)
    {
        auto op = std::make_unique<ops::UnaryOp>();
        op->params.operation = operation;
        return added(std::move(op), {&x});
    }
    Tensor& combine(ElementWiseOperation operation, Tensor& a, Tensor& b)
    {
        auto op = std::make_unique<ops::ElementWiseOp>();
        op->params.operation = operation;
        return added(std::move(op), {&a, &b});
    }
    Tensor& number(float value, base::Dims const& dims)
    {
        graph::ConstantData const view{DataType::kFLOAT, 1, &value, nullptr};
        Tensor& made =
            network_.addConstant("number" + std::to_string(count_++), graph::constantShape(dims), graph::copyOf(view));
        made.type = DataType::kFLOAT;
        return made;
    }
    Tensor& scale(float factor, float shift, Tensor& x)
    {
        auto op = std::make_unique<ops::ScaleOp>();
        op->params.scale = graph::copyOf({DataType::kFLOAT, 1, &factor, nullptr});
        op->params.shift = graph::copyOf({DataType::kFLOAT, 1, &shift, nullptr});
        return added(std::move(op), {&x});
    }

    bool fuse()
    {
        EXPECT_TRUE(network_.inferAll().ok());
        auto const changed = fusePointwiseGroups(network_, base::Log());
        EXPECT_TRUE(changed.ok()) << changed.error().text();
        auto const inferred = network_.inferAll();
        EXPECT_TRUE(inferred.ok()) << inferred.error().text();
        auto const verified = network_.verify();
        EXPECT_TRUE(verified.ok()) << verified.error().text();
        return changed.ok() && *changed;
    }

    //! The only operation's result, through its CPU kernel.
    std::vector<float> run(std::vector<std::vector<float>> const& inputs)
    {
        EXPECT_EQ(network_.ops().size(), 1U);
        graph::Op const& op = *network_.ops()[0];
        EXPECT_EQ(op.kind(), PointwiseOp::kKind);
        base::Dims const dims = graph::toDims(op.outputs[0]->dims);
        graph::KernelRequest request;
        request.device = &devices::cpuDevice();
        request.candidate.inputs.assign(inputs.size(), {});
        request.candidate.outputs.assign(1, {});
        auto const engine = op.makeKernel(request);
        EXPECT_TRUE(engine.ok()) << engine.error().text();
        auto const kernel = (*engine)->clone({});
        std::vector<graph::TensorDesc> const descs(
            inputs.size(), {DataType::kFLOAT, base::TensorFormat::kLINEAR, dims, 1.0F});
        EXPECT_TRUE((*kernel)->setShapes(descs, {descs.data(), 1}).ok());
        std::vector<void const*> addresses;
        for (auto const& each : inputs)
        {
            addresses.push_back(each.data());
        }
        std::vector<float> result(inputs[0].size(), NAN);
        void* output = result.data();
        EXPECT_TRUE((*kernel)->enqueue(addresses.data(), &output, nullptr, nullptr).ok());
        return result;
    }

    Graph network_;
    int32_t count_{0};

private:
    Tensor& added(std::unique_ptr<graph::Op> op, std::vector<Tensor*> const& inputs)
    {
        op->name = "op" + std::to_string(count_++);
        return *network_.addOp(std::move(op), inputs).outputs[0];
    }
};

TEST_F(FusePointwiseTest, WeightsThatMayBeRefittedStayWhatTheyAre)
{
    Tensor& scaled = scale(2.0F, 0.5F, input("x"));
    dynamic_cast<ops::ScaleOp&>(*scaled.producer).params.scale.name =
        std::make_shared<std::string const>(graph::WeightsName{"", "op", "scale"}.text());
    network_.markOutput(unary(UnaryOperation::kABS, scaled));
    EXPECT_FALSE(fuse());
}

TEST_F(FusePointwiseTest, AChainWithNumbersBecomesOneOperationUnderTheOutputsName)
{
    Tensor& x = input("x");
    Tensor& y = combine(ElementWiseOperation::kSUB, number(1.0F, base::makeDims({1, 1})),
        unary(UnaryOperation::kABS, scale(2.0F, 0.5F, x)));
    Tensor& z = activation(ActivationType::kLEAKY_RELU, y, 0.25F);
    z.name = "z";
    network_.markOutput(z);
    EXPECT_TRUE(fuse());
    EXPECT_EQ(network_.outputs()[0]->name, "z");
    std::vector<float> const result = run({{0, 1, -1, 0.25F, 2, -2}});
    std::vector<float> const expected{0.5F, -0.375F, -0.125F, 0, -0.875F, -0.625F};
    for (size_t i = 0; i < expected.size(); ++i)
    {
        EXPECT_FLOAT_EQ(result[i], expected[i]) << "element " << i;
    }
}

TEST_F(FusePointwiseTest, ATreeWithAValueUsedTwiceBecomesOneOperation)
{
    Tensor& x = input("x");
    Tensor& y = input("y");
    Tensor& shared = activation(ActivationType::kRELU, x);
    Tensor& z = combine(ElementWiseOperation::kSUM, combine(ElementWiseOperation::kPROD, shared, y),
        unary(UnaryOperation::kNEG, shared));
    network_.markOutput(z);
    EXPECT_TRUE(fuse());
    EXPECT_EQ(run({{1, -2, 3, 0, 5, 6}, {2, 2, 2, 2, 0, -1}}), (std::vector<float>{1, 0, 3, 0, -5, -12}));
}

TEST_F(FusePointwiseTest, WhatSomebodyElseSeesStays)
{
    Tensor& x = input("x");
    Tensor& middle = activation(ActivationType::kTANH, x);
    network_.markOutput(middle);
    network_.markOutput(unary(UnaryOperation::kEXP, middle));
    EXPECT_FALSE(fuse());
    EXPECT_EQ(network_.ops().size(), 2U);
}

TEST_F(FusePointwiseTest, ABroadcastIsNoPartOfAGroup)
{
    Tensor& x = input("x");
    Tensor& row = input("row", base::makeDims({1, 3}));
    Tensor& sum =
        combine(ElementWiseOperation::kSUM, activation(ActivationType::kTANH, x), unary(UnaryOperation::kEXP, row));
    network_.markOutput(activation(ActivationType::kRELU, unary(UnaryOperation::kNEG, sum)));
    EXPECT_TRUE(fuse());
    size_t fused = 0;
    for (auto const& op : network_.ops())
    {
        fused += op->kind() == PointwiseOp::kKind;
    }
    EXPECT_EQ(network_.ops().size(), 4U) << network_.toText();
    EXPECT_EQ(fused, 1U);
}

TEST_F(FusePointwiseTest, WhatTheUserAskedForIsKept)
{
    Tensor& x = input("x");
    Tensor& y = activation(ActivationType::kTANH, x);
    network_.markOutput(unary(UnaryOperation::kEXP, y));
    y.producer->requestedPrecision = DataType::kHALF;
    EXPECT_FALSE(fuse());
}

TEST_F(FusePointwiseTest, TwoHundredOperationsBecomeOne)
{
    Tensor* value = &input("x");
    for (int32_t i = 0; i < 100; ++i)
    {
        value = &activation(ActivationType::kTANH, scale(1.0625F, 0.125F, *value));
    }
    network_.markOutput(*value);
    EXPECT_TRUE(fuse());
    float expected = 0.5F;
    for (int32_t i = 0; i < 100; ++i)
    {
        expected = std::tanh(expected * 1.0625F + 0.125F);
    }
    EXPECT_NEAR(run({std::vector<float>(6, 0.5F)})[3], expected, 1e-6);
    EXPECT_LT(network_.ops()[0]->name.size(), 80U) << "names the first and the last, not all";
}

} // namespace
} // namespace tenon::builder
