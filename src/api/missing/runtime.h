// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VRuntime with "not implemented yet" and its failure value.
class Runtime : public nvinfer1::apiv::VRuntime, public Reporter
{
public:
    nvinfer1::IRuntime* getPImpl() noexcept override
    {
        report("IRuntime::getPImpl");
        return nullptr;
    }

    nvinfer1::ICudaEngine* deserializeCudaEngine(const void*, std::size_t) noexcept override
    {
        report("IRuntime::deserializeCudaEngine");
        return nullptr;
    }

    nvinfer1::ICudaEngine* deserializeCudaEngine(nvinfer1::IStreamReader&) noexcept override
    {
        report("IRuntime::deserializeCudaEngine");
        return nullptr;
    }

    void setDLACore(int32_t) noexcept override
    {
        report("IRuntime::setDLACore");
    }

    int32_t getDLACore() const noexcept override
    {
        report("IRuntime::getDLACore");
        return -1;
    }

    int32_t getNbDLACores() const noexcept override
    {
        report("IRuntime::getNbDLACores");
        return 0;
    }

    void setGpuAllocator(nvinfer1::IGpuAllocator*) noexcept override
    {
        report("IRuntime::setGpuAllocator");
    }

    void setErrorRecorder(nvinfer1::IErrorRecorder*) noexcept override
    {
        report("IRuntime::setErrorRecorder");
    }

    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override
    {
        report("IRuntime::getErrorRecorder");
        return nullptr;
    }

    nvinfer1::ILogger* getLogger() const noexcept override
    {
        report("IRuntime::getLogger");
        return nullptr;
    }

    bool setMaxThreads(int32_t) noexcept override
    {
        report("IRuntime::setMaxThreads");
        return false;
    }

    int32_t getMaxThreads() const noexcept override
    {
        report("IRuntime::getMaxThreads");
        return 0;
    }

    void setTemporaryDirectory(const char*) noexcept override
    {
        report("IRuntime::setTemporaryDirectory");
    }

    const char* getTemporaryDirectory() const noexcept override
    {
        report("IRuntime::getTemporaryDirectory");
        return nullptr;
    }

    void setTempfileControlFlags(nvinfer1::TempfileControlFlags) noexcept override
    {
        report("IRuntime::setTempfileControlFlags");
    }

    nvinfer1::TempfileControlFlags getTempfileControlFlags() const noexcept override
    {
        report("IRuntime::getTempfileControlFlags");
        return 0;
    }

    void setPluginRegistryParent(nvinfer1::IPluginRegistry*) noexcept override
    {
        report("IRuntime::setPluginRegistryParent");
    }

    nvinfer1::IRuntime* loadRuntime(const char*) noexcept override
    {
        report("IRuntime::loadRuntime");
        return nullptr;
    }

    void setEngineHostCodeAllowed(bool) noexcept override
    {
        report("IRuntime::setEngineHostCodeAllowed");
    }

    bool getEngineHostCodeAllowed() const noexcept override
    {
        report("IRuntime::getEngineHostCodeAllowed");
        return false;
    }

    nvinfer1::ICudaEngine* deserializeCudaEngineV2(nvinfer1::IStreamReaderV2&) noexcept override
    {
        report("IRuntime::deserializeCudaEngine");
        return nullptr;
    }
};
} // namespace tenon::api::missing
