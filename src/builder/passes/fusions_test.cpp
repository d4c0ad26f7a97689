// What becomes of convolutions and products with what stands behind them, and what has to stay.
#include "builder/build.h"
#include "builder/passes/pattern.h"

#include "builder/testing/recording_logger.h"
#include "ops/activation/activation.h"
#include "ops/convolution/convolution.h"
#include "ops/element_wise/element_wise.h"
#include "ops/fused_attention/fused_attention.h"
#include "ops/matrix_multiply/matrix_multiply.h"
#include "ops/normalization/normalization.h"
#include "ops/reduce/reduce.h"
#include "ops/shuffle/shuffle.h"
#include "ops/softmax/softmax.h"
#include "ops/unary/unary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenon::builder
{
namespace
{

using base::DataType;
using nvinfer1::ActivationType;
using nvinfer1::ElementWiseOperation;
using nvinfer1::UnaryOperation;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class FusionsTest : public ::testing::Test
{
protected:
    FusionsTest()
    {
        request.device = &devices::cpuDevice();
        request.log = base::Log(&logger);
        request.timing.enabled = false;
    }

    Tensor& input(std::string const& name, std::initializer_list<int64_t> dims)
    {
        return network.addInput(name, DataType::kFLOAT, graph::constantShape(base::makeDims(dims)));
    }
    Tensor& constant(std::initializer_list<int64_t> dims, float value)
    {
        base::Dims const shape = base::makeDims(dims);
        std::vector<float> const values(static_cast<size_t>(base::volumeUnchecked(shape)), value);
        graph::ConstantData const view{DataType::kFLOAT, static_cast<int64_t>(values.size()), values.data(), nullptr};
        return network.addConstant(
            "constant" + std::to_string(network.tensors().size()), graph::constantShape(shape), graph::copyOf(view));
    }
    Tensor& convolution(Tensor& x, std::string const& name)
    {
        auto op = std::make_unique<ops::ConvolutionOp>();
        op->params.outputMaps = 4;
        op->params.kernelSize = base::makeDims({1, 1});
        static std::vector<float> const weights(16, 0.5F);
        op->params.kernel = {DataType::kFLOAT, 16, weights.data(), nullptr};
        return added(std::move(op), {&x}, name);
    }
    Tensor& product(Tensor& x, Tensor& weights, std::string const& name)
    {
        return added(std::make_unique<ops::MatrixMultiplyOp>(), {&x, &weights}, name);
    }
    Tensor& combine(ElementWiseOperation operation, Tensor& a, Tensor& b, std::string const& name = "")
    {
        auto op = std::make_unique<ops::ElementWiseOp>();
        op->params.operation = operation;
        return added(std::move(op), {&a, &b}, name);
    }
    Tensor& add(Tensor& a, Tensor& b, std::string const& name = "")
    {
        return combine(ElementWiseOperation::kSUM, a, b, name);
    }
    Tensor& mul(Tensor& a, Tensor& b, std::string const& name = "")
    {
        return combine(ElementWiseOperation::kPROD, a, b, name);
    }
    Tensor& unary(UnaryOperation operation, Tensor& x)
    {
        auto op = std::make_unique<ops::UnaryOp>();
        op->params.operation = operation;
        return added(std::move(op), {&x});
    }
    Tensor& activation(ActivationType type, Tensor& x, std::string const& name = "")
    {
        auto op = std::make_unique<ops::ActivationOp>();
        op->params.type = type;
        return added(std::move(op), {&x}, name);
    }
    Tensor& mean(Tensor& x)
    {
        auto op = std::make_unique<ops::ReduceOp>();
        op->params = {nvinfer1::ReduceOperation::kAVG, 1U << (x.dims.size() - 1), true};
        return added(std::move(op), {&x});
    }
    Tensor& layerNorm(Tensor& x, std::string const& name = "", uint32_t axes = 0)
    {
        auto op = std::make_unique<ops::NormalizationOp>();
        op->params.axes = axes == 0 ? 1U << (x.dims.size() - 1) : axes;
        Tensor& scale = constant({1, 1, 8}, 2.0F);
        Tensor& bias = constant({1, 1, 8}, 0.5F);
        return added(std::move(op), {&x, &scale, &bias}, name);
    }
    Tensor& added(std::unique_ptr<Op> op, std::vector<Tensor*> inputs, std::string const& name = "")
    {
        op->name = name.empty() ? "op" + std::to_string(network.ops().size()) : name;
        Tensor& made = *network.addOp(std::move(op), std::move(inputs)).outputs[0];
        EXPECT_TRUE(network.infer(made).ok());
        return made;
    }

    Tensor& transpose(Tensor& x, std::vector<int64_t> order)
    {
        auto op = std::make_unique<ops::ShuffleOp>();
        op->params.firstTranspose = std::move(order);
        return added(std::move(op), {&x});
    }
    Tensor& softmax(Tensor& x)
    {
        auto op = std::make_unique<ops::SoftMaxOp>();
        op->params.axis = static_cast<int32_t>(x.dims.size()) - 1;
        return added(std::move(op), {&x});
    }

    //! Kinds of the operations that run, with the output marked.
    std::vector<std::string> kinds(Tensor& output)
    {
        network.markOutput(output);
        plan_.emplace(build(network, request));
        EXPECT_TRUE(plan_->ok()) << plan_->error().text();
        std::vector<std::string> found;
        for (plan::Step const& step : (*plan_)->overlays[0].steps)
        {
            found.push_back(
                step.op < 0 ? "reformat" : std::string((*plan_)->network.ops()[static_cast<size_t>(step.op)]->kind()));
        }
        return found;
    }
    template <typename OpType>
    OpType const& only()
    {
        for (auto const& op : (*plan_)->network.ops())
        {
            if (auto const* const found = dynamic_cast<OpType const*>(op.get()))
            {
                return *found;
            }
        }
        throw std::logic_error("no such operation");
    }

    testing::RecordingLogger logger;
    Graph network;
    BuildRequest request;
    std::optional<base::Result<plan::Plan>> plan_;
};

TEST_F(FusionsTest, AConvolutionAddsItsResidualAndActivates)
{
    Tensor& x = input("x", {1, 4, 3, 3});
    Tensor& first = convolution(x, "first");
    Tensor& second = convolution(first, "second");
    EXPECT_THAT(
        kinds(activation(ActivationType::kRELU, add(second, first), "act")), ElementsAre("Convolution", "Convolution"));
    auto const& op = *(*plan_)->network.ops()[1];
    EXPECT_THAT(op.name, HasSubstr("second + "));
    ASSERT_EQ(op.inputs.size(), ops::kConvolutionAddend + 1);
    EXPECT_EQ(op.inputs[ops::kConvolutionAddend], (*plan_)->network.ops()[0]->outputs[0]);
}

TEST_F(FusionsTest, TheAddendsMemoryIsTakenOverWhereNobodyNeedsIt)
{
    Tensor& x = input("x", {1, 4, 64, 64});
    Tensor& first = convolution(x, "first");
    Tensor& sum = add(convolution(convolution(first, "second"), "third"), first);
    (void)kinds(convolution(sum, "last"));
    plan::Overlay const& overlay = (*plan_)->overlays[0];
    auto const slotsOf = [&](std::string const& name) -> plan::Step const& {
        for (plan::Step const& step : overlay.steps)
        {
            if (step.op >= 0 && (*plan_)->network.ops()[static_cast<size_t>(step.op)]->name.rfind(name, 0) == 0)
            {
                return step;
            }
        }
        throw std::logic_error("no such step");
    };
    plan::Step const& adder = slotsOf("third");
    EXPECT_EQ(overlay.slots[static_cast<size_t>(adder.inputs.back())].offsetBytes,
        overlay.slots[static_cast<size_t>(adder.outputs[0])].offsetBytes);
    EXPECT_NE(overlay.slots[static_cast<size_t>(adder.inputs[0])].offsetBytes,
        overlay.slots[static_cast<size_t>(adder.outputs[0])].offsetBytes);
}

TEST_F(FusionsTest, WhatIsSeenElsewhereStays)
{
    Tensor& x = input("x", {1, 4, 3, 3});
    Tensor& y = convolution(x, "conv");
    network.markOutput(y);
    EXPECT_THAT(kinds(add(y, x)), ::testing::Contains("ElementWise"));
}

TEST_F(FusionsTest, ABroadcastSumIsNoResidual)
{
    Tensor& x = input("x", {1, 4, 3, 3});
    Tensor& perChannel = input("b", {1, 4, 1, 1});
    EXPECT_THAT(kinds(add(convolution(x, "conv"), perChannel)), ::testing::Contains("ElementWise"));
}

TEST_F(FusionsTest, AProductTakesBiasResidualAndActivation)
{
    Tensor& x = input("x", {2, 8});
    Tensor& biased = add(constant({1, 8}, 0.25F), product(x, constant({8, 8}, 0.5F), "dense"));
    EXPECT_THAT(kinds(activation(ActivationType::kTANH, add(biased, x))), ElementsAre("MatrixMultiply"));
    auto const& op = only<ops::MatrixMultiplyOp>();
    EXPECT_EQ(op.params.bias.count, 8);
    EXPECT_FALSE(op.params.activation.none());
    EXPECT_EQ(op.inputs.size(), 3U);
}

TEST_F(FusionsTest, GeluInItsSpellingsIsTheProductsActivation)
{
    for (int32_t spelling = 0; spelling < 3; ++spelling)
    {
        network = Graph();
        Tensor& x = product(input("x", {2, 8}), constant({8, 8}, 0.5F), "dense");
        Tensor& one = constant({1, 1}, 1.0F);
        Tensor& half = constant({1, 1}, 0.5F);
        Tensor& inner = spelling == 1 ? mul(constant({1, 1}, 0.70710678F), x)
                                      : combine(ElementWiseOperation::kDIV, x, constant({1, 1}, 1.41421356F));
        Tensor& e = add(one, unary(UnaryOperation::kERF, inner));
        Tensor& y = spelling == 0 ? mul(mul(x, e), half) : spelling == 1 ? mul(mul(half, x), e) : mul(x, mul(e, half));
        EXPECT_THAT(kinds(y), ElementsAre("MatrixMultiply")) << spelling;
        EXPECT_EQ(only<ops::MatrixMultiplyOp>().params.activation.kind,
            static_cast<ops::FusedActivation::Kind>(ActivationType::kGELU_ERF));
    }
}

TEST_F(FusionsTest, OtherNumbersAreNoGelu)
{
    Tensor& x = product(input("x", {2, 8}), constant({8, 8}, 0.5F), "dense");
    Tensor& e = add(constant({1, 1}, 1.0F), unary(UnaryOperation::kERF, mul(constant({1, 1}, 0.6F), x)));
    EXPECT_THAT(kinds(mul(mul(x, e), constant({1, 1}, 0.5F))), ::testing::Contains("Unary"));
}

TEST_F(FusionsTest, SiluIsTheConvolutionsActivation)
{
    Tensor& x = convolution(input("x", {1, 4, 3, 3}), "conv");
    EXPECT_THAT(kinds(mul(activation(ActivationType::kSIGMOID, x), x)), ElementsAre("Convolution"));
    EXPECT_EQ(only<ops::ConvolutionOp>().params.activation.kind, ops::FusedActivation::Kind::kSWISH);
}

TEST_F(FusionsTest, LayerNormalizationSpelledOutIsOne)
{
    Tensor& x = input("x", {2, 8});
    Tensor& centred = combine(ElementWiseOperation::kSUB, x, mean(x));
    Tensor& square = combine(ElementWiseOperation::kPOW, centred, constant({1, 1}, 2.0F));
    Tensor& deviation = unary(UnaryOperation::kSQRT, add(mean(square), constant({1, 1}, 1e-6F)));
    Tensor& scaled = mul(combine(ElementWiseOperation::kDIV, centred, deviation), constant({1, 8}, 2.0F));
    EXPECT_THAT(kinds(add(scaled, constant({1, 8}, 3.0F))), ElementsAre("Normalization"));
    EXPECT_FLOAT_EQ(only<ops::NormalizationOp>().params.epsilon, 1e-6F);
    EXPECT_EQ(only<ops::NormalizationOp>().params.axes, 2U);
}

TEST_F(FusionsTest, ASkipConnectionIsAddedByTheLayerNormalization)
{
    Tensor& x = input("x", {2, 3, 8});
    Tensor& skip = input("skip", {2, 3, 8});
    EXPECT_THAT(kinds(layerNorm(add(x, skip, "sum"), "norm")), ElementsAre("Normalization"));
    auto const& op = only<ops::NormalizationOp>();
    EXPECT_EQ(op.name, "sum + norm");
    ASSERT_EQ(op.inputs.size(), ops::kNormalizationSkip + 1);
    EXPECT_EQ(op.inputs[0]->name, "x");
    EXPECT_EQ(op.inputs[ops::kNormalizationSkip]->name, "skip");
}

TEST_F(FusionsTest, AProductHasTheFirstSayOverASkipConnection)
{
    Tensor& x = input("x", {2, 3, 8});
    Tensor& sum = add(product(x, constant({1, 8, 8}, 0.5F), "dense"), x);
    EXPECT_THAT(kinds(layerNorm(sum)), ElementsAre("MatrixMultiply", "Normalization"));
    EXPECT_EQ(only<ops::NormalizationOp>().inputs.size(), 3U);
}

TEST_F(FusionsTest, ASkipConnectionStaysASumWhereItIsSeenOrBroadcastOrAskedFor)
{
    Tensor& x = input("x", {2, 3, 8});
    EXPECT_THAT(kinds(layerNorm(add(x, input("row", {1, 3, 8})))), ElementsAre("ElementWise", "Normalization"));

    network = Graph();
    Tensor& seen = add(input("x", {2, 3, 8}), input("skip", {2, 3, 8}));
    network.markOutput(seen);
    EXPECT_THAT(kinds(layerNorm(seen)), ElementsAre("ElementWise", "Normalization"));

    network = Graph();
    Tensor& debugged = add(input("x", {2, 3, 8}), input("skip", {2, 3, 8}));
    debugged.isDebug = true;
    EXPECT_THAT(kinds(layerNorm(debugged)), ElementsAre("ElementWise", "Normalization"));

    network = Graph();
    Tensor& asked = add(input("x", {2, 3, 8}), input("skip", {2, 3, 8}));
    asked.producer->requestedPrecision = DataType::kFLOAT;
    EXPECT_THAT(kinds(layerNorm(asked)), ElementsAre("ElementWise", "Normalization"));

    network = Graph();
    Tensor& channels = add(input("x", {2, 3, 8}), input("skip", {2, 3, 8}));
    EXPECT_THAT(kinds(layerNorm(channels, "norm", 0b110)), ElementsAre("ElementWise", "Normalization"));
}

TEST_F(FusionsTest, ADebugTensorKeepsItsNameThroughFusions)
{
    Tensor& x = product(input("x", {2, 8}), constant({8, 8}, 0.5F), "dense");
    Tensor& gelu =
        mul(mul(x, add(constant({1, 1}, 1.0F), unary(UnaryOperation::kERF, mul(constant({1, 1}, 0.70710678F), x)))),
            constant({1, 1}, 0.5F));
    gelu.isDebug = true;
    gelu.name = "shown";
    EXPECT_THAT(kinds(unary(UnaryOperation::kABS, gelu)), ElementsAre("MatrixMultiply", "Unary"));
    Tensor const& shown = *only<ops::MatrixMultiplyOp>().outputs[0];
    EXPECT_TRUE(shown.isDebug);
    EXPECT_EQ(shown.name, "shown");
}

TEST_F(FusionsTest, AttentionWithItsTranspositionsIsOne)
{
    Tensor& q = transpose(input("q", {2, 5, 3, 8}), {0, 2, 1, 3});
    Tensor& k = transpose(input("k", {2, 7, 3, 8}), {0, 2, 3, 1});
    Tensor& v = transpose(input("v", {2, 7, 3, 8}), {0, 2, 1, 3});
    Tensor& mask = input("mask", {2, 1, 1, 7});
    Tensor& scores = combine(ElementWiseOperation::kDIV, product(q, k, "scores"), constant({1, 1, 1, 1}, 4.0F));
    Tensor& context = product(softmax(add(scores, mask)), v, "context");
    EXPECT_THAT(kinds(transpose(context, {0, 2, 1, 3})), ElementsAre("FusedAttention"));
    auto const& params = only<ops::FusedAttentionOp>().params;
    EXPECT_EQ(params.queries, ops::HeadOrder::kHEADS_INSIDE);
    EXPECT_EQ(params.keys, ops::HeadOrder::kHEADS_INSIDE);
    EXPECT_EQ(params.values, ops::HeadOrder::kHEADS_INSIDE);
    EXPECT_EQ(params.output, ops::HeadOrder::kHEADS_INSIDE);
    EXPECT_EQ(params.scale, 0.25F);
    EXPECT_EQ(base::toString(graph::toDims((*plan_)->network.outputs()[0]->dims)), "2x5x3x8");
}

TEST_F(FusionsTest, AttentionWithoutTranspositionsTakesKeysAsTheyAre)
{
    Tensor& q = input("q", {2, 3, 5, 8});
    Tensor& k = input("k", {2, 3, 8, 7});
    Tensor& v = input("v", {2, 3, 7, 8});
    EXPECT_THAT(kinds(product(softmax(product(q, k, "scores")), v, "context")), ElementsAre("FusedAttention"));
    EXPECT_EQ(only<ops::FusedAttentionOp>().params.keys, ops::HeadOrder::kTRANSPOSED);
    EXPECT_EQ(only<ops::FusedAttentionOp>().params.scale, 1.0F);
}

TEST_F(FusionsTest, ScoresThatAMaskWouldRepeatAreNoAttention)
{
    Tensor& q = input("q", {1, 3, 5, 8});
    Tensor& k = input("k", {1, 3, 8, 7});
    Tensor& v = input("v", {1, 3, 7, 8});
    Tensor& mask = input("mask", {4, 1, 1, 7});
    EXPECT_THAT(
        kinds(product(softmax(add(product(q, k, "scores"), mask)), v, "context")), ::testing::Contains("SoftMax"));
}

TEST_F(FusionsTest, WeightsOfAttentionThatAreAnOutputKeepItApart)
{
    Tensor& q = input("q", {1, 3, 5, 8});
    Tensor& k = input("k", {1, 3, 8, 7});
    Tensor& v = input("v", {1, 3, 7, 8});
    Tensor& weights = softmax(product(q, k, "scores"));
    network.markOutput(weights);
    EXPECT_THAT(kinds(product(weights, v, "context")), ::testing::Contains("SoftMax"));
}

TEST_F(FusionsTest, WhatTheUserAskedOfOneOfThemKeepsThemApart)
{
    Tensor& x = convolution(input("x", {1, 4, 3, 3}), "conv");
    Tensor& sigmoid = activation(ActivationType::kSIGMOID, x);
    sigmoid.producer->requestedPrecision = DataType::kFLOAT;
    EXPECT_THAT(kinds(mul(sigmoid, x)), ::testing::Contains("Activation"));
}

TEST(Pattern, SaysWhereTheTextIsWrong)
{
    auto const message = [](char const* text) {
        auto const pattern = Pattern::parse(text);
        return pattern.ok() ? "no error" : pattern.error().message;
    };
    EXPECT_EQ(message("mul(x, sigmoid(x))"), "no error");
    EXPECT_EQ(message("mul(x, sigmoid(x)"), "pattern \"mul(x, sigmoid(x)\": expected \")\" at place 17, found \"\"");
    EXPECT_THAT(message("mull(x, x)"), HasSubstr("expected a known function before \"(\" instead of mull at place 5"));
    EXPECT_THAT(message("mul(x)"), HasSubstr("expected 2 arguments of mul before this at place 6"));
    EXPECT_THAT(message("c = sub(x, y) mul(c, c)"), HasSubstr("expected \";\" at place 14, found \"mul(c, c)\""));
    EXPECT_THAT(message("mul(x, ?)"), HasSubstr("expected a number, a name or a function at place 7"));
    EXPECT_THAT(message("mul(x, #1)"), HasSubstr("expected a name at place 8"));
    EXPECT_THAT(message("mul(x, x) x"), HasSubstr("expected the end at place 10"));
}

} // namespace
} // namespace tenon::builder
