#include "plugins/instance_normalization/instance_normalization.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(InstanceNormalization, InInt8EqualsTheReference)
{
    for (char const* const version : {"1", "2", "3"})
    {
        testing::expectAllRecorded("sequences.txt", "InstanceNormalization_TRT", version, 3);
    }
}

TEST(InstanceNormalization, EqualsTheReferenceInVersion1)
{
    testing::expectAllRecorded("norms.txt", "InstanceNormalization_TRT", "1", 5);
}

TEST(InstanceNormalization, EqualsTheReferenceInVersion2)
{
    testing::expectAllRecorded("norms.txt", "InstanceNormalization_TRT", "2", 5);
}

TEST(InstanceNormalization, EqualsTheReferenceInVersion3)
{
    testing::expectAllRecorded("norms.txt", "InstanceNormalization_TRT", "3", 5);
}

TEST(InstanceNormalization, WantsAsManyBiasesAsScales)
{
    EXPECT_THAT(testing::refusalOf("InstanceNormalization_TRT", "1",
                    {{"scales", PluginFieldType::kFLOAT32, {1, 2}, {}}, {"bias", PluginFieldType::kFLOAT32, {1}, {}}}),
        HasSubstr("expected as many numbers in \"bias\" as in \"scales\" (2), found 1"));
    EXPECT_THAT(testing::refusalOf("InstanceNormalization_TRT", "3", {{"bias", PluginFieldType::kFLOAT32, {1}, {}}}),
        HasSubstr("scales"));
}

} // namespace
} // namespace tenon::plugins
