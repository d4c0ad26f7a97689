// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntimeCommon.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::IPluginRegistry with "not implemented yet" and its failure value.
class PluginRegistry : public nvinfer1::IPluginRegistry, public Reporter
{
public:
    bool registerCreator(nvinfer1::IPluginCreator&, const nvinfer1::AsciiChar* const) noexcept override
    {
        report("IPluginRegistry::registerCreator");
        return false;
    }

    nvinfer1::IPluginCreator* const* getPluginCreatorList(int32_t* const) const noexcept override
    {
        report("IPluginRegistry::getPluginCreatorList");
        return nullptr;
    }

    nvinfer1::IPluginCreator* getPluginCreator(const nvinfer1::AsciiChar* const, const nvinfer1::AsciiChar* const, const nvinfer1::AsciiChar* const) noexcept override
    {
        report("IPluginRegistry::getPluginCreator");
        return nullptr;
    }

    void setErrorRecorder(nvinfer1::IErrorRecorder* const) noexcept override
    {
        report("IPluginRegistry::setErrorRecorder");
    }

    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override
    {
        report("IPluginRegistry::getErrorRecorder");
        return nullptr;
    }

    bool deregisterCreator(const nvinfer1::IPluginCreator&) noexcept override
    {
        report("IPluginRegistry::deregisterCreator");
        return false;
    }

    bool isParentSearchEnabled() const noexcept override
    {
        report("IPluginRegistry::isParentSearchEnabled");
        return false;
    }

    void setParentSearchEnabled(const bool) noexcept override
    {
        report("IPluginRegistry::setParentSearchEnabled");
    }

    nvinfer1::IPluginRegistry::PluginLibraryHandle loadLibrary(const nvinfer1::AsciiChar*) noexcept override
    {
        report("IPluginRegistry::loadLibrary");
        return nvinfer1::IPluginRegistry::PluginLibraryHandle{};
    }

    void deregisterLibrary(nvinfer1::IPluginRegistry::PluginLibraryHandle) noexcept override
    {
        report("IPluginRegistry::deregisterLibrary");
    }

    bool registerCreator(nvinfer1::IPluginCreatorInterface&, const nvinfer1::AsciiChar* const) noexcept override
    {
        report("IPluginRegistry::registerCreator");
        return false;
    }

    nvinfer1::IPluginCreatorInterface* const* getAllCreators(int32_t* const) const noexcept override
    {
        report("IPluginRegistry::getAllCreators");
        return nullptr;
    }

    nvinfer1::IPluginCreatorInterface* getCreator(const nvinfer1::AsciiChar* const, const nvinfer1::AsciiChar* const, const nvinfer1::AsciiChar* const) noexcept override
    {
        report("IPluginRegistry::getCreator");
        return nullptr;
    }

    bool deregisterCreator(const nvinfer1::IPluginCreatorInterface&) noexcept override
    {
        report("IPluginRegistry::deregisterCreator");
        return false;
    }

    nvinfer1::IPluginResource* acquirePluginResource(const nvinfer1::AsciiChar*, nvinfer1::IPluginResource*) noexcept override
    {
        report("IPluginRegistry::acquirePluginResource");
        return nullptr;
    }

    int32_t releasePluginResource(const nvinfer1::AsciiChar*) noexcept override
    {
        report("IPluginRegistry::releasePluginResource");
        return 0;
    }

    nvinfer1::IPluginCreatorInterface* const* getAllCreatorsRecursive(int32_t* const) noexcept override
    {
        report("IPluginRegistry::getAllCreatorsRecursive");
        return nullptr;
    }
};
} // namespace tenon::api::missing
