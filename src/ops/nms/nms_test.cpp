#include "ops/nms/nms.h"

#include "ops/testing/expect.h"
#include "ops/testing/recorded_cases.h"

#include <algorithm>
#include <tuple>

namespace tenon::ops
{
namespace
{

using base::DataType;
using nvinfer1::BoundingBoxFormat;
using testing::Array;
using testing::array;
using List = std::vector<double>;

struct Selected
{
    int64_t count{-1};
    List rows;
};

Selected selectedBy(NMSOp const& op, Array const& boxes, Array const& scores, double most, std::optional<double> iou,
    std::optional<double> score)
{
    auto const threshold = [&](std::optional<double> value) {
        return value ? std::optional(array(boxes.type, {}, {*value})) : std::nullopt;
    };
    std::vector<std::optional<Array>> const inputs{
        boxes, scores, array(DataType::kINT32, {}, {most}), threshold(iou), threshold(score)};
    std::vector<std::optional<testing::InputRange>> ranges;
    for (auto const& input : inputs)
    {
        ranges.push_back(input ? std::optional(testing::fixedInput(*input)) : std::nullopt);
    }
    auto runner = testing::OpRunner::make(op, ranges, testing::storedIn(boxes.type));
    if (!runner.ok())
    {
        ADD_FAILURE() << runner.error().text();
        return {};
    }
    auto const outputs = testing::valueOf(runner->run(inputs));
    Selected found;
    EXPECT_TRUE(runner->readSizes({&found.count, 1}).ok());
    for (int64_t i = 0; !outputs.empty() && i < found.count * 3; ++i)
    {
        found.rows.push_back(outputs[0].at(i));
    }
    if (!outputs.empty())
    {
        EXPECT_EQ(outputs[1].at(0), static_cast<double>(found.count));
    }
    return found;
}

//! Three pairs of boxes that overlap much, and one that stands alone.
Array pairs()
{
    return testing::floats(
        {1, 6, 4}, {0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, -0.1, 1, 0.9, 0, 10, 1, 11, 0, 10.1, 1, 11.1, 0, 100, 1, 101});
}

Array scoresOfPairs()
{
    return testing::floats({1, 6, 1}, {0.9, 0.75, 0.6, 0.95, 0.5, 0.3});
}

TEST(NMS, SuppressesWhatOverlaps)
{
    EXPECT_EQ(selectedBy(NMSOp{}, pairs(), scoresOfPairs(), 3, 0.5, 0.0).rows, (List{0, 0, 3, 0, 0, 0, 0, 0, 5}));
    EXPECT_EQ(selectedBy(NMSOp{}, pairs(), scoresOfPairs(), 2, 0.5, 0.0).rows, (List{0, 0, 3, 0, 0, 0}));
    EXPECT_EQ(selectedBy(NMSOp{}, pairs(), scoresOfPairs(), 9, 0.5, 0.4).rows, (List{0, 0, 3, 0, 0, 0}));
    EXPECT_EQ(selectedBy(NMSOp{}, pairs(), scoresOfPairs(), 0, 0.5, 0.4).count, 0);
    // Without an IoU threshold any overlap suppresses; without a score threshold every score counts.
    EXPECT_EQ(selectedBy(
                  NMSOp{}, pairs(), testing::floats({1, 6, 1}, {-1, -2, -3, -4, -5, -6}), 9, std::nullopt, std::nullopt)
                  .rows,
        (List{0, 0, 0, 0, 0, 3, 0, 0, 5}));
    // The limit comes before suppression.
    NMSOp limited;
    limited.params.topKBoxLimit = 2;
    EXPECT_EQ(selectedBy(limited, pairs(), scoresOfPairs(), 9, 0.5, std::nullopt).rows, (List{0, 0, 3, 0, 0, 0}));
}

TEST(NMS, ServesTypesFormatsAndClasses)
{
    for (DataType const type : {DataType::kFLOAT, DataType::kHALF, DataType::kBF16})
    {
        EXPECT_EQ(
            selectedBy(NMSOp{}, testing::convert(pairs(), type), testing::convert(scoresOfPairs(), type), 3, 0.5, 0.0)
                .rows,
            (List{0, 0, 3, 0, 0, 0, 0, 0, 5}));
    }
    // The same boxes as centers and sizes, of two classes with boxes of their own; the classes' scores are interleaved.
    Array centered = testing::emptyArray(DataType::kFLOAT, base::makeDims({1, 6, 2, 4}));
    Array scores = testing::emptyArray(DataType::kFLOAT, base::makeDims({1, 6, 2}));
    for (int64_t b = 0; b < 6; ++b)
    {
        for (int64_t c = 0; c < 2; ++c)
        {
            for (int64_t k = 0; k < 2; ++k)
            {
                double const low = pairs().at(b * 4 + k);
                double const high = pairs().at(b * 4 + 2 + k);
                centered.set((b * 2 + c) * 4 + k, (low + high) / 2);
                centered.set((b * 2 + c) * 4 + 2 + k, high - low);
            }
            scores.set(b * 2 + c, scoresOfPairs().at(c == 0 ? b : 5 - b));
        }
    }
    NMSOp op;
    op.params.format = BoundingBoxFormat::kCENTER_SIZES;
    op.params.indicesType = DataType::kINT64;
    EXPECT_EQ(selectedBy(op, centered, scores, 2, 0.5, 0.0).rows, (List{0, 0, 3, 0, 1, 2, 0, 0, 0, 0, 1, 5}));
}

//! Recorded from ONNX Runtime by tests/data/ops/nms.py: random boxes, batches and classes.
TEST(NMS, EqualsOnnxRuntime)
{
    auto const cases = testing::recordedCases("nms.txt");
    ASSERT_GE(cases.size(), 6U);
    for (auto const& one : cases)
    {
        SCOPED_TRACE(one.name);
        NMSOp op;
        op.params.format = one.one("center") != 0 ? BoundingBoxFormat::kCENTER_SIZES : BoundingBoxFormat::kCORNER_PAIRS;
        auto const found = selectedBy(op, one.array("boxes_dims", "boxes"), one.array("scores_dims", "scores"),
            one.one("most"), one.one("iou"), one.one("score"));
        EXPECT_EQ(found.rows, one["selected"]);
    }
}

//! The definition: all candidates of an item, best first, each against all of its class that were taken before. Boxes are two corners.
List selectedByDefinition(Array const& boxes, Array const& scores, int64_t limit, int64_t most, float iou, float score)
{
    List rows;
    int64_t const count = scores.dims.d[1];
    int64_t const classes = scores.dims.d[2];
    auto const overlap = [&](int64_t a, int64_t b) {
        auto const at = [&](int64_t box, int64_t k) { return static_cast<float>(boxes.at(box * 4 + k)); };
        float const width = std::min(at(a, 2), at(b, 2)) - std::max(at(a, 0), at(b, 0));
        float const height = std::min(at(a, 3), at(b, 3)) - std::max(at(a, 1), at(b, 1));
        float const both = std::max(width, 0.0F) * std::max(height, 0.0F);
        float const areas =
            (at(a, 2) - at(a, 0)) * (at(a, 3) - at(a, 1)) + (at(b, 2) - at(b, 0)) * (at(b, 3) - at(b, 1));
        return both / (areas - both);
    };
    for (int64_t item = 0; item < scores.dims.d[0]; ++item)
    {
        std::vector<std::tuple<double, int64_t, int64_t>> candidates; // −score, class, box
        for (int64_t i = 0; i < count * classes; ++i)
        {
            double const value = scores.at(item * count * classes + i);
            if (value > score)
            {
                candidates.emplace_back(-value, i % classes, i / classes);
            }
        }
        std::sort(candidates.begin(), candidates.end());
        candidates.resize(std::min<size_t>(candidates.size(), static_cast<size_t>(limit)));
        std::vector<std::vector<int64_t>> taken(static_cast<size_t>(classes));
        for (auto const& [value, cls, box] : candidates)
        {
            auto& mine = taken[static_cast<size_t>(cls)];
            bool const isFree = std::none_of(mine.begin(), mine.end(),
                [&](int64_t other) { return overlap(item * count + other, item * count + box) > iou; });
            if (isFree && static_cast<int64_t>(mine.size()) < most)
            {
                mine.push_back(box);
                rows.insert(
                    rows.end(), {static_cast<double>(item), static_cast<double>(cls), static_cast<double>(box)});
            }
        }
    }
    return rows;
}

TEST(NMS, EqualsItsDefinitionForManyBoxes)
{
    constexpr int64_t kItems = 2;
    constexpr int64_t kBoxes = 900;
    Array boxes = testing::emptyArray(DataType::kFLOAT, base::makeDims({kItems, kBoxes, 4}));
    for (int64_t i = 0; i < kItems * kBoxes; ++i)
    {
        double const x = static_cast<double>(i * 7919 % 2003);
        double const y = static_cast<double>(i * 104729 % 499);
        for (int64_t k = 0; k < 4; ++k)
        {
            boxes.set(i * 4 + k, (k % 2 == 0 ? x : y) + (k < 2 ? 0 : 16 + static_cast<double>(i % 24)));
        }
    }
    for (int64_t const classes : {1, 3})
    {
        Array scores = testing::emptyArray(DataType::kFLOAT, base::makeDims({kItems, kBoxes, classes}));
        for (int64_t i = 0; i < scores.count(); ++i)
        {
            scores.set(i, static_cast<double>(i * 6007 % 701) / 1024); // some are equal
        }
        for (auto const& [limit, most, score] : std::vector<std::tuple<int32_t, int64_t, double>>{
                 {INT32_MAX, kBoxes, 0.0}, {INT32_MAX, 300, 0.25}, {1000, kBoxes, 0.0}, {1, 1, 0.0}, {5000, 9, 2.0}})
        {
            SCOPED_TRACE(fmt::format("{} classes, limit {}, most {}, above {}", classes, limit, most, score));
            NMSOp op;
            op.params.topKBoxLimit = limit;
            EXPECT_EQ(selectedBy(op, boxes, scores, static_cast<double>(most), 0.5, score).rows,
                selectedByDefinition(boxes, scores, limit, most, 0.5F, static_cast<float>(score)));
        }
    }
}

TEST(NMS, RefusesWhatItCannotTake)
{
    auto const infer = [](std::vector<int64_t> const& boxes, std::vector<int64_t> const& scores, NMSOp const& op = {}) {
        return testing::infer(op,
            {testing::spec(DataType::kFLOAT, boxes), testing::spec(DataType::kFLOAT, scores),
                testing::spec(DataType::kINT32, {})});
    };
    testing::expectError(infer({1, 6, 5}, {1, 6, 1}), "input 0 (boxes): expected [batch, boxes, 4]");
    testing::expectError(infer({1, 7, 4}, {1, 6, 1}), "for scores of 1x6x1, found 1x7x4");
    testing::expectError(infer({1, 6, 3, 4}, {1, 6, 2}), "input 0 (boxes)");
    testing::expectError(infer({1, 6, 4}, {1, 6}), "input 1 (scores): expected [batch, boxes, classes], found 1x6");
    NMSOp bad;
    bad.params.topKBoxLimit = 0;
    testing::expectError(infer({1, 6, 4}, {1, 6, 1}, bad), "top-k box limit: expected at least 1, found 0");
    NMSOp op;
    op.params = {BoundingBoxFormat::kCENTER_SIZES, 7, DataType::kINT64};
    auto const twin = testing::throughRecord(op);
    ASSERT_TRUE(twin.ok());
    EXPECT_EQ(dynamic_cast<NMSOp&>(**twin).params.topKBoxLimit, 7);
}

TEST(NMS, RefusesMoreScoresThanItCanCount)
{
    constexpr int64_t kBoxes = int64_t{1} << 27;
    base::Dims const box = base::makeDims({1, 1, 4});
    base::Dims const score = base::makeDims({1, 1, 64});
    auto const runner = testing::OpRunner::make(NMSOp{},
        {testing::InputRange{DataType::kFLOAT, box, box, base::makeDims({1, kBoxes, 4}), std::nullopt},
            testing::InputRange{DataType::kFLOAT, score, score, base::makeDims({1, kBoxes, 64}), std::nullopt},
            testing::fixedInput(array(DataType::kINT32, {}, {1})), std::nullopt, std::nullopt});
    testing::expectError(
        runner, testing::testsRunOnCuda() ? "need more than 32 bits together" : "more than 2^29 scores a batch item");
}

} // namespace
} // namespace tenon::ops
