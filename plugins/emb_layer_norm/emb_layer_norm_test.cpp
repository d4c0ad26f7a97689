#include "plugins/emb_layer_norm/emb_layer_norm.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>

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

TEST(EmbLayerNorm, EqualsItsDefinitionForAnyHiddenSize)
{
    constexpr size_t kSteps = 3;
    constexpr size_t kBatch = 2;
    for (size_t const hidden : {96U, 800U, 1040U})
    {
        SCOPED_TRACE(hidden);
        auto const table = [hidden](size_t rows, size_t seed) {
            std::vector<double> values(rows * hidden);
            for (size_t i = 0; i < values.size(); ++i)
            {
                values[i] = static_cast<double>((i + seed) * 7919 % 1009) / 1009 - 0.5;
            }
            return values;
        };
        std::vector<double> const words = table(5, 1), types = table(2, 77), positions = table(kSteps, 191);
        std::vector<double> const gamma = table(1, 5), beta = table(1, 9);
        std::vector<double> const tokens{0, 4, 2, 1, 3, 3}, segments{0, 1, 1, 0, 0, 1};
        std::vector<double> y;
        for (size_t i = 0; i < kSteps * kBatch; ++i)
        {
            std::vector<double> row(hidden);
            double sum = 0;
            double squares = 0;
            for (size_t c = 0; c < hidden; ++c)
            {
                row[c] = words[static_cast<size_t>(tokens[i]) * hidden + c]
                    + types[static_cast<size_t>(segments[i]) * hidden + c] + positions[i / kBatch * hidden + c];
                sum += row[c];
            }
            double const mean = sum / static_cast<double>(hidden);
            for (double const value : row)
            {
                squares += (value - mean) * (value - mean);
            }
            double const deviation = std::sqrt(squares / static_cast<double>(hidden) + 1e-5);
            for (size_t c = 0; c < hidden; ++c)
            {
                y.push_back((row[c] - mean) / deviation * gamma[c] + beta[c]);
            }
        }
        auto const width = static_cast<int64_t>(hidden);
        testing::RecordedRun run;
        run.plugin = "CustomEmbLayerNormPluginDynamic";
        run.version = "1";
        run.name = "wide";
        auto const weights = [](char const* name, std::vector<double> const& values) {
            return testing::RecordedField{name, nvinfer1::PluginFieldType::kFLOAT32, values, {}};
        };
        run.fields = {weights("bert_embeddings_layernorm_beta", beta),
            weights("bert_embeddings_layernorm_gamma", gamma), weights("bert_embeddings_word_embeddings", words),
            weights("bert_embeddings_token_type_embeddings", types),
            weights("bert_embeddings_position_embeddings", positions)};
        run.inputs = {{"tokens", false, {kSteps, kBatch}, tokens}, {"segments", false, {kSteps, kBatch}, segments},
            {"mask", false, {kSteps, kBatch}, std::vector<double>(kSteps * kBatch, 1)}};
        run.outputs = {{"y", true, {kSteps, kBatch, width, 1, 1}, y},
            {"lengths", false, {kBatch}, std::vector<double>(kBatch, kSteps)}};
        testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
    }
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

TEST(EmbLayerNorm, RefusesTokensAndSegmentsOutsideOfTheirTablesOnTheCpu)
{
    if (testing::runsOnCuda())
    {
        GTEST_SKIP() << "on CUDA they become zeros";
    }
    for (auto const& [input, value] : {std::pair<size_t, double>{0, 13}, {0, -1}, {1, 2}, {1, -1}}) // tokens, segments
    {
        testing::RecordedRun run = testing::recordedRuns("transformers.txt").front();
        run.inputs[input].values[0] = value;
        testing::PreparedPlugin prepared(run, nvinfer1::DataType::kFLOAT);
        ASSERT_TRUE(prepared.ready());
        EXPECT_NE(prepared.enqueue(), 0) << value << " in input " << input;
    }
}

} // namespace
} // namespace tenon::plugins
