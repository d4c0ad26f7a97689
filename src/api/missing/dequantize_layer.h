// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VDequantizeLayer with "not implemented yet" and its failure value.
class DequantizeLayer : public nvinfer1::apiv::VDequantizeLayer, public Reporter
{
public:
    int32_t getAxis() const noexcept override
    {
        report("IDequantizeLayer::getAxis");
        return -1;
    }

    void setAxis(int32_t) noexcept override
    {
        report("IDequantizeLayer::setAxis");
    }

    nvinfer1::DataType getToType() const noexcept override
    {
        report("IDequantizeLayer::getToType");
        return nvinfer1::DataType{};
    }

    void setToType(nvinfer1::DataType) noexcept override
    {
        report("IDequantizeLayer::setToType");
    }

    nvinfer1::Dims getBlockShape() const noexcept override
    {
        report("IDequantizeLayer::getBlockShape");
        return nvinfer1::Dims{-1, {}};
    }

    bool setBlockShape(const nvinfer1::Dims&) noexcept override
    {
        report("IDequantizeLayer::setBlockShape");
        return false;
    }
};
} // namespace tenon::api::missing
