// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VConcatenationLayer with "not implemented yet" and its failure value.
class ConcatenationLayer : public nvinfer1::apiv::VConcatenationLayer, public Reporter
{
public:
    void setAxis(int32_t) noexcept override
    {
        report("IConcatenationLayer::setAxis");
    }

    int32_t getAxis() const noexcept override
    {
        report("IConcatenationLayer::getAxis");
        return -1;
    }
};
} // namespace tenon::api::missing
