// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VReverseSequenceLayer with "not implemented yet" and its failure value.
class ReverseSequenceLayer : public nvinfer1::apiv::VReverseSequenceLayer, public Reporter
{
public:
    void setBatchAxis(int32_t) noexcept override
    {
        report("IReverseSequenceLayer::setBatchAxis");
    }

    int32_t getBatchAxis() const noexcept override
    {
        report("IReverseSequenceLayer::getBatchAxis");
        return -1;
    }

    void setSequenceAxis(int32_t) noexcept override
    {
        report("IReverseSequenceLayer::setSequenceAxis");
    }

    int32_t getSequenceAxis() const noexcept override
    {
        report("IReverseSequenceLayer::getSequenceAxis");
        return -1;
    }
};
} // namespace tenon::api::missing
