// A program written for release 8.
#define LEVEL_TEST Level8Test
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
