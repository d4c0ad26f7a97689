// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VScaleLayer with "not implemented yet" and its failure value.
class ScaleLayer : public nvinfer1::apiv::VScaleLayer, public Reporter
{
public:
    void setMode(nvinfer1::ScaleMode) noexcept override
    {
        report("IScaleLayer::setMode");
    }

    nvinfer1::ScaleMode getMode() const noexcept override
    {
        report("IScaleLayer::getMode");
        return nvinfer1::ScaleMode{};
    }

    void setShift(nvinfer1::Weights) noexcept override
    {
        report("IScaleLayer::setShift");
    }

    nvinfer1::Weights getShift() const noexcept override
    {
        report("IScaleLayer::getShift");
        return nvinfer1::Weights{};
    }

    void setScale(nvinfer1::Weights) noexcept override
    {
        report("IScaleLayer::setScale");
    }

    nvinfer1::Weights getScale() const noexcept override
    {
        report("IScaleLayer::getScale");
        return nvinfer1::Weights{};
    }

    void setPower(nvinfer1::Weights) noexcept override
    {
        report("IScaleLayer::setPower");
    }

    nvinfer1::Weights getPower() const noexcept override
    {
        report("IScaleLayer::getPower");
        return nvinfer1::Weights{};
    }

    int32_t getChannelAxis() const noexcept override
    {
        report("IScaleLayer::getChannelAxis");
        return -1;
    }

    void setChannelAxis(int32_t) noexcept override
    {
        report("IScaleLayer::setChannelAxis");
    }
};
} // namespace tenon::api::missing
