// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VConstantLayer with "not implemented yet" and its failure value.
class ConstantLayer : public nvinfer1::apiv::VConstantLayer, public Reporter
{
public:
    void setWeights(nvinfer1::Weights) noexcept override
    {
        report("IConstantLayer::setWeights");
    }

    nvinfer1::Weights getWeights() const noexcept override
    {
        report("IConstantLayer::getWeights");
        return nvinfer1::Weights{};
    }

    void setDimensions(const nvinfer1::Dims&) noexcept override
    {
        report("IConstantLayer::setDimensions");
    }

    nvinfer1::Dims getDimensions() const noexcept override
    {
        report("IConstantLayer::getDimensions");
        return nvinfer1::Dims{-1, {}};
    }
};
} // namespace tenon::api::missing
