// Built-in operations through builder, plan file and runtime.
#include "lies.h"
#include "run_network.h"

#include "ops/activation/activation.h"
#include "ops/constant/constant.h"
#include "ops/convolution/convolution.h"
#include "ops/element_wise/element_wise.h"
#include "ops/fully_connected/fully_connected.h"
#include "ops/ops.h"
#include "ops/scale/scale.h"
#include "plan/reader.h"
#include "plan/writer.h"

#include <cstdlib>

namespace tenon::testing
{
namespace
{

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Pointwise;

graph::ConstantData floats(std::vector<float> const& values)
{
    return graph::copyOf({DataType::kFLOAT, static_cast<int64_t>(values.size()), values.data(), nullptr});
}

template <typename Operation>
Tensor& add(Graph& network, std::string name, std::vector<Tensor*> inputs, decltype(Operation::params) params)
{
    auto op = std::make_unique<Operation>();
    op->name = std::move(name);
    op->params = std::move(params);
    return *network.addOp(std::move(op), std::move(inputs)).outputs[0];
}

//! conv 2×2 (1 → 2 maps) → leaky ReLU 0.5 → fully connected (2·2·2 → 1) → + constant, batch dynamic, images 3×3.
Graph smallNetwork(bool implicitBatch)
{
    Graph network;
    network.implicitBatch = implicitBatch;
    int32_t const batch = network.addSymbol("batch");
    Tensor& x = network.addInput(
        "x", DataType::kFLOAT, {graph::symbol(batch), graph::constant(1), graph::constant(3), graph::constant(3)});
    ops::ConvolutionParams conv;
    conv.outputMaps = 2;
    conv.kernelSize = base::makeDims({2, 2});
    conv.kernel = floats({1, 0, 0, 0, /**/ 0, 0, 0, -1});
    conv.bias = floats({0, 1});
    Tensor& convolved = add<ops::ConvolutionOp>(network, "conv", {&x}, conv);
    Tensor& activated =
        add<ops::ActivationOp>(network, "leaky", {&convolved}, {nvinfer1::ActivationType::kLEAKY_RELU, 0.5F, 0.0F});
    ops::FullyConnectedParams dense;
    dense.outputChannels = 1;
    dense.kernel = floats({1, 1, 1, 1, 2, 2, 2, 2});
    Tensor& product = add<ops::FullyConnectedOp>(network, "dense", {&activated}, dense);
    Tensor& ten = add<ops::ConstantOp>(network, "ten", {}, {base::makeDims({1, 1, 1, 1}), floats({10})});
    Tensor& sum = add<ops::ElementWiseOp>(network, "add", {&product, &ten}, {nvinfer1::ElementWiseOperation::kSUM});
    sum.name = "y";
    network.markOutput(sum);
    return network;
}

//! What smallNetwork computes of one image, by its definition.
float expected(float const* x)
{
    float sum = 10;
    auto const leaky = [](float v) { return v > 0 ? v : 0.5F * v; };
    for (int32_t row = 0; row < 2; ++row)
    {
        for (int32_t column = 0; column < 2; ++column)
        {
            sum += leaky(x[3 * row + column]) + 2 * leaky(1 - x[3 * (row + 1) + column + 1]);
        }
    }
    return sum;
}

struct Mode
{
    bool implicitBatch, half, fused;
};

class Operations : public ::testing::TestWithParam<Mode>
{};

TEST_P(Operations, AgreeWithTheDefinitionThroughAPlanFile)
{
    auto const [implicitBatch, half, fused] = GetParam();
    Graph const network = smallNetwork(implicitBatch);
    auto request = cpuRequest();
    request.allowHalf = half;
    request.settings.maxBatchSize = 4;
    if (!implicitBatch)
    {
        request.profiles = {
            profileOf("x", base::makeDims({1, 1, 3, 3}), base::makeDims({2, 1, 3, 3}), base::makeDims({4, 1, 3, 3}))};
    }
    if (!fused)
    {
        ::setenv("TENON_DISABLE_PASS", "fuse_activations", 1);
    }
    auto plan = builder::build(network, request);
    ::unsetenv("TENON_DISABLE_PASS");
    ASSERT_TRUE(plan.ok()) << messageOf(plan);
    EXPECT_EQ(plan->network.ops().size(), fused ? 3U : 4U) << plan->network.toText();
    if (fused)
    {
        EXPECT_EQ(plan->network.ops()[0]->name, "conv + leaky");
    }
    graph::OpFactory factory;
    ops::addToFactory(factory);
    auto const bytes = plan::toBytes(*plan);
    ASSERT_TRUE(bytes.ok()) << messageOf(bytes);
    auto const image = plan::copyOf(*bytes);
    auto read = plan::read(*image, factory, {});
    ASSERT_TRUE(read.ok()) << messageOf(read);
    EXPECT_TRUE(plan::toBytes(*read).value() == *bytes);
    auto loaded = load(std::move(read).value());
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    runtime::Context& context = *loaded->context;
    for (int32_t const n : {1, 2, 4})
    {
        std::vector<float> x, wanted, y(static_cast<size_t>(n), -1.0F);
        for (int32_t i = 0; i < 9 * n; ++i)
        {
            x.push_back(0.25F * static_cast<float>((7 * i) % 23) - 2.0F);
        }
        for (int32_t i = 0; i < n; ++i)
        {
            wanted.push_back(expected(x.data() + 9 * i));
        }
        Status const shape =
            implicitBatch ? context.setBatch(n) : context.setInputShape(0, base::makeDims({n, 1, 3, 3}));
        ASSERT_TRUE(shape.ok()) << messageOf(shape);
        ASSERT_TRUE(context.setAddress(0, x.data()).ok());
        ASSERT_TRUE(context.setAddress(1, y.data()).ok());
        Status const status = context.enqueue(nullptr);
        ASSERT_TRUE(status.ok()) << messageOf(status);
        EXPECT_THAT(y, Pointwise(FloatNear(half ? 5e-2F : 1e-5F), wanted)) << "batch " << n;
    }
}

INSTANTIATE_TEST_SUITE_P(Modes, Operations,
    ::testing::Values(Mode{false, false, true}, Mode{false, true, true}, Mode{true, false, true},
        Mode{true, true, true}, Mode{false, false, false}, Mode{true, true, false}));

TEST(OperationsInPlans, SurvivePlansThatLie)
{
    auto request = cpuRequest();
    request.allowHalf = true;
    request.profiles = {
        profileOf("x", base::makeDims({1, 1, 3, 3}), base::makeDims({2, 1, 3, 3}), base::makeDims({4, 1, 3, 3}))};
    auto plan = builder::build(smallNetwork(false), request);
    ASSERT_TRUE(plan.ok()) << messageOf(plan);
    graph::OpFactory factory;
    ops::addToFactory(factory);
    constexpr int32_t kTries = 1500;
    int32_t const accepted = tryLies(plan::toBytes(*plan).value(), factory, kTries, 6);
    EXPECT_GT(accepted, kTries / 50);
    EXPECT_LT(accepted, kTries);
}

TEST(Fusion, StopsWhereSomebodySeesWhatLiesBetween)
{
    Graph network = smallNetwork(true);
    network.ops()[0]->outputs[0]->name = "convolved";
    network.markOutput(*network.ops()[0]->outputs[0]);
    auto request = cpuRequest();
    request.settings.maxBatchSize = 2;
    auto const plan = builder::build(network, request);
    ASSERT_TRUE(plan.ok()) << messageOf(plan);
    EXPECT_EQ(plan->network.ops()[0]->name, "conv");
    EXPECT_EQ(plan->network.ops()[1]->name, "leaky");
}

TEST(Fusion, KeepsAnOutputsNameAndOnlyWhatCanBeFused)
{
    Graph network;
    Tensor& x = network.addInput("x", DataType::kFLOAT, graph::constantShape(base::makeDims({1, 1, 2, 2})));
    ops::ConvolutionParams conv;
    conv.outputMaps = 1;
    conv.kernelSize = base::makeDims({1, 1});
    conv.kernel = floats({2});
    Tensor& first = add<ops::ActivationOp>(network, "relu", {&add<ops::ConvolutionOp>(network, "conv", {&x}, conv)},
        {nvinfer1::ActivationType::kRELU, 0.0F, 0.0F});
    Tensor& second =
        add<ops::ActivationOp>(network, "softplus", {&add<ops::ConvolutionOp>(network, "conv2", {&first}, conv)},
            {nvinfer1::ActivationType::kSOFTPLUS, 1.0F, 1.0F});
    first.name = "rectified";
    second.name = "y";
    network.markOutput(first);
    network.markOutput(second);
    auto plan = builder::build(network, cpuRequest());
    ASSERT_TRUE(plan.ok()) << messageOf(plan);
    std::vector<std::string> names;
    for (auto const& op : plan->network.ops())
    {
        names.push_back(op->name);
    }
    EXPECT_THAT(names, ElementsAre("conv + relu", "conv2", "softplus"));
    EXPECT_EQ(plan->network.outputs()[0]->name, "rectified");
    auto loaded = load(std::move(plan).value());
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    std::vector<float> in{-1, 2, -3, 4}, rectified(4), y(4);
    ASSERT_TRUE(loaded->context->setAddress(0, in.data()).ok());
    ASSERT_TRUE(loaded->context->setAddress(1, rectified.data()).ok());
    ASSERT_TRUE(loaded->context->setAddress(2, y.data()).ok());
    ASSERT_TRUE(loaded->context->enqueue(nullptr).ok());
    EXPECT_THAT(rectified, ElementsAre(0, 4, 0, 8));
    EXPECT_NEAR(y[0], std::log(2.0F), 1e-6F);
    EXPECT_NEAR(y[1], std::log1p(std::exp(8.0F)), 1e-5F);
}

//! conv 1×1 in two groups (2 → 4 maps) or fully connected (2·1·1 → 4), → scale → leaky ReLU, batch 1, of images 1×2 or 1×1.
struct ScaledNetwork
{
    bool dense{false};
    bool bias{true};
    nvinfer1::ScaleMode mode{nvinfer1::ScaleMode::kCHANNEL};
    int32_t channelAxis{1};
    std::vector<float> scale{2, -3, 0.5F, 4}, shift{1, 2, 3, -4}, power{};

