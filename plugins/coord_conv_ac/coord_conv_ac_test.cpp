#include "plugins/coord_conv_ac/coord_conv_ac.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

TEST(CoordConvAc, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "CoordConvAC", "1", 5);
}

} // namespace
} // namespace tenon::plugins
