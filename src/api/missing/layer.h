// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VLayer with "not implemented yet" and its failure value.
class Layer : public nvinfer1::apiv::VLayer, public Reporter
{
public:
    nvinfer1::LayerType getType() const noexcept override
    {
        report("ILayer::getType");
        return nvinfer1::LayerType{};
    }

    void setName(const char*) noexcept override
    {
        report("ILayer::setName");
    }

    const char* getName() const noexcept override
    {
        report("ILayer::getName");
        return nullptr;
    }

    int32_t getNbInputs() const noexcept override
    {
        report("ILayer::getNbInputs");
        return 0;
    }

    nvinfer1::ITensor* getInput(int32_t) const noexcept override
    {
        report("ILayer::getInput");
        return nullptr;
    }

    int32_t getNbOutputs() const noexcept override
    {
        report("ILayer::getNbOutputs");
        return 0;
    }

    nvinfer1::ITensor* getOutput(int32_t) const noexcept override
    {
        report("ILayer::getOutput");
        return nullptr;
    }

    void setInput(int32_t, nvinfer1::ITensor&) noexcept override
    {
        report("ILayer::setInput");
    }

    void setPrecision(nvinfer1::DataType) noexcept override
    {
        report("ILayer::setPrecision");
    }

    nvinfer1::DataType getPrecision() const noexcept override
    {
        report("ILayer::getPrecision");
        return nvinfer1::DataType{};
    }

    bool precisionIsSet() const noexcept override
    {
        report("ILayer::precisionIsSet");
        return false;
    }

    void resetPrecision() noexcept override
    {
        report("ILayer::resetPrecision");
    }

    void setOutputType(int32_t, nvinfer1::DataType) noexcept override
    {
        report("ILayer::setOutputType");
    }

    nvinfer1::DataType getOutputType(int32_t) const noexcept override
    {
        report("ILayer::getOutputType");
        return nvinfer1::DataType{};
    }

    bool outputTypeIsSet(int32_t) const noexcept override
    {
        report("ILayer::outputTypeIsSet");
        return false;
    }

    void resetOutputType(int32_t) noexcept override
    {
        report("ILayer::resetOutputType");
    }

    void setMetadata(const char*) noexcept override
    {
        report("ILayer::setMetadata");
    }

    const char* getMetadata() const noexcept override
    {
        report("ILayer::getMetadata");
        return nullptr;
    }

    bool setNbRanks(int32_t) noexcept override
    {
        report("ILayer::setNbRanks");
        return false;
    }

    int32_t getNbRanks() const noexcept override
    {
        report("ILayer::getNbRanks");
        return -1;
    }
};
} // namespace tenon::api::missing
