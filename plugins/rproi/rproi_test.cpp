#include "plugins/rproi/rproi.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;
using testing::RecordedField;
using testing::RecordedRun;

TEST(Rproi, EqualsTheReference)
{
    testing::expectAllRecorded("faster_rcnn.txt", "RPROI_TRT", "1", 7);
}

std::vector<RecordedField> rproiFields(std::vector<double> ratios, std::vector<double> scales)
{
    return {{"poolingH", PluginFieldType::kINT32, {1}, {}}, {"poolingW", PluginFieldType::kINT32, {2}, {}},
        {"nmsMaxOut", PluginFieldType::kINT32, {2}, {}}, {"minBoxSize", PluginFieldType::kFLOAT32, {1}, {}},
        {"anchorsRatios", PluginFieldType::kFLOAT32, std::move(ratios), {}},
        {"anchorsScales", PluginFieldType::kFLOAT32, std::move(scales), {}}};
}

//! Two cells with one anchor each, of 16 × 16 pixels, that are the two halves of an image of 16 × 32, and `width` columns of features.
RecordedRun twoBoxesRun(int64_t width)
{
    std::vector<double> features;
    for (int64_t x = 0; x < width; ++x)
        features.push_back(static_cast<double>(x * 7 % 1001));
    return {"RPROI_TRT", "1", "two", rproiFields({1}, {1}),
        {{"scores", true, {1, 2, 1, 2}, {0, 0, 0.25, 0.75}},
            {"deltas", true, {1, 4, 1, 2}, std::vector<double>(8, 0.0)}, {"fmap", true, {1, 1, 1, width}, features},
            {"iinfo", true, {1, 3}, {16, 32, 1}}},
        {{"rois", true, {1, 1, 2, 4}, {16, 0, 31, 15, 0, 0, 16, 15}}, {"pfmap", true, {1, 2, 1, 1, 2}, {}}}};
}

//! Anchors lie from 0 to 15 and from 16 to 31; decoded, their ends are their begins + 16.
TEST(Rproi, TheSecondScoreIsTheObjects)
{
    RecordedRun run = twoBoxesRun(2);
    run.outputs[1].values = {7, 0, 0, 7}; // cells 1 and 2, which lies outside; 0 and 1
    testing::expectRecorded(run, DataType::kFLOAT);
}

//! Bins of more cells than are looked at together.
TEST(Rproi, WideBoxesArePooledWhole)
{
    int64_t const width = 2000;
    RecordedRun run = twoBoxesRun(width);
    run.fields.push_back({"spatialScale", PluginFieldType::kFLOAT32, {62.5}, {}});
    auto const most = [&](int64_t begin, int64_t end) {
        std::vector<double> const& features = run.inputs[2].values;
        return *std::max_element(features.begin() + begin, features.begin() + end);
    };
    // 1000 … 1938 and 0 … 1000
    run.outputs[1].values = {most(1000, 1470), most(1469, 1939), most(0, 501), most(500, 1001)};
    testing::expectRecorded(run, DataType::kFLOAT);
}

TEST(Rproi, NumbersThatAreNoneDoNoHarm)
{
    RecordedRun run = twoBoxesRun(2);
    double const nan = std::nan("");
    run.inputs[1].values = {nan, 1e30, nan, -1e30, nan, 1e30, nan, 1e30};
    run.inputs[3].values = {nan, HUGE_VAL, 1};
    testing::PreparedPlugin prepared(run, DataType::kFLOAT);
    ASSERT_TRUE(prepared.ready());
    EXPECT_EQ(prepared.enqueue(), 0);
    EXPECT_EQ(prepared.output(1).size(), 4U);
}

TEST(Rproi, RefusesAnchorsThatDoNotFitTheirCounts)
{
    auto const refusal = [](std::vector<RecordedField> const& fields) {
        return testing::refusalOf("RPROI_TRT", "1", fields);
    };
    std::vector<RecordedField> fields = rproiFields({0.5, 1}, {1});
    fields.push_back({"anchorsRatioCount", PluginFieldType::kINT32, {3}, {}});
    EXPECT_THAT(refusal(fields),
        HasSubstr(
            "expected anchorsRatioCount and anchorsScaleCount numbers in anchorsRatios and anchorsScales, found 2 "
            "and 1 for counts of 3 and 0"));
    EXPECT_THAT(refusal(rproiFields(std::vector<double>(13, 1.0), std::vector<double>(5, 1.0))),
        HasSubstr("expected at most 64 anchors of a cell, found 65"));
    EXPECT_THAT(refusal({}), HasSubstr("anchorsRatios"));
}

TEST(Rproi, RefusesInputsThatDoNotFitTogether)
{
    Rproi impl;
    impl.anchorsRatios = {1, 2};
    impl.anchorsScales = {1};
    plugin::Shapes shapes({{1, 4, 5, 6}, {1, 8, 5, 6}, {1, 3, 5, 6}, {1, 4}}, 2, nullptr);
    impl.outputShapes(shapes);
    EXPECT_THAT(shapes.problem(),
        HasSubstr(
            "expected scores [N, 4, H, W], deltas [N, 8, H, W], fmap [N, C, H, W] and iinfo [N, 3], found [1, 4, 5, "
            "6], [1, 8, 5, 6], [1, 3, 5, 6], [1, 4]"));
}

TEST(Rproi, LooksAgainWhenItRuns)
{
    Rproi impl;
    impl.anchorsRatios = {1};
    impl.anchorsScales = {1};
    plugin::DynamicForm<Rproi> form(impl);
    auto const desc = [](std::initializer_list<int64_t> dims) {
        nvinfer1::PluginTensorDesc result{};
        result.dims.nbDims = static_cast<int32_t>(dims.size());
        std::copy(dims.begin(), dims.end(), result.dims.d);
        result.type = DataType::kFLOAT;
        return result;
    };
    nvinfer1::PluginTensorDesc const inputs[]{desc({1, 2, 1, 2}), desc({1, 4, 1, 1}), desc({1, 1, 1, 2}), desc({1, 3})};
    nvinfer1::PluginTensorDesc const outputs[]{desc({1, 1, 300, 4}), desc({1, 300, 1, 7, 7})};
    float unused = 0.0F;
    void const* const from[]{&unused, &unused, &unused, &unused};
    void* const to[]{&unused, &unused};
    testing::ReportedMessages messages;
    EXPECT_NE(form.enqueue(inputs, outputs, from, to, nullptr, nullptr), 0);
    EXPECT_THAT(messages.text, HasSubstr("expected deltas [1, 4, 1, 2], found [1, 4, 1, 1]"));
}

} // namespace
} // namespace tenon::plugins
