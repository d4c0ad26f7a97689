#include "plugins/multiscale_deformable_attn/multiscale_deformable_attn.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

TEST(MultiscaleDeformableAttn, EqualsTheReferenceInVersion1)
{
    testing::expectAllRecorded("transformers.txt", "MultiscaleDeformableAttnPlugin_TRT", "1", 5);
}

TEST(MultiscaleDeformableAttn, EqualsTheReferenceInVersion2)
{
    testing::expectAllRecorded("transformers.txt", "MultiscaleDeformableAttnPlugin_TRT", "2", 5);
}

} // namespace
} // namespace tenon::plugins
