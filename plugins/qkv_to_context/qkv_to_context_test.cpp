#include "plugins/qkv_to_context/qkv_to_context.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>

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

//! softmax(Q Kᵀ / √H) V by the definition in fp64, over the first `lengths` keys of each sequence.
testing::RecordedRun manyTokens(
    size_t steps, std::vector<double> const& lengths, size_t heads, size_t size, nvinfer1::DataType type)
{
    size_t const batch = lengths.size(), hidden = heads * size;
    std::vector<double> x(steps * batch * 3 * hidden), y;
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = static_cast<double>(i * 7919 % 1021) / 512 - 1;
    }
    auto const at = [&](size_t step, size_t sequence, size_t head, size_t part, size_t number) {
        return x[((step * batch + sequence) * heads + head) * 3 * size + part * size + number];
    };
    for (size_t i = 0; i < steps * batch * heads; ++i)
    {
        size_t const head = i % heads, sequence = i / heads % batch, step = i / heads / batch;
        auto const length = static_cast<size_t>(lengths[sequence]);
        std::vector<double> powers(length), context(size);
        double sum = 0;
        for (size_t key = 0; key < length; ++key)
        {
            double dot = 0;
            for (size_t n = 0; n < size; ++n)
            {
                dot += at(step, sequence, head, 0, n) * at(key, sequence, head, 1, n);
            }
            powers[key] = std::exp(dot / std::sqrt(static_cast<double>(size)));
            sum += powers[key];
        }
        for (size_t key = 0; key < length; ++key)
        {
            for (size_t n = 0; n < size; ++n)
            {
                context[n] += powers[key] / sum * at(key, sequence, head, 2, n);
            }
        }
        y.insert(y.end(), context.begin(), context.end());
    }
    auto const s = static_cast<int64_t>(steps), b = static_cast<int64_t>(batch), e = static_cast<int64_t>(hidden);
    return {"CustomQKVToContextPluginDynamic", "1", std::to_string(steps) + " tokens",
        {{"type_id", PluginFieldType::kINT32, {static_cast<double>(type)}, {}},
            {"hidden_size", PluginFieldType::kINT32, {static_cast<double>(hidden)}, {}},
            {"num_heads", PluginFieldType::kINT32, {static_cast<double>(heads)}, {}},
            {"has_mask", PluginFieldType::kINT32, {1}, {}}},
        {{"input", true, {s, b, 3 * e, 1, 1}, x}, {"input_mask", false, {b}, lengths}},
        {{"output", true, {s, b, e, 1, 1}, y}}};
}

TEST(QkvToContext, EqualsItsDefinitionForManyTokens)
{
    for (auto const type : {nvinfer1::DataType::kFLOAT, nvinfer1::DataType::kHALF})
    {
        testing::expectRecorded(manyTokens(130, {130, 0, 67}, 2, 64, type), type);
        testing::expectRecorded(manyTokens(65, {65}, 3, 20, type), type);
        testing::expectRecorded(manyTokens(129, {120, 129}, 3, 32, type), type);
        testing::expectRecorded(manyTokens(70, {70, 3}, 2, 80, type), type);
        testing::expectRecorded(manyTokens(70, {70, 64}, 2, 7, type), type);
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
