// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VExecutionContext with "not implemented yet" and its failure value.
class ExecutionContext : public nvinfer1::apiv::VExecutionContext, public Reporter
{
public:
    nvinfer1::IExecutionContext* getPImpl() noexcept override
    {
        report("IExecutionContext::getPImpl");
        return nullptr;
    }

    void setDebugSync(bool) noexcept override
    {
        report("IExecutionContext::setDebugSync");
    }

    bool getDebugSync() const noexcept override
    {
        report("IExecutionContext::getDebugSync");
        return false;
    }

    void setProfiler(nvinfer1::IProfiler*) noexcept override
    {
        report("IExecutionContext::setProfiler");
    }

    nvinfer1::IProfiler* getProfiler() const noexcept override
    {
        report("IExecutionContext::getProfiler");
        return nullptr;
    }

    void setName(const char*) noexcept override
    {
        report("IExecutionContext::setName");
    }

    const char* getName() const noexcept override
    {
        report("IExecutionContext::getName");
        return nullptr;
    }

    void setDeviceMemory(void*) noexcept override
    {
        report("IExecutionContext::setDeviceMemory");
    }

    int32_t getOptimizationProfile() const noexcept override
    {
        report("IExecutionContext::getOptimizationProfile");
        return -1;
    }

    bool allInputDimensionsSpecified() const noexcept override
    {
        report("IExecutionContext::allInputDimensionsSpecified");
        return false;
    }

    bool allInputShapesSpecified() const noexcept override
    {
        report("IExecutionContext::allInputShapesSpecified");
        return false;
    }

    void setErrorRecorder(nvinfer1::IErrorRecorder*) noexcept override
    {
        report("IExecutionContext::setErrorRecorder");
    }

    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override
    {
        report("IExecutionContext::getErrorRecorder");
        return nullptr;
    }

    bool executeV2(void* const*) noexcept override
    {
        report("IExecutionContext::executeV2");
        return false;
    }

    bool setOptimizationProfileAsync(int32_t, cudaStream_t) noexcept override
    {
        report("IExecutionContext::setOptimizationProfileAsync");
        return false;
    }

    void setEnqueueEmitsProfile(bool) noexcept override
    {
        report("IExecutionContext::setEnqueueEmitsProfile");
    }

    bool getEnqueueEmitsProfile() const noexcept override
    {
        report("IExecutionContext::getEnqueueEmitsProfile");
        return false;
    }

    bool reportToProfiler() const noexcept override
    {
        report("IExecutionContext::reportToProfiler");
        return false;
    }

    bool setInputShape(const char*, const nvinfer1::Dims&) noexcept override
    {
        report("IExecutionContext::setInputShape");
        return false;
    }

    nvinfer1::Dims getTensorShape(const char*) const noexcept override
    {
        report("IExecutionContext::getTensorShape");
        return nvinfer1::Dims{-1, {}};
    }

    nvinfer1::Dims getTensorStrides(const char*) const noexcept override
    {
        report("IExecutionContext::getTensorStrides");
        return nvinfer1::Dims{-1, {}};
    }

    bool setTensorAddress(const char*, void*) noexcept override
    {
        report("IExecutionContext::setTensorAddress");
        return false;
    }

    const void* getTensorAddress(const char*) const noexcept override
    {
        report("IExecutionContext::getTensorAddress");
        return nullptr;
    }

    bool setInputTensorAddress(const char*, const void*) noexcept override
    {
        report("IExecutionContext::setInputTensorAddress");
        return false;
    }

    bool setOutputTensorAddress(const char*, void*) noexcept override
    {
        report("IExecutionContext::setOutputTensorAddress");
        return false;
    }

    int32_t inferShapes(int32_t, const char**) noexcept override
    {
        report("IExecutionContext::inferShapes");
        return 0;
    }

    bool setInputConsumedEvent(cudaEvent_t) noexcept override
    {
        report("IExecutionContext::setInputConsumedEvent");
        return false;
    }

