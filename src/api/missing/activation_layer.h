// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VActivationLayer with "not implemented yet" and its failure value.
class ActivationLayer : public nvinfer1::apiv::VActivationLayer, public Reporter
{
public:
    void setActivationType(nvinfer1::ActivationType) noexcept override
    {
        report("IActivationLayer::setActivationType");
    }

    nvinfer1::ActivationType getActivationType() const noexcept override
    {
        report("IActivationLayer::getActivationType");
        return nvinfer1::ActivationType{};
    }

    void setAlpha(float) noexcept override
    {
        report("IActivationLayer::setAlpha");
    }

    void setBeta(float) noexcept override
    {
        report("IActivationLayer::setBeta");
    }

    float getAlpha() const noexcept override
    {
        report("IActivationLayer::getAlpha");
        return 0;
    }

    float getBeta() const noexcept override
    {
        report("IActivationLayer::getBeta");
        return 0;
    }
};
} // namespace tenon::api::missing
