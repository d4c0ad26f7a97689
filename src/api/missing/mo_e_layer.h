// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VMoELayer with "not implemented yet" and its failure value.
class MoELayer : public nvinfer1::apiv::VMoELayer, public Reporter
{
public:
    void setGatedWeights(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::MoEActType) noexcept override
    {
        report("IMoELayer::setGatedWeights");
    }

    void setGatedBiases(nvinfer1::ITensor&, nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("IMoELayer::setGatedBiases");
    }

    void setActivationType(nvinfer1::MoEActType) noexcept override
    {
        report("IMoELayer::setActivationType");
    }

    nvinfer1::MoEActType getActivationType() const noexcept override
    {
        report("IMoELayer::getActivationType");
        return nvinfer1::MoEActType{};
    }

    void setQuantizationStatic(nvinfer1::ITensor&, nvinfer1::DataType) noexcept override
    {
        report("IMoELayer::setQuantizationStatic");
    }

    void setQuantizationDynamicDblQ(nvinfer1::ITensor&, nvinfer1::DataType, const nvinfer1::Dims&, nvinfer1::DataType) noexcept override
    {
        report("IMoELayer::setQuantizationDynamicDblQ");
    }

    void setQuantizationToType(nvinfer1::DataType) noexcept override
    {
        report("IMoELayer::setQuantizationToType");
    }

    nvinfer1::DataType getQuantizationToType() const noexcept override
    {
        report("IMoELayer::getQuantizationToType");
        return nvinfer1::DataType{};
    }

    void setQuantizationBlockShape(const nvinfer1::Dims&) noexcept override
    {
        report("IMoELayer::setQuantizationBlockShape");
    }

    nvinfer1::Dims getQuantizationBlockShape() const noexcept override
    {
        report("IMoELayer::getQuantizationBlockShape");
        return nvinfer1::Dims{-1, {}};
    }

    void setDynQOutputScaleType(nvinfer1::DataType) noexcept override
    {
        report("IMoELayer::setDynQOutputScaleType");
    }

    nvinfer1::DataType getDynQOutputScaleType() const noexcept override
    {
        report("IMoELayer::getDynQOutputScaleType");
        return nvinfer1::DataType{};
    }

    void setSwigluParams(float, float, float) noexcept override
    {
        report("IMoELayer::setSwigluParams");
    }

    void setSwigluParamLimit(float) noexcept override
    {
        report("IMoELayer::setSwigluParamLimit");
    }

    float getSwigluParamLimit() const noexcept override
    {
        report("IMoELayer::getSwigluParamLimit");
        return 0;
    }

    void setSwigluParamAlpha(float) noexcept override
    {
        report("IMoELayer::setSwigluParamAlpha");
    }

    float getSwigluParamAlpha() const noexcept override
    {
        report("IMoELayer::getSwigluParamAlpha");
        return 0;
    }

    void setSwigluParamBeta(float) noexcept override
    {
        report("IMoELayer::setSwigluParamBeta");
    }

    float getSwigluParamBeta() const noexcept override
    {
        report("IMoELayer::getSwigluParamBeta");
        return 0;
    }

    void setInput(int32_t, nvinfer1::ITensor&) noexcept override
    {
        report("IMoELayer::setInput");
    }
};
} // namespace tenon::api::missing
