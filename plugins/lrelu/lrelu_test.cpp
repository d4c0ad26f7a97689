#include "plugins/lrelu/lrelu.h"

#include "plugins/common/testing/recorded_plugin.h"

#include "plugins/common/report.h"
#include "plugins/lrelu/lrelu_kernel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <vector>

namespace tenon::plugins
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::Dims;
using nvinfer1::PluginField;
using nvinfer1::PluginFieldCollection;
using nvinfer1::PluginFieldType;
using nvinfer1::PluginTensorDesc;
using nvinfer1::TensorFormat;
using ::testing::HasSubstr;

struct DestroyLRelu
{
    void operator()(nvinfer1::IPluginV2* plugin) const { plugin->destroy(); }
};
using LReluPointer = std::unique_ptr<nvinfer1::IPluginV2, DestroyLRelu>;

//! Keeps what the library reports.
class LReluReports final : public nvinfer1::ILogger, public nvinfer1::ILoggerFinder
{
public:
    LReluReports() { setLoggerFinder(this); }
    ~LReluReports() override { setLoggerFinder(nullptr); }
    void log(Severity, char const* message) noexcept override { text += std::string(message) + "\n"; }
    nvinfer1::ILogger* findLogger() override { return this; }

    std::string text;
};

void onEveryTarget(std::function<void()> const& body)
{
    for (int64_t targets = hwy::SupportedTargets(); targets != 0; targets &= targets - 1)
    {
        int64_t const target = targets & -targets;
        SCOPED_TRACE(hwy::TargetName(target));
        hwy::SetSupportedTargetsForTest(target);
        hwy::GetChosenTarget().Update(hwy::SupportedTargets());
        body();
    }
    hwy::SetSupportedTargetsForTest(0);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

//! The value of fp16 bits, from the format's definition: (−1)^s · 2^(e−15) · 1.m, or 0.m · 2^−14 for e = 0.
double valueOfHalf(uint16_t bits)
{
    int const exponent = bits >> 10 & 31;
    int const mantissa = bits & 1023;
    double const sign = (bits & 0x8000) != 0 ? -1.0 : 1.0;
    if (exponent == 31)
    {
        return mantissa == 0 ? sign * INFINITY : NAN;
    }
    return sign * (exponent == 0 ? std::ldexp(mantissa, -24) : std::ldexp(1024 + mantissa, exponent - 25));
}

//! The fp16 bits nearest to a value, ties to even mantissa, by counting in units of the value's last place.
uint16_t nearestHalf(double value)
{
    uint16_t const sign = std::signbit(value) ? 0x8000 : 0;
    double const magnitude = std::fabs(value);
    if (std::isinf(magnitude) || magnitude >= 65520.0)
    {
        return sign | 0x7C00;
    }
    if (magnitude == 0.0)
    {
        return sign; // has no last place to count in
    }
    int exponent = 0;
    std::frexp(magnitude, &exponent);
    int const unit = std::max(exponent - 11, -24); // power of two of the last place
    auto const steps = static_cast<int>(std::nearbyint(std::ldexp(magnitude, -unit)));
    // Above the subnormals a step of the exponent holds 1,024 mantissas, the first of which is 1024 here.
    return static_cast<uint16_t>(sign | (unit == -24 ? steps : steps + (unit + 24) * 1024));
}

TEST(LRelu, EqualsTheReferenceInInt8Too)
{
    testing::expectAllRecorded("sequences.txt", "LReLU_TRT", "1", 10);
}

TEST(LRelu, FloatsEqualTheDefinition)
{
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(-10.0F, 10.0F);
    onEveryTarget([&] {
        for (int64_t const count : {0, 1, 7, 8, 17, 1000, 200001})
        {
            std::vector<float> x(static_cast<size_t>(count)), y(x.size() + 1, 77.0F);
            for (float& value : x)
                value = uniform(random);
            lrelu::enqueueCpu(x.data(), y.data(), count, 0.1F);
            for (size_t i = 0; i < x.size(); ++i)
            {
                ASSERT_EQ(y[i], x[i] >= 0.0F ? x[i] : 0.1F * x[i]) << "element " << i << " of " << count;
            }
            ASSERT_EQ(y.back(), 77.0F) << "nothing behind the end is written";
        }
    });
}

TEST(LRelu, SpecialFloats)
{
    onEveryTarget([] {
        // Once in whole vectors, once in what they leave over.
        std::vector<float> x(67);
        for (size_t i = 0; i < x.size(); ++i)
            x[i] = std::vector<float>{-0.0F, INFINITY, -INFINITY, NAN}[i % 4];
        std::vector<float> y(x.size());
        lrelu::enqueueCpu(x.data(), y.data(), static_cast<int64_t>(x.size()), 0.5F);
        for (size_t i = 0; i < x.size(); ++i)
        {
            switch (i % 4)
            {
            case 0: ASSERT_TRUE(y[i] == 0.0F && std::signbit(y[i])); break;
            case 3: ASSERT_TRUE(std::isnan(y[i])); break;
            default: ASSERT_EQ(y[i], x[i]);
            }
        }
    });
}

TEST(LRelu, EveryHalfEqualsTheDefinition)
{
    float const slope = 0.1F;
    std::vector<uint16_t> x(65536), y(x.size());
    for (size_t i = 0; i < x.size(); ++i)
        x[i] = static_cast<uint16_t>(i);
    onEveryTarget([&] {
        for (size_t const shift : {size_t{0}, size_t{3}}) // so that each value also meets the loop for the rest
        {
            lrelu::enqueueCpu(x.data() + shift, y.data() + shift, static_cast<int64_t>(x.size() - shift), slope);
            for (size_t i = shift; i < x.size(); ++i)
            {
                double const value = valueOfHalf(x[i]);
                if (std::isnan(value))
                {
                    ASSERT_TRUE(std::isnan(valueOfHalf(y[i]))) << "bits " << i;
                    continue;
                }
                // The product in fp32 first: that is what is rounded.
                double const expected = value < 0.0 ? static_cast<double>(static_cast<float>(value) * slope) : value;
                ASSERT_EQ(y[i], nearestHalf(expected)) << "bits " << i;
            }
        }
        for (size_t i = 0; i < x.size(); ++i) // one by one
        {
            uint16_t one = 0;
            lrelu::enqueueCpu(&x[i], &one, 1, slope);
            ASSERT_TRUE(one == y[i] || std::isnan(valueOfHalf(x[i]))) << "bits " << i;
        }
    });
}

TEST(LRelu, EveryBfloat16EqualsTheDefinition)
{
    std::vector<uint16_t> x(65536), y(x.size());
    for (size_t i = 0; i < x.size(); ++i)
        x[i] = static_cast<uint16_t>(i);
    lrelu::enqueueCpuBfloat16(x.data(), y.data(), 65536, 0.1F);
    for (size_t i = 0; i < x.size(); ++i)
    {
        auto const valueOf = [](uint16_t bits) { return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16); };
        float const value = valueOf(x[i]);
        if (std::isnan(value))
        {
            ASSERT_TRUE(std::isnan(valueOf(y[i])));
            continue;
        }
        float const expected = value < 0 ? 0.1F * value : value;
        if (std::isinf(expected))
        {
            ASSERT_EQ(valueOf(y[i]), expected);
            continue;
        }
        // The neighbours are no nearer.
        float const error = std::fabs(valueOf(y[i]) - expected);
        ASSERT_LE(error, std::fabs(valueOf(static_cast<uint16_t>(y[i] + 1)) - expected)) << "bits " << i;
        ASSERT_TRUE((y[i] & 0x7FFF) == 0 || error <= std::fabs(valueOf(static_cast<uint16_t>(y[i] - 1)) - expected))
            << "bits " << i;
    }
}

