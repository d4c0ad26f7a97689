// Plugins compiled at API levels 7, 8 and 10 without optimisation, and the standard library, which comes first: in one process and in one
// network.
#include "support/paths.h"

#include <NvInferPlugin.h>

#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace
{

using namespace nvinfer1;

class LevelMessages final : public ILogger
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

ITensor* addPlugin(
    INetworkDefinition& network, ITensor* input, char const* name, char const* version, char const* field, float value)
{
    IPluginCreator* const creator = getPluginRegistry()->getPluginCreator(name, version, "");
    if (creator == nullptr)
    {
        return nullptr;
    }
    PluginField const one(field, &value, PluginFieldType::kFLOAT32, 1);
    PluginFieldCollection fields{};
    fields.nbFields = 1;
    fields.fields = &one;
    IPluginV2* const plugin = creator->createPlugin("layer", &fields);
    IPluginV2Layer* const layer = network.addPluginV2(&input, 1, *plugin);
    plugin->destroy();
    return layer == nullptr ? nullptr : layer->getOutput(0);
}

TEST(Levels, StandSideBySideInOneNetwork)
{
    setenv("TENON_DEVICE", "cpu", 1);
    LevelMessages messages;
    ASSERT_TRUE(initLibNvInferPlugins(&messages, ""));
    std::unique_ptr<IBuilder> const builder(createInferBuilder(messages));
    messages.text.clear(); // what the registry said before there was a logger is not about this test
    for (char const* const level : {"7", "8", "10"})
    {
        std::string const path = tenon::testing::binaryDir() + "/lib/fixtures/era" + level + ".so";
        ASSERT_NE(getPluginRegistry()->loadLibrary(path.c_str()), nullptr) << messages.text;
    }
    // Each era's plugin doubles the channels and multiplies by two.
    std::unique_ptr<INetworkDefinition> const network(builder->createNetworkV2(0));
    ITensor* tensor = network->addInput("x", DataType::kFLOAT, {3, {-1, 1, 2}});
    for (char const* const level : {"7", "8", "10"})
    {
        tensor = addPlugin(*network, tensor, "EraDynamic", level, "factor", 2.0F);
        ASSERT_NE(tensor, nullptr) << messages.text;
    }
    tensor = addPlugin(*network, tensor, "LReLU_TRT", "1", "negSlope", 0.5F);
    ASSERT_NE(tensor, nullptr) << messages.text;
    tensor->setName("y");
    network->markOutput(*tensor);
    std::unique_ptr<IBuilderConfig> const config(builder->createBuilderConfig());
    IOptimizationProfile* const profile = builder->createOptimizationProfile();
    profile->setDimensions("x", OptProfileSelector::kMIN, {3, {1, 1, 2}});
    profile->setDimensions("x", OptProfileSelector::kOPT, {3, {1, 1, 2}});
    profile->setDimensions("x", OptProfileSelector::kMAX, {3, {4, 1, 2}});
    config->addOptimizationProfile(profile);
    std::unique_ptr<IHostMemory> const plan(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(plan, nullptr) << messages.text;
    std::unique_ptr<IRuntime> const runtime(createInferRuntime(messages));
    std::unique_ptr<ICudaEngine> const engine(runtime->deserializeCudaEngine(plan->data(), plan->size()));
    ASSERT_NE(engine, nullptr) << messages.text;
    std::unique_ptr<IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> x{1, -1, 3, -3};
    std::vector<float> y(32, 77.0F);
    ASSERT_TRUE(context->setInputShape("x", {3, {2, 1, 2}}));
    ASSERT_TRUE(context->setTensorAddress("x", x.data()));
    ASSERT_TRUE(context->setTensorAddress("y", y.data()));
    ASSERT_TRUE(context->enqueueV3(nullptr)) << messages.text;
    for (size_t i = 0; i < y.size(); ++i)
    {
        float const source = x[i / 16 * 2 + i % 2];
        EXPECT_EQ(y[i], source >= 0 ? 8 * source : 4 * source) << i;
    }
    EXPECT_EQ(messages.text, "");
}

} // namespace
