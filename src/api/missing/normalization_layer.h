// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VNormalizationLayer with "not implemented yet" and its failure value.
class NormalizationLayer : public nvinfer1::apiv::VNormalizationLayer, public Reporter
{
public:
    void setEpsilon(float) noexcept override
    {
        report("INormalizationLayer::setEpsilon");
    }

    float getEpsilon() const noexcept override
    {
        report("INormalizationLayer::getEpsilon");
        return 0;
    }

    void setAxes(uint32_t) noexcept override
    {
        report("INormalizationLayer::setAxes");
    }

    uint32_t getAxes() const noexcept override
    {
        report("INormalizationLayer::getAxes");
        return 0;
    }

    void setNbGroups(int64_t) noexcept override
    {
        report("INormalizationLayer::setNbGroups");
    }

    int64_t getNbGroups() const noexcept override
    {
        report("INormalizationLayer::getNbGroups");
        return 0;
    }

    void setComputePrecision(nvinfer1::DataType) noexcept override
    {
        report("INormalizationLayer::setComputePrecision");
    }

    nvinfer1::DataType getComputePrecision() const noexcept override
    {
        report("INormalizationLayer::getComputePrecision");
        return nvinfer1::DataType{};
    }

    bool isV2() const noexcept override
    {
        report("INormalizationLayer::isV2");
        return false;
    }
};
} // namespace tenon::api::missing
