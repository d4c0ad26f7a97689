// Types and formats through the public API: what plugins are asked, what is chosen, converted, told, timed and reported.
#include "api/testing/engine_fixture.h"
#include "api/testing/format_plugin.h"
#include "plugin_host/testing/v3_plugins.h"
#include "support/covers.h"

#include <tenon/build_report.h>
#include <tenon/current_device.h>
#include <tenon/tuning_data.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::PluginTensorDesc;
using nvinfer1::TensorFormat;
using ::testing::AllOf;
using ::testing::Not;

uint32_t bit(TensorFormat format)
{
    return 1U << static_cast<uint32_t>(format);
}

bool is(PluginTensorDesc const& desc, DataType type, TensorFormat format)
{
    return desc.type == type && desc.format == format;
}

FormatRule only(DataType type, TensorFormat in, TensorFormat out)
{
    return
        [=](int32_t pos, PluginTensorDesc const* inOut, int32_t) { return is(inOut[pos], type, pos == 0 ? in : out); };
}

class FormatsTest : public EngineTest
{
protected:
    FormatsTest()
    {
        formatLog.reset();
        EXPECT_TRUE(registerFormatPlugin());
        setTiming(*config, false);
    }

    nvinfer1::ITensor* plugin(nvinfer1::ITensor* from, FormatRule rule, char const* name, int64_t tag = 0)
    {
        FormatPlugin made(std::move(rule), tag);
        nvinfer1::IPluginV2Layer* const layer = network->addPluginV2(&from, 1, made);
        layer->setName(name);
        layer->getOutput(0)->setName((std::string(name) + "_out").c_str());
        return layer->getOutput(0);
    }

    static Values ramp(size_t count)
    {
        Values values(count);
        for (size_t i = 0; i < count; ++i)
        {
            values[i] = static_cast<float>(static_cast<int>(i % 97) - 48) / 8.0F;
        }
        return values;
    }

    std::string report(std::string const& layer, bool json = false) { return buildReport(*config, layer, json); }

    //! One conversion a line of the whole report.
    size_t conversions()
    {
        std::string const text = report("", true);
        size_t count = 0;
        for (size_t at = text.find("\"forcedBy\""); at != std::string::npos; at = text.find("\"forcedBy\"", at + 1))
        {
            ++count;
        }
        return count;
    }
};

TEST_F(FormatsTest, PluginsGetEveryFormatThatTheyAskFor)
{
    struct Pair
    {
        DataType type;
        TensorFormat in, out;
    };
    Pair const pairs[]{{DataType::kFLOAT, TensorFormat::kHWC, TensorFormat::kCHW32},
        {DataType::kFLOAT, TensorFormat::kDHWC, TensorFormat::kHWC},
        {DataType::kHALF, TensorFormat::kCHW2, TensorFormat::kHWC8},
        {DataType::kHALF, TensorFormat::kCHW4, TensorFormat::kCHW16},
        {DataType::kHALF, TensorFormat::kCHW32, TensorFormat::kHWC16},
        {DataType::kHALF, TensorFormat::kCDHW32, TensorFormat::kDHWC8},
        {DataType::kBF16, TensorFormat::kHWC, TensorFormat::kCHW2},
        {DataType::kBF16, TensorFormat::kHWC8, TensorFormat::kLINEAR}};
    for (Pair const& pair : pairs)
    {
        for (int64_t const channels : {1, 3, 8, 37})
        {
            SCOPED_TRACE(std::to_string(static_cast<int>(pair.type)) + "/" + std::to_string(static_cast<int>(pair.in))
                + " to " + std::to_string(static_cast<int>(pair.out)) + ", channels " + std::to_string(channels));
            network.reset(builder->createNetworkV2(0));
            config.reset(builder->createBuilderConfig());
            config->setFlag(pair.type == DataType::kHALF ? nvinfer1::BuilderFlag::kFP16 : nvinfer1::BuilderFlag::kBF16);
            output(plugin(&input("x", {2, channels, 2, 3, 5}), only(pair.type, pair.in, pair.out), "p"), "y");
            build();
            Values const x = ramp(static_cast<size_t>(2 * channels * 30));
            Values const y = run({{"x", x}}, "y");
            ASSERT_EQ(y.size(), x.size());
            for (size_t i = 0; i < x.size(); ++i)
            {
                // Multiples of 1/8 below 8: exact in all three types.
                ASSERT_EQ(y[i], x[i] + 1.0F) << i;
            }
            ASSERT_EQ(formatLog.enqueued.size(), 2U);
            EXPECT_TRUE(is(formatLog.enqueued[0], pair.type, pair.in));
            EXPECT_TRUE(is(formatLog.enqueued[1], pair.type, pair.out));
            EXPECT_EQ(conversions(), pair.out == TensorFormat::kLINEAR && pair.type == DataType::kFLOAT ? 1U : 2U);
        }
    }
}

TEST_F(FormatsTest, QuestionsComeInOrderOnceAndPoisoned)
{
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    output(
        plugin(&input("x", {1, 3, 4, 4}), only(DataType::kFLOAT, TensorFormat::kHWC, TensorFormat::kLINEAR), "p"), "y");
    build();
    EXPECT_TRUE(formatLog.poisonSeen);
    std::set<std::string> const different(formatLog.questions.begin(), formatLog.questions.end());
    EXPECT_EQ(different.size(), formatLog.questions.size()) << "each question once in a build";
    // fp16 (1) in its nine formats, fp32 (0) in kLINEAR, kCHW32 (5) and kHWC (8), behind which outputs are asked, then kDHWC (12).
    std::vector<std::string> expected;
    for (int const format : {0, 1, 2, 3, 4, 5, 6, 7, 11})
        expected.push_back("0/0: 1/" + std::to_string(format));
    for (int const format : {0, 5, 8})
        expected.push_back("0/0: 0/" + std::to_string(format));
    for (int const format : {0, 1, 2, 3, 4, 5, 6, 7, 11})
        expected.push_back("0/1: 0/8 1/" + std::to_string(format));
    for (int const format : {0, 5, 8, 12})
        expected.push_back("0/1: 0/8 0/" + std::to_string(format));
    expected.push_back("0/0: 0/12");
    EXPECT_EQ(formatLog.questions, expected);
}

