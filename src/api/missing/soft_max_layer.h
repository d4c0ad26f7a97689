// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VSoftMaxLayer with "not implemented yet" and its failure value.
class SoftMaxLayer : public nvinfer1::apiv::VSoftMaxLayer, public Reporter
{
public:
    void setAxes(uint32_t) noexcept override
    {
        report("ISoftMaxLayer::setAxes");
    }

    uint32_t getAxes() const noexcept override
    {
        report("ISoftMaxLayer::getAxes");
        return 0;
    }
};
} // namespace tenon::api::missing
