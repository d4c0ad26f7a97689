// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VScatterLayer with "not implemented yet" and its failure value.
class ScatterLayer : public nvinfer1::apiv::VScatterLayer, public Reporter
{
public:
    void setMode(nvinfer1::ScatterMode) noexcept override
    {
        report("IScatterLayer::setMode");
    }

    nvinfer1::ScatterMode getMode() const noexcept override
    {
        report("IScatterLayer::getMode");
        return nvinfer1::ScatterMode{};
    }

    void setAxis(int32_t) noexcept override
    {
        report("IScatterLayer::setAxis");
    }

    int32_t getAxis() const noexcept override
    {
        report("IScatterLayer::getAxis");
        return -1;
    }
};
} // namespace tenon::api::missing
