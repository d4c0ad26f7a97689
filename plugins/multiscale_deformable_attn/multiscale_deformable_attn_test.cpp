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

//! A level that begins so late that one of its four positions is there: the others count nothing, and nothing behind the values is read.
TEST(MultiscaleDeformableAttn, PositionsBehindTheValuesCountNothing)
{
    testing::RecordedRun run{"MultiscaleDeformableAttnPlugin_TRT", "1", "late", {},
        {{"value", true, {1, 3, 1, 1}, {5, 7, 2}}, {"shapes", false, {1, 2}, {2, 2}}, {"starts", false, {1}, {2}},
            {"locations", true, {1, 1, 1, 1, 1, 2}, {0.5, 0.5}}, {"weights", true, {1, 1, 1, 1, 1}, {1}}},
        {{"output", true, {1, 1, 1, 1}, {0.5}}}};
    testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
    run.inputs[2].values = {-1}; // the first row's second position is value 0, the second row's are 1 and 2
    run.outputs[0].values = {(5 + 7 + 2) * 0.25};
    testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
}

} // namespace
} // namespace tenon::plugins
