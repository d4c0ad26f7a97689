// Layers through the public API: setters and getters, dimensions, defaults, refusals. What layers compute:
// engine/inference_test.cpp.
#include "api/testing/engine_fixture.h"
#include "support/covers.h"

namespace tenon::testing
{
namespace
{

using nvinfer1::DataType;
using nvinfer1::ITensor;
using nvinfer1::Weights;

using LayersTest = EngineTest;
constexpr Weights kNoWeights{DataType::kFLOAT, nullptr, 0};

TEST_F(LayersTest, LayersHaveNamesTypesInputsAndOutputs)
{
    TENON_COVERS("ILayer::getType", "ILayer::getName", "ILayer::setName", "ILayer::getNbInputs", "ILayer::getInput",
        "ILayer::getNbOutputs", "ILayer::getOutput", "ILayer::setInput", "INetworkDefinition::getNbLayers",
        "INetworkDefinition::getLayer", "ILayer::setMetadata", "ILayer::getMetadata");
    ITensor& x = input("x", {1, 2});
    nvinfer1::IActivationLayer* const first = network->addActivation(x, nvinfer1::ActivationType::kRELU);
    nvinfer1::IActivationLayer* const second =
        network->addActivation(*first->getOutput(0), nvinfer1::ActivationType::kTANH);
    EXPECT_EQ(network->getNbLayers(), 2);
    EXPECT_EQ(network->getLayer(1), second);
    EXPECT_EQ(first->getType(), nvinfer1::LayerType::kACTIVATION);
    EXPECT_STREQ(second->getName(), "(Unnamed Layer* 1) [Activation]");
    EXPECT_STREQ(second->getOutput(0)->getName(), "(Unnamed Layer* 1) [Activation]_output");
    second->setName("act");
    EXPECT_STREQ(second->getName(), "act");
    EXPECT_EQ(second->getNbInputs(), 1);
    EXPECT_EQ(second->getNbOutputs(), 1);
    EXPECT_EQ(second->getInput(0), first->getOutput(0));
    second->setInput(0, x);
    EXPECT_EQ(second->getInput(0), &x);
    second->setMetadata("origin");
    EXPECT_STREQ(second->getMetadata(), "origin");
    EXPECT_EQ(second->getOutput(1), nullptr);
    EXPECT_ONE_ERROR("output of Activation \"act\": expected an index from 0 to 0, found 1");
    second->setInput(1, x);
    EXPECT_ONE_ERROR("input of Activation \"act\": expected an index from 0 to 0, found 1");
    second->setName(nullptr);
    EXPECT_ONE_ERROR("name of the layer: expected text");
}

TEST_F(LayersTest, LayersOfAnotherNetworkDoNotMix)
{
    std::unique_ptr<nvinfer1::INetworkDefinition> const other(builder->createNetworkV2(0));
    ITensor* const theirs = other->addInput("theirs", DataType::kFLOAT, dims({1, 2}));
    EXPECT_EQ(network->addActivation(*theirs, nvinfer1::ActivationType::kRELU), nullptr);
    EXPECT_ONE_ERROR("tensor \"theirs\": expected one of network \"\", found one of another network");
    nvinfer1::IActivationLayer* const layer =
        network->addActivation(input("x", {1, 2}), nvinfer1::ActivationType::kRELU);
    layer->setInput(0, *theirs);
    EXPECT_ONE_ERROR("in ILayer::setInput");
}

TEST_F(LayersTest, PrecisionAndOutputTypes)
{
    TENON_COVERS("ILayer::setPrecision", "ILayer::getPrecision", "ILayer::precisionIsSet", "ILayer::resetPrecision",
        "ILayer::setOutputType", "ILayer::getOutputType", "ILayer::outputTypeIsSet", "ILayer::resetOutputType");
    nvinfer1::ILayer& layer = *network->addActivation(input("x", {1, 2}), nvinfer1::ActivationType::kRELU);
    EXPECT_FALSE(layer.precisionIsSet());
    EXPECT_EQ(layer.getPrecision(), DataType::kFLOAT);
    layer.setPrecision(DataType::kHALF);
    EXPECT_TRUE(layer.precisionIsSet());
    EXPECT_EQ(layer.getPrecision(), DataType::kHALF);
    layer.resetPrecision();
    EXPECT_FALSE(layer.precisionIsSet());
    EXPECT_EQ(layer.getOutputType(0), DataType::kFLOAT);
    layer.setOutputType(0, DataType::kHALF);
    EXPECT_TRUE(layer.outputTypeIsSet(0));
    EXPECT_EQ(layer.getOutputType(0), DataType::kHALF);
    EXPECT_EQ(layer.getOutput(0)->getType(), DataType::kHALF);
    layer.resetOutputType(0);
    EXPECT_EQ(layer.getOutput(0)->getType(), DataType::kFLOAT);
    layer.setPrecision(static_cast<DataType>(99));
    EXPECT_ONE_ERROR("precision of the layer: expected an enumerator of DataType, found 99");
    layer.setOutputType(3, DataType::kHALF);
    EXPECT_ONE_ERROR("expected an index from 0 to 0, found 3");
}

TEST_F(LayersTest, StronglyTypedNetworksTakeNoPrecision)
{
    network.reset(builder->createNetworkV2(
        1U << static_cast<uint32_t>(nvinfer1::NetworkDefinitionCreationFlag::kSTRONGLY_TYPED)));
    nvinfer1::ILayer& layer = *network->addActivation(input("x", {1, 2}), nvinfer1::ActivationType::kRELU);
    layer.setPrecision(DataType::kHALF);
    EXPECT_ONE_ERROR("expected no precision in a strongly typed network, found one; add a cast layer instead");
    layer.getOutput(0)->setType(DataType::kHALF);
    EXPECT_ONE_ERROR("expected its type to follow from its layer in a strongly typed network");
}

TEST_F(LayersTest, Convolution)
{
    TENON_COVERS("INetworkDefinition::addConvolutionNd", "IConvolutionLayer::setStrideNd",
        "IConvolutionLayer::getStrideNd", "IConvolutionLayer::setPaddingNd", "IConvolutionLayer::getPaddingNd",
        "IConvolutionLayer::setPrePadding", "IConvolutionLayer::getPrePadding", "IConvolutionLayer::setPostPadding",
        "IConvolutionLayer::getPostPadding", "IConvolutionLayer::setPaddingMode", "IConvolutionLayer::getPaddingMode",
        "IConvolutionLayer::setDilationNd", "IConvolutionLayer::getDilationNd", "IConvolutionLayer::setNbGroups",
        "IConvolutionLayer::getNbGroups", "IConvolutionLayer::setNbOutputMaps", "IConvolutionLayer::getNbOutputMaps",
        "IConvolutionLayer::setKernelSizeNd", "IConvolutionLayer::getKernelSizeNd",
        "IConvolutionLayer::setKernelWeights", "IConvolutionLayer::getKernelWeights",
        "IConvolutionLayer::setBiasWeights", "IConvolutionLayer::getBiasWeights", "ITensor::getDimensions");
    Values const kernel(4 * 2 * 3 * 3, 1.0F);
    Values const bias(4, 0.0F);
    nvinfer1::IConvolutionLayer* const conv =
        network->addConvolutionNd(input("x", {-1, 2, 8, 8}), 4, dims({3, 3}), weightsOf(kernel), kNoWeights);
    ASSERT_NE(conv, nullptr);
    EXPECT_EQ(sizes(conv->getOutput(0)->getDimensions()), list({-1, 4, 6, 6}));
    EXPECT_EQ(sizes(conv->getStrideNd()), list({1, 1}));
    conv->setPaddingNd(dims({1, 1}));
    EXPECT_EQ(sizes(conv->getOutput(0)->getDimensions()), list({-1, 4, 8, 8}));
    EXPECT_EQ(sizes(conv->getPaddingNd()), list({1, 1}));
    EXPECT_EQ(sizes(conv->getPostPadding()), list({1, 1}));
    conv->setPrePadding(dims({0, 0}));
    conv->setPostPadding(dims({2, 2}));
    EXPECT_EQ(sizes(conv->getPrePadding()), list({0, 0}));
    conv->setStrideNd(dims({2, 2}));
    EXPECT_EQ(sizes(conv->getOutput(0)->getDimensions()), list({-1, 4, 4, 4}));
    conv->setPaddingMode(nvinfer1::PaddingMode::kSAME_UPPER);
    EXPECT_EQ(conv->getPaddingMode(), nvinfer1::PaddingMode::kSAME_UPPER);
    conv->setDilationNd(dims({2, 2}));
    EXPECT_EQ(sizes(conv->getDilationNd()), list({2, 2}));
    EXPECT_EQ(sizes(conv->getOutput(0)->getDimensions()), list({-1, 4, 4, 4}));
    conv->setNbGroups(2);
    EXPECT_EQ(conv->getNbGroups(), 2);
    EXPECT_EQ(conv->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_ONE_ERROR("kernel weights: expected 36 values");
    conv->setKernelWeights({DataType::kFLOAT, kernel.data(), 36});
    EXPECT_EQ(conv->getKernelWeights().count, 36);
    EXPECT_EQ(conv->getKernelWeights().values, kernel.data());
    conv->setBiasWeights(weightsOf(bias));
    EXPECT_EQ(conv->getBiasWeights().count, 4);
    EXPECT_EQ(sizes(conv->getOutput(0)->getDimensions()), list({-1, 4, 4, 4}));
    conv->setNbOutputMaps(2);
    EXPECT_EQ(conv->getNbOutputMaps(), 2);
    conv->setKernelSizeNd(dims({1, 1}));
    EXPECT_EQ(sizes(conv->getKernelSizeNd()), list({1, 1}));

    conv->setStrideNd(dims({1}));
    EXPECT_ONE_ERROR("stride 1: expected 2 sizes, one for each dimension of the window, found 1");
    conv->setStrideNd(dims({0, 1}));
    EXPECT_ONE_ERROR("stride 0x1: expected sizes of at least 1, found 0 in dimension 0");
    conv->setPaddingMode(static_cast<nvinfer1::PaddingMode>(7));
    EXPECT_ONE_ERROR("padding mode: expected an enumerator from 0 to 3, found 7");
    conv->setKernelWeights({DataType::kFLOAT, nullptr, 3});
    EXPECT_ONE_ERROR("kernel weights: expected values, found a null pointer with count 3");
    conv->setBiasWeights({DataType::kFLOAT, bias.data(), -1});
    EXPECT_ONE_ERROR("bias weights: expected a count of at least 0, found -1");
    EXPECT_EQ(network->addConvolutionNd(*network->getInput(0), 4, dims({}), kNoWeights, kNoWeights), nullptr);
    EXPECT_ONE_ERROR("kernel size scalar: expected 1 to 3 dimensions, found 0");
}

TEST_F(LayersTest, ConvolutionTakesItsKernelAsATensor)
{
    nvinfer1::IConvolutionLayer* const conv =
        network->addConvolutionNd(input("x", {1, 2, 4, 4}), 3, dims({3, 3}), kNoWeights, kNoWeights);
    ITensor& kernel = input("kernel", {3, 2, 3, 3});
    EXPECT_EQ(conv->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_ONE_ERROR("kernel weights: expected values, or a tensor as input 1, found neither");
    conv->setInput(1, kernel);
    EXPECT_EQ(conv->getNbInputs(), 2);
    EXPECT_EQ(sizes(conv->getOutput(0)->getDimensions()), list({1, 3, 2, 2}));
}

TEST_F(LayersTest, Pooling)
{
    TENON_COVERS("INetworkDefinition::addPoolingNd", "IPoolingLayer::setPoolingType", "IPoolingLayer::getPoolingType",
        "IPoolingLayer::setWindowSizeNd", "IPoolingLayer::getWindowSizeNd", "IPoolingLayer::setStrideNd",
        "IPoolingLayer::getStrideNd", "IPoolingLayer::setPaddingNd", "IPoolingLayer::getPaddingNd",
        "IPoolingLayer::setPrePadding", "IPoolingLayer::getPrePadding", "IPoolingLayer::setPostPadding",
        "IPoolingLayer::getPostPadding", "IPoolingLayer::setPaddingMode", "IPoolingLayer::getPaddingMode",
        "IPoolingLayer::setBlendFactor", "IPoolingLayer::getBlendFactor",
        "IPoolingLayer::setAverageCountExcludesPadding", "IPoolingLayer::getAverageCountExcludesPadding");
    nvinfer1::IPoolingLayer* const pool =
        network->addPoolingNd(input("x", {1, 2, 8, 8}), nvinfer1::PoolingType::kMAX, dims({2, 2}));
    ASSERT_NE(pool, nullptr);
    pool->setStrideNd(dims({2, 2}));
    EXPECT_EQ(sizes(pool->getStrideNd()), list({2, 2}));
    EXPECT_EQ(sizes(pool->getOutput(0)->getDimensions()), list({1, 2, 4, 4}));
    pool->setWindowSizeNd(dims({3, 3}));
    EXPECT_EQ(sizes(pool->getWindowSizeNd()), list({3, 3}));
    EXPECT_EQ(sizes(pool->getOutput(0)->getDimensions()), list({1, 2, 3, 3}));
    pool->setPaddingMode(nvinfer1::PaddingMode::kEXPLICIT_ROUND_UP);
    EXPECT_EQ(pool->getPaddingMode(), nvinfer1::PaddingMode::kEXPLICIT_ROUND_UP);
    EXPECT_EQ(sizes(pool->getOutput(0)->getDimensions()), list({1, 2, 4, 4}));
    pool->setPaddingNd(dims({1, 1}));
    EXPECT_EQ(sizes(pool->getPaddingNd()), list({1, 1}));
    pool->setPrePadding(dims({1, 0}));
    pool->setPostPadding(dims({0, 1}));
    EXPECT_EQ(sizes(pool->getPrePadding()), list({1, 0}));
    EXPECT_EQ(sizes(pool->getPostPadding()), list({0, 1}));
    pool->setPoolingType(nvinfer1::PoolingType::kAVERAGE);
    EXPECT_EQ(pool->getPoolingType(), nvinfer1::PoolingType::kAVERAGE);
    EXPECT_TRUE(pool->getAverageCountExcludesPadding());
    pool->setAverageCountExcludesPadding(false);
    EXPECT_FALSE(pool->getAverageCountExcludesPadding());
    pool->setBlendFactor(0.25F);
    EXPECT_EQ(pool->getBlendFactor(), 0.25F);
    pool->setBlendFactor(2.0F);
    EXPECT_ONE_ERROR("blend factor: expected a number from 0 to 1, found 2");
    pool->setPoolingType(static_cast<nvinfer1::PoolingType>(-1));
    EXPECT_ONE_ERROR("pooling type: expected an enumerator from 0 to 2, found -1");
    pool->setWindowSizeNd(dims({3}));
    EXPECT_ONE_ERROR("window size 3: expected 2 sizes");
}

TEST_F(LayersTest, Activation)
{
    TENON_COVERS("INetworkDefinition::addActivation", "IActivationLayer::setActivationType",
        "IActivationLayer::getActivationType", "IActivationLayer::setAlpha", "IActivationLayer::getAlpha",
        "IActivationLayer::setBeta", "IActivationLayer::getBeta");
    nvinfer1::IActivationLayer* const layer =
        network->addActivation(input("x", {2, 3}), nvinfer1::ActivationType::kLEAKY_RELU);
    layer->setAlpha(0.5F);
    layer->setBeta(0.25F);
    EXPECT_EQ(layer->getAlpha(), 0.5F);
    EXPECT_EQ(layer->getBeta(), 0.25F);
    layer->setActivationType(nvinfer1::ActivationType::kELU);
    EXPECT_EQ(layer->getActivationType(), nvinfer1::ActivationType::kELU);
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({2, 3}));
    EXPECT_EQ(network->addActivation(*network->getInput(0), static_cast<nvinfer1::ActivationType>(77)), nullptr);
    EXPECT_ONE_ERROR("activation type: expected an enumerator from 0 to");
}

TEST_F(LayersTest, MatrixMultiply)
{
    TENON_COVERS("INetworkDefinition::addMatrixMultiply", "IMatrixMultiplyLayer::setOperation",
        "IMatrixMultiplyLayer::getOperation");
    using nvinfer1::MatrixOperation;
    ITensor& a = input("a", {-1, 2, 3});
    ITensor& b = input("b", {1, 4, 3});
    nvinfer1::IMatrixMultiplyLayer* const layer =
        network->addMatrixMultiply(a, MatrixOperation::kNONE, b, MatrixOperation::kTRANSPOSE);
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({-1, 2, 4}));
    EXPECT_EQ(layer->getOperation(1), MatrixOperation::kTRANSPOSE);
    layer->setOperation(1, MatrixOperation::kNONE);
    EXPECT_EQ(layer->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_THAT(logger.takeErrors(), HasSubstr("Matrix Multiply"));
    layer->setOperation(2, MatrixOperation::kNONE);
    EXPECT_ONE_ERROR("operand: expected an index from 0 to 1, found 2");
    EXPECT_EQ(layer->getOperation(-1), MatrixOperation::kNONE);
    EXPECT_ONE_ERROR("found -1");
}

TEST_F(LayersTest, Constant)
{
    TENON_COVERS("INetworkDefinition::addConstant", "IConstantLayer::setWeights", "IConstantLayer::getWeights",
        "IConstantLayer::setDimensions", "IConstantLayer::getDimensions");
    Values const values{1, 2, 3, 4, 5, 6};
    nvinfer1::IConstantLayer* const layer = network->addConstant(dims({2, 3}), weightsOf(values));
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({2, 3}));
    EXPECT_EQ(layer->getNbInputs(), 0);
    layer->setDimensions(dims({3, 2}));
    EXPECT_EQ(sizes(layer->getDimensions()), list({3, 2}));
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({3, 2}));
    layer->setWeights({DataType::kFLOAT, values.data(), 5});
    EXPECT_EQ(layer->getWeights().count, 5);
    EXPECT_EQ(layer->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_THAT(logger.takeErrors(), HasSubstr("Constant"));
    EXPECT_EQ(network->addConstant(dims({-1}), weightsOf(values)), nullptr);
    EXPECT_ONE_ERROR("dimensions of the constant -1: expected sizes of at least 0, found -1");
}

TEST_F(LayersTest, Shuffle)
{
    TENON_COVERS("INetworkDefinition::addShuffle", "IShuffleLayer::setFirstTranspose",
        "IShuffleLayer::getFirstTranspose", "IShuffleLayer::setSecondTranspose", "IShuffleLayer::getSecondTranspose",
        "IShuffleLayer::setReshapeDimensions", "IShuffleLayer::getReshapeDimensions",
        "IShuffleLayer::setZeroIsPlaceholder", "IShuffleLayer::getZeroIsPlaceholder");
    nvinfer1::IShuffleLayer* const layer = network->addShuffle(input("x", {-1, 2, 3, 4}));
    EXPECT_EQ(layer->getReshapeDimensions().nbDims, -1);
    EXPECT_EQ(layer->getFirstTranspose().order[3], 3);
    layer->setFirstTranspose(nvinfer1::Permutation{{0, 3, 1, 2}});
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({-1, 4, 2, 3}));
    layer->setReshapeDimensions(dims({0, -1, 3}));
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({-1, 8, 3}));
    layer->setSecondTranspose(nvinfer1::Permutation{{0, 2, 1}});
    EXPECT_EQ(sizes(layer->getOutput(0)->getDimensions()), list({-1, 3, 8}));
    EXPECT_EQ(layer->getSecondTranspose().order[1], 2);
    EXPECT_EQ(sizes(layer->getReshapeDimensions()), list({0, -1, 3}));
    EXPECT_TRUE(layer->getZeroIsPlaceholder());
    layer->setFirstTranspose(nvinfer1::Permutation{{0, 3, 1, 9}});
    EXPECT_ONE_ERROR("first transpose: expected dimensions from 0 to 7, found 9");
    layer->setReshapeDimensions(dims({-2}));
    EXPECT_ONE_ERROR("reshape dimensions -2: expected sizes of at least -1");
    layer->setFirstTranspose(nvinfer1::Permutation{{0, 1, 1, 2}});
    EXPECT_EQ(layer->getOutput(0)->getDimensions().nbDims, -1);
    EXPECT_ONE_ERROR("expected a permutation of the 4 dimensions");
    layer->setZeroIsPlaceholder(false);
    EXPECT_FALSE(layer->getZeroIsPlaceholder());
}

