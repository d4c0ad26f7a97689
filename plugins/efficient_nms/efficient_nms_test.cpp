#include "plugins/efficient_nms/efficient_nms.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(EfficientNms, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "EfficientNMS_TRT", "1", 8);
}

TEST(EfficientNmsExplicitTf, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "EfficientNMS_Explicit_TF_TRT", "1", 5);
}

TEST(EfficientNmsImplicitTf, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "EfficientNMS_Implicit_TF_TRT", "1", 5);
}

TEST(EfficientNmsOnnx, EqualsTheReference)
{
    testing::expectAllRecorded("detection.txt", "EfficientNMS_ONNX_TRT", "1", 5);
}

TEST(EfficientNms, EqualScoresStandByTheLowerIndex)
{
    std::vector<double> const boxes{0, 0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 0, 0.5, 0.25, 0.75};
    testing::RecordedRun const run{"EfficientNMS_TRT", "1", "ties",
        {{"score_threshold", PluginFieldType::kFLOAT32, {0.5}, {}},
            {"iou_threshold", PluginFieldType::kFLOAT32, {0.5}, {}},
            {"max_output_boxes", PluginFieldType::kINT32, {5}, {}}},
        {{"boxes", true, {1, 3, 4}, boxes}, {"scores", true, {1, 3, 2}, {0.5, 0.5, 0.25, 0.5, 0.5, 0.75}}},
        {{"num", false, {1, 1}, {5}},
            {"boxes", true, {1, 5, 4},
                {0, 0.5, 0.25, 0.75, 0, 0, 0.25, 0.25, 0, 0, 0.25, 0.25, 0.5, 0.5, 0.75, 0.75, 0, 0.5, 0.25, 0.75}},
            {"scores", true, {1, 5}, {0.75, 0.5, 0.5, 0.5, 0.5}}, {"classes", false, {1, 5}, {1, 0, 1, 1, 0}}}};
    testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
}

struct Chosen
{
    double score;
    size_t box, label;
};

//! Greedy suppression by its definition: by falling score, a box is kept unless it overlaps a kept one of its class by more than the threshold.
std::vector<Chosen> keptByDefinition(
    double const* boxes, double const* scores, size_t count, size_t classes, double threshold)
{
    std::vector<Chosen> order;
    for (size_t i = 0; i < count * classes; ++i)
    {
        order.push_back({scores[i], i / classes, i % classes});
    }
    std::stable_sort(order.begin(), order.end(), [](Chosen const& a, Chosen const& b) { return a.score > b.score; });
    std::vector<Chosen> kept;
    for (Chosen const& each : order)
    {
        double const* const a = boxes + 4 * each.box;
        bool const free = std::none_of(kept.begin(), kept.end(), [&](Chosen const& other) {
            double const* const b = boxes + 4 * other.box;
            double const width = std::min(a[2], b[2]) - std::max(a[0], b[0]);
            double const height = std::min(a[3], b[3]) - std::max(a[1], b[1]);
            double const common = std::max(width, 0.0) * std::max(height, 0.0);
            double const both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - common;
            return other.label == each.label && common > threshold * both;
        });
        if (free)
        {
            kept.push_back(each);
        }
    }
    return kept;
}

