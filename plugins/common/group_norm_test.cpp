// Groups of all sizes, held in a block's memory or not, against the definition in fp64.
#include "plugins/common/testing/recorded_plugin.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tenon::plugins
{
namespace
{

using nvinfer1::PluginFieldType;
using testing::RecordedRun;

//! A number in [−1, 3) that no period of a power of two hides.
double groupValue(size_t i)
{
    return static_cast<double>(i * 7919 % 1009) / 1009 * 4 - 1;
}

//! y = (x − mean) / √(variance + ε) · scale[c] + bias[c] of each group of channels.
std::vector<double> normalizedByDefinition(std::vector<double> const& x, size_t groups, size_t groupsPerImage,
    size_t channels, std::vector<double> const& scale, std::vector<double> const& bias)
{
    size_t const count = x.size() / groups;
    std::vector<double> y(x.size());
    for (size_t group = 0; group < groups; ++group)
    {
        double sum = 0;
        double squares = 0;
        for (size_t i = 0; i < count; ++i)
        {
            sum += x[group * count + i];
        }
        double const mean = sum / static_cast<double>(count);
        for (size_t i = 0; i < count; ++i)
        {
            squares += std::pow(x[group * count + i] - mean, 2);
        }
        double const deviation = std::sqrt(squares / static_cast<double>(count) + 1e-5);
        for (size_t i = 0; i < count; ++i)
        {
            size_t const channel = group % groupsPerImage * channels + i / (count / channels);
            y[group * count + i] = (x[group * count + i] - mean) / deviation * scale[channel] + bias[channel];
        }
    }
    return y;
}

RecordedRun runOf(std::vector<int64_t> const& dims, size_t groupsPerImage)
{
    auto const images = static_cast<size_t>(dims[0]), channels = static_cast<size_t>(dims[1]);
    bool const isInstance = groupsPerImage == channels;
    std::vector<double> scale, bias, x(images * channels * static_cast<size_t>(dims[2] * dims[3]));
    for (size_t c = 0; c < channels; ++c)
    {
        scale.push_back(0.5 + static_cast<double>(c % 5) / 4);
        bias.push_back(static_cast<double>(c % 3) - 1);
    }
    for (size_t i = 0; i < x.size(); ++i)
    {
        x[i] = groupValue(i);
    }
    RecordedRun run;
    run.plugin = isInstance ? "InstanceNormalization_TRT" : "GroupNormalizationPlugin";
    run.version = "1";
    run.name = std::to_string(dims[2]) + "x" + std::to_string(dims[3]);
    run.outputs = {{"y", true, dims,
        normalizedByDefinition(x, images * groupsPerImage, groupsPerImage, channels / groupsPerImage, scale, bias)}};
    run.inputs = {{"x", true, dims, std::move(x)}};
    if (isInstance)
    {
        run.fields = {{"scales", PluginFieldType::kFLOAT32, scale, {}}, {"bias", PluginFieldType::kFLOAT32, bias, {}}};
    }
    else
    {
        run.fields = {{"num_groups", PluginFieldType::kINT32, {static_cast<double>(groupsPerImage)}, {}}};
        run.inputs.push_back({"scale", true, {dims[1]}, scale});
        run.inputs.push_back({"bias", true, {dims[1]}, bias});
    }
    return run;
}

TEST(GroupNorm, EqualsItsDefinitionForGroupsOfAllSizes)
{
    for (auto const& dims : std::vector<std::vector<int64_t>>{
             {2, 2, 4, 16}, {1, 3, 64, 64}, {1, 2, 250, 260}, {1, 1, 640, 500}, {1, 1, 1024, 900}})
    {
        SCOPED_TRACE(dims[2]);
        testing::expectRecorded(runOf(dims, static_cast<size_t>(dims[1])), nvinfer1::DataType::kFLOAT);
        testing::expectRecorded(runOf(dims, static_cast<size_t>(dims[1])), nvinfer1::DataType::kHALF);
    }
    // Vectors of two channels; many groups; few of several blocks.
    for (auto const& dims :
        std::vector<std::vector<int64_t>>{{2, 8, 5, 5}, {1, 40, 16, 16}, {2, 8, 127, 101}, {3, 640, 2, 2}})
    {
        SCOPED_TRACE(dims[2]);
        testing::expectRecorded(runOf(dims, 2), nvinfer1::DataType::kFLOAT);
        testing::expectRecorded(runOf(dims, 2), nvinfer1::DataType::kHALF);
    }
}

//! More groups than a GPU has at once, of one block and of several.
TEST(GroupNorm, EqualsItsDefinitionForManyGroups)
{
    testing::expectRecorded(runOf({4, 2500, 8, 8}, 2500), nvinfer1::DataType::kFLOAT);
    testing::expectRecorded(runOf({4, 2500, 8, 8}, 2500), nvinfer1::DataType::kHALF);
    testing::expectRecorded(runOf({1, 300, 160, 130}, 300), nvinfer1::DataType::kFLOAT);
}

} // namespace
} // namespace tenon::plugins