    int64_t width() const { return dense ? 1 : 2; }

    Graph graph() const
    {
        Graph network;
        Tensor& x = network.addInput("x", DataType::kFLOAT, graph::constantShape(base::makeDims({1, 2, 1, width()})));
        Tensor* y = nullptr;
        if (dense)
        {
            ops::FullyConnectedParams params;
            params.outputChannels = 4;
            params.kernel = floats({1, 2, 3, 4, 5, 6, 7, 8});
            params.bias = bias ? floats({10, 20, 30, 40}) : graph::ConstantData{};
            y = &add<ops::FullyConnectedOp>(network, "product", {&x}, params);
        }
        else
        {
            ops::ConvolutionParams params;
            params.outputMaps = 4;
            params.groups = 2;
            params.kernelSize = base::makeDims({1, 1});
            params.kernel = floats({1, 2, 3, 4});
            params.bias = bias ? floats({10, 20, 30, 40}) : graph::ConstantData{};
            y = &add<ops::ConvolutionOp>(network, "product", {&x}, params);
        }
        ops::ScaleParams params{
            mode, floats(shift), floats(scale), power.empty() ? graph::ConstantData{} : floats(power), channelAxis};
        y = &add<ops::ScaleOp>(network, "norm", {y}, params);
        y = &add<ops::ActivationOp>(network, "leaky", {y}, {nvinfer1::ActivationType::kLEAKY_RELU, 0.25F, 0.0F});
        y->name = "y";
        network.markOutput(*y);
        return network;
    }

