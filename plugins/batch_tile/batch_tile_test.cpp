#include "plugins/batch_tile/batch_tile.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

TEST(BatchTile, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "BatchTilePlugin_TRT", "1", 10);
}

} // namespace
} // namespace tenon::plugins