TEST_F(FormatsTest, AskingEndsAt100AcceptedCombinations)
{
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    int32_t complete = 0;
    output(plugin(
               &input("x", {1, 3, 4, 4}),
               [&](int32_t pos, PluginTensorDesc const*, int32_t) {
                   complete += pos == 1 ? 1 : 0;
                   return true;
               },
               "p"),
        "y");
    build();
    EXPECT_EQ(complete, 100);
    EXPECT_THAT(report("p"), HasSubstr("asking ended: 100 combinations are accepted, the limit"));
}

TEST_F(FormatsTest, Int8PluginsAreToldTheScale)
{
    TENON_COVERS("ITensor::setDynamicRange");
    nvinfer1::ITensor& x = input("x", {2, 5, 3, 3});
    nvinfer1::ITensor* const y = plugin(&x, only(DataType::kINT8, TensorFormat::kCHW4, TensorFormat::kCHW32), "p");
    output(y, "y");
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr) << "int8 is not allowed yet";
    EXPECT_THAT(logger.takeErrors(), HasSubstr("expected at least one accepted combination of types and formats"));
    config->setFlag(nvinfer1::BuilderFlag::kINT8);
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr) << "and without ranges it is not meant";
    logger.takeErrors();
    x.setDynamicRange(-4.0F, 6.35F);
    y->setDynamicRange(-12.7F, 3.0F);
    build();
    Values const values = ramp(90);
    Values const result = run({{"x", values}}, "y");
    ASSERT_EQ(formatLog.enqueued.size(), 2U);
    float const inScale = 6.35F / 127.0F;
    float const outScale = 12.7F / 127.0F;
    EXPECT_EQ(formatLog.enqueued[0].scale, inScale);
    EXPECT_EQ(formatLog.enqueued[1].scale, outScale);
    auto const quantized = [](float value, float scale) {
        return std::min(127.0F, std::max(-128.0F, std::nearbyintf(value / scale)));
    };
    for (size_t i = 0; i < values.size(); ++i)
    {
        float const seen = inScale * quantized(values[i], inScale);
        ASSERT_EQ(result[i], outScale * quantized(seen + 1.0F, outScale)) << i;
    }
}

TEST_F(FormatsTest, Int8InputsAndOutputsAreTheUsersBytes)
{
    config->setFlag(nvinfer1::BuilderFlag::kINT8);
    nvinfer1::ITensor& x = input("x", {2, 5, 3, 3});
    x.setDynamicRange(-6.35F, 6.35F);
    nvinfer1::ITensor* const y = plugin(&x, only(DataType::kINT8, TensorFormat::kLINEAR, TensorFormat::kLINEAR), "p");
    y->setDynamicRange(-12.7F, 12.7F);
    output(y, "y");
    x.setType(DataType::kINT8);
    network->getOutput(0)->setType(DataType::kINT8);
    build();
    EXPECT_EQ(engine->getTensorDataType("x"), DataType::kINT8);
    EXPECT_EQ(engine->getTensorDataType("y"), DataType::kINT8);
    EXPECT_EQ(conversions(), 0U) << report("p");
    devices::testing::SharedVector<int8_t> in(90), out(90, 77);
    for (size_t i = 0; i < in.size(); ++i)
    {
        in[i] = static_cast<int8_t>(static_cast<int>(i * 37 % 256) - 128);
    }
    ASSERT_TRUE(context->setTensorAddress("x", in.data()) && context->setTensorAddress("y", out.data()));
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    float const inScale = 6.35F / 127.0F;
    float const outScale = 12.7F / 127.0F;
    for (size_t i = 0; i < in.size(); ++i)
    {
        float const value = inScale * static_cast<float>(in[i]) + 1.0F;
        ASSERT_EQ(static_cast<float>(out[i]), std::min(127.0F, std::max(-128.0F, std::nearbyintf(value / outScale))))
            << i;
    }
}

TEST_F(FormatsTest, NeighboursAgreeOnAFormatSoThatNothingIsConvertedBetweenThem)
{
    auto const both = [](int32_t pos, PluginTensorDesc const* inOut, int32_t) {
        bool const known = is(inOut[pos], DataType::kFLOAT, TensorFormat::kHWC)
            || is(inOut[pos], DataType::kFLOAT, TensorFormat::kLINEAR);
        return known && (pos == 0 || inOut[1].format == inOut[0].format);
    };
    nvinfer1::ITensor* value = &input("x", {1, 6, 8, 8});
    for (int i = 0; i < 6; ++i)
    {
        // Alone, each of the flexible ones would stay linear, as its first input is; the last one makes all of them kHWC or none.
        value = plugin(value,
            i == 0 || i == 5 ? only(DataType::kFLOAT, TensorFormat::kHWC, TensorFormat::kHWC) : FormatRule(both),
            ("p" + std::to_string(i)).c_str());
    }
    output(value, "y");
    build();
    EXPECT_EQ(conversions(), 2U) << "one in, one out";
    EXPECT_EQ(run({{"x", ramp(384)}}, "y")[5], ramp(384)[5] + 6.0F);
}

