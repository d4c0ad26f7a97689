// What only programs of release 7 can write. Included by level7_test.cpp.
#pragma once

#include "api/testing/level_layers.h"

#include <NvUtils.h>

#include <stdexcept>

namespace
{

class Level7Only : public LEVEL_LAYERS
{};

auto refusal(std::string const& remedy, std::string const& method)
{
    return ::testing::AllOf(HasSubstr("not supported: " + remedy), HasSubstr("in " + method + "\n"));
}

TEST_F(Level7Only, SettingsOnTheBuilder)
{
    builder->setFp16Mode(true);
    EXPECT_TRUE(builder->getFp16Mode());
    EXPECT_TRUE(builder->getHalf2Mode());
    builder->setHalf2Mode(false);
    EXPECT_FALSE(builder->getFp16Mode());
    builder->setInt8Mode(true);
    EXPECT_TRUE(builder->getInt8Mode());
    builder->setInt8Mode(false);
    builder->setStrictTypeConstraints(true);
    EXPECT_TRUE(builder->getStrictTypeConstraints());
    builder->setDebugSync(true);
    EXPECT_TRUE(builder->getDebugSync());
    builder->allowGPUFallback(true);
    builder->setMinFindIterations(3);
    EXPECT_EQ(builder->getMinFindIterations(), 3);
    builder->setAverageFindIterations(4);
    EXPECT_EQ(builder->getAverageFindIterations(), 4);
    builder->setInt8Calibrator(nullptr);
    builder->setEngineCapability(nvinfer1::EngineCapability::kDEFAULT);
    EXPECT_EQ(builder->getEngineCapability(), nvinfer1::EngineCapability::kSTANDARD);
    EXPECT_EQ(builder->getDefaultDeviceType(), nvinfer1::DeviceType::kGPU);
    builder->setDefaultDeviceType(nvinfer1::DeviceType::kGPU);
    Owned<nvinfer1::INetworkDefinition> const network(defineImplicit(*builder));
    nvinfer1::ILayer* const layer = network->getLayer(0);
    EXPECT_FALSE(builder->isDeviceTypeSet(layer));
    builder->setDeviceType(layer, nvinfer1::DeviceType::kGPU);
    EXPECT_TRUE(builder->isDeviceTypeSet(layer));
    EXPECT_EQ(builder->getDeviceType(layer), nvinfer1::DeviceType::kGPU);
    builder->resetDeviceType(layer);
    EXPECT_FALSE(builder->isDeviceTypeSet(layer));
    EXPECT_FALSE(builder->canRunOnDLA(layer));
    EXPECT_EQ(builder->getDLACore(), -1);
}

TEST_F(Level7Only, HalfPrecisionSetOnTheBuilderReachesTheEngine)
{
    // 4097 is no half: 4096 + 1 shows in fp32 alone.
    auto const result = [&](bool half) {
        builder->setFp16Mode(half);
        Owned<nvinfer1::INetworkDefinition> const network(implicitNetwork());
        nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::Dims3(1, 1, 1));
        nvinfer1::IElementWiseLayer* const sum = network->addElementWise(*x, *x, nvinfer1::ElementWiseOperation::kSUM);
        sum->setPrecision(half ? nvinfer1::DataType::kHALF : nvinfer1::DataType::kFLOAT);
        builder->setStrictTypeConstraints(true);
        sum->getOutput(0)->setName("y");
        network->markOutput(*sum->getOutput(0));
        Owned<nvinfer1::ICudaEngine> const engine(builder->buildCudaEngine(*network));
        Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
        float in = 2048.5F, out = 0;
        void* bindings[]{&in, &out};
        EXPECT_TRUE(context->execute(1, bindings)) << logger.take();
        return out;
    };
    EXPECT_EQ(result(false), 4097.0F);
    EXPECT_EQ(result(true), 4096.0F);
}

TEST_F(Level7Only, ProductsWithTransposedOperands)
{
    Owned<nvinfer1::INetworkDefinition> const network(implicitNetwork());
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::Dims2(2, 3));
    nvinfer1::IMatrixMultiplyLayer* const product = network->addMatrixMultiply(*x, false, *x, true);
    EXPECT_THAT(sizesOf(product->getOutput(0)->getDimensions()), ElementsAre(2, 2));
    EXPECT_TRUE(product->getTranspose(1));
    product->setTranspose(0, true);
    product->setTranspose(1, false);
    EXPECT_TRUE(product->getTranspose(0));
    EXPECT_THAT(sizesOf(product->getOutput(0)->getDimensions()), ElementsAre(3, 3));
    EXPECT_EQ(x->getDynamicRange(), -1.0F) << "none is set";
    EXPECT_TRUE(x->setDynamicRange(-3.0F, 2.0F));
    EXPECT_EQ(x->getDynamicRange(), 3.0F) << "the larger magnitude";
    x->resetDynamicRange();
    EXPECT_EQ(x->getDynamicRange(), -1.0F);
}