    cudaEvent_t getInputConsumedEvent() const noexcept override
    {
        report("IExecutionContext::getInputConsumedEvent");
        return cudaEvent_t{};
    }

    void* getOutputTensorAddress(const char*) const noexcept override
    {
        report("IExecutionContext::getOutputTensorAddress");
        return nullptr;
    }

    bool setOutputAllocator(const char*, nvinfer1::IOutputAllocator*) noexcept override
    {
        report("IExecutionContext::setOutputAllocator");
        return false;
    }

    nvinfer1::IOutputAllocator* getOutputAllocator(const char*) noexcept override
    {
        report("IExecutionContext::getOutputAllocator");
        return nullptr;
    }

    int64_t getMaxOutputSize(const char*) const noexcept override
    {
        report("IExecutionContext::getMaxOutputSize");
        return 0;
    }

    bool setTemporaryStorageAllocator(nvinfer1::IGpuAllocator*) noexcept override
    {
        report("IExecutionContext::setTemporaryStorageAllocator");
        return false;
    }

    nvinfer1::IGpuAllocator* getTemporaryStorageAllocator() const noexcept override
    {
        report("IExecutionContext::getTemporaryStorageAllocator");
        return nullptr;
    }

    bool enqueueV3(cudaStream_t) noexcept override
    {
        report("IExecutionContext::enqueueV3");
        return false;
    }

    void setPersistentCacheLimit(size_t) noexcept override
    {
        report("IExecutionContext::setPersistentCacheLimit");
    }

    size_t getPersistentCacheLimit() const noexcept override
    {
        report("IExecutionContext::getPersistentCacheLimit");
        return 0;
    }

    bool setNvtxVerbosity(nvinfer1::ProfilingVerbosity) noexcept override
    {
        report("IExecutionContext::setNvtxVerbosity");
        return false;
    }

    nvinfer1::ProfilingVerbosity getNvtxVerbosity() const noexcept override
    {
        report("IExecutionContext::getNvtxVerbosity");
        return nvinfer1::ProfilingVerbosity{};
    }

    void setAuxStreams(cudaStream_t*, int32_t) noexcept override
    {
        report("IExecutionContext::setAuxStreams");
    }

    bool setDebugListener(nvinfer1::IDebugListener*) noexcept override
    {
        report("IExecutionContext::setDebugListener");
        return false;
    }

    nvinfer1::IDebugListener* getDebugListener() noexcept override
    {
        report("IExecutionContext::getDebugListener");
        return nullptr;
    }

    bool setTensorDebugState(const char*, bool) noexcept override
    {
        report("IExecutionContext::setTensorDebugState");
        return false;
    }

    bool getDebugState(const char*) const noexcept override
    {
        report("IExecutionContext::getDebugState");
        return false;
    }

    bool setAllTensorsDebugState(bool) noexcept override
    {
        report("IExecutionContext::setAllTensorsDebugState");
        return false;
    }

    size_t updateDeviceMemorySizeForShapes() noexcept override
    {
        report("IExecutionContext::updateDeviceMemorySizeForShapes");
        return 0;
    }

    void setDeviceMemoryV2(void*, int64_t) noexcept override
    {
        report("IExecutionContext::setDeviceMemoryV2");
    }

    nvinfer1::IRuntimeConfig* getRuntimeConfig() const noexcept override
    {
        report("IExecutionContext::getRuntimeConfig");
        return nullptr;
    }

    bool setUnfusedTensorsDebugState(bool) noexcept override
    {
        report("IExecutionContext::setUnfusedTensorsDebugState");
        return false;
    }

    bool getUnfusedTensorsDebugState() const noexcept override
    {
        report("IExecutionContext::getUnfusedTensorsDebugState");
        return false;
    }

    bool setCommunicator(void*) noexcept override
    {
        report("IExecutionContext::setCommunicator");
        return false;
    }
};
} // namespace tenon::api::missing
