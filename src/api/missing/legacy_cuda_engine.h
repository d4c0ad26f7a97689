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
//! Answers every method of nvinfer1::apiv::legacy::VCudaEngine with "not implemented yet" and its failure value.
class CudaEngine : public nvinfer1::apiv::legacy::VCudaEngine, public Reporter
{
public:
    int32_t getNbBindings() const noexcept override
    {
        report("ICudaEngine::getNbBindings");
        return 0;
    }

    int32_t getBindingIndex(const char*) const noexcept override
    {
        report("ICudaEngine::getBindingIndex");
        return -1;
    }

    const char* getBindingName(int32_t) const noexcept override
    {
        report("ICudaEngine::getBindingName");
        return nullptr;
    }

    bool bindingIsInput(int32_t) const noexcept override
    {
        report("ICudaEngine::bindingIsInput");
        return false;
    }

    nvinfer1::Dims64 getBindingDimensions(int32_t) const noexcept override
    {
        report("ICudaEngine::getBindingDimensions");
        return nvinfer1::Dims{-1, {}};
    }

    nvinfer1::DataType getBindingDataType(int32_t) const noexcept override
    {
        report("ICudaEngine::getBindingDataType");
        return nvinfer1::DataType{};
    }

    int32_t getMaxBatchSize() const noexcept override
    {
        report("ICudaEngine::getMaxBatchSize");
        return 0;
    }

    nvinfer1::TensorLocation getLocation(int32_t) const noexcept override
    {
        report("ICudaEngine::getLocation");
        return nvinfer1::TensorLocation{};
    }

    int32_t getBindingBytesPerComponent(int32_t) const noexcept override
    {
        report("ICudaEngine::getBindingBytesPerComponent");
        return -1;
    }

    int32_t getBindingComponentsPerElement(int32_t) const noexcept override
    {
        report("ICudaEngine::getBindingComponentsPerElement");
        return -1;
    }

    nvinfer1::TensorFormat getBindingFormat(int32_t) const noexcept override
    {
        report("ICudaEngine::getBindingFormat");
        return nvinfer1::TensorFormat{};
    }

    const char* getBindingFormatDesc(int32_t) const noexcept override
    {
        report("ICudaEngine::getBindingFormatDesc");
        return nullptr;
    }

    int32_t getBindingVectorizedDim(int32_t) const noexcept override
    {
        report("ICudaEngine::getBindingVectorizedDim");
        return -1;
    }

    nvinfer1::Dims64 getProfileDimensions(int32_t, int32_t, nvinfer1::OptProfileSelector) const noexcept override
    {
        report("ICudaEngine::getProfileDimensions");
        return nvinfer1::Dims{-1, {}};
    }

    const int32_t* getProfileShapeValues(int32_t, int32_t, nvinfer1::OptProfileSelector) const noexcept override
    {
        report("ICudaEngine::getProfileShapeValues");
        return nullptr;
    }

    bool isShapeBinding(int32_t) const noexcept override
    {
        report("ICudaEngine::isShapeBinding");
        return false;
    }

    bool isExecutionBinding(int32_t) const noexcept override
    {
        report("ICudaEngine::isExecutionBinding");
        return false;
    }

    std::size_t getWorkspaceSize() const noexcept override
    {
        report("ICudaEngine::getWorkspaceSize");
        return 0;
    }

protected:
    ~CudaEngine() = default;
};
} // namespace tenon::api::missing::legacy
