// A plugin in the style of the time on tenon/plugin_common.h (src/plugin_host/fixtures/common_plugin.cpp): it works, and its failed checks are errors
// of the call that they failed in; the process goes on.
#include "support/paths.h"

#include <NvInfer.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace
{

using namespace nvinfer1;
using ::testing::HasSubstr;

class Messages final : public ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        text += "EEWIV"[static_cast<int>(severity)] + std::string(": ") + message + "\n";
    }

    std::string text;
};

class PluginCommon : public ::testing::Test
{
protected:
    void SetUp() override
    {
        setenv("TENON_DEVICE", "cpu", 1);
        builder_.reset(createInferBuilder(messages_));
        std::string const path = tenon::testing::binaryDir() + "/lib/fixtures/common_plugin.so";
        static void* const library = getPluginRegistry()->loadLibrary(path.c_str());
        ASSERT_NE(library, nullptr) << messages_.text;
        creator_ = getPluginRegistry()->getPluginCreator("CommonScale", "1", "");
        ASSERT_NE(creator_, nullptr);
    }

    IPluginV2* create(std::vector<float> const& factors, int32_t fails)
    {
        PluginField const fields[]{
            PluginField("factors", factors.data(), PluginFieldType::kFLOAT32, static_cast<int32_t>(factors.size())),
            PluginField("fails", &fails, PluginFieldType::kINT32, 1)};
        PluginFieldCollection collection{};
        collection.nbFields = 2;
        collection.fields = fields;
        return creator_->createPlugin("scale", &collection);
    }

    //! The engine as bytes; null if the build failed.
    std::unique_ptr<IHostMemory> build(std::vector<float> const& factors, int32_t fails)
    {
        std::unique_ptr<INetworkDefinition> const network(builder_->createNetworkV2(0));
        std::unique_ptr<IBuilderConfig> const config(builder_->createBuilderConfig());
        IPluginV2* const plugin = create(factors, fails);
        ITensor* const x = network->addInput("x", DataType::kFLOAT, Dims2(2, 2));
        IPluginV2Layer* const layer = network->addPluginV2(&x, 1, *plugin);
        plugin->destroy();
        layer->getOutput(0)->setName("y");
        network->markOutput(*layer->getOutput(0));
        return std::unique_ptr<IHostMemory>(builder_->buildSerializedNetwork(*network, *config));
    }

    bool run(IHostMemory const& plan, std::vector<float>& y)
    {
        std::unique_ptr<IRuntime> const runtime(createInferRuntime(messages_));
        std::unique_ptr<ICudaEngine> const engine(runtime->deserializeCudaEngine(plan.data(), plan.size()));
        if (engine == nullptr)
        {
            return false;
        }
        std::unique_ptr<IExecutionContext> const context(engine->createExecutionContext());
        std::vector<float> x{1, 2, 3, 4};
        y.assign(4, 0.0F);
        context->setTensorAddress("x", x.data());
        context->setTensorAddress("y", y.data());
        return context->enqueueV3(nullptr);
    }

    Messages messages_;
    std::unique_ptr<IBuilder> builder_;
    IPluginCreator* creator_{nullptr};
};

TEST_F(PluginCommon, ServesAPluginOfTheTime)
{
    std::unique_ptr<IHostMemory> const plan = build({2.0F, 3.0F}, 0);
    ASSERT_NE(plan, nullptr) << messages_.text;
    std::vector<float> y;
    ASSERT_TRUE(run(*plan, y)) << messages_.text;
    EXPECT_EQ(y, (std::vector<float>{4, 18, 12, 36})) << "scaled twice";
    EXPECT_THAT(messages_.text, HasSubstr("V: CommonScale with 2 factors\n"));
}

TEST_F(PluginCommon, AFailedAssertionFailsTheCallAndNotTheProcess)
{
    std::unique_ptr<IHostMemory> const plan = build({2.0F}, 1);
    ASSERT_NE(plan, nullptr) << messages_.text;
    std::vector<float> y;
    EXPECT_FALSE(run(*plan, y)) << "enqueue returns success all the same";
    EXPECT_THAT(messages_.text, HasSubstr("plugin \"CommonScale\" version \"1\" (namespace \"\"): enqueue: "));
    EXPECT_THAT(messages_.text, HasSubstr("common_plugin.cpp:"));
    EXPECT_THAT(messages_.text, HasSubstr("expected mFails != 1, found it false"));
}

TEST_F(PluginCommon, ACaughtValidationFailsTheBuild)
{
    EXPECT_EQ(build({2.0F}, 2), nullptr);
    EXPECT_THAT(messages_.text, HasSubstr("configurePlugin: "));
    EXPECT_THAT(messages_.text, HasSubstr("expected mFails != 2, found it false"));
}

TEST_F(PluginCommon, AStatusOtherThanSuccessFailsTheInference)
{
    std::unique_ptr<IHostMemory> const plan = build({}, 0);
    ASSERT_NE(plan, nullptr) << messages_.text;
    std::vector<float> y;
    EXPECT_FALSE(run(*plan, y));
    EXPECT_THAT(messages_.text, HasSubstr("expected enqueue to return 0, found 1"));
}

TEST_F(PluginCommon, MissingFieldsAreNamed)
{
    PluginFieldCollection const none{};
    EXPECT_EQ(creator_->createPlugin("scale", &none), nullptr);
    EXPECT_THAT(messages_.text, HasSubstr("expected values of all required fields, found none of factors"));
    int32_t const wrong = 1;
    PluginField const field("factors", &wrong, PluginFieldType::kINT32, 1);
    PluginFieldCollection one{};
    one.nbFields = 1;
    one.fields = &field;
    EXPECT_EQ(creator_->createPlugin("scale", &one), nullptr);
    EXPECT_THAT(messages_.text, HasSubstr("expected field.type == PluginFieldType::kFLOAT32, found it false"));
}

TEST_F(PluginCommon, BytesThatEndTooSoonAreAMessage)
{
    IPluginV2* const plugin = create({1.0F, 2.0F, 3.0F}, 0);
    std::vector<char> blob(plugin->getSerializationSize());
    plugin->serialize(blob.data());
    plugin->destroy();
    for (size_t length = 0; length < blob.size(); ++length)
    {
        messages_.text.clear();
        IPluginV2* const made = creator_->deserializePlugin("scale", blob.data(), length);
        ASSERT_NE(made, nullptr) << "its constructor cannot refuse";
        made->destroy();
        ASSERT_THAT(messages_.text, HasSubstr("deserialize_value: expected the bytes of another value, found "))
            << length;
    }
    blob.push_back(0);
    messages_.text.clear();
    creator_->deserializePlugin("scale", blob.data(), blob.size())->destroy();
    EXPECT_THAT(messages_.text, HasSubstr("expected length == 0, found it false"));
}

} // namespace
