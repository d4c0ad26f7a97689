#include "plugins/generate_detection/generate_detection.h"

#include "plugins/common/testing/recorded_plugin.h"

namespace tenon::plugins
{
namespace
{

TEST(GenerateDetection, EqualsTheReference)
{
    testing::expectAllRecorded("mask_rcnn.txt", "GenerateDetection_TRT", "1", 8);
}

} // namespace
} // namespace tenon::plugins
