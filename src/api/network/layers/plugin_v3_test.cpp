// IPluginV3 through the public API: from a network to values.
#include "api/testing/engine_fixture.h"
#include "plugin_host/testing/v3_plugins.h"
#include "support/covers.h"

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using plugin_host::testing::KeepRowsV3;
using plugin_host::testing::ScaleV3;
using plugin_host::testing::V3Creator;
using plugin_host::testing::V3Habits;
using plugin_host::testing::V3Life;
using ::testing::ElementsAre;

class PluginV3Test : public EngineTest
{
protected:
    PluginV3Test()
    {
        V3Life::reset();
        EXPECT_TRUE(getPluginRegistry()->registerCreator(scale_, ""));
        EXPECT_TRUE(getPluginRegistry()->registerCreator(keep_, ""));
    }
    ~PluginV3Test() override
    {
        context.reset();
        engine.reset();
        network.reset();
        EXPECT_EQ(V3Life::alive, 0) << "plugin objects that nobody deleted";
        EXPECT_TRUE(getPluginRegistry()->deregisterCreator(scale_));
        EXPECT_TRUE(getPluginRegistry()->deregisterCreator(keep_));
    }

    nvinfer1::IPluginV3Layer* add(nvinfer1::ITensor& x, nvinfer1::IPluginV3& plugin, nvinfer1::ITensor* shape = nullptr)
    {
        nvinfer1::ITensor* const inputs[]{&x};
        nvinfer1::ITensor* const shapes[]{shape};
        return network->addPluginV3(inputs, 1, shapes, shape == nullptr ? 0 : 1, plugin);
    }

    V3Creator scale_{"ScaleV3"};
    V3Creator keep_{"KeepRowsV3"};
};

TEST_F(PluginV3Test, RunsThroughAFile)
{
    TENON_COVERS("INetworkDefinition::addPluginV3", "IPluginV3Layer::getPlugin", "IPluginCreatorV3One::getFieldNames",
        "IPluginCreatorV3One::getPluginName", "IPluginCreatorV3One::getPluginVersion", "IPluginV3OneCore::getPluginName",
        "IPluginV3OneCore::getPluginVersion", "IPluginV3OneCore::getPluginNamespace");
    {
        ScaleV3 plugin(3.0F, {});
        auto* const layer = add(input("x", {-1, 2}), plugin);
        ASSERT_NE(layer, nullptr);
        EXPECT_EQ(layer->getType(), nvinfer1::LayerType::kPLUGIN_V3);
        EXPECT_STREQ(layer->getName(), "(Unnamed Layer* 0) [PluginV3]");
        EXPECT_NE(&layer->getPlugin(), &plugin) << "the network has a clone of its own";
        EXPECT_EQ(static_cast<ScaleV3&>(layer->getPlugin()).factor_, 3.0F);
        EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({-1, 2}));
        output(layer->getOutput(0), "y");
    }
    addProfile("x", {1, 2}, {2, 2}, {4, 2});
    build();
    EXPECT_EQ(scale_.lastPhase, nvinfer1::TensorRTPhase::kRUNTIME);
    ASSERT_TRUE(context->setInputShape("x", dims({2, 2})));
    EXPECT_THAT(run({{"x", {1, 2, 3, 4}}}, "y"), ElementsAre(3, 6, 9, 12));
    std::unique_ptr<nvinfer1::IExecutionContext> const second(engine->createExecutionContext());
    ASSERT_TRUE(context->setInputShape("x", dims({1, 2})));
    EXPECT_THAT(run({{"x", {5, 6}}}, "y"), ElementsAre(15, 18));
}

TEST_F(PluginV3Test, IsKeptInFp32WhereItLacksFp16)
{
    V3Habits habits;
    habits.refusesHalf = true;
    ScaleV3 plugin(3.0F, habits);
    auto* const before = network->addActivation(input("x", {1, 4}), nvinfer1::ActivationType::kRELU);
    auto* const layer = add(*before->getOutput(0), plugin);
    output(network->addActivation(*layer->getOutput(0), nvinfer1::ActivationType::kRELU)->getOutput(0), "y");
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    build();
    EXPECT_THAT(run({{"x", {1, -2, 3, 4}}}, "y"), ElementsAre(3, 0, 9, 12));
}

TEST_F(PluginV3Test, IsRefusedInNetworksWithImplicitBatch)
{
    network.reset();
    auto const old = makeBuilder(logger, kVersion8);
    network.reset(old->createNetworkV2(0));
    ScaleV3 plugin(3.0F, {});
    EXPECT_EQ(add(input("x", {4}), plugin), nullptr);
    EXPECT_ONE_ERROR("expected an explicit-batch network for an IPluginV3 plugin, found one with implicit batch");
    network.reset();
}

TEST_F(PluginV3Test, TakesShapeInputs)
{
    int64_t const shape[]{2, 2};
    auto* const constant = network->addConstant(dims({2}), {DataType::kINT64, shape, 2});
    ScaleV3 plugin(3.0F, {});
    auto* const layer = add(input("x", {5}), plugin, constant->getOutput(0));
    ASSERT_NE(layer, nullptr);
    EXPECT_EQ(layer->getNbInputs(), 2);
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({2, 2})) << logger.takeErrors();
    output(layer->getOutput(0), "y");
    build();
    EXPECT_THAT(run({{"x", {1, 2, 3, 4, 5}}}, "y"), ElementsAre(3, 6, 9, 12));
}

TEST_F(PluginV3Test, ShapeInputsMustBeKnownBeforeTheInference)
{
    ScaleV3 plugin(3.0F, {});
    auto* const computed = network->addCast(input("s", {2}), DataType::kINT64);
    auto* const layer = add(input("x", {5}), plugin, computed->getOutput(0));
    ASSERT_NE(layer, nullptr);
    EXPECT_EQ(layer->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_ONE_ERROR("expected a shape tensor as shape input 0");
}

} // namespace
} // namespace tenon::testing
