// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VCumulativeLayer with "not implemented yet" and its failure value.
class CumulativeLayer : public nvinfer1::apiv::VCumulativeLayer, public Reporter
{
public:
    bool setOperation(nvinfer1::CumulativeOperation) noexcept override
    {
        report("ICumulativeLayer::setOperation");
        return false;
    }

    nvinfer1::CumulativeOperation getOperation() const noexcept override
    {
        report("ICumulativeLayer::getOperation");
        return nvinfer1::CumulativeOperation{};
    }

    void setExclusive(bool) noexcept override
    {
        report("ICumulativeLayer::setExclusive");
    }

    bool getExclusive() const noexcept override
    {
        report("ICumulativeLayer::getExclusive");
        return false;
    }

    void setReverse(bool) noexcept override
    {
        report("ICumulativeLayer::setReverse");
    }

    bool getReverse() const noexcept override
    {
        report("ICumulativeLayer::getReverse");
        return false;
    }
};
} // namespace tenon::api::missing
