// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VConditionalBoundaryLayer with "not implemented yet" and its failure value.
class ConditionalBoundaryLayer : public nvinfer1::apiv::VConditionalBoundaryLayer, public Reporter
{
public:
    nvinfer1::IIfConditional* getConditional() const noexcept override
    {
        report("IIfConditionalBoundaryLayer::getConditional");
        return nullptr;
    }
};
} // namespace tenon::api::missing
