#include "plugin_check/creator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace tenon::plugin_check
{
namespace
{

//! Makes no plugin.
class RefusingCreator : public nvinfer1::IPluginCreator
{
public:
    char const* getPluginName() const noexcept override { return "Refused"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    nvinfer1::PluginFieldCollection const* getFieldNames() noexcept override { return &names_; }
    nvinfer1::IPluginV2* createPlugin(char const*, nvinfer1::PluginFieldCollection const*) noexcept override
    {
        return nullptr;
    }
    nvinfer1::IPluginV2* deserializePlugin(char const*, void const*, size_t) noexcept override { return nullptr; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }

private:
    nvinfer1::PluginFieldCollection names_{0, nullptr};
};

//! Of this process.
std::ptrdiff_t mappings()
{
    std::ifstream file("/proc/self/maps");
    return std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n');
}

TEST(PluginCheckCreator, SearchesDoNotRunOutOfMappings)
{
    Fields fields;
    for (int i = 0; i < 16; ++i)
    {
        Field field;
        field.name = "field" + std::to_string(i);
        field.type = nvinfer1::PluginFieldType::kFLOAT32;
        field.length = 1;
        field.data.resize(4);
        fields.push_back(field);
    }
    RefusingCreator refusing;
    Creator creator(refusing);
    std::string problem;
    for (int i = 0; i < 100; ++i)
    {
        ASSERT_EQ(creator.create(fields, problem), nullptr);
    }
    std::ptrdiff_t const before = mappings();
    for (int i = 0; i < 1000; ++i)
    {
        ASSERT_EQ(creator.create(fields, problem), nullptr);
    }
    EXPECT_LT(mappings(), before + 100);
}

} // namespace
} // namespace tenon::plugin_check
