#include "plugins/emb_layer_norm/emb_layer_norm.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(EmbLayerNorm, OfSequencesOfDifferentLengthsEqualsTheReference)
{
    for (char const* const version : {"2", "3", "4", "5"})
    {
        testing::expectAllRecorded("sequences.txt", "CustomEmbLayerNormPluginDynamic", version, 5);
    }
}

TEST(EmbLayerNorm, EqualsTheReferenceAsV3)
{
    testing::expectAllRecorded("transformers.txt", "CustomEmbLayerNormPluginDynamic", "6", 5);
}

TEST(EmbLayerNorm, EqualsTheReference)
{
    testing::expectAllRecorded("transformers.txt", "CustomEmbLayerNormPluginDynamic", "1", 5);
}

TEST(EmbLayerNorm, WantsTablesOfRows)
{
    EXPECT_THAT(testing::refusalOf("CustomEmbLayerNormPluginDynamic", "1",
                    {{"bert_embeddings_layernorm_beta", PluginFieldType::kFLOAT32, {1, 2}, {}},
                        {"bert_embeddings_layernorm_gamma", PluginFieldType::kFLOAT32, {1, 2}, {}},
                        {"bert_embeddings_word_embeddings", PluginFieldType::kFLOAT32, {1, 2, 3}, {}},
                        {"bert_embeddings_token_type_embeddings", PluginFieldType::kFLOAT32, {1, 2}, {}},
                        {"bert_embeddings_position_embeddings", PluginFieldType::kFLOAT32, {1, 2}, {}}}),
        HasSubstr("expected rows of 2 numbers in \"bert_embeddings_word_embeddings\", found 3 numbers"));
}

TEST(EmbLayerNorm, RefusesTokensOutsideOfItsTableOnTheCpu)
{
    if (testing::runsOnCuda())
    {
        GTEST_SKIP() << "on CUDA they become zeros";
    }
    testing::RecordedRun run = testing::recordedRuns("transformers.txt").front();
    run.inputs[0].values[0] = 13;
    testing::PreparedPlugin prepared(run, nvinfer1::DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    EXPECT_NE(prepared.enqueue(), 0);
}

} // namespace
} // namespace tenon::plugins
