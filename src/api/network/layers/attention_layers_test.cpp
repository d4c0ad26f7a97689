// Attention, rotary embedding and the update of a cache through the public API, against recorded values of NumPy and of ONNX's reference.
#include "api/testing/engine_fixture.h"
#include "ops/testing/recorded_cases.h"
#include "support/covers.h"

#include <gmock/gmock.h>

#include <array>

namespace tenon::testing
{
namespace
{

using nvinfer1::AttentionNormalizationOp;
using nvinfer1::DataType;
using nvinfer1::ITensor;
using ops::testing::RecordedCase;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Values floatsOf(std::vector<double> const& numbers)
{
    return {numbers.begin(), numbers.end()};
}

void expectClose(Values const& found, std::vector<double> const& expected, double tolerance = 1e-5)
{
    ASSERT_EQ(found.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i)
    {
        ASSERT_NEAR(found[i], expected[i], tolerance * std::max(1.0, std::fabs(expected[i]))) << "element " << i;
    }
}

class AttentionLayersTest : public EngineTest
{
protected:
    //! The network of a case, with the tokens of query and key dynamic where `dynamic`.
    nvinfer1::IAttention* addCase(RecordedCase const& each, bool dynamic)
    {
        auto const heads = static_cast<int64_t>(each.one("key_heads"));
        ITensor& q = input("q", {2, 4, dynamic ? -1 : 3, 8});
        ITensor& k = input("k", {2, heads, dynamic ? -1 : 5, 8});
        ITensor& v = input("v", {2, heads, dynamic ? -1 : 5, 6});
        auto const operation =
            each.one("softmax") != 0 ? AttentionNormalizationOp::kSOFTMAX : AttentionNormalizationOp::kNONE;
        nvinfer1::IAttention* const attention = network->addAttention(q, k, v, operation, each.one("causal") != 0);
        EXPECT_NE(attention, nullptr) << logger.takeErrors();
        auto const kind = static_cast<int32_t>(each.one("mask_kind"));
        if (kind != 0)
        {
            ITensor* mask = kind == 1 ? &input("mask", {2, 1, 3, 5}) : &input("mask", {1, 4, 3, 5});
            mask = kind == 1 ? network->addCast(*mask, DataType::kBOOL)->getOutput(0) : mask;
            EXPECT_TRUE(attention->setMask(*mask)) << logger.takeErrors();
        }
        output(attention->getOutput(0), "y");
        if (dynamic)
        {
            nvinfer1::IOptimizationProfile* const profile = builder->createOptimizationProfile();
            for (auto const& [name, sizes] : std::map<std::string, std::vector<int64_t>>{
                     {"q", {2, 4, 3, 8}}, {"k", {2, heads, 5, 8}}, {"v", {2, heads, 5, 6}}})
            {
                nvinfer1::Dims shape = *base::makeDims(sizes);
                profile->setDimensions(name.c_str(), nvinfer1::OptProfileSelector::kOPT, shape);
                shape.d[2] = 1;
                profile->setDimensions(name.c_str(), nvinfer1::OptProfileSelector::kMIN, shape);
                shape.d[2] = 9;
                profile->setDimensions(name.c_str(), nvinfer1::OptProfileSelector::kMAX, shape);
            }
            EXPECT_GE(config->addOptimizationProfile(profile), 0);
        }
        return attention;
    }

