// A program written for release 7.
#define LEVEL_TEST Level7Test
#define LEVEL_LAYERS Level7Layers
#include "api/testing/level7_only.h"
#include "api/testing/level_layers.h"
#include "api/testing/level_program.h"
#include "support/covers.h"

TENON_COVERS("IBuilder::createNetwork", "IBuilder::setMaxWorkspaceSize", "IBuilder::getMaxWorkspaceSize",
    "IBuilder::buildCudaEngine", "IBuilder::setFp16Mode", "IBuilder::getFp16Mode", "IBuilder::setHalf2Mode",
    "IBuilder::getHalf2Mode", "IBuilder::setInt8Mode", "IBuilder::getInt8Mode", "IBuilder::setStrictTypeConstraints",
    "IBuilder::getStrictTypeConstraints", "IBuilder::setDebugSync", "IBuilder::getDebugSync",
    "IBuilder::allowGPUFallback", "IBuilder::setMinFindIterations", "IBuilder::getMinFindIterations",
    "IBuilder::setAverageFindIterations", "IBuilder::getAverageFindIterations", "IBuilder::setInt8Calibrator",
    "IBuilder::setEngineCapability", "IBuilder::getEngineCapability", "IBuilder::setDefaultDeviceType",
    "IBuilder::getDefaultDeviceType", "IBuilder::setDeviceType", "IBuilder::getDeviceType", "IBuilder::isDeviceTypeSet",
    "IBuilder::resetDeviceType", "IMatrixMultiplyLayer::setTranspose", "IMatrixMultiplyLayer::getTranspose",
    "ITensor::getDynamicRange", "IBuilder::setRefittable", "IBuilder::getRefittable", "IRefitter::destroy",
    "ICudaEngine::getWorkspaceSize", "INetworkDefinition::setPoolingOutputDimensionsFormula",
    "INetworkDefinition::getPoolingOutputDimensionsFormula",
    "INetworkDefinition::setConvolutionOutputDimensionsFormula",
    "INetworkDefinition::getConvolutionOutputDimensionsFormula",
    "INetworkDefinition::setDeconvolutionOutputDimensionsFormula",
    "INetworkDefinition::getDeconvolutionOutputDimensionsFormula");
