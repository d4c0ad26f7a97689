#include "plugins/qkv_to_context/qkv_to_context.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(QkvToContext, EqualsTheReferenceAsV3)
{
    testing::expectAllRecorded("transformers.txt", "CustomQKVToContextPluginDynamic", "4", 5);
}

TEST(QkvToContext, EqualsTheReference)
{
    testing::expectAllRecorded("transformers.txt", "CustomQKVToContextPluginDynamic", "1", 5);
}

TEST(QkvToContext, WantsHeadsThatDivide)
{
    EXPECT_THAT(
        testing::refusalOf("CustomQKVToContextPluginDynamic", "1",
            {{"hidden_size", PluginFieldType::kINT32, {10}, {}}, {"num_heads", PluginFieldType::kINT32, {3}, {}}}),
        HasSubstr("expected \"num_heads\" (3) to divide \"hidden_size\", found 10"));
    EXPECT_THAT(testing::refusalOf("CustomQKVToContextPluginDynamic", "1",
                    {{"hidden_size", PluginFieldType::kINT32, {8}, {}}, {"num_heads", PluginFieldType::kINT32, {2}, {}},
                        {"type_id", PluginFieldType::kINT32, {2}, {}}}),
        HasSubstr("field \"type_id\""));
}

} // namespace
} // namespace tenon::plugins