TEST_F(Level7Only, WeightsOfARefittableEngineAreReplaced)
{
    EXPECT_FALSE(builder->getRefittable());
    builder->setRefittable(true);
    EXPECT_TRUE(builder->getRefittable());
    Owned<nvinfer1::INetworkDefinition> const network(implicitNetwork());
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::Dims3(1, 1, 2));
    std::vector<float> const one{2.0F}, other{5.0F};
    nvinfer1::Weights const none{nvinfer1::DataType::kFLOAT, nullptr, 0};
    nvinfer1::IScaleLayer* const layer = network->addScale(*x, nvinfer1::ScaleMode::kUNIFORM, none, weights(one), none);
    layer->setName("twice");
    layer->getOutput(0)->setName("y");
    network->markOutput(*layer->getOutput(0));
    Owned<nvinfer1::ICudaEngine> const engine(builder->buildCudaEngine(*network));
    ASSERT_NE(engine, nullptr) << logger.take();
    EXPECT_TRUE(engine->isRefittable());
    std::vector<float> in{1.0F, 3.0F}, out(2);
    void* bindings[]{in.data(), out.data()};
    {
        Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
        ASSERT_TRUE(context->execute(1, bindings)) << logger.take();
        EXPECT_THAT(out, ElementsAre(2, 6));
    }
    Owned<nvinfer1::IRefitter> const refitter(nvinfer1::createInferRefitter(*engine, logger));
    ASSERT_TRUE(refitter->setWeights("twice", nvinfer1::WeightsRole::kSCALE, weights(other))) << logger.take();
    ASSERT_TRUE(refitter->refitCudaEngine()) << logger.take();
    Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    ASSERT_TRUE(context->execute(1, bindings)) << logger.take();
    EXPECT_THAT(out, ElementsAre(5, 15));
    builder->setRefittable(false);
    EXPECT_FALSE(builder->getRefittable());
}

//! Rounds up, as programs of the time that came from Caffe models did.
class RoundedUp : public nvinfer1::IOutputDimensionsFormula
{
public:
    nvinfer1::DimsHW compute(nvinfer1::DimsHW input, nvinfer1::DimsHW kernel, nvinfer1::DimsHW stride,
        nvinfer1::DimsHW padding, nvinfer1::DimsHW dilation, const char* layerName) const override
    {
        layer = layerName;
        if (fails)
        {
            throw std::runtime_error("no formula today");
        }
        nvinfer1::DimsHW result;
        for (int i = 0; i < 2; ++i)
        {
            int const extent = dilation.d[i] * (kernel.d[i] - 1) + 1;
            result.d[i] = (input.d[i] + 2 * padding.d[i] - extent + stride.d[i] - 1) / stride.d[i] + 1 + more;
        }
        return result;
    }

    mutable std::string layer;
    bool fails{false};
    int more{0};
};

