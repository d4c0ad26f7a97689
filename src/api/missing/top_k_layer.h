// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VTopKLayer with "not implemented yet" and its failure value.
class TopKLayer : public nvinfer1::apiv::VTopKLayer, public Reporter
{
public:
    void setOperation(nvinfer1::TopKOperation) noexcept override
    {
        report("ITopKLayer::setOperation");
    }

    nvinfer1::TopKOperation getOperation() const noexcept override
    {
        report("ITopKLayer::getOperation");
        return nvinfer1::TopKOperation{};
    }

    void setK(int32_t) noexcept override
    {
        report("ITopKLayer::setK");
    }

    int32_t getK() const noexcept override
    {
        report("ITopKLayer::getK");
        return 0;
    }

    void setReduceAxes(uint32_t) noexcept override
    {
        report("ITopKLayer::setReduceAxes");
    }

    uint32_t getReduceAxes() const noexcept override
    {
        report("ITopKLayer::getReduceAxes");
        return 0;
    }

    bool setIndicesType(nvinfer1::DataType) noexcept override
    {
        report("ITopKLayer::setIndicesType");
        return false;
    }

    nvinfer1::DataType getIndicesType() const noexcept override
    {
        report("ITopKLayer::getIndicesType");
        return nvinfer1::DataType{};
    }
};
} // namespace tenon::api::missing
