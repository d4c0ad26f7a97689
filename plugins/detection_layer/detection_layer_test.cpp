#include "plugins/detection_layer/detection_layer.h"

#include "plugins/common/testing/recorded_plugin.h"

namespace tenon::plugins
{
namespace
{

TEST(DetectionLayer, EqualsTheReference)
{
    testing::expectAllRecorded("mask_rcnn.txt", "DetectionLayer_TRT", "1", 7);
}

} // namespace
} // namespace tenon::plugins
