#include "plugins/reorg/reorg.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using ::testing::HasSubstr;

TEST(Reorg, EqualsTheReference)
{
    testing::expectAllRecorded("shapes.txt", "Reorg_TRT", "1", 5);
}

//! As Darknet goes through an image.
testing::RecordedRun reorgRun(std::vector<int64_t> const& dims, int64_t stride)
{
    int64_t const channels = dims[1], height = dims[2], width = dims[3], few = channels / (stride * stride);
    std::vector<double> x(static_cast<size_t>(dims[0] * channels * height * width)), y;
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = static_cast<double>(i * 7919 % 1021);
    }
    for (int64_t row = 0; row < dims[0] * channels * height; ++row)
    {
        int64_t const j = row % height, k = row / height % channels, image = row / height / channels;
        for (int64_t i = 0; i < width; ++i)
        {
            int64_t const down = j * stride + k / few / stride, over = i * stride + k / few % stride;
            y.push_back(
                x[static_cast<size_t>(over + width * stride * (down + height * stride * (k % few + few * image)))]);
        }
    }
    std::vector<int64_t> const out{dims[0], channels * stride * stride, height / stride, width / stride};
    return {"Reorg_TRT", "1", "definition", {{"stride", PluginFieldType::kINT32, {static_cast<double>(stride)}, {}}},
        {{"x", true, dims, x}}, {{"y", true, out, y}}};
}

TEST(Reorg, EqualsItsDefinitionForPlanesOfAllSizes)
{
    for (auto const type : {nvinfer1::DataType::kFLOAT, nvinfer1::DataType::kHALF})
    {
        testing::expectRecorded(reorgRun({2, 64, 26, 26}, 2), type);
        testing::expectRecorded(reorgRun({2, 8, 100, 108}, 2), type);
        testing::expectRecorded(reorgRun({1, 4, 202, 94}, 2), type);
        testing::expectRecorded(reorgRun({1, 4, 2, 6400}, 2), type);
        testing::expectRecorded(reorgRun({2200, 4, 4, 6}, 2), type);
        testing::expectRecorded(reorgRun({3, 48, 12, 20}, 4), type);
        testing::expectRecorded(reorgRun({2, 64, 8, 24}, 8), type);
        // Strides without a kernel of their own, on a GPU.
        testing::expectRecorded(reorgRun({3, 5, 7, 9}, 1), type);
        testing::expectRecorded(reorgRun({1, 18, 63, 51}, 3), type);
        testing::expectRecorded(reorgRun({2, 50, 10, 45}, 5), type);
        testing::expectRecorded(reorgRun({1, 512, 16, 32}, 16), type);
    }
}

TEST(Reorg, WantsAStride)
{
    EXPECT_THAT(testing::refusalOf("Reorg_TRT", "1", {{"stride", PluginFieldType::kINT32, {0}, {}}}),
        HasSubstr("expected a number from 1 to 1024, found 0"));
}

} // namespace
} // namespace tenon::plugins
