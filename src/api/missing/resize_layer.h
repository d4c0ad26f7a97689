// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VResizeLayer with "not implemented yet" and its failure value.
class ResizeLayer : public nvinfer1::apiv::VResizeLayer, public Reporter
{
public:
    void setOutputDimensions(const nvinfer1::Dims&) noexcept override
    {
        report("IResizeLayer::setOutputDimensions");
    }

    nvinfer1::Dims getOutputDimensions() const noexcept override
    {
        report("IResizeLayer::getOutputDimensions");
        return nvinfer1::Dims{-1, {}};
    }

    void setScales(const float*, int32_t) noexcept override
    {
        report("IResizeLayer::setScales");
    }

    int32_t getScales(int32_t, float*) const noexcept override
    {
        report("IResizeLayer::getScales");
        return 0;
    }

    void setResizeMode(nvinfer1::InterpolationMode) noexcept override
    {
        report("IResizeLayer::setResizeMode");
    }

    nvinfer1::InterpolationMode getResizeMode() const noexcept override
    {
        report("IResizeLayer::getResizeMode");
        return nvinfer1::InterpolationMode{};
    }

    void setCoordinateTransformation(nvinfer1::ResizeCoordinateTransformation) noexcept override
    {
        report("IResizeLayer::setCoordinateTransformation");
    }

    nvinfer1::ResizeCoordinateTransformation getCoordinateTransformation() const noexcept override
    {
        report("IResizeLayer::getCoordinateTransformation");
        return nvinfer1::ResizeCoordinateTransformation{};
    }

    void setSelectorForSinglePixel(nvinfer1::ResizeSelector) noexcept override
    {
        report("IResizeLayer::setSelectorForSinglePixel");
    }

    nvinfer1::ResizeSelector getSelectorForSinglePixel() const noexcept override
    {
        report("IResizeLayer::getSelectorForSinglePixel");
        return nvinfer1::ResizeSelector{};
    }

    void setNearestRounding(nvinfer1::ResizeRoundMode) noexcept override
    {
        report("IResizeLayer::setNearestRounding");
    }

    nvinfer1::ResizeRoundMode getNearestRounding() const noexcept override
    {
        report("IResizeLayer::getNearestRounding");
        return nvinfer1::ResizeRoundMode{};
    }

    void setCubicCoeff(float) noexcept override
    {
        report("IResizeLayer::setCubicCoeff");
    }

    float getCubicCoeff() const noexcept override
    {
        report("IResizeLayer::getCubicCoeff");
        return 0;
    }

    void setExcludeOutside(bool) noexcept override
    {
        report("IResizeLayer::setExcludeOutside");
    }

    bool getExcludeOutside() const noexcept override
    {
        report("IResizeLayer::getExcludeOutside");
        return false;
    }
};
} // namespace tenon::api::missing
