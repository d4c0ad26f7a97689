#include "plugins/disentangled_attention/disentangled_attention.h"

#include "plugins/common/testing/recorded_cases.h"
#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;
using testing::RecordedRun;

TEST(DisentangledAttention, EqualsTheReferenceInVersion1)
{
    testing::expectAllRecorded("deberta.txt", "DisentangledAttention_TRT", "1", 9);
}

TEST(DisentangledAttention, EqualsTheReferenceInVersion2)
{
    testing::expectAllRecorded("deberta.txt", "DisentangledAttention_TRT", "2", 9);
}

RecordedRun attentionRun(int64_t length, int64_t span)
{
    auto const zeros = [](int64_t count) { return std::vector<double>(static_cast<size_t>(count), 0.0); };
    return {"DisentangledAttention_TRT", "1", "zeros",
        {{"span", PluginFieldType::kINT32, {static_cast<double>(span)}, {}},
            {"factor", PluginFieldType::kFLOAT32, {1}, {}}},
        {{"data0", true, {1, length, length}, zeros(length * length)},
            {"data1", true, {1, length, 2 * span}, zeros(2 * length * span)},
            {"data2", true, {1, length, 2 * span}, zeros(2 * length * span)}},
        {{"result", true, {1, length, length}, zeros(length * length)}}};
}

//! Positions that name themselves, from distances between −1,100 and 1,100: those of the first row and of the first column.
TEST(DisentangledAttention, PositionsFarAwayShareTheBucketsOfDeberta)
{
    auto const cases = testing::recordedCases("deberta_buckets.txt", "span");
    ASSERT_GE(cases.size(), 5U);
    for (testing::RecordedCase const& recorded : cases)
    {
        SCOPED_TRACE(recorded.name);
        auto const span = static_cast<int64_t>(recorded["span"].front());
        std::vector<double> const& positions = recorded["positions"];
        auto const length = static_cast<int64_t>(positions.size() + 1) / 2;
        for (size_t k = 0; k < 4; ++k)
        {
            size_t const input = 1 + k % 2;
            RecordedRun run = attentionRun(length, span);
            for (int64_t i = 0; i < 2 * span * length; ++i)
                run.inputs[input].values[static_cast<size_t>(i)] = static_cast<double>(i % (2 * span));
            testing::PreparedPlugin prepared(run, k < 2 ? DataType::kFLOAT : DataType::kHALF);
            ASSERT_TRUE(prepared.ready());
            ASSERT_EQ(prepared.enqueue(), 0);
            std::vector<double> const result = prepared.output(0);
            for (int64_t d = 0; d < length; ++d)
            {
                ASSERT_EQ(result[static_cast<size_t>(d * length)], positions[static_cast<size_t>(length - 1 + d)]) << d;
                ASSERT_EQ(result[static_cast<size_t>(d)], positions[static_cast<size_t>(length - 1 - d)]) << -d;
            }
        }
    }
}

TEST(DisentangledAttention, ASpanOf1TellsWhatIsBefore)
{
    RecordedRun run = attentionRun(3, 1);
    run.inputs[1].values = {1, 2, 3, 4, 5, 6};
    run.outputs[0].values = {2, 1, 1, 4, 4, 3, 6, 6, 6};
    testing::expectRecorded(run, DataType::kFLOAT);
}

TEST(DisentangledAttention, WantsSpanAndFactor)
{
    EXPECT_THAT(testing::refusalOf("DisentangledAttention_TRT", "1", {}), HasSubstr("span"));
    EXPECT_THAT(testing::refusalOf("DisentangledAttention_TRT", "2", {{"span", PluginFieldType::kINT32, {4}, {}}}),
        HasSubstr("factor"));
    EXPECT_THAT(testing::refusalOf("DisentangledAttention_TRT", "1",
                    {{"span", PluginFieldType::kINT32, {0}, {}}, {"factor", PluginFieldType::kFLOAT32, {1}, {}}}),
        HasSubstr("span"));
}

TEST(DisentangledAttention, RefusesInputsThatDoNotFitTogether)
{
    DisentangledAttention impl;
    impl.span = 4;
    plugin::Shapes shapes({{2, 5, 5}, {2, 5, 8}, {2, 5, 4}}, 1, nullptr);
    impl.outputShapes(shapes);
    EXPECT_THAT(shapes.problem(),
        HasSubstr(
            "expected data0 [B, S, S], data1 [B, S, 8] (2 · span) and data2 [B, S, 8], found [2, 5, 5], [2, 5, 8], "
            "[2, 5, 4]"));
}

TEST(DisentangledAttention, LooksAgainWhenItRuns)
{
    testing::ReportedMessages messages;
    RecordedRun run = attentionRun(3, 2);
    run.inputs[2] = {"data2", true, {1, 2, 4}, std::vector<double>(8, 0.0)};
    testing::PreparedPlugin prepared(run, DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    EXPECT_NE(prepared.enqueue(), 0);
    EXPECT_THAT(messages.text, HasSubstr("expected data2 [1, 3, 4], found [1, 2, 4]"));
}

} // namespace
} // namespace tenon::plugins
