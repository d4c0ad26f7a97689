// What level7_test.cpp and level8_test.cpp check besides: layers, settings and bindings by the methods of that time. LEVEL_TEST and
// LEVEL_LAYERS are the suites' names.
#pragma once

#include "api/testing/level_program.h"

#include <NvCaffeParser.h>
#include <NvUffParser.h>
#if TENON_API_LEVEL == 8
#include <NvInferConsistency.h>
#include <NvInferSafeRuntime.h>
#endif

#include <cmath>
#include <limits>

namespace
{

nvinfer1::Weights weights(std::vector<float> const& values)
{
    return {nvinfer1::DataType::kFLOAT, values.data(), static_cast<int64_t>(values.size())};
}

std::vector<int64_t> sizesOf(nvinfer1::Dims const& dims)
{
    return dims.nbDims < 0 ? std::vector<int64_t>{-1000} : std::vector<int64_t>(dims.d, dims.d + dims.nbDims);
}

class LEVEL_LAYERS : public LEVEL_TEST
{
protected:
    nvinfer1::INetworkDefinition* implicitNetwork() { return builder->createNetworkV2(0U); }

    Owned<nvinfer1::ICudaEngine> build(nvinfer1::INetworkDefinition& network)
    {
        Owned<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
        return Owned<nvinfer1::ICudaEngine>(builder->buildEngineWithConfig(network, *config));
    }
};

TEST_F(LEVEL_LAYERS, WindowsByHeightAndWidth)
{
    using nvinfer1::DimsHW;
    Owned<nvinfer1::INetworkDefinition> const network(implicitNetwork());
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::Dims3(1, 9, 11));
    std::vector<float> const kernel(2 * 15, 0.5F);
    nvinfer1::IConvolutionLayer* const convolution = network->addConvolution(
        *x, 2, DimsHW(3, 5), weights(kernel), nvinfer1::Weights{nvinfer1::DataType::kFLOAT, nullptr, 0});
    ASSERT_NE(convolution, nullptr);
    EXPECT_EQ(convolution->getKernelSize().w(), 5);
    EXPECT_THAT(sizesOf(convolution->getOutput(0)->getDimensions()), ElementsAre(2, 7, 7));
    convolution->setStride(DimsHW(2, 1));
    EXPECT_EQ(convolution->getStride().h(), 2);
    convolution->setPadding(DimsHW(1, 2));
    EXPECT_EQ(convolution->getPadding().w(), 2);
    EXPECT_THAT(sizesOf(convolution->getOutput(0)->getDimensions()), ElementsAre(2, 5, 11));
    convolution->setDilation(DimsHW(2, 1));
    EXPECT_EQ(convolution->getDilation().h(), 2);
    EXPECT_THAT(sizesOf(convolution->getOutput(0)->getDimensions()), ElementsAre(2, 4, 11));
    convolution->setKernelSize(DimsHW(5, 3));
    EXPECT_EQ(convolution->getKernelSize().h(), 5);

    nvinfer1::IPoolingLayer* const pooling = network->addPooling(*x, nvinfer1::PoolingType::kMAX, DimsHW(2, 3));
    pooling->setStride(DimsHW(2, 3));
    pooling->setPadding(DimsHW(1, 1));
    EXPECT_EQ(pooling->getWindowSize().w(), 3);
    EXPECT_EQ(pooling->getStride().w(), 3);
    EXPECT_EQ(pooling->getPadding().h(), 1);
    EXPECT_THAT(sizesOf(pooling->getOutput(0)->getDimensions()), ElementsAre(1, 5, 4));
    pooling->setWindowSize(DimsHW(3, 3));
    EXPECT_THAT(sizesOf(pooling->getOutput(0)->getDimensions()), ElementsAre(1, 5, 4));
    pooling->setPaddingMode(nvinfer1::PaddingMode::kCAFFE_ROUND_UP);
    EXPECT_THAT(sizesOf(pooling->getOutput(0)->getDimensions()), ElementsAre(1, 5, 5));

