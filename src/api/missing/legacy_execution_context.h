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
//! Answers every method of nvinfer1::apiv::legacy::VExecutionContext with "not implemented yet" and its failure value.
class ExecutionContext : public nvinfer1::apiv::legacy::VExecutionContext, public Reporter
{
public:
    bool execute(int32_t, void* const*) noexcept override
    {
        report("IExecutionContext::execute");
        return false;
    }

    bool enqueue(int32_t, void* const*, cudaStream_t, cudaEvent_t*) noexcept override
    {
        report("IExecutionContext::enqueue");
        return false;
    }

    bool enqueueV2(void* const*, cudaStream_t, cudaEvent_t*) noexcept override
    {
        report("IExecutionContext::enqueueV2");
        return false;
    }

    nvinfer1::Dims64 getStrides(int32_t) const noexcept override
    {
        report("IExecutionContext::getStrides");
        return nvinfer1::Dims{-1, {}};
    }

    bool setOptimizationProfile(int32_t) noexcept override
    {
        report("IExecutionContext::setOptimizationProfile");
        return false;
    }

    bool setBindingDimensions(int32_t, const nvinfer1::Dims64&) noexcept override
    {
        report("IExecutionContext::setBindingDimensions");
        return false;
    }

    nvinfer1::Dims64 getBindingDimensions(int32_t) const noexcept override
    {
        report("IExecutionContext::getBindingDimensions");
        return nvinfer1::Dims{-1, {}};
    }

    bool setInputShapeBinding(int32_t, const int32_t*) noexcept override
    {
        report("IExecutionContext::setInputShapeBinding");
        return false;
    }

    bool getShapeBinding(int32_t, int32_t*) const noexcept override
    {
        report("IExecutionContext::getShapeBinding");
        return false;
    }

protected:
    ~ExecutionContext() = default;
};
} // namespace tenon::api::missing::legacy
