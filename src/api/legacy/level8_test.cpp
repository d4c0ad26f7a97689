// A program written for release 8.
#define LEVEL_TEST Level8Test
#define LEVEL_LAYERS Level8Layers
#include "api/testing/level_layers.h"
#include "api/testing/level_program.h"
#include "support/covers.h"

TENON_COVERS("IBuilder::setMaxBatchSize", "IBuilder::getMaxBatchSize", "IBuilderConfig::setMaxWorkspaceSize",
    "IBuilderConfig::getMaxWorkspaceSize", "ICudaEngine::getMaxBatchSize", "ICudaEngine::getNbBindings",
    "ICudaEngine::getBindingIndex", "ICudaEngine::getBindingName", "ICudaEngine::bindingIsInput",
    "ICudaEngine::getBindingDataType", "ICudaEngine::getBindingFormat", "ICudaEngine::getBindingDimensions",
    "IExecutionContext::execute", "IExecutionContext::enqueue", "INetworkDefinition::addFullyConnected",
    "IFullyConnectedLayer::getNbOutputChannels", "IBuilder::destroy", "INetworkDefinition::destroy",
    "ICudaEngine::destroy", "IExecutionContext::destroy", "IRuntime::destroy", "IHostMemory::destroy",
    "ICudaEngine::getProfileDimensions", "IExecutionContext::setBindingDimensions",
    "IExecutionContext::getBindingDimensions", "IExecutionContext::setOptimizationProfile",
    "IExecutionContext::enqueueV2");
TENON_COVERS("IConvolutionLayer::setKernelSize", "IConvolutionLayer::getKernelSize", "IConvolutionLayer::setStride",
    "IConvolutionLayer::getStride", "IConvolutionLayer::setPadding", "IConvolutionLayer::getPadding",
    "IConvolutionLayer::setDilation", "IConvolutionLayer::getDilation", "IPoolingLayer::setWindowSize",
    "IPoolingLayer::getWindowSize", "IPoolingLayer::setStride", "IPoolingLayer::getStride", "IPoolingLayer::setPadding",
    "IPoolingLayer::getPadding", "IDeconvolutionLayer::setKernelSize", "IDeconvolutionLayer::getKernelSize",
    "IDeconvolutionLayer::setStride", "IDeconvolutionLayer::getStride", "IDeconvolutionLayer::setPadding",
    "IDeconvolutionLayer::getPadding", "IPaddingLayer::setPrePadding", "IPaddingLayer::getPrePadding",
    "IPaddingLayer::setPostPadding", "IPaddingLayer::getPostPadding", "IResizeLayer::setAlignCorners",
    "IResizeLayer::getAlignCorners", "INetworkDefinition::addConvolution", "INetworkDefinition::addPooling",
    "INetworkDefinition::addDeconvolution", "INetworkDefinition::addPadding",
    "INetworkDefinition::hasExplicitPrecision", "IFullyConnectedLayer::setNbOutputChannels",
    "IFullyConnectedLayer::setKernelWeights", "IFullyConnectedLayer::getKernelWeights",
    "IFullyConnectedLayer::setBiasWeights", "IFullyConnectedLayer::getBiasWeights", "IBuilderConfig::destroy",
    "IBuilderConfig::setMinTimingIterations", "IBuilderConfig::getMinTimingIterations", "ICudaEngine::getLocation",
    "ICudaEngine::getBindingBytesPerComponent", "ICudaEngine::getBindingComponentsPerElement",
    "ICudaEngine::getBindingFormatDesc", "ICudaEngine::getBindingVectorizedDim", "ICudaEngine::isExecutionBinding",
    "ICudaEngine::isShapeBinding", "ICudaEngine::getProfileShapeValues", "IExecutionContext::getStrides",
    "IExecutionContext::allInputShapesSpecified", "IExecutionContext::setInputShapeBinding",
    "IExecutionContext::getShapeBinding");
