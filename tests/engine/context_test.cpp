// Contexts: shapes, profiles, addresses, memory, faults of steps, threads.
#include "run_network.h"

#include <thread>

namespace tenon::testing
{
namespace
{

using graph::testing::addFake;
using graph::testing::fakeCalls;
using graph::testing::FakeParams;
using graph::testing::scaledBy;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

//! One input "x" [batch, 2], one operation "op".
class ContextTest : public ::testing::Test
{
protected:
    void make(FakeParams const& params = scaledBy(2.0))
    {
        int32_t const batch = network.addSymbol("batch");
        Tensor& x = network.addInput("x", DataType::kFLOAT, {graph::symbol(batch), graph::constant(2)});
        x.dimensionNames = {"batch", ""};
        Tensor& y = addFake(network, "op", {&x}, params);
        y.name = "y";
        network.markOutput(y);
        auto request = cpuRequest();
        request.profiles = {profileOf("x", base::makeDims({1, 2}), base::makeDims({2, 2}), base::makeDims({4, 2})),
            profileOf("x", base::makeDims({8, 2}), base::makeDims({8, 2}), base::makeDims({8, 2})),
            profileOf("x", base::makeDims({0, 2}), base::makeDims({0, 2}), base::makeDims({1, 2}))};
        auto result = buildAndLoad(network, request);
        ASSERT_TRUE(result.ok()) << messageOf(result);
        loaded = std::move(result).value();
    }

    runtime::Context& context() { return *loaded.context; }

    Status runWith(int64_t batch)
    {
        input.assign(static_cast<size_t>(batch) * 2, 1.0F);
        output.assign(static_cast<size_t>(batch) * 2, 0.0F);
        TENON_CHECK(context().setInputShape(0, base::makeDims({batch, 2})));
        TENON_CHECK(context().setAddress(0, input.data()));
        TENON_CHECK(context().setAddress(1, output.data()));
        return context().enqueue(nullptr);
    }

