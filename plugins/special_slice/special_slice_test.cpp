#include "plugins/special_slice/special_slice.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

TEST(SpecialSlice, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "SpecialSlice_TRT", "1", 5);
}

} // namespace
} // namespace tenon::plugins
