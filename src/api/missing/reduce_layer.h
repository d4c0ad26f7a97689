// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VReduceLayer with "not implemented yet" and its failure value.
class ReduceLayer : public nvinfer1::apiv::VReduceLayer, public Reporter
{
public:
    void setOperation(nvinfer1::ReduceOperation) noexcept override
    {
        report("IReduceLayer::setOperation");
    }

    nvinfer1::ReduceOperation getOperation() const noexcept override
    {
        report("IReduceLayer::getOperation");
        return nvinfer1::ReduceOperation{};
    }

    void setReduceAxes(uint32_t) noexcept override
    {
        report("IReduceLayer::setReduceAxes");
    }

    uint32_t getReduceAxes() const noexcept override
    {
        report("IReduceLayer::getReduceAxes");
        return 0;
    }

    void setKeepDimensions(bool) noexcept override
    {
        report("IReduceLayer::setKeepDimensions");
    }

    bool getKeepDimensions() const noexcept override
    {
        report("IReduceLayer::getKeepDimensions");
        return false;
    }
};
} // namespace tenon::api::missing
