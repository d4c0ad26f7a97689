// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VCudaEngine with "not implemented yet" and its failure value.
class CudaEngine : public nvinfer1::apiv::VCudaEngine, public Reporter
{
public:
    nvinfer1::ICudaEngine* getPImpl() noexcept override
    {
        report("ICudaEngine::getPImpl");
        return nullptr;
    }

    int32_t getNbLayers() const noexcept override
    {
        report("ICudaEngine::getNbLayers");
        return 0;
    }

    nvinfer1::IHostMemory* serialize() const noexcept override
    {
        report("ICudaEngine::serialize");
        return nullptr;
    }

    nvinfer1::IExecutionContext* createExecutionContext(nvinfer1::ExecutionContextAllocationStrategy) noexcept override
    {
        report("ICudaEngine::createExecutionContext");
        return nullptr;
    }

    nvinfer1::IExecutionContext* createExecutionContextWithoutDeviceMemory() noexcept override
    {
        report("ICudaEngine::createExecutionContextWithoutDeviceMemory");
        return nullptr;
    }

    size_t getDeviceMemorySize() const noexcept override
    {
        report("ICudaEngine::getDeviceMemorySize");
        return 0;
    }

    bool isRefittable() const noexcept override
    {
        report("ICudaEngine::isRefittable");
        return false;
    }

    const char* getName() const noexcept override
    {
        report("ICudaEngine::getName");
        return nullptr;
    }

    int32_t getNbOptimizationProfiles() const noexcept override
    {
        report("ICudaEngine::getNbOptimizationProfiles");
        return 0;
    }

    const int32_t* getProfileTensorValues(const char*, int32_t, nvinfer1::OptProfileSelector) const noexcept override
    {
        report("ICudaEngine::getProfileTensorValues");
        return nullptr;
    }

    nvinfer1::EngineCapability getEngineCapability() const noexcept override
    {
        report("ICudaEngine::getEngineCapability");
        return nvinfer1::EngineCapability{};
    }

    void setErrorRecorder(nvinfer1::IErrorRecorder*) noexcept override
    {
        report("ICudaEngine::setErrorRecorder");
    }

    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override
    {
        report("ICudaEngine::getErrorRecorder");
        return nullptr;
    }

    bool hasImplicitBatchDimension() const noexcept override
    {
        report("ICudaEngine::hasImplicitBatchDimension");
        return false;
    }

    nvinfer1::TacticSources getTacticSources() const noexcept override
    {
        report("ICudaEngine::getTacticSources");
        return 0;
    }

    nvinfer1::ProfilingVerbosity getProfilingVerbosity() const noexcept override
    {
        report("ICudaEngine::getProfilingVerbosity");
        return nvinfer1::ProfilingVerbosity{};
    }

    nvinfer1::IEngineInspector* createEngineInspector() const noexcept override
    {
        report("ICudaEngine::createEngineInspector");
        return nullptr;
    }

    nvinfer1::Dims getTensorShape(const char*) const noexcept override
    {
        report("ICudaEngine::getTensorShape");
        return nvinfer1::Dims{-1, {}};
    }

    nvinfer1::DataType getTensorDataType(const char*) const noexcept override
    {
        report("ICudaEngine::getTensorDataType");
        return nvinfer1::DataType{};
    }

    nvinfer1::TensorLocation getTensorLocation(const char*) const noexcept override
    {
        report("ICudaEngine::getTensorLocation");
        return nvinfer1::TensorLocation{};
    }

    bool isShapeInferenceIO(const char*) const noexcept override
    {
        report("ICudaEngine::isShapeInferenceIO");
        return false;
    }

    nvinfer1::TensorIOMode getTensorIOMode(const char*) const noexcept override
    {
        report("ICudaEngine::getTensorIOMode");
        return nvinfer1::TensorIOMode{};
    }

    int32_t getTensorBytesPerComponent(const char*) const noexcept override
    {
        report("ICudaEngine::getTensorBytesPerComponent");
        return -1;
    }

    int32_t getTensorComponentsPerElement(const char*) const noexcept override
    {
        report("ICudaEngine::getTensorComponentsPerElement");
        return -1;
    }

    nvinfer1::TensorFormat getTensorFormat(const char*) const noexcept override
    {
        report("ICudaEngine::getTensorFormat");
        return nvinfer1::TensorFormat{};
    }

    const char* getTensorFormatDesc(const char*) const noexcept override
    {
        report("ICudaEngine::getTensorFormatDesc");
        return nullptr;
    }

    int32_t getTensorVectorizedDim(const char*) const noexcept override
    {
        report("ICudaEngine::getTensorVectorizedDim");
        return -1;
    }

    nvinfer1::Dims getProfileShape(const char*, int32_t, nvinfer1::OptProfileSelector) const noexcept override
    {
        report("ICudaEngine::getProfileShape");
        return nvinfer1::Dims{-1, {}};
    }

    int32_t getNbIOTensors() const noexcept override
    {
        report("ICudaEngine::getNbIOTensors");
        return 0;
    }

