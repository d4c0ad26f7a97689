#include "plugins/gelu/gelu.h"

#include "plugins/common/report.h"
#include "plugins/common/testing/plugin_run.h"
#include "plugins/common/testing/recorded_cases.h"
#include "plugins/common/testing/recorded_plugin.h"

#include <gmock/gmock.h>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginField;
using nvinfer1::PluginFieldType;
using testing::expectNear;

struct GeluPrecision
{
    DataType type;
    double relative, absolute;
};
constexpr GeluPrecision kGeluPrecisions[]{
    {DataType::kFLOAT, 2e-5, 1e-6}, {DataType::kHALF, 2e-3, 6e-3}, {DataType::kBF16, 1.6e-2, 4e-2}};

std::vector<float> floatsOf(std::vector<double> const& values)
{
    return {values.begin(), values.end()};
}

Gelu geluWith(DataType type, std::vector<double> const& bias)
{
    Gelu gelu;
    gelu.typeId = type;
    std::vector<float> const floats = floatsOf(bias);
    if (!floats.empty())
    {
        gelu.bias = plugin::Weights(PluginFieldType::kFLOAT32, static_cast<int64_t>(floats.size()), floats.data());
    }
    return gelu;
}

TEST(Gelu, EqualsTheReferenceInInt8Too)
{
    testing::expectAllRecorded("sequences.txt", "CustomGeluPluginDynamic", "1", 14);
}

TEST(Gelu, EqualsPyTorchOnTheTestedDevice)
{
    auto const cases = testing::recordedCases("bert.txt", "gelu");
    EXPECT_EQ(cases.size(), 5U);
    for (auto const& recorded : cases)
    {
        for (GeluPrecision const& precision : kGeluPrecisions)
        {
            SCOPED_TRACE(recorded.name + " " + plugin::nameOf(precision.type));
            plugin::DynamicForm<Gelu> form{geluWith(precision.type, recorded["bias"])};
            expectNear(testing::run(form, precision.type, recorded["dims"], {recorded["x"]}), recorded["y"],
                precision.relative, precision.absolute);
        }
    }
}

double geluOf(double v)
{
    return v < -40 ? 0.0 : v / 2 * (1 + std::tanh(std::sqrt(2 / M_PI) * (v + 0.044715 * v * v * v)));
}

TEST(Gelu, IsRightForEveryMagnitudeAndOddSizes)
{
    for (int64_t const count : {0, 1, 3, 15, 17, 4099, 300007})
    {
        std::vector<double> x, expected;
        for (int64_t i = 0; i < count; ++i)
        {
            x.push_back(static_cast<float>(
                (i % 2 == 0 ? 1 : -1) * std::exp2(static_cast<double>(i * 37 % 3000) / 100.0 - 20.0)));
            expected.push_back(geluOf(x.back()));
        }
        plugin::DynamicForm<Gelu> form{geluWith(DataType::kFLOAT, {})};
        expectNear(testing::run(form, DataType::kFLOAT, {static_cast<double>(count)}, {x}), expected, 2e-5, 1e-6);
    }
    plugin::DynamicForm<Gelu> form{geluWith(DataType::kFLOAT, {})};
    auto const y = testing::run(form, DataType::kFLOAT, {4}, {{NAN, INFINITY, -INFINITY, -0.0}});
    ASSERT_EQ(y.size(), 4U);
    EXPECT_TRUE(std::isnan(y[0]));
    EXPECT_EQ(y[1], INFINITY);
    EXPECT_NEAR(y[2], 0.0, 1e-30);
    EXPECT_EQ(y[3], 0.0);
}

//! Keeps what the library reports.
class GeluReports final : public nvinfer1::ILogger, public nvinfer1::ILoggerFinder
{
public:
    GeluReports() { setLoggerFinder(this); }
    ~GeluReports() override { setLoggerFinder(nullptr); }
    void log(Severity, char const* message) noexcept override { text += std::string(message) + "\n"; }
    nvinfer1::ILogger* findLogger() override { return this; }

    std::string text;
};

TEST(Gelu, RefusesABiasThatDoesNotFit)
{
    GeluReports reports;
    plugin::DynamicForm<Gelu> form{geluWith(DataType::kFLOAT, {1, 2, 3})};
    EXPECT_TRUE(testing::run(form, DataType::kFLOAT, {2, 4}, {std::vector<double>(8, 1.0)}).empty());
    EXPECT_THAT(reports.text,
        ::testing::HasSubstr("expected a bias of as many values as the last dimension of the input has (4), found 3"));
}

TEST(Gelu, TakesTheTypeThatItsFieldSays)
{
    Gelu const gelu = geluWith(DataType::kHALF, {});
    auto const supports = [&](DataType in, DataType out, nvinfer1::TensorFormat format) {
        nvinfer1::PluginTensorDesc const inOut[]{{{1, {4}}, in, format, 1.0F}, {{1, {4}}, out, format, 1.0F}};
        return gelu.supports(0, inOut, 1, 1) && gelu.supports(1, inOut, 1, 1);
    };
    EXPECT_TRUE(supports(DataType::kHALF, DataType::kHALF, nvinfer1::TensorFormat::kLINEAR));
    EXPECT_FALSE(supports(DataType::kFLOAT, DataType::kFLOAT, nvinfer1::TensorFormat::kLINEAR));
    EXPECT_FALSE(supports(DataType::kHALF, DataType::kHALF, nvinfer1::TensorFormat::kCHW32));
}

TEST(GeluCreator, ReadsItsFieldsAndKeepsThemInEngines)
{
    GeluCreator creator;
    int32_t const typeId = 1;
    float const bias[]{0.5F, -0.25F};
    PluginField const fields[]{
        {"type_id", &typeId, PluginFieldType::kINT32, 1}, {"bias", bias, PluginFieldType::kFLOAT32, 2}};
    nvinfer1::PluginFieldCollection collection{};
    collection.nbFields = 2;
    collection.fields = fields;
    std::unique_ptr<nvinfer1::IPluginV2, void (*)(nvinfer1::IPluginV2*)> const plugin(
        creator.createPlugin("layer", &collection), [](nvinfer1::IPluginV2* each) { each->destroy(); });
    ASSERT_NE(plugin, nullptr);
    std::vector<char> blob(plugin->getSerializationSize());
    plugin->serialize(blob.data());
    std::unique_ptr<nvinfer1::IPluginV2, void (*)(nvinfer1::IPluginV2*)> const loaded(
        creator.deserializePlugin("layer", blob.data(), blob.size()),
        [](nvinfer1::IPluginV2* each) { each->destroy(); });
    ASSERT_NE(loaded, nullptr);
    Gelu const* const twin = plugin::implOf<Gelu>(loaded.get());
    ASSERT_NE(twin, nullptr);
    EXPECT_EQ(twin->typeId, DataType::kHALF);
    EXPECT_EQ(twin->bias.toFloats(), (std::vector<float>{0.5F, -0.25F}));

    GeluReports reports;
    int32_t const int32 = 3;
    PluginField const wrong[]{{"type_id", &int32, PluginFieldType::kINT32, 1}};
    collection.nbFields = 1;
    collection.fields = wrong;
    EXPECT_EQ(creator.createPlugin("layer", &collection), nullptr);
    EXPECT_THAT(reports.text, ::testing::HasSubstr("type_id"));
}

} // namespace
} // namespace tenon::plugins