TEST_F(FormatsTest, InputsAndOutputsStayFloatUnderHalfAndAreHalfOnRequest)
{
    TENON_COVERS("ITensor::setAllowedFormats", "ICudaEngine::getTensorBytesPerComponent",
        "ICudaEngine::getTensorComponentsPerElement", "ICudaEngine::getTensorVectorizedDim",
        "ICudaEngine::getTensorFormat", "ICudaEngine::getTensorFormatDesc", "IExecutionContext::getTensorStrides");
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    nvinfer1::ITensor& x = input("x", {2, 3, 4, 5});
    output(plugin(&x, only(DataType::kHALF, TensorFormat::kHWC8, TensorFormat::kCHW2), "p"), "y");
    build();
    EXPECT_EQ(engine->getTensorDataType("x"), DataType::kFLOAT);
    EXPECT_EQ(engine->getTensorDataType("y"), DataType::kFLOAT);
    EXPECT_EQ(engine->getTensorFormat("x"), TensorFormat::kLINEAR);
    EXPECT_EQ(conversions(), 2U);

    x.setType(DataType::kHALF);
    x.setAllowedFormats(bit(TensorFormat::kHWC8));
    network->getOutput(0)->setType(DataType::kHALF);
    network->getOutput(0)->setAllowedFormats(bit(TensorFormat::kLINEAR) | bit(TensorFormat::kCHW2));
    config->setFlag(nvinfer1::BuilderFlag::kDIRECT_IO);
    build();
    EXPECT_EQ(conversions(), 0U) << report("p");
    EXPECT_EQ(engine->getTensorDataType("x"), DataType::kHALF);
    EXPECT_EQ(engine->getTensorFormat("x"), TensorFormat::kHWC8);
    EXPECT_EQ(engine->getTensorComponentsPerElement("x"), 8);
    EXPECT_EQ(engine->getTensorBytesPerComponent("x"), 2);
    EXPECT_EQ(engine->getTensorVectorizedDim("x"), 1);
    EXPECT_EQ(engine->getTensorFormat("y"), TensorFormat::kCHW2);
    EXPECT_EQ(engine->getTensorComponentsPerElement("y"), 2);
    EXPECT_STREQ(engine->getTensorFormatDesc("y"), "channel-packed with 2 channels a vector fp16 (kCHW2)");
    EXPECT_EQ(sizes(context->getTensorStrides("x")), list({20, 1, 5, 1})) << "in vectors of eight";
    EXPECT_EQ(sizes(context->getTensorStrides("y")), list({40, 20, 5, 1})) << "in vectors of two";
    EXPECT_EQ(context->getMaxOutputSize("y"), 2 * 4 * 4 * 5 * 2);
    devices::testing::SharedVector<uint16_t> in(2 * 8 * 20, 0x7E00), out(2 * 4 * 20);
    for (int64_t i = 0; i < 2 * 3 * 20; ++i)
    {
        int64_t const at[]{i / 60, i / 20 % 3, i / 5 % 4, i % 5};
        in[static_cast<size_t>(formatPlace(dims({2, 3, 4, 5}), at, TensorFormat::kHWC8))] =
            base::floatToHalf(static_cast<float>(i));
    }
    ASSERT_TRUE(context->setInputTensorAddress("x", in.data()) && context->setTensorAddress("y", out.data()));
    ASSERT_TRUE(inferred(*context)) << logger.takeErrors();
    for (int64_t i = 0; i < 2 * 3 * 20; ++i)
    {
        int64_t const at[]{i / 60, i / 20 % 3, i / 5 % 4, i % 5};
        ASSERT_EQ(base::halfToFloat(out[static_cast<size_t>(formatPlace(dims({2, 3, 4, 5}), at, TensorFormat::kCHW2))]),
            static_cast<float>(i + 1));
    }
    x.setAllowedFormats(bit(TensorFormat::kCHW16));
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_ONE_ERROR(
        "input \"x\": expected no conversion beside it, as BuilderFlag::kDIRECT_IO demands, found one from fp16 kCHW16 to fp16 kHWC8");
    x.setAllowedFormats(bit(TensorFormat::kHWC));
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_ONE_ERROR(
        "input \"x\": expected a format among the allowed ones (0x100) that fits its type fp16 and its 4 dimensions, found none; "
        "format kHWC: expected a type that it is bound to, found fp16");
}

//! fp16 or fp32, linear, all tensors alike.
FormatRule halfOrFloat()
{
    return [](int32_t pos, PluginTensorDesc const* inOut, int32_t) {
        bool const known = inOut[pos].type == DataType::kHALF || inOut[pos].type == DataType::kFLOAT;
        return known && inOut[pos].format == TensorFormat::kLINEAR && inOut[pos].type == inOut[0].type;
    };
}

TEST_F(FormatsTest, RequestedPrecisionsAreFollowed)
{
    TENON_COVERS("ILayer::setPrecision", "ILayer::setOutputType", "ILayer::resetPrecision");
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    nvinfer1::ITensor* value = &input("x", {1, 3, 4, 4});
    for (char const* const name : {"a", "b", "c"})
    {
        value = plugin(value, halfOrFloat(), name);
    }
    output(value, "y");
    build();
    EXPECT_EQ(conversions(), 2U) << "all in fp16";
    nvinfer1::ILayer& middle = *network->getLayer(1);
    middle.setPrecision(DataType::kFLOAT);
    build();
    EXPECT_EQ(conversions(), 4U) << "fp32 for that one alone";
    EXPECT_THAT(report("b"), HasSubstr("* plugin: (fp32 kLINEAR) -> (fp32 kLINEAR)"));
    EXPECT_THAT(report("a"), HasSubstr("* plugin: (fp16 kLINEAR) -> (fp16 kLINEAR)"));
    middle.setPrecision(DataType::kBF16);
    config->setFlag(nvinfer1::BuilderFlag::kPREFER_PRECISION_CONSTRAINTS);
    build();
    EXPECT_EQ(conversions(), 2U) << "a wish that nothing fulfils";
    config->clearFlag(nvinfer1::BuilderFlag::kPREFER_PRECISION_CONSTRAINTS);
    config->setFlag(nvinfer1::BuilderFlag::kOBEY_PRECISION_CONSTRAINTS);
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_ONE_ERROR(
        "PluginV2 \"b\": expected an implementation with precision bf16, as BuilderFlag::kOBEY_PRECISION_CONSTRAINTS demands, found none");
    middle.resetPrecision();
    middle.setOutputType(0, DataType::kFLOAT);
    std::unique_ptr<nvinfer1::IHostMemory> const built(builder->buildSerializedNetwork(*network, *config));
    EXPECT_NE(built, nullptr) << logger.takeErrors();
    EXPECT_THAT(report("b"), HasSubstr("* plugin: (fp32 kLINEAR) -> (fp32 kLINEAR)"))
        << "its output is fp32 in one combination only";
}

