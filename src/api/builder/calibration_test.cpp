// Ranges from calibrators: the text of caches, how ranges are found, and builds through the public API.
#include "api/builder/calibration.h"

#include "api/testing/engine_fixture.h"
#include "api/testing/format_plugin.h"
#include "support/covers.h"

#include <tenon/build_report.h>

#include <cmath>
#include <random>

namespace tenon::testing
{
namespace
{

using nvinfer1::CalibrationAlgoType;
using nvinfer1::DataType;
using nvinfer1::PluginTensorDesc;

TEST(CalibrationCache, IsTheTextThatReleasesWrote)
{
    // 0x3c010a14 is 1/127 · 1.0001…, as found in caches of the time.
    auto const read = api::readCalibrationText("TRT-8601-EntropyCalibration2\ndata: 3c010a14\nconv 1: x: 3d000000\n");
    ASSERT_TRUE(read.ok()) << read.error().text();
    ASSERT_EQ(read->size(), 2U);
    EXPECT_NEAR(read->at("data"), 1.0F, 0.001F);
    EXPECT_EQ(read->at("conv 1: x"), 0.03125F * 127.0F);
    api::Ranges const ranges{{"a", 127.0F}, {"b", 254.0F}};
    std::string const text = api::calibrationText(ranges, CalibrationAlgoType::kMINMAX_CALIBRATION);
    EXPECT_EQ(text.substr(0, 4), "TRT-");
    EXPECT_THAT(text, HasSubstr("-MinMaxCalibration\na: 3f800000\nb: 40000000\n"));
    EXPECT_EQ(*api::readCalibrationText(text), ranges);
    EXPECT_THAT(api::readCalibrationText("hello").error().message,
        HasSubstr("expected TRT-<version>-<algorithm> in line 1, found \"hello\""));
    EXPECT_THAT(api::readCalibrationText("TRT-8601-X\na: nothing\n").error().message,
        HasSubstr("expected <tensor>: <scale as 8 hexadecimal digits> in line 2, found \"a: nothing\""));
}

TEST(Magnitudes, FindRanges)
{
    // A normal distribution, and one value far out.
    std::mt19937 generator(3);
    std::normal_distribution<float> normal(0.0F, 1.0F);
    std::vector<float> values(100'000);
    for (float& value : values)
    {
        value = normal(generator);
    }
    api::Magnitudes plain;
    plain.add(values.data(), values.size() / 2);
    plain.add(values.data() + values.size() / 2, values.size() / 2);
    float most = 0.0F;
    for (float const value : values)
    {
        most = std::max(most, std::fabs(value));
    }
    EXPECT_EQ(plain.largest(), most);
    EXPECT_NEAR(plain.byQuantile(0.9545), 2.0F, 0.02F) << "two standard deviations";
    EXPECT_NEAR(plain.byQuantile(1.0), most, 0.01F);
    float const entropy = plain.byEntropy();
    EXPECT_GT(entropy, 2.0F);
    EXPECT_LE(entropy, most);
    float const outlier[]{100.0F, INFINITY, NAN};
    plain.add(outlier, 3);
    EXPECT_EQ(plain.largest(), 100.0F) << "what is not finite does not count";
    EXPECT_LT(plain.byEntropy(), 20.0F) << "one value does not make the range";
    api::Magnitudes zeros;
    float const zero[4]{};
    zeros.add(zero, 4);
    EXPECT_EQ(zeros.byEntropy(), 0.0F);
}

template <typename Base>
struct TestCalibrator : Base
{
    int32_t getBatchSize() const noexcept override { return 1; }
    bool getBatch(void* bindings[], char const* names[], int32_t nbBindings) noexcept override
    {
        EXPECT_EQ(nbBindings, 1);
        EXPECT_STREQ(names[0], "x");
        if (given == batches.size())
        {
            return false;
        }
        bindings[0] = givesNull ? nullptr : batches[given].data();
        ++given;
        return true;
    }
    void const* readCalibrationCache(std::size_t& length) noexcept override
    {
        length = cache.size();
        return cache.empty() ? nullptr : cache.data();
    }
    void writeCalibrationCache(void const* text, std::size_t length) noexcept override
    {
        cache.assign(static_cast<char const*>(text), length);
    }

    std::vector<Values> batches;
    size_t given{0};
    std::string cache;
    bool givesNull{false};
};

class CalibrationTest : public EngineTest
{
protected:
    CalibrationTest()
    {
        setenv("TENON_DEVICE", "cpu", 1);
        formatLog.reset();
        EXPECT_TRUE(registerFormatPlugin());
        setTiming(*config, false);
        config->setFlag(nvinfer1::BuilderFlag::kINT8);
    }

    //! x → plugin of fp32 or int8 → y.
    nvinfer1::ITensor& makeNetwork(std::initializer_list<int64_t> sizes, bool takesFloat = true)
    {
        nvinfer1::ITensor* x = &input("x", sizes);
        FormatPlugin made(
            [takesFloat](int32_t pos, PluginTensorDesc const* inOut, int32_t) {
                bool const known =
                    inOut[pos].type == DataType::kINT8 || (takesFloat && inOut[pos].type == DataType::kFLOAT);
                return known && inOut[pos].format == nvinfer1::TensorFormat::kLINEAR
                    && inOut[pos].type == inOut[0].type;
            },
            1);
        nvinfer1::IPluginV2Layer* const layer = network->addPluginV2(&x, 1, made);
        output(layer->getOutput(0), "y");
        return *x;
    }
};

TEST_F(CalibrationTest, RangesComeFromBatchesAndFromTheCacheThen)
{
    TENON_COVERS("IBuilderConfig::setInt8Calibrator", "IBuilderConfig::getInt8Calibrator", "IInt8Calibrator::getBatch",
        "IInt8Calibrator::getBatchSize", "IInt8Calibrator::readCalibrationCache",
        "IInt8Calibrator::writeCalibrationCache", "IInt8Calibrator::getAlgorithm",
        "IInt8MinMaxCalibrator::getAlgorithm");
    nvinfer1::ITensor& x = makeNetwork({2, 2});
    TestCalibrator<nvinfer1::IInt8MinMaxCalibrator> calibrator;
    calibrator.batches = {{1, -2, 0.5F, 0}, {-6.35F, 3, 1, 2}};
    config->setInt8Calibrator(&calibrator);
    EXPECT_EQ(config->getInt8Calibrator(), &calibrator);
    build();
    EXPECT_EQ(calibrator.given, 2U);
    EXPECT_FALSE(x.dynamicRangeIsSet()) << "the network stays as it was";
    Values const result = run({{"x", {1, 2, -3, 6}}}, "y");
    ASSERT_EQ(formatLog.enqueued[0].type, DataType::kINT8);
    EXPECT_EQ(formatLog.enqueued[0].scale, 6.35F / 127.0F);
    EXPECT_EQ(formatLog.enqueued[1].scale, 5.35F / 127.0F) << "x + 1 over all batches";
    for (size_t i = 0; i < 4; ++i)
    {
        EXPECT_NEAR(result[i], std::min((Values{1, 2, -3, 6})[i] + 1.0F, 5.35F), 0.06F);
    }
    EXPECT_THAT(calibrator.cache, HasSubstr("-MinMaxCalibration\nx: "));

    // The next build has the cache and wants no batch.
    formatLog.reset();
    build();
    EXPECT_EQ(calibrator.given, 2U);
    run({{"x", {1, 2, -3, 6}}}, "y");
    EXPECT_NEAR(formatLog.enqueued[0].scale, 6.35F / 127.0F, 1e-8F);

    // What the user says himself counts first.
    x.setDynamicRange(-12.7F, 12.7F);
    build();
    run({{"x", {1, 2, -3, 6}}}, "y");
    EXPECT_EQ(formatLog.enqueued[0].scale, 12.7F / 127.0F);
    EXPECT_TRUE(x.dynamicRangeIsSet());
}

TEST_F(CalibrationTest, TheProfileTellsTheShapesOfBatches)
{
    TENON_COVERS("IBuilderConfig::setCalibrationProfile", "IBuilderConfig::getCalibrationProfile",
        "IInt8EntropyCalibrator2::getAlgorithm");
    makeNetwork({-1, 2});
    addProfile("x", {1, 2}, {1, 2}, {8, 2});
    nvinfer1::IOptimizationProfile* const shapes = builder->createOptimizationProfile();
    for (auto const which :
        {nvinfer1::OptProfileSelector::kMIN, nvinfer1::OptProfileSelector::kOPT, nvinfer1::OptProfileSelector::kMAX})
    {
        shapes->setDimensions("x", which, dims({3, 2}));
    }
    EXPECT_TRUE(config->setCalibrationProfile(shapes));
    EXPECT_EQ(config->getCalibrationProfile(), shapes);
    TestCalibrator<nvinfer1::IInt8EntropyCalibrator2> calibrator;
    calibrator.batches = {{0.1F, 0.2F, 0.3F, 0.4F, 0.5F, 4}};
    config->setInt8Calibrator(&calibrator);
    build();
    EXPECT_THAT(calibrator.cache, HasSubstr("-EntropyCalibration2\n"));
    ASSERT_TRUE(context->setInputShape("x", dims({1, 2})));
    run({{"x", {1, 2}}}, "y");
    EXPECT_EQ(formatLog.enqueued[0].type, DataType::kINT8);
    EXPECT_LE(formatLog.enqueued[0].scale, 4.0F / 127.0F);
}

//! The half of all magnitudes is the range.
struct MedianCalibrator final : TestCalibrator<nvinfer1::IInt8LegacyCalibrator>
{
    double getQuantile() const noexcept override { return quantile; }
    double getRegressionCutoff() const noexcept override { return 1.0; }
    void const* readHistogramCache(std::size_t& length) noexcept override
    {
        length = 0;
        return nullptr;
    }
    void writeHistogramCache(void const*, std::size_t) noexcept override {}
    double quantile{0.5};
};

TEST_F(CalibrationTest, ReleaseFivesCalibratorsServeToo)
{
    TENON_COVERS("IInt8LegacyCalibrator::getQuantile", "IInt8LegacyCalibrator::getAlgorithm",
        "IInt8EntropyCalibrator::getAlgorithm");
    makeNetwork({2, 2});
    MedianCalibrator median;
    median.batches = {{1, -2, 3, 4}};
    config->setInt8Calibrator(&median);
    build();
    EXPECT_THAT(median.cache, HasSubstr("-LegacyCalibration\nx: "));
    run({{"x", {1, 2, -3, 4}}}, "y");
    EXPECT_NEAR(formatLog.enqueued[0].scale * 127.0F, 2.0F, 0.01F) << "half of the magnitudes are at most 2";
    median.cache.clear();
    median.given = 0;
    median.quantile = 1.5;
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_ONE_ERROR("calibrator: expected a share above 0 and up to 1 from getQuantile, found 1.5");

    TestCalibrator<nvinfer1::IInt8EntropyCalibrator> entropy;
    entropy.batches = {{1, -2, 3, 4}};
    config->setInt8Calibrator(&entropy);
    build();
    EXPECT_THAT(entropy.cache, HasSubstr("-EntropyCalibration\nx: "));
}

TEST_F(CalibrationTest, APluginWithoutFp32NeedsRangesOfItsOwn)
{
    nvinfer1::ITensor& x = makeNetwork({2, 2}, false);
    nvinfer1::ITensor* const y = network->getOutput(0);
    output(network->addActivation(*y, nvinfer1::ActivationType::kRELU)->getOutput(0), "z");
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr) << "without a calibrator";
    EXPECT_EQ(logger.errorCount(), 1U);
    EXPECT_THAT(logger.takeErrors(),
        ::testing::AllOf(HasSubstr("plugin \"FormatPlugin\""), HasSubstr("expected at least one accepted combination"),
            HasSubstr("or give all its inputs and outputs ranges (ITensor::setDynamicRange, or a calibration cache) if "
                      "it needs int8")));
    TestCalibrator<nvinfer1::IInt8MinMaxCalibrator> calibrator;
    calibrator.batches = {{1, -2, 0.5F, 3}};
    config->setInt8Calibrator(&calibrator);
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_EQ(logger.errorCount(), 1U);
    EXPECT_THAT(logger.takeErrors(),
        ::testing::AllOf(HasSubstr("plugin \"FormatPlugin\""), HasSubstr("expected at least one accepted combination"),
            HasSubstr("while building in fp32 to calibrate"),
            HasSubstr(
                "let it accept kFLOAT beside kINT8, or give its inputs and outputs ranges with ITensor::setDynamicRange")));
    EXPECT_EQ(calibrator.given, 0U);
    // With ranges around it, it runs in int8 while the others are calibrated.
    x.setDynamicRange(-4.0F, 4.0F);
    y->setDynamicRange(-5.0F, 5.0F);
    build();
    EXPECT_EQ(calibrator.given, 1U);
    EXPECT_THAT(calibrator.cache, HasSubstr("\nz: "));
    Values const result = run({{"x", {1, 2, -3, 3}}}, "z");
    EXPECT_EQ(formatLog.enqueued[0].type, DataType::kINT8);
    EXPECT_EQ(formatLog.enqueued[1].scale, 5.0F / 127.0F);
    for (size_t i = 0; i < 4; ++i)
    {
        EXPECT_NEAR(result[i], (std::max((Values{1, 2, -3, 3})[i] + 1.0F, 0.0F)), 0.06F);
    }
    // So does a cache that names all tensors.
    x.resetDynamicRange();
    y->resetDynamicRange();
    calibrator.cache = "TRT-8601-MinMaxCalibration\nx: 3d000000\ny: 3d800000\n";
    build();
    run({{"x", {1, 2, -3, 3}}}, "z");
    EXPECT_EQ(formatLog.enqueued[0].scale, 0.03125F);
}

TEST_F(CalibrationTest, WhatACalibratorGivesWronglyIsNamed)
{
    makeNetwork({2, 2});
    TestCalibrator<nvinfer1::IInt8MinMaxCalibrator> calibrator;
    config->setInt8Calibrator(&calibrator);
    auto const fails = [&] {
        return std::unique_ptr<nvinfer1::IHostMemory>(builder->buildSerializedNetwork(*network, *config)) == nullptr;
    };
    EXPECT_TRUE(fails());
    EXPECT_ONE_ERROR(
        "calibrator: expected a calibration cache from readCalibrationCache or at least one batch from getBatch, found neither");
    calibrator.batches = {{1, 2, 3, 4}};
    calibrator.givesNull = true;
    EXPECT_TRUE(fails());
    EXPECT_ONE_ERROR("calibrator: expected an address for input \"x\" from getBatch, found a null pointer");
    calibrator.cache = "rubbish";
    EXPECT_TRUE(fails());
    EXPECT_EQ(logger.errorCount(), 1U);
    EXPECT_THAT(logger.takeErrors(),
        HasSubstr("calibration cache: expected TRT-<version>-<algorithm> in line 1, found \"rubbish\""));
    config->clearFlag(nvinfer1::BuilderFlag::kINT8);
    EXPECT_FALSE(fails()) << "without int8 nobody calibrates";
}

} // namespace
} // namespace tenon::testing
