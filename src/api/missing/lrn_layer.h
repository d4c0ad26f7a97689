// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VLRNLayer with "not implemented yet" and its failure value.
class LRNLayer : public nvinfer1::apiv::VLRNLayer, public Reporter
{
public:
    void setWindowSize(int64_t) noexcept override
    {
        report("ILRNLayer::setWindowSize");
    }

    int64_t getWindowSize() const noexcept override
    {
        report("ILRNLayer::getWindowSize");
        return 0;
    }

    void setAlpha(float) noexcept override
    {
        report("ILRNLayer::setAlpha");
    }

    float getAlpha() const noexcept override
    {
        report("ILRNLayer::getAlpha");
        return 0;
    }

    void setBeta(float) noexcept override
    {
        report("ILRNLayer::setBeta");
    }

    float getBeta() const noexcept override
    {
        report("ILRNLayer::getBeta");
        return 0;
    }

    void setK(float) noexcept override
    {
        report("ILRNLayer::setK");
    }

    float getK() const noexcept override
    {
        report("ILRNLayer::getK");
        return 0;
    }
};
} // namespace tenon::api::missing
