// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VDynamicQuantizeLayer with "not implemented yet" and its failure value.
class DynamicQuantizeLayer : public nvinfer1::apiv::VDynamicQuantizeLayer, public Reporter
{
public:
    int32_t getAxis() const noexcept override
    {
        report("IDynamicQuantizeLayer::getAxis");
        return -1;
    }

    void setAxis(int32_t) noexcept override
    {
        report("IDynamicQuantizeLayer::setAxis");
    }

    int32_t getBlockSize() const noexcept override
    {
        report("IDynamicQuantizeLayer::getBlockSize");
        return 0;
    }

    void setBlockSize(int32_t) noexcept override
    {
        report("IDynamicQuantizeLayer::setBlockSize");
    }

    nvinfer1::DataType getScaleType() const noexcept override
    {
        report("IDynamicQuantizeLayer::getScaleType");
        return nvinfer1::DataType{};
    }

    void setScaleType(nvinfer1::DataType) noexcept override
    {
        report("IDynamicQuantizeLayer::setScaleType");
    }

    nvinfer1::DataType getToType() const noexcept override
    {
        report("IDynamicQuantizeLayer::getToType");
        return nvinfer1::DataType{};
    }

    void setToType(nvinfer1::DataType) noexcept override
    {
        report("IDynamicQuantizeLayer::setToType");
    }

    nvinfer1::Dims getBlockShape() const noexcept override
    {
        report("IDynamicQuantizeLayer::getBlockShape");
        return nvinfer1::Dims{-1, {}};
    }

    void setBlockShape(const nvinfer1::Dims&) noexcept override
    {
        report("IDynamicQuantizeLayer::setBlockShape");
    }
};
} // namespace tenon::api::missing
