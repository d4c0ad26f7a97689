// Build, load and run of whole networks, with values worked out by hand.
#include "run_network.h"

namespace tenon::testing
{
namespace
{

using graph::testing::addFake;
using graph::testing::fakeCalls;
using graph::testing::FakeParams;
using graph::testing::halfOrFloat;
using graph::testing::scaledBy;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

graph::ConstantData constantFloats(std::vector<float> const& values)
{
    graph::ConstantData view{DataType::kFLOAT, static_cast<int64_t>(values.size()), values.data(), nullptr};
    return graph::copyOf(view);
}

TEST(Engine, RunsAChainWithExplicitBatch)
{
    Graph network;
    int32_t const batch = network.addSymbol("batch");
    Tensor& x = network.addInput("x", DataType::kFLOAT, {graph::symbol(batch), graph::constant(2)});
    FakeParams biased = scaledBy(3.0);
    biased.bias = constantFloats({0.5F});
    Tensor& y = addFake(network, "second", {&addFake(network, "first", {&x}, scaledBy(2.0))}, biased);
    y.name = "y";
    network.markOutput(y);
    auto request = cpuRequest();
    request.profiles = {profileOf("x", base::makeDims({1, 2}), base::makeDims({2, 2}), base::makeDims({4, 2}))};
    auto loaded = buildAndLoad(network, request);
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    runtime::Context& context = *loaded->context;
    for (int64_t const n : {1, 2, 4, 3})
    {
        std::vector<float> input(static_cast<size_t>(n) * 2), output(static_cast<size_t>(n) * 2, -1.0F);
        for (size_t i = 0; i < input.size(); ++i)
        {
            input[i] = static_cast<float>(i) - 1.0F;
        }
        ASSERT_TRUE(context.setInputShape(0, base::makeDims({n, 2})).ok());
        EXPECT_TRUE(base::operator==(context.bindingDims(1), base::makeDims({n, 2})));
        ASSERT_TRUE(context.setAddress(0, input.data()).ok());
        ASSERT_TRUE(context.setAddress(1, output.data()).ok());
        Status const status = context.enqueue(nullptr);
        ASSERT_TRUE(status.ok()) << messageOf(status);
        for (size_t i = 0; i < input.size(); ++i)
        {
            EXPECT_EQ(output[i], 6.0F * input[i] + 0.5F) << "batch " << n << " element " << i;
        }
    }
}

TEST(Engine, RunsWithImplicitBatch)
{
    Graph network;
    network.implicitBatch = true;
    int32_t const batch = network.addSymbol("batch");
    Tensor& x = network.addInput("x", DataType::kFLOAT, {graph::symbol(batch), graph::constant(2)});
    Tensor& y = addFake(network, "double", {&x}, scaledBy(2.0));
    network.markOutput(y);
    auto request = cpuRequest();
    request.settings.maxBatchSize = 3;
    auto loaded = buildAndLoad(network, request);
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    runtime::Context& context = *loaded->context;
    EXPECT_FALSE(context.allShapesSet());
    std::vector<float> const input{1, 2, 3, 4, 5, 6};
    for (int32_t const n : {3, 1, 2})
    {
        std::vector<float> output(6, -1.0F);
        ASSERT_TRUE(context.setBatch(n).ok());
        ASSERT_TRUE(context.setAddress(0, const_cast<float*>(input.data())).ok());
        ASSERT_TRUE(context.setAddress(1, output.data()).ok());
        ASSERT_TRUE(context.enqueue(nullptr).ok());
        for (int32_t i = 0; i < 6; ++i)
        {
            EXPECT_EQ(output[i], i < 2 * n ? 2 * input[i] : -1.0F);
        }
    }
    EXPECT_THAT(
        messageOf(context.setBatch(4)), HasSubstr("batch: expected 1 to 3 (the engine's maximum batch size), found 4"));
    EXPECT_THAT(messageOf(context.setBatch(0)), HasSubstr("expected 1 to 3"));
}

//! Half in the middle, where one operation lacks it: conversions around that one alone.
TEST(Engine, KeepsAnOperationWithoutHalfInFloat)
{
    Graph network;
    Tensor& x = network.addInput("x", DataType::kFLOAT, graph::constantShape(base::makeDims({4})));
    Tensor& a = addFake(network, "a", {&x}, halfOrFloat(2.0));
    Tensor& b = addFake(network, "b", {&a}, halfOrFloat(0.5));
    Tensor& plugin = addFake(network, "plugin", {&b}, scaledBy(1.0 / 3.0));
    Tensor& c = addFake(network, "c", {&plugin}, halfOrFloat(1.0));
    network.markOutput(c);
    auto request = cpuRequest();
    request.allowHalf = true;
    auto plan = builder::build(network, request);
    ASSERT_TRUE(plan.ok()) << messageOf(plan);
    // x→half, a, b, half→float, plugin, float→half, c, half→float.
    std::vector<std::string> steps;
    for (plan::Step const& step : plan->overlays[0].steps)
    {
        steps.push_back(
            step.op < 0 ? std::string(base::name(step.candidate.outputs[0].type)) : plan->network.ops()[step.op]->name);
    }
    EXPECT_THAT(steps, ElementsAre("fp16", "a", "b", "fp32", "plugin", "fp16", "c", "fp32"));

    auto loaded = load(std::move(plan).value());
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    std::vector<float> input{1.0F, -3.0F, 0.1F, 65504.0F}, output(4);
    ASSERT_TRUE(loaded->context->setAddress(0, input.data()).ok());
    ASSERT_TRUE(loaded->context->setAddress(1, output.data()).ok());
    ASSERT_TRUE(loaded->context->enqueue(nullptr).ok());
    for (size_t i = 0; i < 3; ++i)
    {
        float const rounded = base::halfToFloat(base::floatToHalf(input[i]));
        EXPECT_EQ(output[i], base::halfToFloat(base::floatToHalf(rounded * static_cast<float>(1.0 / 3.0)))) << i;
    }
    // 2 · 65504 does not fit into half: that the value was there in half shows.
    EXPECT_TRUE(std::isinf(output[3]));
}

TEST(Engine, AnInputMayBeAnOutputAndConstantsToo)
{
    Graph network;
    Tensor& x = network.addInput("x", DataType::kFLOAT, graph::constantShape(base::makeDims({2})));
    FakeParams constant;
    constant.dims = base::makeDims({2});
    constant.bias = constantFloats({7.0F});
    Tensor& seven = addFake(network, "seven", {}, constant);
    seven.name = "seven";
    Tensor& sum = addFake(network, "sum", {&x, &seven}, scaledBy(1.0));
    network.markOutput(x);
    network.markOutput(seven);
    network.markOutput(sum);
    auto plan = builder::build(network, cpuRequest());
    ASSERT_TRUE(plan.ok()) << messageOf(plan);
    EXPECT_EQ(plan->network.ops().size(), 1U) << "the constant was not folded";
    auto loaded = load(std::move(plan).value());
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    runtime::Context& context = *loaded->context;
    ASSERT_EQ(loaded->engine->bindings().size(), 4U);
    EXPECT_EQ(loaded->engine->bindings()[2].name, "seven");
    std::vector<float> in{1, 2}, copied(2), sevens(2), sums(2);
    ASSERT_TRUE(context.setAddress(0, in.data()).ok());
    ASSERT_TRUE(context.setAddress(2, sevens.data()).ok());
    ASSERT_TRUE(context.setAddress(3, sums.data()).ok());
    // With one address for the one name, the value is where it shall be.
    ASSERT_TRUE(context.enqueue(nullptr).ok());
    ASSERT_TRUE(context.setAddress(1, copied.data()).ok());
    ASSERT_TRUE(context.enqueue(nullptr).ok());
    EXPECT_THAT(copied, ElementsAre(1, 2));
    EXPECT_THAT(sevens, ElementsAre(7, 7));
    EXPECT_THAT(sums, ElementsAre(8, 9));
}

TEST(Engine, AnOutputMayBeUsedBehindIt)
{
    Graph network;
    Tensor& x = network.addInput("x", DataType::kFLOAT, graph::constantShape(base::makeDims({2})));
    Tensor& middle = addFake(network, "middle", {&x}, halfOrFloat(2.0));
    Tensor& end = addFake(network, "end", {&middle}, scaledBy(10.0));
    network.markOutput(middle);
    network.markOutput(end);
    for (bool const half : {false, true})
    {
        auto request = cpuRequest();
        request.allowHalf = half;
        auto loaded = buildAndLoad(network, request);
        ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
        std::vector<float> in{1, 2}, out(2), last(2);
        ASSERT_TRUE(loaded->context->setAddress(0, in.data()).ok());
        ASSERT_TRUE(loaded->context->setAddress(1, out.data()).ok());
        ASSERT_TRUE(loaded->context->setAddress(2, last.data()).ok());
        ASSERT_TRUE(loaded->context->enqueue(nullptr).ok());
        EXPECT_THAT(out, ElementsAre(2, 4));
        EXPECT_THAT(last, ElementsAre(20, 40));
    }
}

TEST(Engine, SharesConstantsInTheTypesThatAreWanted)
{
    Graph network;
    Tensor& x = network.addInput("x", DataType::kFLOAT, graph::constantShape(base::makeDims({2})));
    std::vector<float> const values{0.25F, 3.0F};
    Tensor& weights = network.addConstant("w", graph::constantShape(base::makeDims({2})), constantFloats(values));
    Tensor& half = addFake(network, "half", {&x, &weights}, halfOrFloat());
    Tensor& whole = addFake(network, "whole", {&half, &weights}, scaledBy(1.0));
    network.markOutput(whole);
    auto request = cpuRequest();
    request.allowHalf = true;
    auto plan = builder::build(network, request);
    ASSERT_TRUE(plan.ok()) << messageOf(plan);
    int32_t constants = 0;
    for (plan::Slot const& slot : plan->overlays[0].slots)
    {
        constants += slot.kind == plan::Slot::Kind::kCONSTANT ? 1 : 0;
    }
    EXPECT_EQ(constants, 2) << "one in half, one in float, and no step that converts";
    EXPECT_EQ(plan->overlays[0].steps.size(), 4U);
    auto loaded = load(std::move(plan).value());
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    std::vector<float> in{1, 2}, out(2);
    ASSERT_TRUE(loaded->context->setAddress(0, in.data()).ok());
    ASSERT_TRUE(loaded->context->setAddress(1, out.data()).ok());
    ASSERT_TRUE(loaded->context->enqueue(nullptr).ok());
    EXPECT_THAT(out, ElementsAre(1.5F, 8.0F));
}

TEST(Engine, NeedsAnOverlayForTheDevice)
{
    plan::Plan plan;
    plan.settings.name = "bare";
    EXPECT_THAT(messageOf(runtime::Engine::create(
                    std::make_shared<plan::Plan const>(std::move(plan)), devices::cpuDevice(), {})),
        HasSubstr("engine \"bare\": expected to be tuned for cpu"));
}

} // namespace
} // namespace tenon::testing