TEST_F(Level7Only, OutputSizesByAFormula)
{
    Owned<nvinfer1::INetworkDefinition> const network(implicitNetwork());
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::Dims3(1, 1, 5));
    RoundedUp formula;
    nvinfer1::IPoolingLayer* const before =
        network->addPooling(*x, nvinfer1::PoolingType::kMAX, nvinfer1::DimsHW(1, 2));
    before->setStride(nvinfer1::DimsHW(1, 2));
    before->setName("before");
    EXPECT_THAT(sizesOf(before->getOutput(0)->getDimensions()), ElementsAre(1, 1, 2));
    network->setPoolingOutputDimensionsFormula(&formula);
    EXPECT_EQ(&network->getPoolingOutputDimensionsFormula(), &formula);
    EXPECT_THAT(sizesOf(before->getOutput(0)->getDimensions()), ElementsAre(1, 1, 3))
        << "layers that are there take it too";
    EXPECT_EQ(formula.layer, "before");
    nvinfer1::IPoolingLayer* const after =
        network->addPooling(*x, nvinfer1::PoolingType::kAVERAGE, nvinfer1::DimsHW(1, 2));
    after->setStride(nvinfer1::DimsHW(1, 2));
    EXPECT_THAT(sizesOf(after->getOutput(0)->getDimensions()), ElementsAre(1, 1, 3));
    std::vector<float> const kernel{1, 10};
    nvinfer1::Weights const none{nvinfer1::DataType::kFLOAT, nullptr, 0};
    nvinfer1::IConvolutionLayer* const convolution =
        network->addConvolution(*x, 1, nvinfer1::DimsHW(1, 2), weights(kernel), none);
    convolution->setStride(nvinfer1::DimsHW(1, 2));
    network->setConvolutionOutputDimensionsFormula(&formula);
    nvinfer1::IDeconvolutionLayer* const deconvolution =
        network->addDeconvolution(*x, 1, nvinfer1::DimsHW(1, 2), weights(kernel), none);
    deconvolution->setStride(nvinfer1::DimsHW(1, 2));
    EXPECT_THAT(sizesOf(deconvolution->getOutput(0)->getDimensions()), ElementsAre(1, 1, 10));
    char const* const names[]{"max", "average", "convolution"};
    nvinfer1::ILayer* const layers[]{before, after, convolution};
    for (int i = 0; i < 3; ++i)
    {
        layers[i]->getOutput(0)->setName(names[i]);
        network->markOutput(*layers[i]->getOutput(0));
    }
    Owned<nvinfer1::ICudaEngine> const engine(builder->buildCudaEngine(*network));
    ASSERT_NE(engine, nullptr) << logger.take();
    Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> in{1, 2, 3, 4, 5};
    std::vector<std::vector<float>> out(3, std::vector<float>(3, -1));
    void* bindings[4]{in.data()};
    for (int i = 0; i < 3; ++i)
    {
        bindings[engine->getBindingIndex(names[i])] = out[static_cast<size_t>(i)].data();
    }
    ASSERT_TRUE(context->execute(1, bindings)) << logger.take();
    EXPECT_THAT(out[0], ElementsAre(2, 4, 5));
    EXPECT_THAT(out[1], ElementsAre(1.5F, 3.5F, 5));
    EXPECT_THAT(out[2], ElementsAre(21, 43, 5));
    EXPECT_THAT(sizesOf(convolution->getPostPadding()), ElementsAre(0, 0)) << "the build leaves layers as they were";

    network->setDeconvolutionOutputDimensionsFormula(&formula);
    EXPECT_THAT(sizesOf(deconvolution->getOutput(0)->getDimensions()), ElementsAre(1, 1, 3));
    network->setDeconvolutionOutputDimensionsFormula(nullptr);
    EXPECT_THAT(sizesOf(deconvolution->getOutput(0)->getDimensions()), ElementsAre(1, 1, 10));
    // What the getter gives while none is set computes the usual sizes.
    nvinfer1::DimsHW const usual = network->getDeconvolutionOutputDimensionsFormula().compute(nvinfer1::DimsHW(4, 5),
        nvinfer1::DimsHW(3, 3), nvinfer1::DimsHW(2, 1), nvinfer1::DimsHW(1, 0), nvinfer1::DimsHW(1, 1), "");
    EXPECT_THAT(sizesOf(usual), ElementsAre(7, 7));
    network->setPoolingOutputDimensionsFormula(nullptr);
    EXPECT_THAT(sizesOf(after->getOutput(0)->getDimensions()), ElementsAre(1, 1, 2));
    nvinfer1::DimsHW const pooled = network->getPoolingOutputDimensionsFormula().compute(nvinfer1::DimsHW(7, 8),
        nvinfer1::DimsHW(3, 3), nvinfer1::DimsHW(2, 2), nvinfer1::DimsHW(1, 1), nvinfer1::DimsHW(1, 2), "");
    EXPECT_THAT(sizesOf(pooled), ElementsAre(4, 3));

    formula.more = -10;
    EXPECT_EQ(convolution->getOutput(0)->getDimensions().nbDims, 3) << "known already";
    convolution->setStride(nvinfer1::DimsHW(1, 2));
    EXPECT_EQ(convolution->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_THAT(logger.take(),
        HasSubstr("output dimensions formula: expected 2 sizes of at least 1 for an input of 1x5, found"));
    formula.more = 0;
    formula.fails = true;
    EXPECT_EQ(builder->buildCudaEngine(*network), nullptr);
    EXPECT_THAT(logger.take(), HasSubstr("no formula today"));
}

