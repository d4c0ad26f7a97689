// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VBuilderConfig with "not implemented yet" and its failure value.
class BuilderConfig : public nvinfer1::apiv::VBuilderConfig, public Reporter
{
public:
    void setAvgTimingIterations(int32_t) noexcept override
    {
        report("IBuilderConfig::setAvgTimingIterations");
    }

    int32_t getAvgTimingIterations() const noexcept override
    {
        report("IBuilderConfig::getAvgTimingIterations");
        return 0;
    }

    void setEngineCapability(nvinfer1::EngineCapability) noexcept override
    {
        report("IBuilderConfig::setEngineCapability");
    }

    nvinfer1::EngineCapability getEngineCapability() const noexcept override
    {
        report("IBuilderConfig::getEngineCapability");
        return nvinfer1::EngineCapability{};
    }

    void setInt8Calibrator(nvinfer1::IInt8Calibrator*) noexcept override
    {
        report("IBuilderConfig::setInt8Calibrator");
    }

    nvinfer1::IInt8Calibrator* getInt8Calibrator() const noexcept override
    {
        report("IBuilderConfig::getInt8Calibrator");
        return nullptr;
    }

    void setFlags(nvinfer1::BuilderFlags) noexcept override
    {
        report("IBuilderConfig::setFlags");
    }

    nvinfer1::BuilderFlags getFlags() const noexcept override
    {
        report("IBuilderConfig::getFlags");
        return 0;
    }

    void clearFlag(nvinfer1::BuilderFlag) noexcept override
    {
        report("IBuilderConfig::clearFlag");
    }

    void setFlag(nvinfer1::BuilderFlag) noexcept override
    {
        report("IBuilderConfig::setFlag");
    }

    bool getFlag(nvinfer1::BuilderFlag) const noexcept override
    {
        report("IBuilderConfig::getFlag");
        return false;
    }

    void setDeviceType(const nvinfer1::ILayer*, nvinfer1::DeviceType) noexcept override
    {
        report("IBuilderConfig::setDeviceType");
    }

    nvinfer1::DeviceType getDeviceType(const nvinfer1::ILayer*) const noexcept override
    {
        report("IBuilderConfig::getDeviceType");
        return nvinfer1::DeviceType{};
    }

    bool isDeviceTypeSet(const nvinfer1::ILayer*) const noexcept override
    {
        report("IBuilderConfig::isDeviceTypeSet");
        return false;
    }

    void resetDeviceType(const nvinfer1::ILayer*) noexcept override
    {
        report("IBuilderConfig::resetDeviceType");
    }

    bool canRunOnDLA(const nvinfer1::ILayer*) const noexcept override
    {
        report("IBuilderConfig::canRunOnDLA");
        return false;
    }

    void setDLACore(int32_t) noexcept override
    {
        report("IBuilderConfig::setDLACore");
    }

    int32_t getDLACore() const noexcept override
    {
        report("IBuilderConfig::getDLACore");
        return -1;
    }

    void setDefaultDeviceType(nvinfer1::DeviceType) noexcept override
    {
        report("IBuilderConfig::setDefaultDeviceType");
    }

    nvinfer1::DeviceType getDefaultDeviceType() const noexcept override
    {
        report("IBuilderConfig::getDefaultDeviceType");
        return nvinfer1::DeviceType{};
    }

    void reset() noexcept override
    {
        report("IBuilderConfig::reset");
    }

    void setProfileStream(const cudaStream_t) noexcept override
    {
        report("IBuilderConfig::setProfileStream");
    }

    cudaStream_t getProfileStream() const noexcept override
    {
        report("IBuilderConfig::getProfileStream");
        return cudaStream_t{};
    }

    int32_t addOptimizationProfile(const nvinfer1::IOptimizationProfile*) noexcept override
    {
        report("IBuilderConfig::addOptimizationProfile");
        return -1;
    }

    int32_t getNbOptimizationProfiles() const noexcept override
    {
        report("IBuilderConfig::getNbOptimizationProfiles");
        return 0;
    }

    void setProfilingVerbosity(nvinfer1::ProfilingVerbosity) noexcept override
    {
        report("IBuilderConfig::setProfilingVerbosity");
    }

    nvinfer1::ProfilingVerbosity getProfilingVerbosity() const noexcept override
    {
        report("IBuilderConfig::getProfilingVerbosity");
        return nvinfer1::ProfilingVerbosity{};
    }

    void setAlgorithmSelector(nvinfer1::IAlgorithmSelector*) noexcept override
    {
        report("IBuilderConfig::setAlgorithmSelector");
    }

    nvinfer1::IAlgorithmSelector* getAlgorithmSelector() const noexcept override
    {
        report("IBuilderConfig::getAlgorithmSelector");
        return nullptr;
    }

    bool setCalibrationProfile(const nvinfer1::IOptimizationProfile*) noexcept override
    {
        report("IBuilderConfig::setCalibrationProfile");
        return false;
    }

    const nvinfer1::IOptimizationProfile* getCalibrationProfile() noexcept override
    {
        report("IBuilderConfig::getCalibrationProfile");
        return nullptr;
    }

    void setQuantizationFlags(nvinfer1::QuantizationFlags) noexcept override
    {
        report("IBuilderConfig::setQuantizationFlags");
    }

    nvinfer1::QuantizationFlags getQuantizationFlags() const noexcept override
    {
        report("IBuilderConfig::getQuantizationFlags");
        return 0;
    }

