#include "api/testing/api_fixture.h"
#include "support/covers.h"

#include <impl/NvInferLegacyTables.h>

namespace tenon::testing
{
namespace
{

using nvinfer1::BuilderFlag;
using nvinfer1::MemoryPoolType;

class BuilderConfigTest : public ApiTest
{
protected:
    std::unique_ptr<nvinfer1::IBuilderConfig> config{builder->createBuilderConfig()};
};

TEST_F(BuilderConfigTest, KeepsFlags)
{
    TENON_COVERS("IBuilder::createBuilderConfig", "IBuilderConfig::getFlag", "IBuilderConfig::setFlag",
        "IBuilderConfig::clearFlag", "IBuilderConfig::getFlags", "IBuilderConfig::setFlags", "IBuilderConfig::reset");
    EXPECT_TRUE(config->getFlag(BuilderFlag::kTF32)) << "on by default";
    EXPECT_FALSE(config->getFlag(BuilderFlag::kFP16));
    config->setFlag(BuilderFlag::kFP16);
    EXPECT_TRUE(config->getFlag(BuilderFlag::kFP16));
    config->clearFlag(BuilderFlag::kTF32);
    EXPECT_EQ(config->getFlags(), 1U << static_cast<uint32_t>(BuilderFlag::kFP16));
    config->setFlags(1U << static_cast<uint32_t>(BuilderFlag::kOBEY_PRECISION_CONSTRAINTS));
    EXPECT_FALSE(config->getFlag(BuilderFlag::kFP16));
    EXPECT_TRUE(config->getFlag(BuilderFlag::kOBEY_PRECISION_CONSTRAINTS));
    config->reset();
    EXPECT_EQ(config->getFlags(), 1U << static_cast<uint32_t>(BuilderFlag::kTF32));
}

TEST_F(BuilderConfigTest, RefusesFlagsThatNothingServes)
{
    config->setFlag(BuilderFlag::kFP8);
    EXPECT_ONE_ERROR("not implemented yet: BuilderFlag::kFP8: fp8 kernels; use kFP16 or fp32");
    EXPECT_FALSE(config->getFlag(BuilderFlag::kFP8));
    config->setFlags(1U << static_cast<uint32_t>(BuilderFlag::kINT4));
    EXPECT_ONE_ERROR("BuilderFlag::kINT4");
    config->setFlag(static_cast<BuilderFlag>(29));
    EXPECT_ONE_ERROR("builder flag: expected an enumerator of BuilderFlag, found 29");
    config->clearFlag(static_cast<BuilderFlag>(-1));
    EXPECT_ONE_ERROR("found -1");
    EXPECT_FALSE(config->getFlag(static_cast<BuilderFlag>(77)));
}

TEST_F(BuilderConfigTest, KeepsMemoryPoolLimits)
{
    TENON_COVERS("IBuilderConfig::setMemoryPoolLimit", "IBuilderConfig::getMemoryPoolLimit");
    EXPECT_EQ(config->getMemoryPoolLimit(MemoryPoolType::kWORKSPACE), SIZE_MAX) << "no limit by default";
    config->setMemoryPoolLimit(MemoryPoolType::kWORKSPACE, 1U << 20);
    EXPECT_EQ(config->getMemoryPoolLimit(MemoryPoolType::kWORKSPACE), 1U << 20);
    config->setMemoryPoolLimit(MemoryPoolType::kDLA_LOCAL_DRAM, 4);
    EXPECT_ONE_ERROR("memory pool of a DLA core: expected 0 bytes since this machine has no such core, found 4");
    config->setMemoryPoolLimit(static_cast<MemoryPoolType>(9), 4);
    EXPECT_ONE_ERROR("memory pool: expected an enumerator from 0 to 5, found 9");
}

TEST_F(BuilderConfigTest, KeepsTheOtherSettings)
{
    TENON_COVERS("IBuilderConfig::setAvgTimingIterations", "IBuilderConfig::getAvgTimingIterations",
        "IBuilderConfig::setProfilingVerbosity", "IBuilderConfig::getProfilingVerbosity",
        "IBuilderConfig::setBuilderOptimizationLevel", "IBuilderConfig::getBuilderOptimizationLevel",
        "IBuilderConfig::setMaxAuxStreams", "IBuilderConfig::getMaxAuxStreams", "IBuilderConfig::setMaxNbTactics",
        "IBuilderConfig::getMaxNbTactics", "IBuilderConfig::setTacticSources", "IBuilderConfig::getTacticSources",
        "IBuilderConfig::setPreviewFeature", "IBuilderConfig::getPreviewFeature", "IBuilderConfig::setQuantizationFlag",
        "IBuilderConfig::getQuantizationFlag", "IBuilderConfig::clearQuantizationFlag",
        "IBuilderConfig::getQuantizationFlags", "IBuilderConfig::setQuantizationFlags",
        "IBuilderConfig::setHardwareCompatibilityLevel", "IBuilderConfig::getHardwareCompatibilityLevel",
        "IBuilderConfig::setTilingOptimizationLevel", "IBuilderConfig::getTilingOptimizationLevel",
        "IBuilderConfig::setL2LimitForTiling", "IBuilderConfig::getL2LimitForTiling",
        "IBuilderConfig::setDefaultDeviceType", "IBuilderConfig::getDefaultDeviceType",
        "IBuilderConfig::getNbPluginsToSerialize", "IBuilderConfig::setDeviceType", "IBuilderConfig::getDeviceType",
        "IBuilderConfig::isDeviceTypeSet", "IBuilderConfig::resetDeviceType", "IBuilderConfig::canRunOnDLA",
        "IBuilderConfig::setProfileStream", "IBuilderConfig::getProfileStream", "IBuilderConfig::setRuntimePlatform",
        "IBuilderConfig::getRuntimePlatform");
    nvinfer1::ILayer const* const layer = network->addActivation(
        *network->addInput("x", nvinfer1::DataType::kFLOAT, dims({1})), nvinfer1::ActivationType::kRELU);
    EXPECT_FALSE(config->isDeviceTypeSet(layer));
    config->setDeviceType(layer, nvinfer1::DeviceType::kGPU);
    EXPECT_TRUE(config->isDeviceTypeSet(layer));
    EXPECT_EQ(config->getDeviceType(layer), nvinfer1::DeviceType::kGPU);
    EXPECT_FALSE(config->canRunOnDLA(layer));
    config->resetDeviceType(layer);
    EXPECT_FALSE(config->isDeviceTypeSet(layer));
    auto* const stream = reinterpret_cast<cudaStream_t>(&logger);
    config->setProfileStream(stream);
    EXPECT_EQ(config->getProfileStream(), stream);
    config->setRuntimePlatform(nvinfer1::RuntimePlatform::kSAME_AS_BUILD);
    EXPECT_EQ(config->getRuntimePlatform(), nvinfer1::RuntimePlatform::kSAME_AS_BUILD);
    config->setQuantizationFlags(1);
    EXPECT_EQ(config->getQuantizationFlags(), 1U);
    config->setQuantizationFlags(2);
    EXPECT_ONE_ERROR("quantization flags: expected bits of 0x1, found 0x2");
    config->setAvgTimingIterations(4);
    EXPECT_EQ(config->getAvgTimingIterations(), 4);
    config->setProfilingVerbosity(nvinfer1::ProfilingVerbosity::kDETAILED);
    EXPECT_EQ(config->getProfilingVerbosity(), nvinfer1::ProfilingVerbosity::kDETAILED);
    config->setBuilderOptimizationLevel(9);
    EXPECT_EQ(config->getBuilderOptimizationLevel(), 5);
    config->setMaxAuxStreams(2);
    EXPECT_EQ(config->getMaxAuxStreams(), 2);
    config->setMaxNbTactics(7);
    EXPECT_EQ(config->getMaxNbTactics(), 7);
    EXPECT_TRUE(config->setTacticSources(0));
    EXPECT_EQ(config->getTacticSources(), 0U);
    config->setPreviewFeature(nvinfer1::PreviewFeature::kALIASED_PLUGIN_IO_10_03, true);
    EXPECT_TRUE(config->getPreviewFeature(nvinfer1::PreviewFeature::kALIASED_PLUGIN_IO_10_03));
    config->setPreviewFeature(nvinfer1::PreviewFeature::kALIASED_PLUGIN_IO_10_03, false);
    EXPECT_FALSE(config->getPreviewFeature(nvinfer1::PreviewFeature::kALIASED_PLUGIN_IO_10_03));
    config->setPreviewFeature(nvinfer1::apiv::legacy::kPREVIEW_FEATURE_FASTER_DYNAMIC_SHAPES_0805, true);
    EXPECT_TRUE(logger.takeErrors().empty()) << "what release 8 had is taken, without effect";
    config->setQuantizationFlag(nvinfer1::QuantizationFlag::kCALIBRATE_BEFORE_FUSION);
    EXPECT_TRUE(config->getQuantizationFlag(nvinfer1::QuantizationFlag::kCALIBRATE_BEFORE_FUSION));
    config->clearQuantizationFlag(nvinfer1::QuantizationFlag::kCALIBRATE_BEFORE_FUSION);
    EXPECT_EQ(config->getQuantizationFlags(), 0U);
    config->setHardwareCompatibilityLevel(nvinfer1::HardwareCompatibilityLevel::kAMPERE_PLUS);
    EXPECT_EQ(config->getHardwareCompatibilityLevel(), nvinfer1::HardwareCompatibilityLevel::kAMPERE_PLUS);
    EXPECT_TRUE(config->setTilingOptimizationLevel(nvinfer1::TilingOptimizationLevel::kFAST));
    EXPECT_EQ(config->getTilingOptimizationLevel(), nvinfer1::TilingOptimizationLevel::kFAST);
    EXPECT_TRUE(config->setL2LimitForTiling(1024));
    EXPECT_EQ(config->getL2LimitForTiling(), 1024);
    config->setDefaultDeviceType(nvinfer1::DeviceType::kGPU);
    EXPECT_EQ(config->getDefaultDeviceType(), nvinfer1::DeviceType::kGPU);
    EXPECT_EQ(config->getNbPluginsToSerialize(), 0);
    config->reset();
    EXPECT_EQ(config->getAvgTimingIterations(), 1);
    EXPECT_EQ(config->getBuilderOptimizationLevel(), 3);
}

TEST_F(BuilderConfigTest, RefusesWhatThisMachineOrReleaseLacks)
{
    TENON_COVERS("IBuilderConfig::setDLACore", "IBuilderConfig::getDLACore", "IBuilderConfig::setEngineCapability",
        "IBuilderConfig::getEngineCapability");
    config->setDefaultDeviceType(nvinfer1::DeviceType::kDLA);
    EXPECT_ONE_ERROR("device type kDLA: expected a DLA core, found none");
    config->setDLACore(0);
    EXPECT_ONE_ERROR("DLA core: expected");
    EXPECT_EQ(config->getDLACore(), -1);
    config->setEngineCapability(nvinfer1::EngineCapability::kSAFETY);
    EXPECT_ONE_ERROR("not implemented yet: EngineCapability::kSAFETY; use kSTANDARD");
    EXPECT_EQ(config->getEngineCapability(), nvinfer1::EngineCapability::kSTANDARD);
    config->setRuntimePlatform(nvinfer1::RuntimePlatform::kWINDOWS_AMD64);
    EXPECT_ONE_ERROR("RuntimePlatform::kWINDOWS_AMD64");
    config->setDeviceType(nullptr, nvinfer1::DeviceType::kGPU);
    EXPECT_ONE_ERROR("layer: expected an object, found a null pointer");
    config->setAvgTimingIterations(0);
    EXPECT_ONE_ERROR("average timing iterations: expected at least 1, found 0");
    EXPECT_FALSE(config->setTacticSources(1U << 9));
    EXPECT_ONE_ERROR("tactic sources: expected bits of 0x1f, found 0x200");
}

TEST_F(BuilderConfigTest, TakesProfiles)
{
    TENON_COVERS("IBuilder::createOptimizationProfile", "IBuilderConfig::addOptimizationProfile",
        "IBuilderConfig::getNbOptimizationProfiles", "IOptimizationProfile::isValid");
    nvinfer1::IOptimizationProfile* const profile = builder->createOptimizationProfile();
    ASSERT_TRUE(profile->setDimensions("x", nvinfer1::OptProfileSelector::kMIN, dims({1, 3})));
    EXPECT_FALSE(profile->isValid());
    EXPECT_ONE_ERROR("profile of input \"x\": expected dimensions for kMIN, kOPT and kMAX, found none for kOPT");
    EXPECT_EQ(config->addOptimizationProfile(profile), -1);
    EXPECT_ONE_ERROR("found none for kOPT");
    ASSERT_TRUE(profile->setDimensions("x", nvinfer1::OptProfileSelector::kOPT, dims({2, 3})));
    ASSERT_TRUE(profile->setDimensions("x", nvinfer1::OptProfileSelector::kMAX, dims({4, 3})));
    EXPECT_TRUE(profile->isValid());
    EXPECT_EQ(config->addOptimizationProfile(profile), 0);
    EXPECT_EQ(config->addOptimizationProfile(profile), 1);
    EXPECT_EQ(config->getNbOptimizationProfiles(), 2);
    EXPECT_EQ(config->addOptimizationProfile(nullptr), -1);
    EXPECT_ONE_ERROR("optimization profile: expected an object, found a null pointer");
}

} // namespace
} // namespace tenon::testing