    //! By the definitions of the three layers.
    std::vector<float> expected(std::vector<float> const& x) const
    {
        std::vector<float> y;
        auto const one = [](std::vector<float> const& values, size_t map) {
            return values.size() == 1 ? values[0] : values[map];
        };
        for (size_t map = 0; map < 4; ++map)
        {
            for (size_t column = 0; column < static_cast<size_t>(width()); ++column)
            {
                float const kernel = static_cast<float>(map + 1);
                float const product = dense ? (2 * kernel - 1) * x[0] + 2 * kernel * x[1]
                                            : kernel * x[map / 2 * static_cast<size_t>(width()) + column];
                float const value = (product + (bias ? 10 * kernel : 0.0F)) * one(scale, map) + one(shift, map);
                y.push_back(value > 0 ? value : 0.25F * value);
            }
        }
        return y;
    }
};

//! Builds, checks the names of what is left, runs, and compares.
void expectScaled(ScaledNetwork const& scaled, std::vector<std::string> const& names)
{
    auto plan = builder::build(scaled.graph(), cpuRequest());
    ASSERT_TRUE(plan.ok()) << messageOf(plan);
    std::vector<std::string> found;
    for (auto const& op : plan->network.ops())
    {
        found.push_back(op->name);
    }
    EXPECT_EQ(found, names);
    auto loaded = load(std::move(plan).value());
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    std::vector<float> x{1, -2, 3, -4};
    x.resize(static_cast<size_t>(2 * scaled.width()));
    std::vector<float> const wanted = scaled.expected(x);
    std::vector<float> y(wanted.size());
    ASSERT_TRUE(loaded->context->setAddress(0, x.data()).ok());
    ASSERT_TRUE(loaded->context->setAddress(1, y.data()).ok());
    ASSERT_TRUE(loaded->context->enqueue(nullptr).ok());
    EXPECT_THAT(y, Pointwise(FloatNear(1e-4F), wanted));
}

TEST(ScaleFolding, ChangesWeightsAndBias)
{
    std::vector<std::string> const one{"product + norm + leaky"};
    expectScaled({}, one);
    expectScaled({.bias = false}, one);
    expectScaled({.dense = true}, one);
    expectScaled({.dense = true, .bias = false}, one);
    expectScaled({.mode = nvinfer1::ScaleMode::kUNIFORM, .scale = {-2}, .shift = {5}}, one);
}

TEST(ScaleFolding, LeavesWhatItCannotFold)
{
    std::vector<std::string> const all{"product", "norm", "leaky"};
    // A power of 1 too: who gives one may want to change it.
    expectScaled({.power = {1, 1, 1, 1}}, all);
    // One a column, not one an output map.
    ScaledNetwork columns{.mode = nvinfer1::ScaleMode::kELEMENTWISE};
    columns.scale = columns.shift = std::vector<float>(8, 2.0F);
    expectScaled(columns, all);
    // Somebody sees what lies between.
    Graph network = ScaledNetwork{}.graph();
    network.ops()[0]->outputs[0]->name = "seen";
    network.markOutput(*network.ops()[0]->outputs[0]);
    auto const plan = builder::build(network, cpuRequest());
    ASSERT_TRUE(plan.ok()) << messageOf(plan);
    EXPECT_EQ(plan->network.ops().size(), 3U);
}

} // namespace
} // namespace tenon::testing
