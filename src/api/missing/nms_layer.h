// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VNMSLayer with "not implemented yet" and its failure value.
class NMSLayer : public nvinfer1::apiv::VNMSLayer, public Reporter
{
public:
    void setBoundingBoxFormat(nvinfer1::BoundingBoxFormat) noexcept override
    {
        report("INMSLayer::setBoundingBoxFormat");
    }

    nvinfer1::BoundingBoxFormat getBoundingBoxFormat() const noexcept override
    {
        report("INMSLayer::getBoundingBoxFormat");
        return nvinfer1::BoundingBoxFormat{};
    }

    void setTopKBoxLimit(int32_t) noexcept override
    {
        report("INMSLayer::setTopKBoxLimit");
    }

    int32_t getTopKBoxLimit() const noexcept override
    {
        report("INMSLayer::getTopKBoxLimit");
        return 0;
    }

    bool setIndicesType(nvinfer1::DataType) noexcept override
    {
        report("INMSLayer::setIndicesType");
        return false;
    }

    nvinfer1::DataType getIndicesType() const noexcept override
    {
        report("INMSLayer::getIndicesType");
        return nvinfer1::DataType{};
    }
};
} // namespace tenon::api::missing