    nvinfer1::IDeconvolutionLayer* const deconvolution = network->addDeconvolution(
        *x, 2, DimsHW(3, 5), weights(kernel), nvinfer1::Weights{nvinfer1::DataType::kFLOAT, nullptr, 0});
    deconvolution->setStride(DimsHW(2, 2));
    deconvolution->setPadding(DimsHW(1, 0));
    EXPECT_EQ(deconvolution->getKernelSize().h(), 3);
    EXPECT_EQ(deconvolution->getStride().h(), 2);
    EXPECT_EQ(deconvolution->getPadding().h(), 1);
    EXPECT_THAT(sizesOf(deconvolution->getOutput(0)->getDimensions()), ElementsAre(2, 17, 25));
    deconvolution->setKernelSize(DimsHW(5, 3));
    EXPECT_THAT(sizesOf(deconvolution->getOutput(0)->getDimensions()), ElementsAre(2, 19, 23));

    nvinfer1::IPaddingLayer* const padding = network->addPadding(*x, DimsHW(1, 2), DimsHW(-3, 4));
    EXPECT_THAT(sizesOf(padding->getOutput(0)->getDimensions()), ElementsAre(1, 7, 17));
    EXPECT_EQ(padding->getPrePadding().w(), 2);
    EXPECT_EQ(padding->getPostPadding().h(), -3);
    padding->setPrePadding(DimsHW(0, 0));
    padding->setPostPadding(DimsHW(0, 1));
    EXPECT_THAT(sizesOf(padding->getOutput(0)->getDimensions()), ElementsAre(1, 9, 12));

    nvinfer1::IResizeLayer* const resize = network->addResize(*x);
    resize->setResizeMode(nvinfer1::ResizeMode::kLINEAR);
    EXPECT_FALSE(resize->getAlignCorners());
    resize->setAlignCorners(true);
    EXPECT_TRUE(resize->getAlignCorners());
    EXPECT_EQ(resize->getCoordinateTransformation(), nvinfer1::ResizeCoordinateTransformation::kALIGN_CORNERS);
    nvinfer1::ISliceLayer* const slice =
        network->addSlice(*x, nvinfer1::Dims3(0, 1, 1), nvinfer1::Dims3(1, 4, 5), nvinfer1::Dims3(1, 2, 2));
    slice->setMode(nvinfer1::SliceMode::kWRAP);
    EXPECT_EQ(slice->getMode(), nvinfer1::SliceMode::kWRAP);
    EXPECT_THAT(sizesOf(slice->getOutput(0)->getDimensions()), ElementsAre(1, 4, 5));
    EXPECT_FALSE(network->hasExplicitPrecision());
}

TEST_F(LEVEL_LAYERS, FullyConnectedLayersTakeOtherWeights)
{
    Owned<nvinfer1::INetworkDefinition> const network(defineImplicit(*builder));
    auto* const fc = static_cast<nvinfer1::IFullyConnectedLayer*>(network->getLayer(0));
    EXPECT_EQ(fc->getKernelWeights().count, 6);
    EXPECT_EQ(fc->getBiasWeights().count, 2);
    std::vector<float> const kernel{1, 1, 1, 2, 2, 2, 3, 3, 3}, bias{1, 2, 3};
    fc->setNbOutputChannels(3);
    fc->setKernelWeights(weights(kernel));
    fc->setBiasWeights(weights(bias));
    EXPECT_EQ(fc->getKernelWeights().values, kernel.data());
    EXPECT_EQ(fc->getBiasWeights().values, bias.data());
    Owned<nvinfer1::ICudaEngine> const engine = build(*network);
    ASSERT_NE(engine, nullptr) << logger.take();
    Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    std::vector<float> x{1, 2, 3}, y(3);
    void* bindings[]{x.data(), y.data()};
    ASSERT_TRUE(context->execute(1, bindings));
    EXPECT_THAT(y, ElementsAre(7, 14, 21));
}

TEST_F(LEVEL_LAYERS, RecurrentLayersAreRefusedByName)
{
    Owned<nvinfer1::INetworkDefinition> const network(implicitNetwork());
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::Dims2(4, 8));
    EXPECT_EQ(network->addRNNv2(*x, 1, 8, 4, nvinfer1::RNNOperation::kLSTM), nullptr);
    EXPECT_THAT(logger.take(),
        ::testing::AllOf(HasSubstr("not supported: use a loop"), HasSubstr("in INetworkDefinition::addRNNv2")));
    EXPECT_EQ(network->getNbLayers(), 0);
}

