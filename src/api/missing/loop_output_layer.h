// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VLoopOutputLayer with "not implemented yet" and its failure value.
class LoopOutputLayer : public nvinfer1::apiv::VLoopOutputLayer, public Reporter
{
public:
    nvinfer1::LoopOutput getLoopOutput() const noexcept override
    {
        report("ILoopOutputLayer::getLoopOutput");
        return nvinfer1::LoopOutput{};
    }

    void setAxis(int32_t) noexcept override
    {
        report("ILoopOutputLayer::setAxis");
    }

    int32_t getAxis() const noexcept override
    {
        report("ILoopOutputLayer::getAxis");
        return -1;
    }
};
} // namespace tenon::api::missing
