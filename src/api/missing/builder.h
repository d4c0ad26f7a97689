// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VBuilder with "not implemented yet" and its failure value.
class Builder : public nvinfer1::apiv::VBuilder, public Reporter
{
public:
    bool platformHasFastFp16() const noexcept override
    {
        report("IBuilder::platformHasFastFp16");
        return false;
    }

    bool platformHasFastInt8() const noexcept override
    {
        report("IBuilder::platformHasFastInt8");
        return false;
    }

    int32_t getMaxDLABatchSize() const noexcept override
    {
        report("IBuilder::getMaxDLABatchSize");
        return 0;
    }

    int32_t getNbDLACores() const noexcept override
    {
        report("IBuilder::getNbDLACores");
        return 0;
    }

    void setGpuAllocator(nvinfer1::IGpuAllocator*) noexcept override
    {
        report("IBuilder::setGpuAllocator");
    }

    nvinfer1::IBuilderConfig* createBuilderConfig() noexcept override
    {
        report("IBuilder::createBuilderConfig");
        return nullptr;
    }

    nvinfer1::INetworkDefinition* createNetworkV2(nvinfer1::NetworkDefinitionCreationFlags) noexcept override
    {
        report("IBuilder::createNetworkV2");
        return nullptr;
    }

    nvinfer1::IOptimizationProfile* createOptimizationProfile() noexcept override
    {
        report("IBuilder::createOptimizationProfile");
        return nullptr;
    }

    void setErrorRecorder(nvinfer1::IErrorRecorder*) noexcept override
    {
        report("IBuilder::setErrorRecorder");
    }

    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override
    {
        report("IBuilder::getErrorRecorder");
        return nullptr;
    }

    void reset() noexcept override
    {
        report("IBuilder::reset");
    }

    bool platformHasTf32() const noexcept override
    {
        report("IBuilder::platformHasTf32");
        return false;
    }

    nvinfer1::IHostMemory* buildSerializedNetwork(nvinfer1::INetworkDefinition&, nvinfer1::IBuilderConfig&) noexcept override
    {
        report("IBuilder::buildSerializedNetwork");
        return nullptr;
    }

    bool isNetworkSupported(const nvinfer1::INetworkDefinition&, const nvinfer1::IBuilderConfig&) const noexcept override
    {
        report("IBuilder::isNetworkSupported");
        return false;
    }

    nvinfer1::ILogger* getLogger() const noexcept override
    {
        report("IBuilder::getLogger");
        return nullptr;
    }

    bool setMaxThreads(int32_t) noexcept override
    {
        report("IBuilder::setMaxThreads");
        return false;
    }

    int32_t getMaxThreads() const noexcept override
    {
        report("IBuilder::getMaxThreads");
        return 0;
    }

    nvinfer1::ICudaEngine* buildEngineWithConfig(nvinfer1::INetworkDefinition&, nvinfer1::IBuilderConfig&) noexcept override
    {
        report("IBuilder::buildEngineWithConfig");
        return nullptr;
    }

    bool buildSerializedNetworkToStream(nvinfer1::INetworkDefinition&, nvinfer1::IBuilderConfig&, nvinfer1::IStreamWriter&) noexcept override
    {
        report("IBuilder::buildSerializedNetworkToStream");
        return false;
    }

    nvinfer1::IHostMemory* buildSerializedNetworkWithKernelText(nvinfer1::INetworkDefinition&, nvinfer1::IBuilderConfig&, nvinfer1::IHostMemory*&) noexcept override
    {
        report("IBuilder::buildSerializedNetwork");
        return nullptr;
    }
};
} // namespace tenon::api::missing
