#include "ops/reverse_sequence/reverse_sequence.h"

#include "ops/testing/expect.h"

namespace tenon::ops
{
namespace
{

using base::DataType;
using testing::array;
using List = std::vector<double>;

ReverseSequenceOp reverseOf(int32_t batch, int32_t sequence)
{
    ReverseSequenceOp op;
    op.params = {batch, sequence};
    return op;
}

TEST(ReverseSequence, ReversesUpToEachLengthInEveryType)
{
    for (DataType const type : {DataType::kFLOAT, DataType::kINT8, DataType::kINT64})
    {
        auto const x = array(type, {2, 4}, {0, 1, 2, 3, 4, 5, 6, 7});
        EXPECT_EQ(testing::onlyOutput(reverseOf(0, 1), {x, array(DataType::kINT64, {2}, {3, 4})}).values(),
            (List{2, 1, 0, 3, 7, 6, 5, 4}));
        EXPECT_EQ(testing::onlyOutput(reverseOf(1, 0), {x, array(DataType::kINT32, {4}, {1, 2, 0, 9})}).values(),
            (List{0, 5, 2, 7, 4, 1, 6, 3}));
    }
    auto const pairs = testing::floats({2, 2, 2}, {0, 1, 2, 3, 4, 5, 6, 7});
    EXPECT_EQ(testing::onlyOutput(reverseOf(0, 1), {pairs, array(DataType::kINT32, {2}, {2, 1})}).values(),
        (List{2, 3, 0, 1, 4, 5, 6, 7}));
}

TEST(ReverseSequence, RefusesWhatDoesNotFit)
{
    auto const infer = [](ReverseSequenceOp const& op, std::vector<int64_t> const& lengths) {
        return testing::inferredDims(
            op, {testing::spec(DataType::kFLOAT, {2, 4}), testing::spec(DataType::kINT32, lengths)});
    };
    EXPECT_EQ(infer(reverseOf(0, 1), {3}), "input 1 (lengths): expected 2, one a batch item, found 3");
    EXPECT_EQ(infer(reverseOf(0, 0), {2}),
        "axes of batch and sequence: expected two of the 2 dimensions of the data, found 0 and 0");
    EXPECT_EQ(infer(reverseOf(0, 2), {2}),
        "axes of batch and sequence: expected two of the 2 dimensions of the data, found 0 and 2");
    auto const twin = testing::throughRecord(reverseOf(3, 2));
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<ReverseSequenceOp&>(**twin).params.batchAxis, 3);
}

} // namespace
} // namespace tenon::ops