    const char* getIOTensorName(int32_t) const noexcept override
    {
        report("ICudaEngine::getIOTensorName");
        return nullptr;
    }

    nvinfer1::HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept override
    {
        report("ICudaEngine::getHardwareCompatibilityLevel");
        return nvinfer1::HardwareCompatibilityLevel{};
    }

    int32_t getNbAuxStreams() const noexcept override
    {
        report("ICudaEngine::getNbAuxStreams");
        return 0;
    }

    int32_t getTensorBytesPerComponentV2(const char*, int32_t) const noexcept override
    {
        report("ICudaEngine::getTensorBytesPerComponent");
        return -1;
    }

    int32_t getTensorComponentsPerElementV2(const char*, int32_t) const noexcept override
    {
        report("ICudaEngine::getTensorComponentsPerElement");
        return -1;
    }

    nvinfer1::TensorFormat getTensorFormatV2(const char*, int32_t) const noexcept override
    {
        report("ICudaEngine::getTensorFormat");
        return nvinfer1::TensorFormat{};
    }

    const char* getTensorFormatDescV2(const char*, int32_t) const noexcept override
    {
        report("ICudaEngine::getTensorFormatDesc");
        return nullptr;
    }

    int32_t getTensorVectorizedDimV2(const char*, int32_t) const noexcept override
    {
        report("ICudaEngine::getTensorVectorizedDim");
        return -1;
    }

    nvinfer1::ISerializationConfig* createSerializationConfig() noexcept override
    {
        report("ICudaEngine::createSerializationConfig");
        return nullptr;
    }

    nvinfer1::IHostMemory* serializeWithConfig(nvinfer1::ISerializationConfig&) const noexcept override
    {
        report("ICudaEngine::serializeWithConfig");
        return nullptr;
    }

    size_t getDeviceMemorySizeForProfile(int32_t) const noexcept override
    {
        report("ICudaEngine::getDeviceMemorySizeForProfile");
        return 0;
    }

    nvinfer1::IRefitter* createRefitter(nvinfer1::ILogger&) noexcept override
    {
        report("ICudaEngine::createRefitter");
        return nullptr;
    }

    bool setWeightStreamingBudget(int64_t) noexcept override
    {
        report("ICudaEngine::setWeightStreamingBudget");
        return false;
    }

    int64_t getWeightStreamingBudget() const noexcept override
    {
        report("ICudaEngine::getWeightStreamingBudget");
        return 0;
    }

    int64_t getMinimumWeightStreamingBudget() const noexcept override
    {
        report("ICudaEngine::getMinimumWeightStreamingBudget");
        return 0;
    }

    int64_t getStreamableWeightsSize() const noexcept override
    {
        report("ICudaEngine::getStreamableWeightsSize");
        return 0;
    }

    bool isDebugTensor(const char*) const noexcept override
    {
        report("ICudaEngine::isDebugTensor");
        return false;
    }

    bool setWeightStreamingBudgetV2(int64_t) noexcept override
    {
        report("ICudaEngine::setWeightStreamingBudgetV2");
        return false;
    }

    int64_t getWeightStreamingBudgetV2() const noexcept override
    {
        report("ICudaEngine::getWeightStreamingBudgetV2");
        return 0;
    }

    int64_t getWeightStreamingAutomaticBudget() const noexcept override
    {
        report("ICudaEngine::getWeightStreamingAutomaticBudget");
        return 0;
    }

    int64_t getWeightStreamingScratchMemorySize() const noexcept override
    {
        report("ICudaEngine::getWeightStreamingScratchMemorySize");
        return 0;
    }

    int64_t getDeviceMemorySizeV2() const noexcept override
    {
        report("ICudaEngine::getDeviceMemorySizeV2");
        return 0;
    }

    int64_t getDeviceMemorySizeForProfileV2(int32_t) const noexcept override
    {
        report("ICudaEngine::getDeviceMemorySizeForProfileV2");
        return 0;
    }

    const int64_t* getProfileTensorValuesV2(const char*, int32_t, nvinfer1::OptProfileSelector) const noexcept override
    {
        report("ICudaEngine::getProfileTensorValuesV2");
        return nullptr;
    }

    nvinfer1::IExecutionContext* createExecutionContextWithRuntimeConfig(nvinfer1::IRuntimeConfig*) noexcept override
    {
        report("ICudaEngine::createExecutionContext");
        return nullptr;
    }

    nvinfer1::IRuntimeConfig* createRuntimeConfig() noexcept override
    {
        report("ICudaEngine::createRuntimeConfig");
        return nullptr;
    }

    int64_t getEngineStat(nvinfer1::EngineStat) const noexcept override
    {
        report("ICudaEngine::getEngineStat");
        return -1;
    }

    const char* getAliasedInputTensor(const char*) const noexcept override
    {
        report("ICudaEngine::getAliasedInputTensor");
        return nullptr;
    }
};
} // namespace tenon::api::missing
