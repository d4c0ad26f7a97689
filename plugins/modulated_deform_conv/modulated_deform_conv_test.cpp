#include "plugins/modulated_deform_conv/modulated_deform_conv.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(ModulatedDeformConv, EqualsTheReferenceInVersion1)
{
    testing::expectAllRecorded("transformers.txt", "ModulatedDeformConv2d", "1", 5);
}

TEST(ModulatedDeformConv, EqualsTheReferenceInVersion2)
{
    testing::expectAllRecorded("transformers.txt", "ModulatedDeformConv2d", "2", 5);
}

TEST(ModulatedDeformConv, WantsTwoStrides)
{
    EXPECT_THAT(testing::refusalOf("ModulatedDeformConv2d", "1", {{"stride", PluginFieldType::kINT32, {1}, {}}}),
        HasSubstr("field \"stride\": expected 2 of"));
}

} // namespace
} // namespace tenon::plugins
