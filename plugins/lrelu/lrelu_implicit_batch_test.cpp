// LReLU_TRT with implicit batch, as a program of release 8 uses the standard library.
#define TENON_API_LEVEL 8
#include <NvInferPlugin.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

namespace
{

using namespace nvinfer1;

class Messages8 final : public ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        if (severity <= Severity::kWARNING)
        {
            text += std::string(message) + "\n";
        }
    }

    std::string text;
};

TEST(LReluImplicitBatch, LearnsTheBatchInEnqueue)
{
    setenv("TENON_DEVICE", "cpu", 1);
    Messages8 messages;
    ASSERT_TRUE(initLibNvInferPlugins(&messages, ""));
    IBuilder* const builder = createInferBuilder(messages);
    ASSERT_NE(builder, nullptr);
    messages.text.clear();
    INetworkDefinition* const network = builder->createNetworkV2(0);
    ASSERT_TRUE(network->hasImplicitBatchDimension());
    ITensor* x = network->addInput("x", DataType::kFLOAT, Dims3(1, 2, 2));
    float const slope = 0.5F;
    PluginField const field("negSlope", &slope, PluginFieldType::kFLOAT32, 1);
    PluginFieldCollection const fields{1, &field};
    IPluginV2* const plugin = getPluginRegistry()->getPluginCreator("LReLU_TRT", "1")->createPlugin("act", &fields);
    ASSERT_NE(plugin, nullptr);
    IPluginV2Layer* const layer = network->addPluginV2(&x, 1, *plugin);
    plugin->destroy();
    ASSERT_NE(layer, nullptr) << messages.text;
    layer->getOutput(0)->setName("y");
    EXPECT_EQ(layer->getOutput(0)->getDimensions().nbDims, 3);
    network->markOutput(*layer->getOutput(0));
    builder->setMaxBatchSize(3);
    IBuilderConfig* const config = builder->createBuilderConfig();
    ICudaEngine* const engine = builder->buildEngineWithConfig(*network, *config);
    ASSERT_NE(engine, nullptr) << messages.text;
    IExecutionContext* const context = engine->createExecutionContext();
    std::vector<float> in{1, -1, 2, -2, -4, 4, -6, 6, 3, -3, 5, -5};
    std::vector<float> out(12, 77.0F);
    void* bindings[]{in.data(), out.data()};
    ASSERT_TRUE(context->execute(1, bindings)) << messages.text;
    EXPECT_EQ(out, (std::vector<float>{1, -0.5F, 2, -1, 77, 77, 77, 77, 77, 77, 77, 77}));
    ASSERT_TRUE(context->execute(3, bindings)) << messages.text;
    EXPECT_EQ(out, (std::vector<float>{1, -0.5F, 2, -1, -2, 4, -3, 6, 3, -1.5F, 5, -2.5F}));
    EXPECT_EQ(messages.text, "");
    EXPECT_FALSE(context->execute(4, bindings)) << "more than the maximum batch";
    context->destroy();
    engine->destroy();
    config->destroy();
    network->destroy();
    builder->destroy();
}

} // namespace
