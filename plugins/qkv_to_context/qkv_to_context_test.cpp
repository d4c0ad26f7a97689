#include "plugins/qkv_to_context/qkv_to_context.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Truly;

TEST(QkvToContext, EqualsTheReferenceAsV3)
{
    testing::expectAllRecorded("transformers.txt", "CustomQKVToContextPluginDynamic", "4", 5);
}

TEST(QkvToContext, EqualsTheReference)
{
    testing::expectAllRecorded("transformers.txt", "CustomQKVToContextPluginDynamic", "1", 5);
}

TEST(QkvToContext, OfSequencesOfDifferentLengthsAndInt8EqualsTheReference)
{
    for (char const* const version : {"2", "3", "5", "6"})
    {
        testing::expectAllRecorded("sequences.txt", "CustomQKVToContextPluginDynamic", version, 5);
    }
    for (char const* const version : {"1", "4"}) // int8
    {
        testing::expectAllRecorded("sequences.txt", "CustomQKVToContextPluginDynamic", version, 1);
    }
}

//! What becomes of other starts of sequences: the CPU refuses them; a GPU, whose values the host doesn't see, stays within the tensors.
TEST(QkvToContext, RefusesStartsOutsideOfTheTokens)
{
    for (testing::RecordedRun run : testing::recordedRuns("sequences.txt"))
    {
        if (run.plugin != "CustomQKVToContextPluginDynamic" || run.name != "case1" || run.version != "2")
        {
            continue;
        }
        for (std::vector<double> const& starts : {std::vector<double>{0, 7, 10, 12}, {0, 8, 7, 11}, {-1, 7, 10, 11}})
        {
            run.inputs[2].values = starts;
            testing::PreparedPlugin prepared(run, nvinfer1::DataType::kFLOAT);
            ASSERT_TRUE(prepared.ready());
            if (!testing::runsOnCuda())
            {
                EXPECT_NE(prepared.enqueue(), 0);
                continue;
            }
            EXPECT_EQ(prepared.enqueue(), 0);
            EXPECT_THAT(prepared.output(0), Each(Truly([](double value) { return std::isfinite(value); })));
        }
        return;
    }
    FAIL() << "expected the case";
}

TEST(QkvToContext, WantsHeadsThatDivide)
{
    EXPECT_THAT(
        testing::refusalOf("CustomQKVToContextPluginDynamic", "1",
            {{"hidden_size", PluginFieldType::kINT32, {10}, {}}, {"num_heads", PluginFieldType::kINT32, {3}, {}}}),
        HasSubstr("expected \"num_heads\" (3) to divide \"hidden_size\", found 10"));
    EXPECT_THAT(testing::refusalOf("CustomQKVToContextPluginDynamic", "1",
                    {{"hidden_size", PluginFieldType::kINT32, {8}, {}}, {"num_heads", PluginFieldType::kINT32, {2}, {}},
                        {"type_id", PluginFieldType::kINT32, {5}, {}}}),
        HasSubstr("field \"type_id\""));
}

} // namespace
} // namespace tenon::plugins
