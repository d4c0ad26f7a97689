#include "plugins/normalize/normalize.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using ::testing::HasSubstr;

TEST(Normalize, EqualsTheReference)
{
    testing::expectAllRecorded("norms.txt", "Normalize_TRT", "1", 5);
}

TEST(Normalize, WantsWeights)
{
    EXPECT_THAT(testing::refusalOf("Normalize_TRT", "1", {}), HasSubstr("weights"));
}

} // namespace
} // namespace tenon::plugins