TEST_F(FormatsTest, StronglyTypedNetworksKeepTheirTypes)
{
    auto const typed = [&] {
        network.reset(builder->createNetworkV2(
            1U << static_cast<uint32_t>(nvinfer1::NetworkDefinitionCreationFlag::kSTRONGLY_TYPED)));
        return network->addInput("x", DataType::kHALF, dims({2, 3, 4, 5}));
    };
    output(plugin(typed(), only(DataType::kHALF, TensorFormat::kHWC8, TensorFormat::kLINEAR), "p"), "y");
    build();
    EXPECT_EQ(engine->getTensorDataType("y"), DataType::kHALF);
    EXPECT_EQ(conversions(), 1U) << "formats are free";
    EXPECT_THAT(report("", true), Not(HasSubstr("fp32"))) << "types are not, and no other is asked for";

    output(plugin(typed(), only(DataType::kFLOAT, TensorFormat::kLINEAR, TensorFormat::kLINEAR), "p"), "y");
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_THAT(logger.takeErrors(),
        AllOf(HasSubstr("expected at least one accepted combination of types and formats, found none"),
            HasSubstr("pos 0 (input 0): fp16 kLINEAR refused")));

    nvinfer1::ITensor* const x = typed();
    nvinfer1::ITensor* const other = network->addInput("z", DataType::kFLOAT, dims({2, 3, 4, 5}));
    nvinfer1::IElementWiseLayer* const sum = network->addElementWise(*x, *other, nvinfer1::ElementWiseOperation::kSUM);
    ASSERT_NE(sum, nullptr);
    sum->setPrecision(DataType::kFLOAT);
    EXPECT_ONE_ERROR("expected no precision in a strongly typed network, found one; add a cast layer instead");
    network->markOutput(*sum->getOutput(0));
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr) << "no cast is put in";
    EXPECT_THAT(logger.takeErrors(), AllOf(HasSubstr("fp16"), HasSubstr("fp32")));
    config->setFlag(nvinfer1::BuilderFlag::kINT8);
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_ONE_ERROR("builder flags: expected none about precision for the strongly typed network \"\", found kINT8");
}

TEST_F(FormatsTest, ReportsWhoForcedAConversionAndWhatWouldRemoveIt)
{
    if (testsRunOnGpu())
    {
        GTEST_SKIP() << "there the activation makes fp32 kHWC at once, and nothing is converted";
    }
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    nvinfer1::ITensor* const half =
        network->addActivation(input("x", {1, 3, 4, 4}), nvinfer1::ActivationType::kRELU)->getOutput(0);
    half->setName("half");
    output(plugin(half, only(DataType::kFLOAT, TensorFormat::kHWC, TensorFormat::kLINEAR), "p"), "y");
    EXPECT_EQ(report("p"), "") << "nothing was built yet";
    build();
    std::string const text = report("p");
    EXPECT_THAT(text, HasSubstr("PluginV2 \"p\": 26 questions, 1 combinations accepted"));
    EXPECT_THAT(text, HasSubstr("fp16 kLINEAR    REFUSED"));
    EXPECT_THAT(text, HasSubstr("(fp32 kHWC) -> (fp32 kLINEAR)"));
    EXPECT_THAT(text, HasSubstr("\"half\" (1x3x4x4): fp16 kLINEAR -> fp32 kHWC"));
    EXPECT_THAT(text, HasSubstr("and 288 bytes of memory traffic")) << "96 bytes read, 192 written";
    EXPECT_THAT(text, HasSubstr("PluginV2 \"p\" refused fp16 kLINEAR at pos 0 (input 0)"));
    EXPECT_THAT(text, HasSubstr("remedy: it would vanish if PluginV2 \"p\" accepted fp16 kLINEAR as input 0"));
    EXPECT_THAT(report("p", true),
        AllOf(HasSubstr("\"accepted\": false"), HasSubstr("\"chosen\": true"), HasSubstr("\"microseconds\"")));
    EXPECT_EQ(report("no such layer"), "");
    bool logged = false, table = false;
    for (std::string const& line : logger.others())
    {
        table = table || line.find("PluginV2 \"p\": what was asked") != std::string::npos;
        logged = logged || line.find("reformat of \"half\" from fp16 kLINEAR to fp32 kHWC") != std::string::npos;
    }
    EXPECT_TRUE(logged && table);
}