    Values runCase(RecordedCase const& each)
    {
        for (char const* const name : {"q", "k", "v"})
        {
            nvinfer1::Dims shape = engine->getTensorShape(name);
            shape.d[2] = name[0] == 'q' ? 3 : 5;
            EXPECT_TRUE(context->setInputShape(name, shape));
        }
        std::map<std::string, Values> inputs{
            {"q", floatsOf(each["q"])}, {"k", floatsOf(each["k"])}, {"v", floatsOf(each["v"])}};
        if (each.one("mask_kind") != 0)
        {
            inputs["mask"] = floatsOf(each["mask"]);
        }
        return run(inputs, "y");
    }
};

TEST_F(AttentionLayersTest, AttentionEqualsNumPy)
{
    TENON_COVERS("INetworkDefinition::addAttention", "IAttention::setMask", "IAttention::getOutput");
    auto const cases = ops::testing::recordedCases("attention.txt");
    ASSERT_EQ(cases.size(), 8U);
    for (RecordedCase const& each : cases)
    {
        for (bool const dynamic : {false, true})
        {
            SCOPED_TRACE(each.name + (dynamic ? ", dynamic" : ""));
            if (dynamic && each.one("mask_kind") != 0)
            {
                continue; // masks of fixed sizes
            }
            network.reset(builder->createNetworkV2(0));
            config.reset(builder->createBuilderConfig());
            ASSERT_NE(addCase(each, dynamic), nullptr);
            build();
            expectClose(runCase(each), each["y"]);
        }
    }
}

TEST_F(AttentionLayersTest, AttentionTellsWhatItIs)
{
    TENON_COVERS("IAttention::setNormalizationOperation", "IAttention::getNormalizationOperation",
        "IAttention::getMask", "IAttention::setCausal", "IAttention::getCausal", "IAttention::setDecomposable",
        "IAttention::getDecomposable", "IAttention::setInput", "IAttention::getInput", "IAttention::getNbInputs",
        "IAttention::getNbOutputs", "IAttention::setName", "IAttention::getName", "IAttention::setMetadata",
        "IAttention::getMetadata", "IAttentionBoundaryLayer::getAttention");
    ITensor& q = input("q", {1, 2, 3, 4});
    ITensor& k = input("k", {1, 2, 5, 4});
    ITensor& v = input("v", {1, 2, 5, 4});
    nvinfer1::IAttention* const attention = network->addAttention(k, k, v, AttentionNormalizationOp::kNONE, false);
    ASSERT_NE(attention, nullptr);
    EXPECT_TRUE(attention->setInput(0, q));
    EXPECT_EQ(attention->getInput(0), &q);
    EXPECT_EQ(attention->getNbInputs(), 3);
    EXPECT_EQ(attention->getNbOutputs(), 1);
    EXPECT_EQ(sizes(attention->getOutput(0)->getDimensions()), list({1, 2, 3, 4}));
    EXPECT_TRUE(attention->setNormalizationOperation(AttentionNormalizationOp::kSOFTMAX));
    EXPECT_EQ(attention->getNormalizationOperation(), AttentionNormalizationOp::kSOFTMAX);
    EXPECT_TRUE(attention->setDecomposable(true));
    EXPECT_TRUE(attention->getDecomposable());
    EXPECT_TRUE(attention->setName("heads"));
    EXPECT_STREQ(attention->getName(), "heads");
    EXPECT_TRUE(attention->setMetadata("of layer 3"));
    EXPECT_STREQ(attention->getMetadata(), "of layer 3");
    ASSERT_EQ(network->getNbLayers(), 2);
    EXPECT_EQ(network->getLayer(0)->getType(), nvinfer1::LayerType::kATTENTION_INPUT);
    EXPECT_EQ(network->getLayer(1)->getType(), nvinfer1::LayerType::kATTENTION_OUTPUT);
    EXPECT_EQ(static_cast<nvinfer1::IAttentionInputLayer*>(network->getLayer(0))->getAttention(), attention);
    EXPECT_EQ(attention->getMask(), nullptr);
    EXPECT_TRUE(attention->setCausal(true));
    ITensor& mask = input("mask", {1, 1, 3, 5});
    EXPECT_FALSE(attention->setMask(mask));
    EXPECT_ONE_ERROR("mask of the attention: expected none, since it is causal, found \"mask\"");
    EXPECT_TRUE(attention->setCausal(false));
    EXPECT_FALSE(attention->getCausal());
    EXPECT_TRUE(attention->setMask(mask));
    EXPECT_EQ(attention->getMask(), &mask);
    EXPECT_EQ(attention->getNbInputs(), 4);
    EXPECT_EQ(attention->getInput(3), &mask);
    EXPECT_FALSE(attention->setCausal(true));
    EXPECT_ONE_ERROR("causal attention: expected no mask, found \"mask\"");
    EXPECT_FALSE(attention->setInput(7, q));
    EXPECT_ONE_ERROR("input of the attention: expected an index from 0 to 3, found 7");
    EXPECT_FALSE(attention->setNormalizationQuantizeToType(DataType::kFP8));
    EXPECT_ONE_ERROR("IAttention::setNormalizationQuantizeToType: weights of an attention in fp8; int8 is served");
    EXPECT_FALSE(attention->setNormalizationQuantizeToType(DataType::kHALF));
    EXPECT_ONE_ERROR("type of quantized weights of the attention: expected int8, found fp16");
}

TEST_F(AttentionLayersTest, WeightsQuantizedToInt8EqualNumPy)
{
    TENON_COVERS("IAttention::setNormalizationQuantizeScale", "IAttention::getNormalizationQuantizeScale",
        "IAttention::setNormalizationQuantizeToType", "IAttention::getNormalizationQuantizeToType");
    auto const cases = ops::testing::recordedCases("quantized_attention.txt");
    ASSERT_EQ(cases.size(), 3U);
    for (RecordedCase const& each : cases)
    {
        SCOPED_TRACE(each.name);
        network.reset(builder->createNetworkV2(0));
        config.reset(builder->createBuilderConfig());
        nvinfer1::IAttention* const attention = addCase(each, false);
        ASSERT_NE(attention, nullptr);
        EXPECT_EQ(attention->getNormalizationQuantizeScale(), nullptr);
        EXPECT_EQ(attention->getNormalizationQuantizeToType(), DataType::kFLOAT);
        EXPECT_TRUE(attention->setNormalizationQuantizeToType(DataType::kINT8));
        EXPECT_EQ(attention->getOutput(0)->getDimensions().nbDims, -1);
        EXPECT_THAT(logger.takeErrors(), HasSubstr("expected a type and a scale, found the type alone"));
        Values const one = floatsOf(each["scale"]);
        ITensor& scale = *network->addConstant(nvinfer1::Dims{0, {}}, weightsOf(one))->getOutput(0);
        EXPECT_TRUE(attention->setNormalizationQuantizeScale(scale));
        EXPECT_EQ(attention->getNormalizationQuantizeScale(), &scale);
        EXPECT_EQ(attention->getNormalizationQuantizeToType(), DataType::kINT8);
        build();
        expectClose(runCase(each), each["y"]);
    }
}

TEST_F(AttentionLayersTest, AttentionRefusesWhatDoesNotFit)
{
    auto const refusal = [&](ITensor& q, ITensor& k, ITensor& v) {
        nvinfer1::IAttention* const attention =
            network->addAttention(q, k, v, AttentionNormalizationOp::kSOFTMAX, false);
        attention->getOutput(0)->getDimensions();
        return logger.takeErrors();
    };
    ITensor& q = input("q", {1, 4, 3, 8});
    ITensor& three = input("three", {1, 3, 5, 8});
    ITensor& flat = input("flat", {4, 5, 8});
    EXPECT_THAT(refusal(q, three, three),
        HasSubstr(
            "expected a query, and a key and a value of equal batch and tokens, whose heads divide the query's, found "
            "1x4x3x8, 1x3x5x8 and 1x3x5x8"));
    EXPECT_THAT(
        refusal(q, flat, flat), HasSubstr("key: expected [batch, heads, tokens, size] of type fp32, found 4x5x8"));
}

//! Each dimension has bounds of its own: those of keys, values and mask need not fit each other, only the shapes of an inference must.
TEST_F(AttentionLayersTest, BoundsOfAProfileNeedNotFitEachOther)
{
    ITensor& q = input("q", {1, 1, 2, 2});
    ITensor& k = input("k", {1, 1, -1, 2});
    ITensor& v = input("v", {1, 1, -1, 2});
    ITensor& mask = input("mask", {1, 1, 2, -1});
    nvinfer1::IAttention* const attention = network->addAttention(q, k, v, AttentionNormalizationOp::kSOFTMAX, false);
    ASSERT_TRUE(attention->setMask(mask));
    output(attention->getOutput(0), "y");
    nvinfer1::IOptimizationProfile* const profile = builder->createOptimizationProfile();
    auto const bound = [&](char const* name, int32_t axis, std::array<int64_t, 3> const& sizes) {
        for (int32_t i = 0; i < 3; ++i)
        {
            nvinfer1::Dims shape = dims({1, 1, 2, 2});
            shape.d[axis] = sizes[static_cast<size_t>(i)];
            EXPECT_TRUE(profile->setDimensions(name, static_cast<nvinfer1::OptProfileSelector>(i), shape));
        }
    };
    bound("k", 2, {2, 4, 8});
    bound("v", 2, {1, 3, 9});
    bound("mask", 3, {3, 5, 7});
    ASSERT_GE(config->addOptimizationProfile(profile), 0);
    build();
    auto const infer = [&](int64_t keys, int64_t values, int64_t masked) {
        EXPECT_TRUE(context->setInputShape("k", dims({1, 1, keys, 2})));
        EXPECT_TRUE(context->setInputShape("v", dims({1, 1, values, 2})));
        return context->setInputShape("mask", dims({1, 1, 2, masked})) && context->inferShapes(0, nullptr) == 0;
    };
    ASSERT_TRUE(infer(3, 3, 3)) << logger.takeErrors();
    // Queries of 0: the values' means, but for those that the mask leaves out.
    Values const none(3, -1e30F);
    EXPECT_THAT(run({{"q", {0, 0, 0, 0}}, {"k", {1, 2, 3, 4, 5, 6}}, {"v", {1, 2, 3, 4, 5, 9}},
                        {"mask", {0, 0, 0, 0, 0, none[0]}}},
                    "y"),
        ElementsAre(3, 5, 2, 3));
    if (testsRunOnGpu())
    {
        return; // the products there say so in words of their own
    }
    bool const accepted = infer(4, 5, 4) && inferred(*context);
    EXPECT_FALSE(accepted);
    EXPECT_THAT(logger.takeErrors(), HasSubstr("expected"));
}

TEST_F(AttentionLayersTest, RotaryEmbeddingTakesPlaces)
{
    TENON_COVERS("INetworkDefinition::addRotaryEmbedding", "IRotaryEmbeddingLayer::setInterleaved",
        "IRotaryEmbeddingLayer::getInterleaved", "IRotaryEmbeddingLayer::setRotaryEmbeddingDim",
        "IRotaryEmbeddingLayer::getRotaryEmbeddingDim");
    for (RecordedCase const& each : ops::testing::recordedCases("rotary_embedding.txt"))
    {
        SCOPED_TRACE(each.name);
        network.reset(builder->createNetworkV2(0));
        ITensor& x = input("x", {2, 3, 5, 8});
        std::vector<int64_t> const angles = each.sizes("angle_dims");
        ITensor& cosines = *network->addInput("cosines", DataType::kFLOAT, *base::makeDims(angles));
        ITensor& sines = *network->addInput("sines", DataType::kFLOAT, *base::makeDims(angles));
        nvinfer1::IRotaryEmbeddingLayer* const layer = network->addRotaryEmbedding(x, cosines, sines, false, 0);
        ASSERT_NE(layer, nullptr);
        layer->setInterleaved(each.one("interleaved") != 0);
        EXPECT_EQ(layer->getInterleaved(), each.one("interleaved") != 0);
        EXPECT_TRUE(layer->setRotaryEmbeddingDim(static_cast<int32_t>(each.one("rotary_dim"))));
        EXPECT_EQ(layer->getRotaryEmbeddingDim(), static_cast<int32_t>(each.one("rotary_dim")));
        std::map<std::string, Values> inputs{
            {"x", floatsOf(each["x"])}, {"cosines", floatsOf(each["cosines"])}, {"sines", floatsOf(each["sines"])}};
        if (each.numbers.count("places") != 0)
        {
            ITensor& places = input("places", {2, 5});
            layer->setInput(3, *network->addCast(places, DataType::kINT64)->getOutput(0));
            inputs["places"] = floatsOf(each["places"]);
        }
        output(layer->getOutput(0), "y");
        build();
        expectClose(run(inputs, "y"), each["y"]);
        EXPECT_FALSE(layer->setRotaryEmbeddingDim(3));
        EXPECT_ONE_ERROR("rotary embedding dim: expected an even number, or 0 for the size of a head, found 3");
    }
}

TEST_F(AttentionLayersTest, CacheUpdateWritesInPlaceWhereTheAddressIsOne)
{
    TENON_COVERS("INetworkDefinition::addKVCacheUpdate", "IKVCacheUpdateLayer::setCacheMode",
        "IKVCacheUpdateLayer::getCacheMode");
    ITensor& cache = input("cache", {1, 2, 3, 2});
    ITensor& update = input("update", {1, 2, 1, 2});
    ITensor& place = input("place", {1});
    nvinfer1::IKVCacheUpdateLayer* const layer = network->addKVCacheUpdate(
        cache, update, *network->addCast(place, DataType::kINT32)->getOutput(0), nvinfer1::KVCacheMode::kLINEAR);
    ASSERT_NE(layer, nullptr);
    EXPECT_TRUE(layer->setCacheMode(nvinfer1::KVCacheMode::kLINEAR));
    EXPECT_EQ(layer->getCacheMode(), nvinfer1::KVCacheMode::kLINEAR);
    EXPECT_FALSE(layer->setCacheMode(static_cast<nvinfer1::KVCacheMode>(4)));
    EXPECT_ONE_ERROR("cache mode: expected an enumerator from 0 to 0, found 4");
    output(layer->getOutput(0), "y");
    build();
    Values const old{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    EXPECT_THAT(run({{"cache", old}, {"update", {-1, -2, -3, -4}}, {"place", {1}}}, "y"),
        ElementsAre(1, 2, -1, -2, 5, 6, 7, 8, -3, -4, 11, 12));
    if (testsRunOnGpu())
    {
        return;
    }
    Values shared = old;
    Values fresh{-1, -2, -3, -4};
    Values where{2};
    ASSERT_TRUE(context->setTensorAddress("cache", shared.data()));
    ASSERT_TRUE(context->setTensorAddress("y", shared.data()));
    ASSERT_TRUE(context->setTensorAddress("update", fresh.data()));
    ASSERT_TRUE(context->setTensorAddress("place", where.data()));
    ASSERT_TRUE(inferred(*context));
    EXPECT_THAT(shared, ElementsAre(1, 2, 3, 4, -1, -2, 7, 8, 9, 10, -3, -4));
}

TEST_F(AttentionLayersTest, MixtureOfExpertsEqualsNumPy)
{
    TENON_COVERS("INetworkDefinition::addMoE", "IMoELayer::setGatedWeights", "IMoELayer::setGatedBiases",
        "IMoELayer::setActivationType", "IMoELayer::getActivationType", "IMoELayer::setSwigluParams",
        "IMoELayer::setSwigluParamLimit", "IMoELayer::getSwigluParamLimit", "IMoELayer::setSwigluParamAlpha",
        "IMoELayer::getSwigluParamAlpha", "IMoELayer::setSwigluParamBeta", "IMoELayer::getSwigluParamBeta",
        "IMoELayer::setInput");
    auto const cases = ops::testing::recordedCases("mixture_of_experts.txt");
    ASSERT_EQ(cases.size(), 6U);
    RecordedCase const& each = cases[3];
    ASSERT_EQ(each.name, "limits");
    std::vector<Values> kept;
    auto const constant = [&](char const* sizes, char const* values) -> ITensor& {
        kept.push_back(floatsOf(each[values]));
        return *network->addConstant(each.dims(sizes), weightsOf(kept.back()))->getOutput(0);
    };
    kept.reserve(8);
    ITensor& x = input("x", {1, 5, 6});
    ITensor& scores = input("scores", {1, 5, 3});
    ITensor& experts = *network->addCast(input("experts", {1, 5, 3}), DataType::kINT32)->getOutput(0);
    nvinfer1::IMoELayer* const moe = network->addMoE(x, experts, scores);
    ASSERT_NE(moe, nullptr) << logger.takeErrors();
    EXPECT_EQ(moe->getType(), nvinfer1::LayerType::kMOE);
    EXPECT_EQ(moe->getActivationType(), nvinfer1::MoEActType::kNONE);
    EXPECT_EQ(moe->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_THAT(logger.takeErrors(), HasSubstr("call IMoELayer::setGatedWeights"));
    EXPECT_EQ(moe->getSwigluParamLimit(), std::numeric_limits<float>::infinity());
    EXPECT_EQ(moe->getSwigluParamAlpha(), 1.0F);
    EXPECT_EQ(moe->getSwigluParamBeta(), 0.0F);
    moe->setGatedWeights(constant("in_dims", "gate"), constant("in_dims", "up"), constant("down_dims", "down"),
        nvinfer1::MoEActType::kNONE);
    moe->setActivationType(nvinfer1::MoEActType::kSILU);
    EXPECT_EQ(moe->getActivationType(), nvinfer1::MoEActType::kSILU);
    moe->setGatedBiases(constant("in_bias_dims", "gate_bias"), constant("in_bias_dims", "up_bias"),
        constant("down_bias_dims", "down_bias"));
    moe->setSwigluParams(1, 2, 3);
    moe->setSwigluParamLimit(static_cast<float>(each.one("limit")));
    moe->setSwigluParamAlpha(static_cast<float>(each.one("alpha")));
    moe->setSwigluParamBeta(static_cast<float>(each.one("beta")));
    EXPECT_EQ(moe->getSwigluParamBeta(), 1.0F);
    moe->setSwigluParamLimit(-1);
    EXPECT_ONE_ERROR("parameters of the gated unit: expected a limit over 0");
    moe->setInput(2, scores);
    EXPECT_EQ(moe->getNbInputs(), 9);
    output(moe->getOutput(0), "y");
    build();
    ASSERT_NE(context, nullptr) << logger.takeErrors();
    Values const found =
        run({{"x", floatsOf(each["x"])}, {"experts", floatsOf(each["experts"])}, {"scores", floatsOf(each["scores"])}},
            "y");
    expectClose(found, each["y"], 2e-5);
}

TEST_F(AttentionLayersTest, MixtureOfExpertsRefusesQuantization)
{
    ITensor& x = input("x", {1, 2, 4});
    ITensor& experts = *network->addCast(input("experts", {1, 2, 1}), DataType::kINT32)->getOutput(0);
    ITensor& scores = input("scores", {1, 2, 1});
    nvinfer1::IMoELayer* const moe = network->addMoE(x, experts, scores);
    ASSERT_NE(moe, nullptr) << logger.takeErrors();
    moe->setQuantizationStatic(scores, DataType::kFP8);
    EXPECT_ONE_ERROR("IMoELayer::setQuantizationStatic: quantization inside of a mixture of experts, which is to fp8");
    moe->setQuantizationDynamicDblQ(scores, DataType::kFP4, dims({1, 16}), DataType::kFP8);
    EXPECT_ONE_ERROR("IMoELayer::setQuantizationDynamicDblQ: quantization inside");
    moe->setQuantizationToType(DataType::kFP8);
    EXPECT_ONE_ERROR("IMoELayer::setQuantizationToType: quantization inside");
    moe->setQuantizationBlockShape(dims({1, 16}));
    EXPECT_ONE_ERROR("IMoELayer::setQuantizationBlockShape: quantization inside");
    moe->setDynQOutputScaleType(DataType::kFP8);
    EXPECT_ONE_ERROR("IMoELayer::setDynQOutputScaleType: quantization inside");
    EXPECT_EQ(moe->getQuantizationToType(), DataType::kFLOAT);
    EXPECT_EQ(moe->getDynQOutputScaleType(), DataType::kFLOAT);
    EXPECT_EQ(moe->getQuantizationBlockShape().nbDims, 0);
}

} // namespace
} // namespace tenon::testing