    void clearQuantizationFlag(nvinfer1::QuantizationFlag) noexcept override
    {
        report("IBuilderConfig::clearQuantizationFlag");
    }

    void setQuantizationFlag(nvinfer1::QuantizationFlag) noexcept override
    {
        report("IBuilderConfig::setQuantizationFlag");
    }

    bool getQuantizationFlag(nvinfer1::QuantizationFlag) const noexcept override
    {
        report("IBuilderConfig::getQuantizationFlag");
        return false;
    }

    bool setTacticSources(nvinfer1::TacticSources) noexcept override
    {
        report("IBuilderConfig::setTacticSources");
        return false;
    }

    nvinfer1::TacticSources getTacticSources() const noexcept override
    {
        report("IBuilderConfig::getTacticSources");
        return 0;
    }

    nvinfer1::ITimingCache* createTimingCache(const void*, std::size_t) const noexcept override
    {
        report("IBuilderConfig::createTimingCache");
        return nullptr;
    }

    bool setTimingCache(const nvinfer1::ITimingCache&, bool) noexcept override
    {
        report("IBuilderConfig::setTimingCache");
        return false;
    }

    const nvinfer1::ITimingCache* getTimingCache() const noexcept override
    {
        report("IBuilderConfig::getTimingCache");
        return nullptr;
    }

    void setMemoryPoolLimit(nvinfer1::MemoryPoolType, std::size_t) noexcept override
    {
        report("IBuilderConfig::setMemoryPoolLimit");
    }

    std::size_t getMemoryPoolLimit(nvinfer1::MemoryPoolType) const noexcept override
    {
        report("IBuilderConfig::getMemoryPoolLimit");
        return 0;
    }

    void setPreviewFeature(nvinfer1::PreviewFeature, bool) noexcept override
    {
        report("IBuilderConfig::setPreviewFeature");
    }

    bool getPreviewFeature(nvinfer1::PreviewFeature) const noexcept override
    {
        report("IBuilderConfig::getPreviewFeature");
        return false;
    }

    void setBuilderOptimizationLevel(int32_t) noexcept override
    {
        report("IBuilderConfig::setBuilderOptimizationLevel");
    }

    int32_t getBuilderOptimizationLevel() const noexcept override
    {
        report("IBuilderConfig::getBuilderOptimizationLevel");
        return 0;
    }

    void setHardwareCompatibilityLevel(nvinfer1::HardwareCompatibilityLevel) noexcept override
    {
        report("IBuilderConfig::setHardwareCompatibilityLevel");
    }

    nvinfer1::HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept override
    {
        report("IBuilderConfig::getHardwareCompatibilityLevel");
        return nvinfer1::HardwareCompatibilityLevel{};
    }

    void setPluginsToSerialize(const char* const*, int32_t) noexcept override
    {
        report("IBuilderConfig::setPluginsToSerialize");
    }

    const char* getPluginToSerialize(int32_t) const noexcept override
    {
        report("IBuilderConfig::getPluginToSerialize");
        return nullptr;
    }

    int32_t getNbPluginsToSerialize() const noexcept override
    {
        report("IBuilderConfig::getNbPluginsToSerialize");
        return 0;
    }

    void setMaxAuxStreams(int32_t) noexcept override
    {
        report("IBuilderConfig::setMaxAuxStreams");
    }

    int32_t getMaxAuxStreams() const noexcept override
    {
        report("IBuilderConfig::getMaxAuxStreams");
        return 0;
    }

    void setProgressMonitor(nvinfer1::IProgressMonitor*) noexcept override
    {
        report("IBuilderConfig::setProgressMonitor");
    }

    nvinfer1::IProgressMonitor* getProgressMonitor() const noexcept override
    {
        report("IBuilderConfig::getProgressMonitor");
        return nullptr;
    }

    void setRuntimePlatform(nvinfer1::RuntimePlatform) noexcept override
    {
        report("IBuilderConfig::setRuntimePlatform");
    }

    nvinfer1::RuntimePlatform getRuntimePlatform() const noexcept override
    {
        report("IBuilderConfig::getRuntimePlatform");
        return nvinfer1::RuntimePlatform{};
    }

    void setMaxNbTactics(int32_t) noexcept override
    {
        report("IBuilderConfig::setMaxNbTactics");
    }

    int32_t getMaxNbTactics() const noexcept override
    {
        report("IBuilderConfig::getMaxNbTactics");
        return 0;
    }

    bool setTilingOptimizationLevel(nvinfer1::TilingOptimizationLevel) noexcept override
    {
        report("IBuilderConfig::setTilingOptimizationLevel");
        return false;
    }

    nvinfer1::TilingOptimizationLevel getTilingOptimizationLevel() const noexcept override
    {
        report("IBuilderConfig::getTilingOptimizationLevel");
        return nvinfer1::TilingOptimizationLevel{};
    }

    bool setL2LimitForTiling(int64_t) noexcept override
    {
        report("IBuilderConfig::setL2LimitForTiling");
        return false;
    }

    int64_t getL2LimitForTiling() const noexcept override
    {
        report("IBuilderConfig::getL2LimitForTiling");
        return 0;
    }

    bool setRemoteAutoTuningConfig(const char*) noexcept override
    {
        report("IBuilderConfig::setRemoteAutoTuningConfig");
        return false;
    }

    const char* getRemoteAutoTuningConfig() const noexcept override
    {
        report("IBuilderConfig::getRemoteAutoTuningConfig");
        return nullptr;
    }
};
} // namespace tenon::api::missing
