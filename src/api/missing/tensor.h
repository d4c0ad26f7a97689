// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VTensor with "not implemented yet" and its failure value.
class Tensor : public nvinfer1::apiv::VTensor, public Reporter
{
public:
    void setName(const char*) noexcept override
    {
        report("ITensor::setName");
    }

    const char* getName() const noexcept override
    {
        report("ITensor::getName");
        return nullptr;
    }

    void setDimensions(const nvinfer1::Dims&) noexcept override
    {
        report("ITensor::setDimensions");
    }

    nvinfer1::Dims getDimensions() const noexcept override
    {
        report("ITensor::getDimensions");
        return nvinfer1::Dims{-1, {}};
    }

    void setType(nvinfer1::DataType) noexcept override
    {
        report("ITensor::setType");
    }

    nvinfer1::DataType getType() const noexcept override
    {
        report("ITensor::getType");
        return nvinfer1::DataType{};
    }

    bool setDynamicRange(float, float) noexcept override
    {
        report("ITensor::setDynamicRange");
        return false;
    }

    bool isNetworkInput() const noexcept override
    {
        report("ITensor::isNetworkInput");
        return false;
    }

    bool isNetworkOutput() const noexcept override
    {
        report("ITensor::isNetworkOutput");
        return false;
    }

    void setBroadcastAcrossBatch(bool) noexcept override
    {
        report("ITensor::setBroadcastAcrossBatch");
    }

    bool getBroadcastAcrossBatch() const noexcept override
    {
        report("ITensor::getBroadcastAcrossBatch");
        return false;
    }

    nvinfer1::TensorLocation getLocation() const noexcept override
    {
        report("ITensor::getLocation");
        return nvinfer1::TensorLocation{};
    }

    void setLocation(nvinfer1::TensorLocation) noexcept override
    {
        report("ITensor::setLocation");
    }

    bool dynamicRangeIsSet() const noexcept override
    {
        report("ITensor::dynamicRangeIsSet");
        return false;
    }

    void resetDynamicRange() noexcept override
    {
        report("ITensor::resetDynamicRange");
    }

    float getDynamicRangeMin() const noexcept override
    {
        report("ITensor::getDynamicRangeMin");
        return 0;
    }

    float getDynamicRangeMax() const noexcept override
    {
        report("ITensor::getDynamicRangeMax");
        return 0;
    }

    void setAllowedFormats(nvinfer1::TensorFormats) noexcept override
    {
        report("ITensor::setAllowedFormats");
    }

    nvinfer1::TensorFormats getAllowedFormats() const noexcept override
    {
        report("ITensor::getAllowedFormats");
        return 0;
    }

    bool isShapeTensor() const noexcept override
    {
        report("ITensor::isShapeTensor");
        return false;
    }

    bool isExecutionTensor() const noexcept override
    {
        report("ITensor::isExecutionTensor");
        return false;
    }

    void setDimensionName(int32_t, const char*) noexcept override
    {
        report("ITensor::setDimensionName");
    }

    const char* getDimensionName(int32_t) const noexcept override
    {
        report("ITensor::getDimensionName");
        return nullptr;
    }
};
} // namespace tenon::api::missing