TEST_F(LEVEL_LAYERS, ParsersAndRuntimesThatAreDeclaredSayWhatToUse)
{
    EXPECT_EQ(nvcaffeparser1::createCaffeParser(), nullptr);
    EXPECT_THAT(logger.take(),
        HasSubstr("not supported: convert the model to ONNX and use nvonnxparser\n  in createCaffeParser"));
    EXPECT_EQ(nvuffparser::createUffParser(), nullptr);
    EXPECT_THAT(logger.take(),
        HasSubstr("not supported: convert the model to ONNX and use nvonnxparser\n  in createUffParser"));
    nvcaffeparser1::shutdownProtobufLibrary();
#if TENON_API_LEVEL == 8
    EXPECT_EQ(nvinfer1::safe::createInferRuntime(logger), nullptr);
    EXPECT_THAT(logger.take(), HasSubstr("not supported: use nvinfer1::createInferRuntime and getPluginRegistry"));
    EXPECT_EQ(nvinfer1::safe::getSafePluginRegistry(), nullptr);
    EXPECT_THAT(logger.take(), HasSubstr("in getSafePluginRegistry"));
    EXPECT_EQ(nvinfer1::consistency::createConsistencyChecker(logger, nullptr, 0), nullptr);
    EXPECT_THAT(logger.take(), HasSubstr("there is no safety runtime to check plans for"));
#endif
}

TEST_F(LEVEL_LAYERS, MinimumTimingIterationsCalibratorsAndSelectorsAreKept)
{
    Owned<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    EXPECT_EQ(config->getMinTimingIterations(), 1);
    config->setMinTimingIterations(5);
    EXPECT_EQ(config->getMinTimingIterations(), 5);
    config->setMinTimingIterations(0);
    EXPECT_THAT(logger.take(), HasSubstr("minimum timing iterations: expected at least 1, found 0"));
    EXPECT_EQ(config->getMinTimingIterations(), 5);
    EXPECT_EQ(config->getInt8Calibrator(), nullptr);
    EXPECT_EQ(config->getAlgorithmSelector(), nullptr);
}

TEST_F(LEVEL_LAYERS, BindingsByNumber)
{
    Owned<nvinfer1::INetworkDefinition> const network(defineImplicit(*builder));
    builder->setMaxBatchSize(2);
    Owned<nvinfer1::ICudaEngine> const engine = build(*network);
    ASSERT_NE(engine, nullptr) << logger.take();
    EXPECT_EQ(engine->getLocation(0), nvinfer1::TensorLocation::kDEVICE);
    EXPECT_EQ(engine->getBindingBytesPerComponent(0), -1) << "not vectorized";
    EXPECT_EQ(engine->getBindingComponentsPerElement(0), -1);
    EXPECT_EQ(engine->getBindingVectorizedDim(0), -1);
    EXPECT_THAT(engine->getBindingFormatDesc(0), HasSubstr("linear"));
    EXPECT_TRUE(engine->isExecutionBinding(0));
    EXPECT_FALSE(engine->isShapeBinding(0));
    EXPECT_EQ(engine->getLocation(2), nvinfer1::TensorLocation::kDEVICE);
    EXPECT_THAT(logger.take(), HasSubstr("binding: expected an index from 0 to 1, found 2"));
    Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    EXPECT_THAT(sizesOf(context->getStrides(0)), ElementsAre(1, 1, 1));
    EXPECT_TRUE(context->allInputShapesSpecified());
#if TENON_API_LEVEL < 8
    EXPECT_LT(engine->getWorkspaceSize(), 1U << 20);
#endif
}

TEST_F(LEVEL_LAYERS, VectorizedBindingsByNumber)
{
    Owned<nvinfer1::INetworkDefinition> const network(implicitNetwork());
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kHALF, nvinfer1::Dims3(5, 2, 3));
    x->setAllowedFormats(1U << static_cast<uint32_t>(nvinfer1::TensorFormat::kHWC8));
    nvinfer1::IActivationLayer* const act = network->addActivation(*x, nvinfer1::ActivationType::kRELU);
    act->getOutput(0)->setName("y");
    network->markOutput(*act->getOutput(0));
    Owned<nvinfer1::ICudaEngine> const engine = build(*network);
    ASSERT_NE(engine, nullptr) << logger.take();
    EXPECT_EQ(engine->getBindingFormat(0), nvinfer1::TensorFormat::kHWC8);
    EXPECT_EQ(engine->getBindingBytesPerComponent(0), 2);
    EXPECT_EQ(engine->getBindingComponentsPerElement(0), 8);
    EXPECT_EQ(engine->getBindingVectorizedDim(0), 0) << "channels, in dims without the batch";
    EXPECT_EQ(engine->getBindingFormatDesc(9), nullptr);
    EXPECT_THAT(logger.take(), HasSubstr("binding: expected an index from 0 to 1, found 9"));
}

