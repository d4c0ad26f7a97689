// Plans that were not tuned for the device at hand.
#include "api/testing/engine_fixture.h"

#include "ops/ops.h"
#include "plan/reader.h"
#include "plan/writer.h"

#include <cstdlib>

namespace tenon::testing
{
namespace
{

using ::testing::ElementsAre;

class LoadEngineTest : public EngineTest
{
protected:
    //! What happens on the CPU to plans of a GPU.
    LoadEngineTest() { setenv("TENON_DEVICE", "cpu", 1); }
    ~LoadEngineTest() override { unsetenv("TENON_TUNE"); }

    //! The bytes of a plan that only knows a GPU.
    std::vector<std::byte> planOfAnotherDevice()
    {
        output(network->addActivation(input("x", {2}), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
        build();
        plan::Plan read = readPlan(*plan);
        read.overlays[0].device = devices::DeviceKind::kCUDA;
        read.overlays[0].deviceDescription = "some GPU";
        for (plan::Step& step : read.overlays[0].steps)
        {
            step.candidate.device = devices::DeviceKind::kCUDA;
        }
        return plan::toBytes(read).value();
    }

    //! Without plugins; its weights do not outlive this call.
    static plan::Plan readPlan(nvinfer1::IHostMemory const& memory)
    {
        graph::OpFactory factory;
        ops::addToFactory(factory);
        auto const image = plan::copyOf({static_cast<std::byte const*>(memory.data()), memory.size()});
        auto read = plan::read(*image, factory, {});
        EXPECT_TRUE(read.ok());
        return std::move(read).value();
    }

    bool wasLogged(std::string const& text) const
    {
        return std::any_of(logger.others().begin(), logger.others().end(),
            [&](std::string const& line) { return line.find(text) != std::string::npos; });
    }

    void load(std::vector<std::byte> const& bytes)
    {
        context.reset();
        engine.reset(runtime->deserializeCudaEngine(bytes.data(), bytes.size()));
    }
};

//! A row more with each layer: the last size is a sum of 6,000 in a row.
TEST_F(LoadEngineTest, TakesSizesOfManyLayersInARow)
{
    nvinfer1::ITensor* last = &input("x", {-1, 1});
    Values const zero{0.0F};
    nvinfer1::ITensor* const row = network->addConstant(dims({1, 1}), weightsOf(zero))->getOutput(0);
    constexpr int32_t kLayers = 6000;
    for (int32_t i = 0; i < kLayers; ++i)
    {
        nvinfer1::ITensor* const parts[]{last, row};
        nvinfer1::IConcatenationLayer* const layer = network->addConcatenation(parts, 2);
        layer->setAxis(0);
        last = layer->getOutput(0);
    }
    output(last, "y");
    addProfile("x", {1, 1}, {2, 1}, {3, 1});
    build();
    ASSERT_TRUE(context->setInputShape("x", dims({2, 1})));
    EXPECT_EQ(sizes(context->getTensorShape("y")), list({kLayers + 2, 1}));
}

TEST_F(LoadEngineTest, TunesAPlanForTheDevice)
{
    std::vector<std::byte> const bytes = planOfAnotherDevice();
    load(bytes);
    ASSERT_NE(engine, nullptr) << logger.takeErrors();
    EXPECT_TRUE(wasLogged("engine \"\": was not tuned for "));
    EXPECT_TRUE(wasLogged("it is tuned now"));
    EXPECT_TRUE(wasLogged("by 0 measurements, since each layer has one implementation there"));
    context.reset(engine->createExecutionContext());
    EXPECT_THAT(run({{"x", {-1, 2}}}, "y"), ElementsAre(0, 2));
    // What it writes is tuned for both.
    std::unique_ptr<nvinfer1::IHostMemory> const again(engine->serialize());
    auto const read = readPlan(*again);
    ASSERT_EQ(read.overlays.size(), 2U);
    EXPECT_EQ(read.overlays[1].device, devices::DeviceKind::kCPU);
}

TEST_F(LoadEngineTest, RunsByHeuristicsWhereTuningIsOff)
{
    std::vector<std::byte> const bytes = planOfAnotherDevice();
    setenv("TENON_TUNE", "off", 1);
    load(bytes);
    ASSERT_NE(engine, nullptr) << logger.takeErrors();
    EXPECT_TRUE(wasLogged("runs by heuristics, as TENON_TUNE=off asks"));
    EXPECT_FALSE(wasLogged("measurements"));
    context.reset(engine->createExecutionContext());
    EXPECT_THAT(run({{"x", {-1, 2}}}, "y"), ElementsAre(0, 2));
    setenv("TENON_TUNE", "maybe", 1);
    load(bytes);
    EXPECT_EQ(engine, nullptr);
    EXPECT_ONE_ERROR("TENON_TUNE: expected on or off, found \"maybe\"");
}

} // namespace
} // namespace tenon::testing