//! A run on these boxes and scores, with what the definition keeps.
testing::RecordedRun detectionRun(size_t images, size_t count, size_t classes, size_t most,
    std::vector<double> const& boxes, std::vector<double> const& scores)
{
    constexpr double kThreshold = 0.45;
    auto const rows = static_cast<int64_t>(most), perImage = static_cast<int64_t>(count);
    auto const imageCount = static_cast<int64_t>(images);
    testing::RecordedRun run{"EfficientNMS_TRT", "1", std::to_string(count) + " boxes",
        {{"score_threshold", PluginFieldType::kFLOAT32, {0}, {}},
            {"iou_threshold", PluginFieldType::kFLOAT32, {kThreshold}, {}},
            {"max_output_boxes", PluginFieldType::kINT32, {static_cast<double>(most)}, {}}},
        {{"boxes", true, {imageCount, perImage, 4}, boxes},
            {"scores", true, {imageCount, perImage, static_cast<int64_t>(classes)}, scores}},
        {{"num", false, {imageCount, 1}, {}}, {"boxes", true, {imageCount, rows, 4}, {}},
            {"scores", true, {imageCount, rows}, {}}, {"classes", false, {imageCount, rows}, {}}}};
    for (size_t image = 0; image < images; ++image)
    {
        double const* const own = boxes.data() + image * count * 4;
        std::vector<Chosen> kept =
            keptByDefinition(own, scores.data() + image * count * classes, count, classes, kThreshold);
        run.outputs[0].values.push_back(static_cast<double>(std::min(kept.size(), most)));
        for (size_t row = 0; row < most; ++row)
        {
            bool const isThere = row < kept.size();
            for (size_t k = 0; k < 4; ++k)
            {
                run.outputs[1].values.push_back(isThere ? own[4 * kept[row].box + k] : 0.0);
            }
            run.outputs[2].values.push_back(isThere ? kept[row].score : 0.0);
            run.outputs[3].values.push_back(isThere ? static_cast<double>(kept[row].label) : 0.0);
        }
    }
    return run;
}

//! Boxes on a grid fine enough that no overlap is near the threshold's rounding, scores with many ties.
testing::RecordedRun crowd(size_t images, size_t count, size_t classes, size_t most)
{
    std::mt19937 random(static_cast<uint32_t>(count + classes));
    std::vector<double> boxes, scores;
    for (size_t i = 0; i < images * count; ++i)
    {
        double const x = static_cast<double>(random() % 448) / 512, y = static_cast<double>(random() % 448) / 512;
        boxes.insert(boxes.end(),
            {x, y, x + static_cast<double>(8 + random() % 56) / 512, y + static_cast<double>(8 + random() % 56) / 512});
    }
    for (size_t i = 0; i < images * count * classes; ++i)
    {
        scores.push_back(static_cast<double>(1 + random() % 1023) / 1024);
    }
    return detectionRun(images, count, classes, most, boxes, scores);
}

//! Boxes each of which overlaps the one before and the one behind, in the order of their scores: every second is kept.
testing::RecordedRun chain(size_t count)
{
    std::vector<double> boxes, scores;
    for (size_t i = 0; i < count; ++i)
    {
        double const x = static_cast<double>(2 * i) / 8192;
        boxes.insert(boxes.end(), {x, 0.0, x + 8.0 / 8192, 0.5});
        scores.push_back(static_cast<double>(count - i) / 4096);
    }
    return detectionRun(1, count, 1, count, boxes, scores);
}

TEST(EfficientNms, KeepsOfThousandsWhatTheDefinitionKeeps)
{
    testing::expectRecorded(crowd(1, 300, 1, 300), nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(crowd(1, 3000, 1, 3000), nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(crowd(1, 3000, 1, 100), nvinfer1::DataType::kFLOAT); // the limit lies within a tile
    testing::expectRecorded(crowd(1, 1500, 1, 1100), nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(crowd(1, 5000, 1, 1300), nvinfer1::DataType::kFLOAT); // within another stretch
    testing::expectRecorded(crowd(3, 2700, 1, 700), nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(crowd(5, 2100, 4, 300), nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(crowd(3, 1024, 1, 1024), nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(crowd(2, 2500, 2, 2000), nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(crowd(2, 700, 3, 1000), nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(crowd(2, 500, 6, 400), nvinfer1::DataType::kFLOAT);
}

TEST(EfficientNms, KeepsOfAChainEverySecond)
{
    testing::RecordedRun const run = chain(2500);
    EXPECT_EQ(run.outputs[0].values.front(), 1250);
    testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(chain(1000), nvinfer1::DataType::kFLOAT);
}

TEST(EfficientNms, WantsItsFields)
{
    EXPECT_THAT(
        testing::refusalOf("EfficientNMS_TRT", "1", {{"score_threshold", PluginFieldType::kFLOAT32, {0.5}, {}}}),
        HasSubstr("iou_threshold"));
}

} // namespace
} // namespace tenon::plugins