TEST_F(LEVEL_LAYERS, ShapeInputsByNumber)
{
    uint32_t const flags = 1U << static_cast<uint32_t>(nvinfer1::NetworkDefinitionCreationFlag::kEXPLICIT_BATCH);
    Owned<nvinfer1::INetworkDefinition> const network(builder->createNetworkV2(flags));
    nvinfer1::ITensor* const x = network->addInput("x", nvinfer1::DataType::kFLOAT, nvinfer1::Dims2(2, 6));
    nvinfer1::Dims two{};
    two.nbDims = 1;
    two.d[0] = 2;
    nvinfer1::ITensor* const shape = network->addInput("shape", nvinfer1::DataType::kINT32, two);
    nvinfer1::IShuffleLayer* const shuffle = network->addShuffle(*x);
    shuffle->setInput(1, *shape);
    shuffle->getOutput(0)->setName("y");
    network->markOutput(*shuffle->getOutput(0));
    Owned<nvinfer1::IBuilderConfig> const config(builder->createBuilderConfig());
    nvinfer1::IOptimizationProfile* const profile = builder->createOptimizationProfile();
    int32_t const least[]{1, 1}, best[]{3, 4}, most[]{12, 12};
    EXPECT_TRUE(profile->setShapeValues("shape", nvinfer1::OptProfileSelector::kMIN, least, 2));
    EXPECT_TRUE(profile->setShapeValues("shape", nvinfer1::OptProfileSelector::kOPT, best, 2));
    EXPECT_TRUE(profile->setShapeValues("shape", nvinfer1::OptProfileSelector::kMAX, most, 2));
    EXPECT_GE(config->addOptimizationProfile(profile), 0);
    Owned<nvinfer1::ICudaEngine> const engine(builder->buildEngineWithConfig(*network, *config));
    ASSERT_NE(engine, nullptr) << logger.take();
    int32_t const binding = engine->getBindingIndex("shape");
    EXPECT_TRUE(engine->isShapeBinding(binding));
    EXPECT_FALSE(engine->isExecutionBinding(binding));
    EXPECT_EQ(engine->getLocation(binding), nvinfer1::TensorLocation::kHOST);
    int32_t const* const values = engine->getProfileShapeValues(0, binding, nvinfer1::OptProfileSelector::kOPT);
    ASSERT_NE(values, nullptr) << logger.take();
    EXPECT_EQ(values[1], 4);
    EXPECT_EQ(
        engine->getProfileShapeValues(0, engine->getBindingIndex("x"), nvinfer1::OptProfileSelector::kOPT), nullptr);
    logger.take();

    Owned<nvinfer1::IExecutionContext> const context(engine->createExecutionContext());
    int32_t found[]{0, 0};
    EXPECT_FALSE(context->allInputShapesSpecified());
    EXPECT_FALSE(context->getShapeBinding(binding, found));
    EXPECT_THAT(logger.take(), HasSubstr("shape input \"shape\": expected values that were set, found none"));
    int32_t const chosen[]{4, 3};
    ASSERT_TRUE(context->setInputShapeBinding(binding, chosen)) << logger.take();
    EXPECT_TRUE(context->allInputShapesSpecified());
    ASSERT_TRUE(context->getShapeBinding(binding, found)) << logger.take();
    EXPECT_THAT(found, ElementsAre(4, 3));
    EXPECT_THAT(sizesOf(context->getBindingDimensions(engine->getBindingIndex("y"))), ElementsAre(4, 3));
    EXPECT_FALSE(context->getShapeBinding(engine->getBindingIndex("x"), found));
    EXPECT_THAT(logger.take(), HasSubstr("binding \"x\": expected a shape input"));
    std::vector<float> in(12), out(12);
    for (size_t i = 0; i < in.size(); ++i)
    {
        in[i] = static_cast<float>(i);
    }
    void* bindings[3]{};
    bindings[engine->getBindingIndex("x")] = in.data();
    bindings[engine->getBindingIndex("y")] = out.data();
    ASSERT_TRUE(context->executeV2(bindings)) << logger.take();
    EXPECT_EQ(in, out) << "a shape input that is set needs no memory";
    int32_t tooMany[]{13, 1};
    EXPECT_FALSE(context->setInputShapeBinding(binding, tooMany));
    EXPECT_THAT(logger.take(), HasSubstr("expected value 0 to be from 1 to 12"));
}

} // namespace
