#include "support/covers.h"

#include <NvInferPlugin.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

extern "C" nvinfer1::IPluginCreatorInterface* const* getCreators(int32_t& count);
extern "C" nvinfer1::IPluginCreator* const* getPluginCreators(int32_t& count);

namespace
{

using ::testing::HasSubstr;

class Messages final : public nvinfer1::ILogger
{
public:
    void log(Severity severity, char const* message) noexcept override
    {
        text += std::string(severity == Severity::kVERBOSE ? "verbose: " : "other: ") + message + "\n";
    }

    std::string text;
};

TEST(StandardPlugins, AreRegisteredUnderANamespaceAndSaySo)
{
    TENON_COVERS("::initLibNvInferPlugins");
    Messages messages;
    EXPECT_TRUE(initLibNvInferPlugins(&messages, "standard"));
    EXPECT_THAT(messages.text,
        HasSubstr("verbose: plugin \"LReLU_TRT\" version \"1\" (namespace \"standard\"): registration succeeded"));
    nvinfer1::IPluginCreator* const creator = getPluginRegistry()->getPluginCreator("LReLU_TRT", "1", "standard");
    ASSERT_NE(creator, nullptr);
    EXPECT_STREQ(creator->getPluginNamespace(), "standard");
    EXPECT_EQ(getPluginRegistry()->getPluginCreator("LReLU_TRT", "1", "another"), nullptr);

    messages.text.clear();
    EXPECT_TRUE(initLibNvInferPlugins(&messages, "standard"));
    EXPECT_THAT(messages.text,
        HasSubstr("verbose: plugin \"LReLU_TRT\" version \"1\" (namespace \"standard\"): already registered"));
    EXPECT_TRUE(initLibNvInferPlugins(nullptr, nullptr)) << "no logger, the empty namespace";
    EXPECT_NE(getPluginRegistry()->getCreator("LReLU_TRT", "1"), nullptr);
}

TEST(StandardPlugins, APluginCarriesItsCreatorsNamespace)
{
    ASSERT_TRUE(initLibNvInferPlugins(nullptr, "carried"));
    nvinfer1::IPluginV2* const plugin =
        getPluginRegistry()->getPluginCreator("LReLU_TRT", "1", "carried")->createPlugin("layer", nullptr);
    ASSERT_NE(plugin, nullptr);
    EXPECT_STREQ(plugin->getPluginNamespace(), "carried");
    nvinfer1::IPluginV2* const clone = plugin->clone();
    EXPECT_STREQ(clone->getPluginNamespace(), "carried");
    clone->destroy();
    plugin->destroy();
}

TEST(StandardPlugins, AreExportedForLoadLibrary)
{
    int32_t count = 0;
    int32_t v2Count = 0;
    nvinfer1::IPluginCreatorInterface* const* const all = getCreators(count);
    nvinfer1::IPluginCreator* const* const v2 = getPluginCreators(v2Count);
    ASSERT_GE(count, v2Count);
    ASSERT_GE(count, 1);
    EXPECT_EQ(all[0], v2[0]);
    EXPECT_STREQ(v2[0]->getPluginName(), "LReLU_TRT");
}

} // namespace