PluginTensorDesc lreluDesc(DataType type, Dims const& dims, TensorFormat format = TensorFormat::kLINEAR)
{
    return {dims, type, format, 1.0F};
}

LReluPointer createLRelu(std::vector<PluginField> const& fields)
{
    LReluCreator creator;
    creator.setPluginNamespace("ns");
    PluginFieldCollection collection{};
    collection.nbFields = static_cast<int32_t>(fields.size());
    collection.fields = fields.data();
    return LReluPointer(creator.createPlugin("layer", &collection));
}

TEST(LRelu, StaticFormRunsOnBatchesAndComesBackFromItsBytes)
{
    float const slope = 0.25F;
    LReluPointer const plugin = createLRelu({{"negSlope", &slope, PluginFieldType::kFLOAT32, 1}});
    ASSERT_NE(plugin, nullptr);
    EXPECT_STREQ(plugin->getPluginNamespace(), "ns");
    auto& form = static_cast<nvinfer1::IPluginV2IOExt&>(*plugin);
    PluginTensorDesc const chw = lreluDesc(DataType::kFLOAT, {3, {1, 2, 2}});
    form.configurePlugin(&chw, 1, &chw, 1);

    std::vector<char> blob(plugin->getSerializationSize());
    plugin->serialize(blob.data());
    LReluCreator creator;
    LReluPointer const loaded(creator.deserializePlugin("layer", blob.data(), blob.size()));
    ASSERT_NE(loaded, nullptr);
    LReluPointer const clone(loaded->clone());
    std::vector<float> const x{1, -1, 2, -2, -4, 4, -8, 8};
    for (nvinfer1::IPluginV2* const each : {plugin.get(), loaded.get(), clone.get()})
    {
        std::vector<float> y(8, 0.0F);
        void const* inputs[]{x.data()};
        void* outputs[]{y.data()};
        EXPECT_EQ(each->enqueue(2, inputs, outputs, nullptr, nullptr), 0);
        EXPECT_EQ(y, (std::vector<float>{1, -0.25F, 2, -0.5F, -1, 4, -2, 8}));
    }
}

