#include "plugins/fc/fc.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(Fc, EqualsTheReference)
{
    testing::expectAllRecorded("transformers.txt", "CustomFCPluginDynamic", "1", 5);
}

TEST(Fc, EqualsTheReferenceAsV3)
{
    testing::expectAllRecorded("sequences.txt", "CustomFCPluginDynamic", "2", 5);
}

TEST(Fc, WantsRowsOfItsColumns)
{
    EXPECT_THAT(testing::refusalOf("CustomFCPluginDynamic", "1",
                    {{"out_dims", PluginFieldType::kINT32, {3}, {}}, {"W", PluginFieldType::kFLOAT32, {1, 2}, {}}}),
        HasSubstr("expected rows of \"out_dims\" (3) numbers in \"W\", found 2 numbers"));
}

} // namespace
} // namespace tenon::plugins
