#include "plugins/normalize/normalize.h"

#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

#include <cmath>

namespace tenon::plugins
{
namespace
{

using ::testing::HasSubstr;

TEST(Normalize, EqualsTheReference)
{
    testing::expectAllRecorded("norms.txt", "Normalize_TRT", "1", 5);
}

TEST(Normalize, EqualsItsDefinitionForAnyNumberOfChannels)
{
    constexpr size_t kPlane = 5 * 7;
    for (size_t const channels : {70U, 500U, 1000U, 1100U})
    {
        SCOPED_TRACE(channels);
        std::vector<double> weights, x(2 * channels * kPlane), y(x.size());
        for (size_t c = 0; c < channels; ++c)
        {
            weights.push_back(1 + static_cast<double>(c % 7));
        }
        for (size_t i = 0; i < x.size(); ++i)
        {
            x[i] = static_cast<double>(i * 7919 % 1009) / 1009 - 0.5;
        }
        for (size_t i = 0; i < x.size(); ++i)
        {
            size_t const image = i / (channels * kPlane);
            double squares = 0;
            for (size_t c = 0; c < channels; ++c)
            {
                squares += std::pow(x[(image * channels + c) * kPlane + i % kPlane], 2);
            }
            y[i] = x[i] / std::sqrt(squares + 1e-10) * weights[i / kPlane % channels];
        }
        std::vector<int64_t> const dims{2, static_cast<int64_t>(channels), 5, 7};
        testing::RecordedRun run;
        run.plugin = "Normalize_TRT";
        run.version = "1";
        run.name = "many";
        run.fields = {{"weights", nvinfer1::PluginFieldType::kFLOAT32, weights, {}},
            {"acrossSpatial", nvinfer1::PluginFieldType::kINT32, {0}, {}},
            {"channelShared", nvinfer1::PluginFieldType::kINT32, {0}, {}},
            {"eps", nvinfer1::PluginFieldType::kFLOAT32, {1e-10}, {}}};
        run.inputs = {{"x", true, dims, x}};
        run.outputs = {{"y", true, dims, y}};
        testing::expectRecorded(run, nvinfer1::DataType::kFLOAT);
    }
}

TEST(Normalize, WantsWeights)
{
    EXPECT_THAT(testing::refusalOf("Normalize_TRT", "1", {}), HasSubstr("weights"));
}

} // namespace
} // namespace tenon::plugins
