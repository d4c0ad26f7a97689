// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VEngineInspector with "not implemented yet" and its failure value.
class EngineInspector : public nvinfer1::apiv::VEngineInspector, public Reporter
{
public:
    nvinfer1::IEngineInspector* getPImpl() noexcept override
    {
        report("IEngineInspector::getPImpl");
        return nullptr;
    }

    bool setExecutionContext(const nvinfer1::IExecutionContext*) noexcept override
    {
        report("IEngineInspector::setExecutionContext");
        return false;
    }

    const nvinfer1::IExecutionContext* getExecutionContext() const noexcept override
    {
        report("IEngineInspector::getExecutionContext");
        return nullptr;
    }

    const char* getLayerInformation(int32_t, nvinfer1::LayerInformationFormat) const noexcept override
    {
        report("IEngineInspector::getLayerInformation");
        return nullptr;
    }

    const char* getEngineInformation(nvinfer1::LayerInformationFormat) const noexcept override
    {
        report("IEngineInspector::getEngineInformation");
        return nullptr;
    }

    void setErrorRecorder(nvinfer1::IErrorRecorder*) noexcept override
    {
        report("IEngineInspector::setErrorRecorder");
    }

    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override
    {
        report("IEngineInspector::getErrorRecorder");
        return nullptr;
    }
};
} // namespace tenon::api::missing
