// IAlgorithmSelector through the public API: what it is shown, that its choice is kept, and what it may not answer.
#include "api/testing/engine_fixture.h"
#include "api/testing/format_plugin.h"
#include "support/covers.h"

#include <tenon/build_report.h>

#include <functional>
#include <map>

namespace tenon::testing
{
namespace
{

using nvinfer1::BuilderFlag;
using nvinfer1::DataType;
using nvinfer1::IAlgorithm;
using nvinfer1::IAlgorithmContext;
using nvinfer1::OptProfileSelector;
using nvinfer1::TensorFormat;
using ::testing::ElementsAre;

//! What an algorithm is, as programs write it to their caches.
std::string lineOf(IAlgorithmContext const& context, IAlgorithm const& algorithm)
{
    std::string line = std::string(context.getName()) + " "
        + std::to_string(algorithm.getAlgorithmVariant().getImplementation()) + " "
        + std::to_string(algorithm.getAlgorithmVariant().getTactic());
    for (int32_t i = 0; i < context.getNbInputs() + context.getNbOutputs(); ++i)
    {
        nvinfer1::IAlgorithmIOInfo const& info = *algorithm.getAlgorithmIOInfoByIndex(i);
        line += " " + std::to_string(static_cast<int>(info.getDataType())) + "/"
            + std::to_string(info.getVectorizedDim()) + "/" + std::to_string(info.getComponentsPerElement()) + "/";
        nvinfer1::Dims const strides = info.getStrides();
        for (int32_t d = 0; d < strides.nbDims; ++d)
        {
            line += (d == 0 ? "" : ",") + std::to_string(strides.d[d]);
        }
    }
    return line;
}

class Selector final : public nvinfer1::IAlgorithmSelector
{
public:
    int32_t selectAlgorithms(IAlgorithmContext const& context, IAlgorithm const* const* choices, int32_t nbChoices,
        int32_t* selection) noexcept override
    {
        for (int32_t i = 0; i < nbChoices; ++i)
        {
            offered[context.getName()].push_back(lineOf(context, *choices[i]));
            milliseconds.push_back(choices[i]->getTimingMSec());
        }
        asked.push_back(context.getName());
        return select == nullptr ? 0 : select(context, choices, nbChoices, selection);
    }
    void reportAlgorithms(IAlgorithmContext const* const* contexts, IAlgorithm const* const* choices,
        int32_t nbAlgorithms) noexcept override
    {
        ++reports;
        for (int32_t i = 0; i < nbAlgorithms; ++i)
        {
            chosen[contexts[i]->getName()] = lineOf(*contexts[i], *choices[i]);
            workspace[contexts[i]->getName()] = choices[i]->getWorkspaceSize();
        }
    }

    std::function<int32_t(IAlgorithmContext const&, IAlgorithm const* const*, int32_t, int32_t*)> select;
    std::vector<std::string> asked;
    std::vector<float> milliseconds;
    std::map<std::string, std::vector<std::string>> offered;
    std::map<std::string, std::string> chosen;
    std::map<std::string, size_t> workspace;
    int reports{0};
};

class AlgorithmSelectorTest : public EngineTest
{
protected:
    AlgorithmSelectorTest()
    {
        setenv("TENON_DEVICE", "cpu", 1);
        formatLog.reset();
        EXPECT_TRUE(registerFormatPlugin());
        setTiming(*config, false);
        config->setAlgorithmSelector(&selector);
    }

    //! x → plugin in one of three formats → convolution → y.
    void makeNetwork()
    {
        nvinfer1::ITensor* x = &input("x", {1, 4, 8, 8});
        FormatPlugin made(
            [](int32_t pos, nvinfer1::PluginTensorDesc const* inOut, int32_t) {
                bool const known = inOut[pos].format == TensorFormat::kLINEAR
                    || inOut[pos].format == TensorFormat::kCHW32 || inOut[pos].format == TensorFormat::kHWC;
                return known && inOut[pos].type == DataType::kFLOAT && inOut[pos].format == inOut[0].format;
            },
            1);
        nvinfer1::IPluginV2Layer* const plugin = network->addPluginV2(&x, 1, made);
        plugin->setName("plugin");
        nvinfer1::IConvolutionLayer* const convolution =
            network->addConvolutionNd(*plugin->getOutput(0), 2, dims({3, 3}), weightsOf(kernel_), {});
        convolution->setName("convolution");
        output(convolution->getOutput(0), "y");
    }