TEST(LRelu, DynamicFormRunsOnWhatEachEnqueueSays)
{
    plugin::DynamicForm<LRelu> form(LRelu{});
    form.impl().negSlope = 0.5F;
    LReluPointer const clone(form.clone());
    auto& plugin = static_cast<nvinfer1::IPluginV2DynamicExt&>(*clone);
    std::vector<float> const x{-2, 2, -4};
    for (int64_t const count : {3, 1})
    {
        std::vector<float> y(3, 9.0F);
        void const* inputs[]{x.data()};
        void* outputs[]{y.data()};
        PluginTensorDesc const d = lreluDesc(DataType::kFLOAT, {1, {count}});
        EXPECT_EQ(plugin.enqueue(&d, &d, inputs, outputs, nullptr, nullptr), 0);
        EXPECT_EQ(y, count == 3 ? (std::vector<float>{-1, 2, -2}) : (std::vector<float>{-1, 9, 9}));
    }
    std::vector<char> blob(form.getSerializationSize());
    form.serialize(blob.data());
    LReluCreator creator;
    LReluPointer const loaded(creator.deserializePlugin("layer", blob.data(), blob.size()));
    ASSERT_NE(dynamic_cast<plugin::DynamicForm<LRelu>*>(loaded.get()), nullptr);
    EXPECT_EQ(plugin::implOf<LRelu>(loaded.get())->negSlope, 0.5F);
}

TEST(LRelu, Formats)
{
    LRelu const impl;
    auto const supported = [&](DataType in, DataType out, TensorFormat format) {
        PluginTensorDesc const inOut[]{lreluDesc(in, {1, {4}}, format), lreluDesc(out, {1, {4}}, format)};
        return plugin::supportsOf(impl, 0, inOut, 1, 1) && plugin::supportsOf(impl, 1, inOut, 1, 1);
    };
    EXPECT_TRUE(supported(DataType::kFLOAT, DataType::kFLOAT, TensorFormat::kLINEAR));
    EXPECT_TRUE(supported(DataType::kHALF, DataType::kHALF, TensorFormat::kLINEAR));
    EXPECT_FALSE(supported(DataType::kHALF, DataType::kFLOAT, TensorFormat::kLINEAR));
    EXPECT_FALSE(supported(DataType::kINT32, DataType::kINT32, TensorFormat::kLINEAR));
    EXPECT_FALSE(supported(DataType::kFLOAT, DataType::kFLOAT, TensorFormat::kCHW32));
}

TEST(LReluCreator, Fields)
{
    LReluCreator creator;
    PluginFieldCollection const* const declared = creator.getFieldNames();
    ASSERT_EQ(declared->nbFields, 1);
    EXPECT_STREQ(declared->fields[0].name, "negSlope");
    EXPECT_EQ(declared->fields[0].type, PluginFieldType::kFLOAT32);

    LReluPointer const plain(creator.createPlugin("layer", nullptr));
    EXPECT_EQ(plugin::implOf<LRelu>(plain.get())->negSlope, 0.01F);

    LReluReports reports;
    int32_t const wrong = 3;
    EXPECT_EQ(createLRelu({{"negSlope", &wrong, PluginFieldType::kINT32, 1}}), nullptr);
    EXPECT_THAT(reports.text,
        HasSubstr("plugin \"LReLU_TRT\" version \"1\" of layer \"layer\": field \"negSlope\": expected numbers of "
                  "PluginFieldType::kFLOAT32, found 1 of kINT32"));
    float const two[]{1.0F, 2.0F};
    EXPECT_EQ(createLRelu({{"negSlope", two, PluginFieldType::kFLOAT32, 2}}), nullptr);
    EXPECT_EQ(createLRelu({{"negSlope", nullptr, PluginFieldType::kFLOAT32, 1}}), nullptr);
    EXPECT_THAT(reports.text, HasSubstr("without data"));
}

} // namespace
} // namespace tenon::plugins
