#include "plugins/roi_align/roi_align.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(RoiAlign, EqualsTheReferenceInVersion1)
{
    testing::expectAllRecorded("detection.txt", "ROIAlign_TRT", "1", 8);
}

TEST(RoiAlign, EqualsTheReferenceInVersion2)
{
    testing::expectAllRecorded("detection.txt", "ROIAlign_TRT", "2", 8);
}

//! A sample of a plane by the definition in fp64; for the maximum, its largest weighted neighbour.
double sampleByDefinition(double const* plane, double y, double x, int64_t height, int64_t width, bool average)
{
    if (y < -1 || x < -1 || y > static_cast<double>(height) || x > static_cast<double>(width))
    {
        return 0;
    }
    y = std::clamp(y, 0.0, static_cast<double>(height - 1));
    x = std::clamp(x, 0.0, static_cast<double>(width - 1));
    auto const top = static_cast<int64_t>(y), left = static_cast<int64_t>(x);
    int64_t const bottom = std::min(top + 1, height - 1), right = std::min(left + 1, width - 1);
    double const down = y - static_cast<double>(top), over = x - static_cast<double>(left);
    double const parts[]{(1 - down) * (1 - over) * plane[top * width + left],
        (1 - down) * over * plane[top * width + right], down * (1 - over) * plane[bottom * width + left],
        down * over * plane[bottom * width + right]};
    return average ? parts[0] + parts[1] + parts[2] + parts[3] : *std::max_element(parts, parts + 4);
}

//! Regions of 5 · 12 elements and less of two images; coordinates are exact in fp16.
testing::RecordedRun manyRegions(
    int64_t channels, int64_t height, int64_t width, int64_t outHeight, int64_t outWidth, int32_t ratio, bool average)
{
    constexpr int64_t kRegions = 40;
    std::vector<double> x(static_cast<size_t>(2 * channels * height * width)), rois, images, y;
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = static_cast<double>(i * 7919 % 1009) / 1009 - 0.5;
    }
    for (int64_t r = 0; r < kRegions; ++r)
    {
        double const x1 = static_cast<double>(r * 37 % (width * 4)) / 4 - 1;
        double const y1 = static_cast<double>(r * 53 % (height * 4)) / 4 - 1;
        double const x2 = x1 + 0.75 + static_cast<double>(r % 5), y2 = y1 + 0.75 + static_cast<double>(r % 12);
        rois.insert(rois.end(), {x1, y1, x2, y2});
        images.push_back(static_cast<double>(r % 2));
        double const binWidth = (x2 - x1) / static_cast<double>(outWidth);
        double const binHeight = (y2 - y1) / static_cast<double>(outHeight);
        auto const columns = ratio > 0 ? ratio : static_cast<int32_t>(std::ceil(binWidth));
        auto const rows = ratio > 0 ? ratio : static_cast<int32_t>(std::ceil(binHeight));
        for (int64_t i = 0; i < channels * outHeight * outWidth; ++i)
        {
            int64_t const row = i / outWidth % outHeight, column = i % outWidth;
            double const* const plane = x.data() + (r % 2 * channels + i / (outHeight * outWidth)) * height * width;
            double sum = 0, most = -1e9;
            for (int32_t k = 0; k < rows * columns; ++k)
            {
                double const at = y1 - 0.5 + (static_cast<double>(row) + (k / columns + 0.5) / rows) * binHeight;
                double const over = x1 - 0.5 + (static_cast<double>(column) + (k % columns + 0.5) / columns) * binWidth;
                double const value = sampleByDefinition(plane, at, over, height, width, average);
                sum += value;
                most = std::max(most, value);
            }
            y.push_back(average ? sum / (rows * columns) : most);
        }
    }
    testing::RecordedRun run{"ROIAlign_TRT", "1", "many",
        {{"output_height", PluginFieldType::kINT32, {static_cast<double>(outHeight)}, {}},
            {"output_width", PluginFieldType::kINT32, {static_cast<double>(outWidth)}, {}},
            {"sampling_ratio", PluginFieldType::kINT32, {static_cast<double>(ratio)}, {}},
            {"mode", PluginFieldType::kINT32, {average ? 1.0 : 0.0}, {}}},
        {{"X", true, {2, channels, height, width}, x}, {"rois", true, {kRegions, 4}, rois},
            {"batch_indices", false, {kRegions}, images}},
        {{"Y", true, {kRegions, channels, outHeight, outWidth}, y}}};
    return run;
}

TEST(RoiAlign, EqualsItsDefinitionForManyChannels)
{
    for (auto const type : {nvinfer1::DataType::kFLOAT, nvinfer1::DataType::kHALF})
    {
        testing::expectRecorded(manyRegions(136, 13, 17, 7, 7, 2, true), type);
        testing::expectRecorded(manyRegions(131, 13, 17, 7, 7, 2, false), type);
        testing::expectRecorded(manyRegions(264, 7, 9, 3, 2, 0, true), type);
        testing::expectRecorded(manyRegions(8, 23, 19, 14, 5, 0, true), type);
        testing::expectRecorded(manyRegions(4, 9, 9, 3, 70, 2, true), type); // more samples than are found once
    }
}

TEST(RoiAlign, WantsAMode)
{
    EXPECT_THAT(testing::refusalOf("ROIAlign_TRT", "1", {{"mode", PluginFieldType::kINT32, {2}, {}}}),
        HasSubstr("expected one of 0 (max), 1 (avg), found 2"));
}

} // namespace
} // namespace tenon::plugins