TEST_F(Level7Only, FirstPluginInterfaceIsRefusedByName)
{
    struct Old final : nvinfer1::IPluginExt
    {
        int32_t getNbOutputs() const override { return 1; }
        nvinfer1::Dims getOutputDimensions(int32_t, const nvinfer1::Dims* inputs, int32_t) override
        {
            return inputs[0];
        }
        int32_t initialize() override { return 0; }
        void terminate() override {}
        size_t getWorkspaceSize(int32_t) const override { return 0; }
        int32_t enqueue(int32_t, const void* const*, void**, void*, cudaStream_t) override { return 0; }
        size_t getSerializationSize() override { return 0; }
        void serialize(void*) override {}
        bool supportsFormat(nvinfer1::DataType, nvinfer1::PluginFormat) const override { return true; }
        void configureWithFormat(const nvinfer1::Dims*, int32_t, const nvinfer1::Dims*, int32_t, nvinfer1::DataType,
            nvinfer1::PluginFormat, int32_t) override
        {
        }
    } plugin;
    struct Factory final : nvinfer1::IPluginFactory
    {
        nvinfer1::IPlugin* createPlugin(const char*, const void*, size_t) override { return nullptr; }
    } factory;
    EXPECT_EQ(plugin.getTensorRTVersion(), NV_TENSORRT_VERSION);
    Owned<nvinfer1::INetworkDefinition> const network(implicitNetwork());
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::DimsCHW(1, 1, 4));
    EXPECT_EQ(network->addPlugin(&x, 1, plugin), nullptr);
    EXPECT_THAT(logger.take(), refusal("use IPluginV2IOExt or IPluginV2DynamicExt", "INetworkDefinition::addPlugin"));
    EXPECT_EQ(network->addPluginExt(&x, 1, plugin), nullptr);
    EXPECT_THAT(logger.take(), refusal("use IPluginV2IOExt", "INetworkDefinition::addPluginExt"));
    nvinfer1::Weights const none{nvinfer1::DataType::kFLOAT, nullptr, 0};
    EXPECT_EQ(network->addRNN(*x, 1, 4, 4, nvinfer1::RNNOperation::kTANH, nvinfer1::RNNInputMode::kLINEAR,
                  nvinfer1::RNNDirection::kUNIDIRECTION, none, none),
        nullptr);
    EXPECT_THAT(logger.take(), refusal("use a loop", "INetworkDefinition::addRNN"));
    Owned<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(logger));
    EXPECT_EQ(runtime->deserializeCudaEngine("plan", 4, &factory), nullptr);
    EXPECT_THAT(
        logger.take(), refusal("register an IPluginCreator", "IRuntime::deserializeCudaEngine with an IPluginFactory"));
}

TEST_F(Level7Only, WeightsAreRearranged)
{
    std::vector<float> const values{0, 1, 2, 3, 4, 5};
    int32_t const shape[]{1, 2, 3}, order[]{2, 0, 1}, twice[]{0, 0, 1};
    std::vector<float> out(6, -1);
    ASSERT_TRUE(nvinfer1::utils::reshapeWeights(weights(values), shape, order, out.data(), 3));
    EXPECT_THAT(out, ElementsAre(0, 3, 1, 4, 2, 5));
    EXPECT_FALSE(nvinfer1::utils::reshapeWeights(weights(values), shape, twice, out.data(), 3));
    EXPECT_THAT(
        logger.take(), HasSubstr("order of the dimensions: expected each of 0 to 2 once, found 0 at position 1"));
    int32_t const wrong[]{1, 2, 4};
    EXPECT_FALSE(nvinfer1::utils::reshapeWeights(weights(values), wrong, order, out.data(), 3));
    EXPECT_THAT(logger.take(), HasSubstr("shape 1x2x4: expected a volume of 6, the number of weights, found 8"));

    std::vector<int16_t> buffers{1, 2, 3, 4, 5, 6};
    int32_t const turns[]{2, 0, 1};
    ASSERT_TRUE(nvinfer1::utils::reorderSubBuffers(buffers.data(), turns, 3, 4));
    EXPECT_THAT(buffers, ElementsAre(5, 6, 1, 2, 3, 4));
    std::vector<float> matrices{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    ASSERT_TRUE(nvinfer1::utils::transposeSubBuffers(matrices.data(), nvinfer1::DataType::kFLOAT, 2, 3, 2));
    EXPECT_THAT(matrices, ElementsAre(1, 3, 5, 2, 4, 6, 7, 9, 11, 8, 10, 12));
    EXPECT_FALSE(nvinfer1::utils::transposeSubBuffers(matrices.data(), nvinfer1::DataType::kFLOAT, -1, 3, 2));
    EXPECT_THAT(logger.take(), HasSubstr("number of matrices: expected at least 0, found -1"));
}

} // namespace
