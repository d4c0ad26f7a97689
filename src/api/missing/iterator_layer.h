// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VIteratorLayer with "not implemented yet" and its failure value.
class IteratorLayer : public nvinfer1::apiv::VIteratorLayer, public Reporter
{
public:
    void setAxis(int32_t) noexcept override
    {
        report("IIteratorLayer::setAxis");
    }

    int32_t getAxis() const noexcept override
    {
        report("IIteratorLayer::getAxis");
        return -1;
    }

    void setReverse(bool) noexcept override
    {
        report("IIteratorLayer::setReverse");
    }

    bool getReverse() const noexcept override
    {
        report("IIteratorLayer::getReverse");
        return false;
    }
};
} // namespace tenon::api::missing
