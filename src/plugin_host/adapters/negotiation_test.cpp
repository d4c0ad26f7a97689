#include "plugin_host/adapters/negotiation.h"

#include <gmock/gmock.h>

namespace tenon::plugin_host
{
namespace
{

using base::DataType;
using base::TensorFormat;
using ::testing::ElementsAre;

constexpr TypeFormat kFloat{DataType::kFLOAT, TensorFormat::kLINEAR};
constexpr TypeFormat kHalf{DataType::kHALF, TensorFormat::kLINEAR};
constexpr TypeFormat kHalfHwc8{DataType::kHALF, TensorFormat::kHWC8};

std::string textOf(std::span<TypeFormat const> combination)
{
    std::string text;
    for (TypeFormat const entry : combination)
    {
        text += entry == kFloat ? 'f' : entry == kHalf ? 'h' : '8';
    }
    return text;
}

TEST(Negotiation, AsksInOrderEachOnceAndDoesNotExtendWhatWasRefused)
{
    std::vector<std::string> asked;
    auto const found =
        negotiate({{kHalf, kFloat}, {kHalf, kFloat}, {kHalfHwc8, kFloat}}, [&](auto combination) -> Result<bool> {
            asked.push_back(textOf(combination));
            return asked.back() != "hh" && asked.back() != "f" && asked.back() != "hf8";
        });
    ASSERT_TRUE(found.ok());
    EXPECT_THAT(asked, ElementsAre("h", "hh", "hf", "hf8", "hff", "f"));
    ASSERT_EQ(found->accepted.size(), 1U);
    EXPECT_EQ(textOf(found->accepted[0]), "hff");
    EXPECT_EQ(describeRefusals(*found, 2),
        "\n  pos 1 (input 1): fp16 kLINEAR refused, given input 0 fp16 kLINEAR"
        "\n  pos 2 (output 0): fp16 kHWC8 refused, given input 0 fp16 kLINEAR, input 1 fp32 kLINEAR"
        "\n  pos 0 (input 0): fp32 kLINEAR refused");
}

TEST(Negotiation, AsksForEveryFormatThatTheTypeAndTheRankCanHave)
{
    auto const textOfChoices = [](std::vector<DataType> const& types, base::Dims const& dims) {
        std::string text;
        for (TypeFormat const& choice : choicesFor(types, dims))
        {
            text += (text.empty() ? "" : ", ") + toString(choice);
        }
        return text;
    };
    EXPECT_EQ(textOfChoices({DataType::kHALF, DataType::kFLOAT}, base::makeDims({2, 3, 4, 5})),
        "fp16 kLINEAR, fp16 kCHW2, fp16 kHWC8, fp16 kCHW4, fp16 kCHW16, fp16 kCHW32, fp16 kDHWC8, fp16 kCDHW32, fp16 kHWC16, "
        "fp32 kLINEAR, fp32 kCHW32, fp32 kHWC, fp32 kDHWC");
    EXPECT_EQ(textOfChoices({DataType::kFLOAT}, base::makeDims({3, 4, 5})), "fp32 kLINEAR, fp32 kCHW32, fp32 kHWC");
    EXPECT_EQ(textOfChoices({DataType::kFLOAT}, base::makeDims({4, 5})), "fp32 kLINEAR");
    EXPECT_EQ(textOfChoices({DataType::kINT32, DataType::kBOOL}, base::makeDims({1, 3, 4, 5})),
        "int32 kLINEAR, bool kLINEAR");
    EXPECT_EQ(textOfChoices({DataType::kUINT8, DataType::kINT64}, base::makeDims({3, 4, 5})),
        "uint8 kLINEAR, uint8 kHWC, int64 kLINEAR, int64 kHWC");
    EXPECT_EQ(textOfChoices({DataType::kINT8}, base::makeDims({-1, 3, -1, 5})),
        "int8 kLINEAR, int8 kCHW4, int8 kCHW32, int8 kHWC16")
        << "the batch is dynamic, no channel is (for kCDHW32 the batch would be one)";
    EXPECT_EQ(textOfChoices({DataType::kINT8}, base::makeDims({-1, -1, 4, 5})), "int8 kLINEAR")
        << "packed int8 channels must be known";
}

TEST(Negotiation, KeepsEveryQuestionForTheReport)
{
    auto found = negotiate(
        {{kHalf, kFloat}, {kFloat}}, [&](auto combination) -> Result<bool> { return combination.back() == kFloat; });
    auto const list = toCandidateList(*found, 1);
    ASSERT_EQ(list.questions.size(), 3U);
    EXPECT_EQ(textOf(list.questions[0].combination), "h");
    EXPECT_FALSE(list.questions[0].accepted);
    EXPECT_EQ(textOf(list.questions[2].combination), "ff");
    EXPECT_TRUE(list.questions[2].accepted);
    EXPECT_EQ(list.questionsEnded, "");
    std::vector<std::vector<TypeFormat>> const many(10, {kHalf, kFloat});
    EXPECT_EQ(toCandidateList(*negotiate(many, [](auto) -> Result<bool> { return true; }), 5).questionsEnded,
        "100 combinations are accepted, the limit");
}

TEST(Negotiation, StopsAt100Accepted)
{
    std::vector<std::vector<TypeFormat>> const choices(10, {kHalf, kFloat});
    size_t asked = 0;
    auto const found = negotiate(choices, [&](auto) -> Result<bool> { return ++asked > 0; });
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->accepted.size(), 100U);
    EXPECT_EQ(found->questions, asked);
    EXPECT_LT(asked, 300U);
}

TEST(Negotiation, EndsWhereAPluginRefusesOnlyAtTheEnd)
{
    std::vector<std::vector<TypeFormat>> const choices(30, {kHalf, kFloat});
    auto const found = negotiate(choices, [&](auto combination) -> Result<bool> { return combination.size() < 30; });
    ASSERT_TRUE(found.ok());
    EXPECT_TRUE(found->accepted.empty());
    EXPECT_TRUE(found->questionsExhausted);
    EXPECT_EQ(found->questions, kMaxQuestions);
    EXPECT_THAT(describeRefusals(*found, 29), ::testing::HasSubstr("… and "));
}

TEST(Negotiation, AnErrorEndsIt)
{
    auto const found = negotiate({{kFloat}, {kFloat}}, [&](auto combination) -> Result<bool> {
        if (combination.size() == 2) return base::invalidArgument("planted");
        return true;
    });
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().message, "planted");
}

TEST(Negotiation, CandidatesComeCheapestFirst)
{
    auto const found = negotiate({{kFloat, kHalf}, {kFloat, kHalf}}, [&](auto) -> Result<bool> { return true; });
    auto const candidates = toCandidates(*found, 1);
    ASSERT_EQ(candidates.size(), 4U);
    EXPECT_EQ(candidates[0].inputs[0], kHalf);
    EXPECT_EQ(candidates[0].outputs[0], kHalf);
    EXPECT_EQ(candidates[3].inputs[0], kFloat);
    EXPECT_LT(candidates[0].costHint, candidates[3].costHint);
}

} // namespace
} // namespace tenon::plugin_host