    Selector selector;
    Values kernel_ = Values(2 * 4 * 9, 0.125F);
};

TEST_F(AlgorithmSelectorTest, IsShownTheOffersAndToldTheChoice)
{
    TENON_COVERS("IBuilderConfig::setAlgorithmSelector", "IBuilderConfig::getAlgorithmSelector",
        "IAlgorithmSelector::selectAlgorithms", "IAlgorithmSelector::reportAlgorithms", "IAlgorithmContext::getName",
        "IAlgorithmContext::getDimensions", "IAlgorithmContext::getNbInputs", "IAlgorithmContext::getNbOutputs",
        "IAlgorithm::getAlgorithmVariant", "IAlgorithm::getTimingMSec", "IAlgorithm::getWorkspaceSize",
        "IAlgorithm::getAlgorithmIOInfoByIndex", "IAlgorithmVariant::getImplementation", "IAlgorithmVariant::getTactic",
        "IAlgorithmIOInfo::getDataType", "IAlgorithmIOInfo::getStrides", "IAlgorithmIOInfo::getVectorizedDim",
        "IAlgorithmIOInfo::getComponentsPerElement");
    EXPECT_EQ(config->getAlgorithmSelector(), &selector);
    makeNetwork();
    selector.select = [&](IAlgorithmContext const& context, IAlgorithm const* const*, int32_t, int32_t*) {
        EXPECT_EQ(context.getNbInputs(), 1);
        EXPECT_EQ(context.getNbOutputs(), 1);
        EXPECT_EQ(context.getDimensions(0, OptProfileSelector::kMIN).nbDims, 4);
        EXPECT_EQ(context.getDimensions(1, OptProfileSelector::kMAX).d[1],
            std::string(context.getName()) == "plugin" ? 4 : 2);
        return 0;
    };
    build();
    EXPECT_THAT(selector.asked, ElementsAre("plugin", "convolution"));
    EXPECT_EQ(selector.offered["plugin"].size(), 3U);
    EXPECT_GE(selector.offered["convolution"].size(), 1U);
    EXPECT_THAT(selector.milliseconds, ::testing::Each(::testing::Gt(0.0F)));
    EXPECT_EQ(selector.reports, 1);
    EXPECT_THAT(selector.offered["plugin"], ::testing::Contains(selector.chosen["plugin"]));
    EXPECT_THAT(selector.offered["convolution"], ::testing::Contains(selector.chosen["convolution"]));
    EXPECT_THAT(selector.chosen["plugin"], ::testing::EndsWith("0/-1/1/256,64,8,1 0/-1/1/256,64,8,1"))
        << "nothing to convert costs least";
    config->reset();
    EXPECT_EQ(config->getAlgorithmSelector(), nullptr);
}

TEST_F(AlgorithmSelectorTest, ItsChoiceIsKeptAndCanBeRepeatedFromACache)
{
    makeNetwork();
    selector.select = [](IAlgorithmContext const&, IAlgorithm const* const* choices, int32_t count,
                          int32_t* selection) {
        // The packed format, where there is one: all channels are one vector.
        for (int32_t i = 0; i < count; ++i)
        {
            if (choices[i]->getAlgorithmIOInfoByIndex(0)->getComponentsPerElement() == 32)
            {
                selection[0] = i;
                return 1;
            }
        }
        return 0;
    };
    build();
    EXPECT_THAT(selector.chosen["plugin"], ::testing::EndsWith("0/1/32/64,64,8,1 0/1/32/64,64,8,1"));
    Values const result = run({{"x", Values(256, 1.0F)}}, "y");
    EXPECT_EQ(formatLog.enqueued[0].format, TensorFormat::kCHW32);
    EXPECT_FLOAT_EQ(result[0], 2.0F * 36 * 0.125F);

    // As programs do that write what was reported and want it again.
    std::map<std::string, std::string> const cache = selector.chosen;
    selector.select = [&](IAlgorithmContext const& context, IAlgorithm const* const* choices, int32_t count,
                          int32_t* selection) {
        for (int32_t i = 0; i < count; ++i)
        {
            if (lineOf(context, *choices[i]) == cache.at(context.getName()))
            {
                selection[0] = i;
                return 1;
            }
        }
        return 0;
    };
    config->setFlag(BuilderFlag::kREJECT_EMPTY_ALGORITHMS);
    setTiming(*config, true);
    selector.chosen.clear();
    build();
    EXPECT_EQ(selector.chosen, cache);
    EXPECT_FLOAT_EQ(run({{"x", Values(256, 1.0F)}}, "y")[0], 9.0F);
    EXPECT_EQ(formatLog.enqueued[0].format, TensorFormat::kCHW32);
}

TEST_F(AlgorithmSelectorTest, SeesOffersOfOtherPrecisionsAndMayChooseThem)
{
    config->setFlag(BuilderFlag::kFP16);
    nvinfer1::ITensor* x = &input("x", {1, 4});
    nvinfer1::IActivationLayer* const layer = network->addActivation(*x, nvinfer1::ActivationType::kTANH);
    layer->setName("tanh");
    output(layer->getOutput(0), "y");
    build();
    EXPECT_THAT(selector.chosen["tanh"], HasSubstr(" 1/")) << "fp16 comes first";
    ASSERT_GE(selector.offered["tanh"].size(), 2U);
    selector.select = [](IAlgorithmContext const&, IAlgorithm const* const* choices, int32_t count,
                          int32_t* selection) {
        int32_t found = 0;
        for (int32_t i = 0; i < count; ++i)
        {
            if (choices[i]->getAlgorithmIOInfoByIndex(0)->getDataType() == DataType::kFLOAT)
            {
                selection[found++] = i;
            }
        }
        return found;
    };
    build();
    EXPECT_THAT(selector.chosen["tanh"], HasSubstr(" 0/"));
}

TEST_F(AlgorithmSelectorTest, WrongAnswersEndTheBuildByName)
{
    makeNetwork();
    auto const answer = [&](int32_t count, int32_t first) {
        selector.select = [=](IAlgorithmContext const&, IAlgorithm const* const*, int32_t, int32_t* selection) {
            selection[0] = first;
            return count;
        };
        EXPECT_EQ(builder->buildSerializedNetwork(*network, *config), nullptr);
        return logger.takeErrors();
    };
    EXPECT_THAT(answer(9, 0),
        HasSubstr(
            "algorithm selector: layer \"plugin\": expected selectAlgorithms to return 0 to 3 (how many of the choices it wrote), found 9"));
    EXPECT_THAT(answer(-1, 0), HasSubstr("found -1"));
    EXPECT_THAT(
        answer(1, 3), HasSubstr("layer \"plugin\": expected indices 0 to 2 from selectAlgorithms, found 3 at place 0"));
    EXPECT_THAT(answer(2, 0), HasSubstr("found -1 at place 1")) << "not written";
    config->setFlag(BuilderFlag::kREJECT_EMPTY_ALGORITHMS);
    EXPECT_THAT(answer(0, 0),
        HasSubstr(
            "layer \"plugin\": expected at least one of 3 choices, since BuilderFlag::kREJECT_EMPTY_ALGORITHMS is set, found none selected"));
    EXPECT_EQ(selector.reports, 0);
}

TEST_F(AlgorithmSelectorTest, IndicesOutOfRangeAreErrors)
{
    makeNetwork();
    selector.select = [&](IAlgorithmContext const& context, IAlgorithm const* const* choices, int32_t, int32_t*) {
        EXPECT_EQ(choices[0]->getAlgorithmIOInfoByIndex(2), nullptr);
        EXPECT_THAT(logger.takeErrors(), HasSubstr("input or output: expected"));
        EXPECT_EQ(context.getDimensions(-1, OptProfileSelector::kOPT).nbDims, -1);
        EXPECT_THAT(logger.takeErrors(), HasSubstr("IAlgorithmContext::getDimensions"));
        return 0;
    };
    build();
}

} // namespace
} // namespace tenon::testing