//! A build of a thousand plugins with eight formats each; the benchmark beside this times it, and shows that it grows linearly.
TEST_F(FormatsTest, AThousandPluginsWithEightFormatsEachAgreeOnOneFormat)
{
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    nvinfer1::ITensor* value = &input("x", {1, 8, 4, 4});
    for (int i = 0; i < 1000; ++i)
    {
        value = plugin(
            value,
            [i](int32_t pos, PluginTensorDesc const* inOut, int32_t) {
                return inOut[pos].type == DataType::kHALF && static_cast<int>(inOut[pos].format) != 1 + i % 6
                    && (pos == 0 || inOut[pos].format == inOut[0].format);
            },
            ("p" + std::to_string(i)).c_str(), i);
    }
    output(value, "y");
    std::unique_ptr<nvinfer1::IHostMemory> const memory(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(memory, nullptr) << logger.takeErrors();
    EXPECT_EQ(conversions(), 2U) << "linear is what all of them accept";
}

//! One answer for all tensors.
class OneAnswerPlugin final : public nvinfer1::IPluginV2Ext
{
public:
    static inline std::vector<std::string> asked;
    static inline TensorFormat configured{};

    bool supportsFormat(DataType type, TensorFormat format) const noexcept override
    {
        asked.push_back(std::to_string(static_cast<int>(type)) + "/" + std::to_string(static_cast<int>(format)));
        return type == DataType::kHALF && format == TensorFormat::kHWC8;
    }
    DataType getOutputDataType(int32_t, DataType const* types, int32_t) const noexcept override { return types[0]; }
    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const noexcept override { return false; }
    bool canBroadcastInputAcrossBatch(int32_t) const noexcept override { return false; }
    void configurePlugin(nvinfer1::Dims const*, int32_t, nvinfer1::Dims const*, int32_t, DataType const*,
        DataType const*, bool const*, bool const*, TensorFormat format, int32_t) noexcept override
    {
        configured = format;
    }
    nvinfer1::IPluginV2Ext* clone() const noexcept override { return new OneAnswerPlugin(*this); }
    char const* getPluginType() const noexcept override { return "OneAnswer"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    nvinfer1::Dims getOutputDimensions(int32_t, nvinfer1::Dims const* inputs, int32_t) noexcept override
    {
        return inputs[0];
    }
    int32_t initialize() noexcept override { return 0; }
    void terminate() noexcept override {}
    size_t getWorkspaceSize(int32_t) const noexcept override { return 0; }
    int32_t enqueue(int32_t, void const* const*, void* const*, void*, cudaStream_t) noexcept override { return 0; }
    size_t getSerializationSize() const noexcept override { return 0; }
    void serialize(void*) const noexcept override {}
    void destroy() noexcept override { delete this; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }
};

TEST_F(FormatsTest, PluginsWithOneAnswerAreAskedForThreeFormats)
{
    OneAnswerPlugin::asked.clear();
    config->setFlag(nvinfer1::BuilderFlag::kFP16);
    nvinfer1::ITensor* x = &input("x", {2, 3, 4, 4});
    OneAnswerPlugin made;
    output(network->addPluginV2(&x, 1, made)->getOutput(0), "y");
    std::unique_ptr<nvinfer1::IHostMemory> const memory(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(memory, nullptr) << logger.takeErrors();
    EXPECT_EQ(OneAnswerPlugin::asked, (std::vector<std::string>{"1/0", "1/1", "1/2", "0/0"}));
    EXPECT_EQ(OneAnswerPlugin::configured, TensorFormat::kHWC8);
    EXPECT_EQ(conversions(), 2U);
}

//! Both formats, no preference: what decides is time.
FormatRule linearOrHwc()
{
    return [](int32_t pos, PluginTensorDesc const* inOut, int32_t) {
        return is(inOut[pos], DataType::kFLOAT, TensorFormat::kHWC)
            || is(inOut[pos], DataType::kFLOAT, TensorFormat::kLINEAR);
    };
}

std::vector<std::byte> bytesOf(nvinfer1::IHostMemory const& memory)
{
    auto const* const data = static_cast<std::byte const*>(memory.data());
    return {data, data + memory.size()};
}

TEST_F(FormatsTest, TimedCombinationsLiveOnClonesOfTheirOwn)
{
    setTiming(*config, true);
    output(plugin(&input("x", {1, 3, 4, 4}), linearOrHwc(), "p"), "y");
    size_t const before = formatLog.calls.size();
    std::unique_ptr<nvinfer1::IHostMemory> const memory(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(memory, nullptr) << logger.takeErrors();
    std::map<std::string, std::vector<std::string>> byObject;
    for (size_t i = before; i < formatLog.calls.size(); ++i)
    {
        std::string const& call = formatLog.calls[i];
        size_t const space = call.find(' ');
        byObject[call.substr(0, space)].push_back(call.substr(space + 1));
    }
    int32_t timed = 0;
    for (auto const& [object, calls] : byObject)
    {
        if (std::count(calls.begin(), calls.end(), "enqueue") == 0)
        {
            continue;
        }
        ++timed;
        std::vector<std::string> once = calls;
        once.erase(std::unique(once.begin(), once.end()), once.end());
        EXPECT_THAT(once,
            ::testing::ElementsAre("configurePlugin", "initialize", "attachToContext", "configurePlugin",
                "getWorkspaceSize", "enqueue", "detachFromContext", "terminate", "destroyed"))
            << "object " << object;
    }
    EXPECT_EQ(timed, 4) << "two formats of two tensors";
    EXPECT_THAT(report("p"), HasSubstr("us (measured)"));
}

//! y = x in fp32, linear or channels last; CHW, as static plugins see it.
class StaticFormatPlugin final : public nvinfer1::IPluginV2IOExt
{
public:
    static inline std::vector<std::string> calls;
    static inline int made = 0;

    StaticFormatPlugin()
        : number_(++made)
    {
    }
    StaticFormatPlugin(StaticFormatPlugin const& other)
        : number_(++made)
        , count_(other.count_)
    {
    }
    ~StaticFormatPlugin() override { note("destroyed"); }
    bool supportsFormatCombination(int32_t pos, PluginTensorDesc const* inOut, int32_t, int32_t) const noexcept override
    {
        return linearOrHwc()(pos, inOut, 1) && (pos == 0 || inOut[1].format == inOut[0].format);
    }
    void configurePlugin(PluginTensorDesc const* in, int32_t, PluginTensorDesc const*, int32_t) noexcept override
    {
        note("configurePlugin");
        count_ = in[0].dims.nbDims == 3 ? in[0].dims.d[0] * in[0].dims.d[1] * in[0].dims.d[2] : -1;
    }
    DataType getOutputDataType(int32_t, DataType const* types, int32_t) const noexcept override { return types[0]; }
    bool isOutputBroadcastAcrossBatch(int32_t, bool const*, int32_t) const noexcept override { return false; }
    bool canBroadcastInputAcrossBatch(int32_t) const noexcept override { return false; }
    void attachToContext(cudnnContext*, cublasContext*, nvinfer1::IGpuAllocator*) noexcept override
    {
        note("attachToContext");
    }
    void detachFromContext() noexcept override { note("detachFromContext"); }
    nvinfer1::IPluginV2Ext* clone() const noexcept override { return new StaticFormatPlugin(*this); }
    char const* getPluginType() const noexcept override { return "StaticFormat"; }
    char const* getPluginVersion() const noexcept override { return "1"; }
    int32_t getNbOutputs() const noexcept override { return 1; }
    nvinfer1::Dims getOutputDimensions(int32_t, nvinfer1::Dims const* inputs, int32_t) noexcept override
    {
        return inputs[0];
    }
    int32_t initialize() noexcept override
    {
        note("initialize");
        return 0;
    }
    void terminate() noexcept override { note("terminate"); }
    size_t getWorkspaceSize(int32_t maxBatch) const noexcept override
    {
        note("getWorkspaceSize " + std::to_string(maxBatch));
        return 0;
    }
    int32_t enqueue(int32_t batch, void const* const* in, void* const* out, void*, cudaStream_t) noexcept override
    {
        note("enqueue " + std::to_string(batch));
        std::memcpy(out[0], in[0], static_cast<size_t>(batch * count_) * sizeof(float));
        return 0;
    }
    size_t getSerializationSize() const noexcept override { return 0; }
    void serialize(void*) const noexcept override {}
    void destroy() noexcept override { delete this; }
    void setPluginNamespace(char const*) noexcept override {}
    char const* getPluginNamespace() const noexcept override { return ""; }

private:
    void note(std::string const& call) const { calls.push_back(std::to_string(number_) + " " + call); }

    int number_;
    int64_t count_{0};
};

TEST_F(FormatsTest, StaticPluginsAreTimedWithImplicitBatch)
{
    StaticFormatPlugin::calls.clear();
    builder = makeBuilder(logger, kVersion8);
    network.reset(builder->createNetworkV2(0));
    config.reset(builder->createBuilderConfig());
    ASSERT_TRUE(network->hasImplicitBatchDimension());
    nvinfer1::ITensor* x = network->addInput("x", DataType::kFLOAT, dims({3, 4, 4}));
    StaticFormatPlugin made;
    nvinfer1::IPluginV2Layer* const layer = network->addPluginV2(&x, 1, made);
    layer->setName("p");
    output(layer->getOutput(0), "y");
    std::unique_ptr<nvinfer1::IHostMemory> const memory(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(memory, nullptr) << logger.takeErrors();
    std::map<std::string, std::vector<std::string>> byObject;
    for (std::string const& call : StaticFormatPlugin::calls)
    {
        size_t const space = call.find(' ');
        std::vector<std::string>& list = byObject[call.substr(0, space)];
        if (list.empty() || list.back() != call.substr(space + 1))
        {
            list.push_back(call.substr(space + 1));
        }
    }
    int32_t timed = 0;
    for (auto const& [object, calls] : byObject)
    {
        if (std::count(calls.begin(), calls.end(), "enqueue 1") != 0)
        {
            ++timed;
            EXPECT_THAT(calls,
                ::testing::ElementsAre("configurePlugin", "initialize", "attachToContext", "getWorkspaceSize 1",
                    "enqueue 1", "detachFromContext", "terminate", "destroyed"))
                << "object " << object;
        }
    }
    EXPECT_EQ(timed, 2) << "linear to linear and channels last to channels last";
    EXPECT_THAT(report("p"), HasSubstr("us (measured)"));
}

TEST_F(FormatsTest, TacticsOfV3PluginsAreTimed)
{
    TENON_COVERS("IPluginV3OneBuild::getTimingCacheID");
    setTiming(*config, true);
    plugin_host::testing::V3Habits habits;
    habits.refusesHalf = true;
    habits.tactics = {3, 7};
    for (int32_t const slow : {3, 7})
    {
        for (bool const cached : {false, true})
        {
            habits.slowTactic = slow;
            habits.timingId = cached ? "of these parameters" : nullptr;
            network.reset(builder->createNetworkV2(0));
            nvinfer1::ITensor* value = &input("x", {2, 3});
            for (char const* const name : {"first", "twin"})
            {
                plugin_host::testing::ScaleV3 made(2.0F, habits);
                nvinfer1::IPluginV3Layer* const layer = network->addPluginV3(&value, 1, nullptr, 0, made);
                ASSERT_NE(layer, nullptr) << logger.takeErrors();
                layer->setName(name);
                value = layer->getOutput(0);
            }
            output(value, "y");
            std::unique_ptr<nvinfer1::IHostMemory> const memory(builder->buildSerializedNetwork(*network, *config));
            ASSERT_NE(memory, nullptr) << logger.takeErrors();
            EXPECT_THAT(report("first"), HasSubstr(slow == 3 ? "* plugin, tactic 7" : "* plugin, tactic 3"));
            EXPECT_THAT(report("first"), HasSubstr("us (measured)"));
            EXPECT_THAT(report("twin"), HasSubstr(cached ? "us (cache)" : "us (measured)"))
                << "without an id its times are nobody else's";
        }
    }
}

TEST_F(FormatsTest, OffersThatFailWhileTimedAreLeftOut)
{
    TENON_COVERS("IBuilderConfig::setMaxNbTactics");
    setTiming(*config, true);
    output(plugin(&input("x", {1, 3, 4, 4}), linearOrHwc(), "p"), "y");
    formatLog.fails = [](PluginTensorDesc const& in) { return in.format == TensorFormat::kLINEAR; };
    build();
    EXPECT_THAT(report("p"), HasSubstr("* plugin: (fp32 kHWC) -> "));
    auto const warned = [&](std::string const& words) {
        return std::any_of(logger.others().begin(), logger.others().end(),
            [&](std::string const& line) { return line.find(words) != std::string::npos; });
    };
    EXPECT_TRUE(warned("|fp32 kLINEAR;|fp32 kLINEAR; failed while it was timed: plugin \"FormatPlugin\""));
    EXPECT_FALSE(warned("its costs are estimated"));

    // Stand-in data that no offer can do with is no reason not to build.
    formatLog.fails = [](PluginTensorDesc const&) { return true; };
    std::unique_ptr<nvinfer1::IHostMemory> memory(builder->buildSerializedNetwork(*network, *config));
    EXPECT_NE(memory, nullptr) << logger.takeErrors();
    EXPECT_TRUE(warned(
        "PluginV2 \"p\": expected a run with stand-in data to succeed, found none that does; its costs are estimated"));

    formatLog.fails = nullptr;
    formatLog.enqueues = 0;
    config->setMaxNbTactics(1);
    memory.reset(builder->buildSerializedNetwork(*network, *config));
    EXPECT_THAT(report("p"), HasSubstr("* plugin: (fp32 kLINEAR) -> (fp32 kLINEAR)"))
        << "the first one is the only one";
}

TEST_F(FormatsTest, TheSameTimingCacheGivesTheSamePlan)
{
    TENON_COVERS("IBuilderConfig::createTimingCache", "IBuilderConfig::setTimingCache",
        "IBuilderConfig::getTimingCache", "ITimingCache::serialize", "ITimingCache::combine", "ITimingCache::reset",
        "ITimingCache::queryKeys", "ITimingCache::query", "ITimingCache::update");
    setTiming(*config, true);
    std::unique_ptr<nvinfer1::ITimingCache> const cache(config->createTimingCache(nullptr, 0));
    ASSERT_TRUE(config->setTimingCache(*cache, false));
    EXPECT_EQ(config->getTimingCache(), cache.get());
    nvinfer1::ITensor* value = &input("x", {1, 3, 4, 4});
    value = plugin(value, linearOrHwc(), "p", 7);
    value = plugin(value, linearOrHwc(), "twin", 7);
    value = plugin(value, linearOrHwc(), "other", 8);
    output(value, "y");
    auto const build = [&] {
        return std::unique_ptr<nvinfer1::IHostMemory>(builder->buildSerializedNetwork(*network, *config));
    };
    auto const first = build();
    ASSERT_NE(first, nullptr) << logger.takeErrors();
    int32_t const enqueues = formatLog.enqueues;
    EXPECT_GT(enqueues, 0);
    EXPECT_THAT(report("twin"), AllOf(HasSubstr("(cache)"), Not(HasSubstr("us (measured)"))))
        << "equal instances are timed once";
    EXPECT_THAT(report("other"), HasSubstr("us (measured)"));

    config->setFlag(nvinfer1::BuilderFlag::kERROR_ON_TIMING_CACHE_MISS);
    auto const second = build();
    ASSERT_NE(second, nullptr) << logger.takeErrors();
    EXPECT_EQ(formatLog.enqueues, enqueues) << "nothing is measured again";
    config->clearFlag(nvinfer1::BuilderFlag::kERROR_ON_TIMING_CACHE_MISS);
    auto const third = build();
    EXPECT_EQ(bytesOf(*second).size(), bytesOf(*third).size());
    EXPECT_EQ(bytesOf(*first), bytesOf(*third)) << "timings are in the cache, not in the plan";

    // Through bytes, into another configuration.
    std::unique_ptr<nvinfer1::IHostMemory> const saved(cache->serialize());
    std::unique_ptr<nvinfer1::IBuilderConfig> const again(builder->createBuilderConfig());
    std::unique_ptr<nvinfer1::ITimingCache> const loaded(again->createTimingCache(saved->data(), saved->size()));
    ASSERT_NE(loaded, nullptr);
    ASSERT_TRUE(again->setTimingCache(*loaded, false));
    std::unique_ptr<nvinfer1::IHostMemory> const fourth(builder->buildSerializedNetwork(*network, *again));
    EXPECT_EQ(formatLog.enqueues, enqueues);
    EXPECT_EQ(bytesOf(*first), bytesOf(*fourth));

    int64_t const entries = loaded->queryKeys(nullptr, 0);
    EXPECT_GT(entries, 8);
    std::vector<nvinfer1::TimingCacheKey> keys(static_cast<size_t>(entries));
    EXPECT_EQ(loaded->queryKeys(keys.data(), entries), entries);
    nvinfer1::TimingCacheValue entry = loaded->query(keys[0]);
    EXPECT_GT(entry.timingMSec, 0.0F);
    entry.timingMSec = 7.0F;
    EXPECT_TRUE(loaded->update(keys[0], entry));
    EXPECT_EQ(loaded->query(keys[0]).timingMSec, 7.0F);
    entry.tacticHash ^= 1;
    EXPECT_FALSE(loaded->update(keys[0], entry));
    EXPECT_ONE_ERROR("timing cache: expected the entry's own tactic hash");
    EXPECT_TRUE(loaded->reset());
    EXPECT_EQ(loaded->queryKeys(nullptr, 0), 0);
    EXPECT_EQ(loaded->query(keys[0]).tacticHash, nvinfer1::TimingCacheValue::kINVALID_TACTIC_HASH);
    EXPECT_TRUE(loaded->combine(*cache, false));
    EXPECT_EQ(loaded->queryKeys(nullptr, 0), entries);
    EXPECT_EQ(config->createTimingCache("rubbish", 7), nullptr);
    EXPECT_ONE_ERROR(
        "timing cache: expected the bytes that ITimingCache::serialize gave, found 7 bytes of something else");
}

TEST_F(FormatsTest, PluginsAreTimedWithTheUsersData)
{
    setTiming(*config, true);
    std::unique_ptr<nvinfer1::ITimingCache> const cache(config->createTimingCache(nullptr, 0));
    ASSERT_TRUE(config->setTimingCache(*cache, false));
    output(plugin(plugin(&input("x", {1, 3, 4, 4}), linearOrHwc(), "p", 1), linearOrHwc(), "q", 2), "y");
    // Element (0, 2, 1, 3) is found in each format by its formula; values of "p_out" come from a function.
    int64_t const at[]{0, 2, 1, 3};
    std::set<std::pair<TensorFormat, float>> seen;
    bool alwaysTuning = true;
    formatLog.sees = [&](PluginTensorDesc const& desc, void const* values) {
        seen.emplace(desc.format, static_cast<float const*>(values)[formatPlace(desc.dims, at, desc.format)]);
        alwaysTuning = alwaysTuning && isTuning();
    };
    Values const x = ramp(48);
    ASSERT_TRUE(setTuningValues(*config, "x", x.data(), x.size() * sizeof(float)));
    ASSERT_TRUE(setTuningData(
        *config, "p_out", [](void*, char const*, DataType type, int32_t, int64_t const*, void* values, size_t bytes) {
            std::fill_n(static_cast<float*>(values), bytes / sizeof(float), 17.0F);
            return type == DataType::kFLOAT;
        }));
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    ASSERT_NE(plan, nullptr) << logger.takeErrors();
    float const mine = x[2 * 16 + 1 * 4 + 3];
    for (auto const& each : {std::pair(TensorFormat::kLINEAR, mine), std::pair(TensorFormat::kHWC, mine),
             std::pair(TensorFormat::kLINEAR, 17.0F), std::pair(TensorFormat::kHWC, 17.0F)})
    {
        EXPECT_EQ(seen.count(each), 1U) << static_cast<int>(each.first) << " " << each.second;
    }
    EXPECT_EQ(seen.size(), 4U) << "nothing else";
    EXPECT_TRUE(alwaysTuning);

    // Times with other values are other times.
    int32_t const enqueues = formatLog.enqueues;
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    EXPECT_EQ(formatLog.enqueues, enqueues);
    Values const other(48, 3.0F);
    ASSERT_TRUE(setTuningValues(*config, "x", other.data(), other.size() * sizeof(float)));
    plan.reset(builder->buildSerializedNetwork(*network, *config));
    EXPECT_GT(formatLog.enqueues, enqueues);

    // Inferences are no tuning.
    formatLog.sees = [&](PluginTensorDesc const&, void const*) { alwaysTuning = isTuning(); };
    build();
    run({{"x", x}}, "y");
    EXPECT_FALSE(alwaysTuning);
}

TEST_F(FormatsTest, TuningDataThatDoesNotFitIsNamed)
{
    setTiming(*config, true);
    output(plugin(&input("x", {1, 3, 4, 4}), linearOrHwc(), "p", 99), "y");
    auto const fails = [&] {
        return std::unique_ptr<nvinfer1::IHostMemory>(builder->buildSerializedNetwork(*network, *config)) == nullptr;
    };
    float const one = 1.0F;
    ASSERT_TRUE(setTuningValues(*config, "x", &one, sizeof one));
    EXPECT_TRUE(fails());
    EXPECT_ONE_ERROR("tuning data of tensor \"x\": expected 192 bytes for its dims 1x3x4x4 at the optimum, found 4");
    ASSERT_TRUE(setTuningData(
        *config, "x", [](void*, char const*, DataType, int32_t, int64_t const*, void*, size_t) { return false; }));
    EXPECT_TRUE(fails());
    EXPECT_ONE_ERROR("tuning data of tensor \"x\": expected that its function fills 192 bytes, it returned false");
    ASSERT_TRUE(setTuningData(*config, "x", nullptr));
    ASSERT_TRUE(setTuningValues(*config, "nobody", &one, sizeof one));
    EXPECT_TRUE(fails());
    EXPECT_ONE_ERROR("tuning data: expected the name of a tensor of the network, found \"nobody\"");
    EXPECT_FALSE(tenonSetTuningValues(config.get(), nullptr, &one, sizeof one));
    logger.takeErrors();
    config->reset();
    setTiming(*config, true);
    EXPECT_FALSE(fails());
}

TEST_F(FormatsTest, AMissingTimeIsAnErrorWhereAsked)
{
    setTiming(*config, true);
    std::unique_ptr<nvinfer1::ITimingCache> const cache(config->createTimingCache(nullptr, 0));
    ASSERT_TRUE(config->setTimingCache(*cache, false));
    config->setFlag(nvinfer1::BuilderFlag::kERROR_ON_TIMING_CACHE_MISS);
    output(plugin(&input("x", {1, 3, 4, 4}), linearOrHwc(), "p"), "y");
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_ONE_ERROR(
        "PluginV2 \"p\": expected its time in the timing cache, as BuilderFlag::kERROR_ON_TIMING_CACHE_MISS demands, found none among 0 entries");
}

TEST_F(FormatsTest, WithoutTimingPlansAreTheSameAndNothingIsRun)
{
    setTiming(*config, true);
    output(plugin(&input("x", {1, 3, 4, 4}), linearOrHwc(), "p"), "y");
    auto const build = [&] {
        return bytesOf(*std::unique_ptr<nvinfer1::IHostMemory>(builder->buildSerializedNetwork(*network, *config)));
    };
    setenv("TENON_TIMING", "off", 1);
    std::vector<std::byte> const first = build();
    EXPECT_EQ(first, build());
    setenv("TENON_TIMING", "perhaps", 1);
    EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
    EXPECT_ONE_ERROR("TENON_TIMING: expected on or off, found \"perhaps\"");
    unsetenv("TENON_TIMING");
    setTiming(*config, false);
    EXPECT_EQ(first, build());
    setTiming(*config, true);
    EXPECT_EQ(formatLog.enqueues, 0);
    config->setBuilderOptimizationLevel(0);
    EXPECT_EQ(build().size(), first.size());
    EXPECT_EQ(formatLog.enqueues, 0);
    EXPECT_THAT(report("p"), HasSubstr("us (model), chosen"));
}

} // namespace
} // namespace tenon::testing
