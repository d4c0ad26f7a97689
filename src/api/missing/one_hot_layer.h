// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VOneHotLayer with "not implemented yet" and its failure value.
class OneHotLayer : public nvinfer1::apiv::VOneHotLayer, public Reporter
{
public:
    int32_t getAxis() const noexcept override
    {
        report("IOneHotLayer::getAxis");
        return -1;
    }

    void setAxis(int32_t) noexcept override
    {
        report("IOneHotLayer::setAxis");
    }
};
} // namespace tenon::api::missing