    Graph network;
    Loaded loaded;
    std::vector<float> input, output;
};

TEST_F(ContextTest, RefusesShapesOutsideTheProfile)
{
    make();
    EXPECT_THAT(messageOf(context().setInputShape(0, base::makeDims({5, 2}))),
        HasSubstr(
            "input \"x\": expected dimension 0 (\"batch\") to be from 1 to 4 (optimization profile 0), found 5 (shape 5x2)"));
    EXPECT_THAT(messageOf(context().setInputShape(0, base::makeDims({2, 3}))),
        HasSubstr("input \"x\": expected dimension 1 to be 2, found 3 (shape 2x3, optimization profile 0)"));
    EXPECT_THAT(messageOf(context().setInputShape(0, base::makeDims({2}))),
        HasSubstr("input \"x\": expected 2 dimensions (-1x2), found 1 (2)"));
    EXPECT_THAT(
        messageOf(context().setInputShape(1, base::makeDims({2, 2}))), HasSubstr("output \"y\": expected an input"));
    EXPECT_THAT(messageOf(context().setInputShape(7, base::makeDims({2, 2}))),
        HasSubstr("binding: expected an index from 0 to 1, found 7"));
    EXPECT_THAT(messageOf(context().setBatch(1)), HasSubstr("expected an engine with implicit batch"));
    EXPECT_FALSE(context().allShapesSet());
    EXPECT_EQ(context().bindingDims(1).d[0], -1);
}

TEST_F(ContextTest, SwitchesProfiles)
{
    make();
    ASSERT_TRUE(runWith(4).ok());
    EXPECT_THAT(messageOf(context().setProfile(3)), HasSubstr("optimization profile: expected 0 to 2, found 3"));
    ASSERT_TRUE(context().setProfile(1).ok());
    EXPECT_THAT(context().missingShapes(), ElementsAre("x"));
    EXPECT_THAT(messageOf(context().enqueue(nullptr)), HasSubstr("found none for \"x\"; call setInputShape"));
    EXPECT_THAT(messageOf(context().setInputShape(0, base::makeDims({4, 2}))), HasSubstr("to be 8, found 4"));
    ASSERT_TRUE(runWith(8).ok());
    EXPECT_EQ(output, std::vector<float>(16, 2.0F));
}

TEST_F(ContextTest, NamesMissingAddressesButNotThoseOfEmptyTensors)
{
    make();
    ASSERT_TRUE(context().setInputShape(0, base::makeDims({1, 2})).ok());
    EXPECT_THAT(messageOf(context().enqueue(nullptr)), HasSubstr("input \"x\": expected an address, found none"));
    input.assign(2, 1.0F);
    ASSERT_TRUE(context().setAddress(0, input.data()).ok());
    EXPECT_THAT(messageOf(context().enqueue(nullptr)), HasSubstr("output \"y\": expected an address, found none"));
    EXPECT_THAT(
        messageOf(context().setAddress(2, input.data())), HasSubstr("binding: expected an index from 0 to 1, found 2"));

    ASSERT_TRUE(context().setProfile(2).ok());
    ASSERT_TRUE(context().setAddress(0, nullptr).ok());
    ASSERT_TRUE(context().setInputShape(0, base::makeDims({0, 2})).ok());
    EXPECT_TRUE(context().enqueue(nullptr).ok()) << "empty tensors need no memory";
    ASSERT_TRUE(context().setInputShape(0, base::makeDims({1, 2})).ok());
    EXPECT_THAT(messageOf(context().enqueue(nullptr)), HasSubstr("input \"x\": expected an address, found none"));
}

TEST_F(ContextTest, TellsKernelsOfShapesOnlyWhenTheyChange)
{
    make();
    ASSERT_TRUE(runWith(2).ok());
    int32_t const before = fakeCalls.setShapes;
    ASSERT_TRUE(runWith(2).ok());
    EXPECT_EQ(fakeCalls.setShapes, before);
    ASSERT_TRUE(runWith(3).ok());
    EXPECT_EQ(fakeCalls.setShapes, before + 1);
}

TEST_F(ContextTest, StaysUsableAfterAStepRefusedItsShapes)
{
    FakeParams params = scaledBy(2.0);
    params.setShapesFailsAt = 3;
    make(params);
    ASSERT_TRUE(runWith(2).ok());
    std::string const message = messageOf(runWith(3));
    EXPECT_THAT(message, HasSubstr("fake: refuses the leading dimension 3"));
    EXPECT_THAT(message, HasSubstr("in step 0, Fake \"op\""));
    EXPECT_THAT(messageOf(context().enqueue(nullptr)), HasSubstr("refuses the leading dimension 3"));
    ASSERT_TRUE(runWith(4).ok());
    EXPECT_EQ(output, std::vector<float>(8, 2.0F));
}

TEST_F(ContextTest, NamesTheStepThatFails)
{
    FakeParams params = scaledBy(2.0);
    params.enqueueFails = true;
    make(params);
    std::string const message = messageOf(runWith(2));
    EXPECT_THAT(message, HasSubstr("fake: fails on purpose"));
    EXPECT_THAT(message, HasSubstr("in step 0, Fake \"op\""));
}

TEST_F(ContextTest, TakesTheUsersMemory)
{
    FakeParams params = scaledBy(2.0);
    params.workspaceBytes = {1000};
    make(params);
    auto context = runtime::Context::create(loaded.engine, false);
    ASSERT_TRUE(context.ok());
    EXPECT_THAT(messageOf((*context)->enqueue(nullptr)),
        HasSubstr("context: expected 1000 bytes of memory for activations, found none"));
    EXPECT_THAT(messageOf((*context)->setMemory(nullptr, 10)),
        HasSubstr("context memory: expected at least 1000 bytes, found 10"));
    auto memory = devices::cpuDevice().allocate(2000);
    ASSERT_TRUE(memory.ok());
    EXPECT_THAT(
        messageOf((*context)->setMemory(static_cast<char*>(memory->data()) + 1, 1999)), HasSubstr("multiple of 256"));
    ASSERT_TRUE((*context)->setMemory(memory->data(), 2000).ok());
    input.assign(2, 1.0F);
    output.assign(2, 0.0F);
    ASSERT_TRUE((*context)->setInputShape(0, base::makeDims({1, 2})).ok());
    ASSERT_TRUE((*context)->setAddress(0, input.data()).ok());
    ASSERT_TRUE((*context)->setAddress(1, output.data()).ok());
    ASSERT_TRUE((*context)->enqueue(nullptr).ok());
    EXPECT_THAT(output, ElementsAre(2, 2));
}

TEST_F(ContextTest, TimesAndTapsSteps)
{
    make();
    std::vector<std::string> layers;
    std::vector<float> tapped;
    context().setStepTimes([&](std::string const& layer, float milliseconds) {
        layers.push_back(layer);
        EXPECT_GE(milliseconds, 0.0F);
    });
    context().setTap([&](int32_t tensor, graph::TensorDesc const& desc, void const* data) {
        EXPECT_EQ(loaded.engine->plan().network.tensors()[tensor]->name, "y");
        tapped.assign(
            static_cast<float const*>(data), static_cast<float const*>(data) + base::volumeUnchecked(desc.dims));
    });
    ASSERT_TRUE(runWith(1).ok());
    EXPECT_THAT(layers, ElementsAre("op"));
    EXPECT_THAT(tapped, ElementsAre(2, 2));
}

TEST_F(ContextTest, RefusesASecondThreadInsteadOfRacing)
{
    make();
    // From inside the inference, which is as simultaneous as it gets.
    std::string second;
    context().setTap([&](int32_t, graph::TensorDesc const&, void const*) {
        std::thread([&] { second = messageOf(context().enqueue(nullptr)); }).join();
    });
    ASSERT_TRUE(runWith(1).ok());
    EXPECT_THAT(second, HasSubstr("context: expected one inference at a time, found another thread inside enqueue"));
    context().setTap({});
    EXPECT_TRUE(runWith(1).ok());
}

TEST_F(ContextTest, ContextsOfOneEngineRunAtTheSameTime)
{
    make();
    std::vector<std::thread> threads;
    std::vector<int32_t> wrong(4, 0);
    for (int32_t t = 0; t < 4; ++t)
    {
        threads.emplace_back([&, t] {
            auto context = runtime::Context::create(loaded.engine, true);
            for (int32_t i = 0; i < 50; ++i)
            {
                int64_t const batch = 1 + (i + t) % 4;
                std::vector<float> in(static_cast<size_t>(batch) * 2, static_cast<float>(t)), out(in.size(), -1.0F);
                bool const ok = context.ok() && (*context)->setInputShape(0, base::makeDims({batch, 2})).ok()
                    && (*context)->setAddress(0, in.data()).ok() && (*context)->setAddress(1, out.data()).ok()
                    && (*context)->enqueue(nullptr).ok();
                wrong[t] += ok && out == std::vector<float>(in.size(), 2.0F * static_cast<float>(t)) ? 0 : 1;
            }
        });
    }
    for (std::thread& thread : threads)
    {
        thread.join();
    }
    EXPECT_THAT(wrong, ElementsAre(0, 0, 0, 0));
}

TEST(ContextShapes, InputsThatShareADimensionMustAgree)
{
    Graph network;
    int32_t const n = network.addSymbol("n");
    Tensor& a = network.addInput("a", DataType::kFLOAT, {graph::symbol(n)});
    Tensor& b = network.addInput("b", DataType::kFLOAT, {graph::symbol(n)});
    network.markOutput(addFake(network, "sum", {&a, &b}));
    auto request = cpuRequest();
    request.profiles = {profileOf("a", base::makeDims({1}), base::makeDims({2}), base::makeDims({4}))};
    request.profiles[0].dims["b"] = request.profiles[0].dims["a"];
    auto loaded = buildAndLoad(network, request);
    ASSERT_TRUE(loaded.ok()) << messageOf(loaded);
    ASSERT_TRUE(loaded->context->setInputShape(0, base::makeDims({3})).ok());
    ASSERT_TRUE(loaded->context->setInputShape(1, base::makeDims({2})).ok());
    EXPECT_THAT(messageOf(loaded->context->enqueue(nullptr)),
        HasSubstr(
            "dimension \"n\": expected the same size wherever it stands, found 3 in input \"a\" dimension 0 and 2 in input \"b\" dimension 0"));
    ASSERT_TRUE(loaded->context->setInputShape(1, base::makeDims({3})).ok());
    std::vector<float> x{1, 2, 3}, sum(3);
    ASSERT_TRUE(loaded->context->setAddress(0, x.data()).ok());
    ASSERT_TRUE(loaded->context->setAddress(1, x.data()).ok());
    ASSERT_TRUE(loaded->context->setAddress(2, sum.data()).ok());
    ASSERT_TRUE(loaded->context->enqueue(nullptr).ok());
    EXPECT_THAT(sum, ElementsAre(2, 4, 6));
}

} // namespace
} // namespace tenon::testing
