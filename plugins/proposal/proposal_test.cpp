#include "plugins/proposal/proposal.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(Proposal, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "Proposal", "1", 5);
}

TEST(ProposalDynamic, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "ProposalDynamic", "1", 5);
}

TEST(Proposal, WantsAnchors)
{
    EXPECT_THAT(
        testing::refusalOf("Proposal", "1",
            {{"input_height", PluginFieldType::kINT32, {3}, {}}, {"input_width", PluginFieldType::kINT32, {3}, {}}}),
        HasSubstr("anchor_sizes"));
}

} // namespace
} // namespace tenon::plugins
