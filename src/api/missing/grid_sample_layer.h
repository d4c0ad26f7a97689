// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VGridSampleLayer with "not implemented yet" and its failure value.
class GridSampleLayer : public nvinfer1::apiv::VGridSampleLayer, public Reporter
{
public:
    void setInterpolationMode(nvinfer1::InterpolationMode) noexcept override
    {
        report("IGridSampleLayer::setInterpolationMode");
    }

    nvinfer1::InterpolationMode getInterpolationMode() const noexcept override
    {
        report("IGridSampleLayer::getInterpolationMode");
        return nvinfer1::InterpolationMode{};
    }

    void setAlignCorners(bool) noexcept override
    {
        report("IGridSampleLayer::setAlignCorners");
    }

    bool getAlignCorners() const noexcept override
    {
        report("IGridSampleLayer::getAlignCorners");
        return false;
    }

    bool setSampleMode(nvinfer1::SampleMode) noexcept override
    {
        report("IGridSampleLayer::setSampleMode");
        return false;
    }

    nvinfer1::SampleMode getSampleMode() const noexcept override
    {
        report("IGridSampleLayer::getSampleMode");
        return nvinfer1::SampleMode{};
    }
};
} // namespace tenon::api::missing
