// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>
#include <impl/NvInferLegacyLayers.h>

namespace tenon::api::missing::legacy
{
//! Answers every method of nvinfer1::apiv::legacy::VRuntime with "not implemented yet" and its failure value.
class Runtime : public nvinfer1::apiv::legacy::VRuntime, public Reporter
{
public:
    nvinfer1::ICudaEngine* deserializeCudaEngine(const void*, std::size_t, nvinfer1::IPluginFactory*) noexcept override
    {
        report("IRuntime::deserializeCudaEngine");
        return nullptr;
    }

protected:
    ~Runtime() = default;
};
} // namespace tenon::api::missing::legacy
