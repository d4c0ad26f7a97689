// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VSliceLayer with "not implemented yet" and its failure value.
class SliceLayer : public nvinfer1::apiv::VSliceLayer, public Reporter
{
public:
    void setStart(const nvinfer1::Dims&) noexcept override
    {
        report("ISliceLayer::setStart");
    }

    nvinfer1::Dims getStart() const noexcept override
    {
        report("ISliceLayer::getStart");
        return nvinfer1::Dims{-1, {}};
    }

    void setSize(const nvinfer1::Dims&) noexcept override
    {
        report("ISliceLayer::setSize");
    }

    nvinfer1::Dims getSize() const noexcept override
    {
        report("ISliceLayer::getSize");
        return nvinfer1::Dims{-1, {}};
    }

    void setStride(const nvinfer1::Dims&) noexcept override
    {
        report("ISliceLayer::setStride");
    }

    nvinfer1::Dims getStride() const noexcept override
    {
        report("ISliceLayer::getStride");
        return nvinfer1::Dims{-1, {}};
    }

    void setMode(nvinfer1::SampleMode) noexcept override
    {
        report("ISliceLayer::setMode");
    }

    nvinfer1::SampleMode getMode() const noexcept override
    {
        report("ISliceLayer::getMode");
        return nvinfer1::SampleMode{};
    }

    void setAxes(const nvinfer1::Dims&) noexcept override
    {
        report("ISliceLayer::setAxes");
    }

    nvinfer1::Dims getAxes() const noexcept override
    {
        report("ISliceLayer::getAxes");
        return nvinfer1::Dims{-1, {}};
    }
};
} // namespace tenon::api::missing