class ImplicitLayersTest : public EngineTest
{
protected:
    ImplicitLayersTest()
    {
        network.reset();
        config.reset();
        builder = makeBuilder(logger, kVersion8);
        network.reset(builder->createNetworkV2(0));
        config.reset(builder->createBuilderConfig());
    }
};

TEST_F(ImplicitLayersTest, LayersHideTheBatch)
{
    Values const kernel(4 * 2 * 3 * 3, 1.0F);
    ITensor& x = input("x", {2, 8, 8});
    nvinfer1::IConvolutionLayer* const conv =
        network->addConvolutionNd(x, 4, dims({3, 3}), weightsOf(kernel), kNoWeights);
    EXPECT_EQ(sizes(conv->getOutput(0)->getDimensions()), list({4, 6, 6}));
    nvinfer1::IShuffleLayer* const shuffle = network->addShuffle(*conv->getOutput(0));
    shuffle->setFirstTranspose(nvinfer1::Permutation{{1, 2, 0}});
    EXPECT_EQ(sizes(shuffle->getOutput(0)->getDimensions()), list({6, 6, 4}));
    EXPECT_EQ(shuffle->getFirstTranspose().order[0], 1);
    shuffle->setReshapeDimensions(dims({-1, 2}));
    EXPECT_EQ(sizes(shuffle->getOutput(0)->getDimensions()), list({72, 2}));
    EXPECT_EQ(sizes(shuffle->getReshapeDimensions()), list({-1, 2}));
    shuffle->setZeroIsPlaceholder(false);
    EXPECT_ONE_ERROR(
        "not implemented yet: IShuffleLayer::setZeroIsPlaceholder(false) in networks with an implicit batch");
    Values const values(6, 1.0F);
    nvinfer1::IConstantLayer* const constant = network->addConstant(dims({2, 3}), weightsOf(values));
    EXPECT_EQ(sizes(constant->getOutput(0)->getDimensions()), list({2, 3}));
    EXPECT_EQ(sizes(constant->getDimensions()), list({2, 3}));
}

} // namespace
} // namespace tenon::testing
