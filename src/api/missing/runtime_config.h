// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VRuntimeConfig with "not implemented yet" and its failure value.
class RuntimeConfig : public nvinfer1::apiv::VRuntimeConfig, public Reporter
{
public:
    nvinfer1::IRuntimeConfig* getPImpl() noexcept override
    {
        report("IRuntimeConfig::getPImpl");
        return nullptr;
    }

    void setExecutionContextAllocationStrategy(nvinfer1::ExecutionContextAllocationStrategy) noexcept override
    {
        report("IRuntimeConfig::setExecutionContextAllocationStrategy");
    }

    nvinfer1::ExecutionContextAllocationStrategy getExecutionContextAllocationStrategy() const noexcept override
    {
        report("IRuntimeConfig::getExecutionContextAllocationStrategy");
        return nvinfer1::ExecutionContextAllocationStrategy{};
    }
};
} // namespace tenon::api::missing
