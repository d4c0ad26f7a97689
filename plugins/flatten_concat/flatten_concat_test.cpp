#include "plugins/flatten_concat/flatten_concat.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

TEST(FlattenConcat, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "FlattenConcat_TRT", "1", 5);
}

} // namespace
} // namespace tenon::plugins
