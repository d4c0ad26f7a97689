// LReLU_TRT in whole networks, through the public interface: built, serialized, loaded, run.
#include <NvInferPlugin.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace
{

using namespace nvinfer1;

class NetworkMessages final : public ILogger
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

class LReluNetworkTest : public ::testing::Test
{
protected:
    void SetUp() override
    {
        setenv("TENON_DEVICE", "cpu", 1);
        ASSERT_TRUE(initLibNvInferPlugins(&messages_, ""));
        builder_.reset(createInferBuilder(messages_));
        ASSERT_NE(builder_, nullptr);
        messages_.text.clear(); // what the registry said before there was a logger is not about these tests
        network_.reset(builder_->createNetworkV2(0));
        config_.reset(builder_->createBuilderConfig());
    }

    //! input "x" → LReLU_TRT → output "y".
    void addLRelu(Dims const& dims, float slope)
    {
        PluginField const field("negSlope", &slope, PluginFieldType::kFLOAT32, 1);
        PluginFieldCollection fields{};
        fields.nbFields = 1;
        fields.fields = &field;
        IPluginV2* const plugin =
            getPluginRegistry()->getPluginCreator("LReLU_TRT", "1", "")->createPlugin("act", &fields);
        ASSERT_NE(plugin, nullptr);
        ITensor* const x = network_->addInput("x", DataType::kFLOAT, dims);
        ASSERT_NE(x, nullptr);
        IPluginV2Layer* const layer = network_->addPluginV2(&x, 1, *plugin);
        plugin->destroy();
        ASSERT_NE(layer, nullptr) << messages_.text;
        EXPECT_STREQ(layer->getPlugin().getPluginType(), "LReLU_TRT");
        layer->getOutput(0)->setName("y");
        network_->markOutput(*layer->getOutput(0));
    }

    void build()
    {
        std::unique_ptr<IHostMemory> const plan(builder_->buildSerializedNetwork(*network_, *config_));
        ASSERT_NE(plan, nullptr) << messages_.text;
        runtime_.reset(createInferRuntime(messages_));
        engine_.reset(runtime_->deserializeCudaEngine(plan->data(), plan->size()));
        ASSERT_NE(engine_, nullptr) << messages_.text;
    }

    std::vector<float> run(IExecutionContext& context, Dims const& dims, std::vector<float> x)
    {
        std::vector<float> y(x.size(), 77.0F);
        EXPECT_TRUE(context.setInputShape("x", dims)) << messages_.text;
        EXPECT_TRUE(context.setTensorAddress("x", x.data()));
        EXPECT_TRUE(context.setTensorAddress("y", y.data()));
        EXPECT_TRUE(context.enqueueV3(nullptr)) << messages_.text;
        return y;
    }

    NetworkMessages messages_;
    std::unique_ptr<IBuilder> builder_;
    std::unique_ptr<INetworkDefinition> network_;
    std::unique_ptr<IBuilderConfig> config_;
    std::unique_ptr<IRuntime> runtime_;
    std::unique_ptr<ICudaEngine> engine_;
};

TEST_F(LReluNetworkTest, EveryDimMayBeDynamicInVersionOne)
{
    addLRelu({3, {-1, -1, -1}}, 0.25F);
    IOptimizationProfile* const profile = builder_->createOptimizationProfile();
    profile->setDimensions("x", OptProfileSelector::kMIN, {3, {1, 1, 1}});
    profile->setDimensions("x", OptProfileSelector::kOPT, {3, {2, 2, 2}});
    profile->setDimensions("x", OptProfileSelector::kMAX, {3, {4, 5, 6}});
    config_->addOptimizationProfile(profile);
    build();
    std::unique_ptr<IExecutionContext> const first(engine_->createExecutionContext());
    std::unique_ptr<IExecutionContext> const second(engine_->createExecutionContext());
    EXPECT_EQ(run(*first, {3, {1, 2, 2}}, {1, -1, 4, -4}), (std::vector<float>{1, -0.25F, 4, -1}));
    EXPECT_EQ(run(*second, {3, {3, 1, 1}}, {-8, 8, -2}), (std::vector<float>{-2, 8, -0.5F}));
    EXPECT_EQ(run(*first, {3, {1, 1, 2}}, {-4, 3}), (std::vector<float>{-1, 3}));
    EXPECT_EQ(messages_.text, "");
}

TEST_F(LReluNetworkTest, HalfIsUsedWhereItIsAllowed)
{
    addLRelu({2, {2, 3}}, 0.1F);
    config_->setFlag(BuilderFlag::kFP16);
    build();
    std::unique_ptr<IExecutionContext> const context(engine_->createExecutionContext());
    std::vector<float> const x{-1.0F, 2.0F, -3.0F, 100.03F, 5.0F, -6.0F};
    std::vector<float> const y = run(*context, {2, {2, 3}}, x);
    bool roundedToHalf = false;
    for (size_t i = 0; i < x.size(); ++i)
    {
        float const expected = x[i] >= 0 ? x[i] : 0.1F * x[i];
        EXPECT_NEAR(y[i], expected, 0.05F);
        roundedToHalf |= y[i] != expected;
    }
    EXPECT_TRUE(roundedToHalf) << "100.03 is no fp16 number";
    EXPECT_EQ(messages_.text, "");
}

TEST_F(LReluNetworkTest, AnEngineWhosePluginIsNotRegisteredSaysSo)
{
    addLRelu({1, {2}}, 0.1F);
    std::unique_ptr<IHostMemory> const plan(builder_->buildSerializedNetwork(*network_, *config_));
    ASSERT_NE(plan, nullptr) << messages_.text;
    IPluginCreator* const creator = getPluginRegistry()->getPluginCreator("LReLU_TRT", "1", "");
    ASSERT_TRUE(getPluginRegistry()->deregisterCreator(static_cast<IPluginCreator const&>(*creator)));
    runtime_.reset(createInferRuntime(messages_));
    EXPECT_EQ(runtime_->deserializeCudaEngine(plan->data(), plan->size()), nullptr);
    EXPECT_THAT(messages_.text,
        ::testing::HasSubstr(
            "plugin \"LReLU_TRT\" version \"1\" (namespace \"\"): expected a registered creator, found none"));
    EXPECT_TRUE(getPluginRegistry()->registerCreator(*creator, ""));
}

} // namespace
