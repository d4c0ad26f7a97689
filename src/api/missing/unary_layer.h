// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VUnaryLayer with "not implemented yet" and its failure value.
class UnaryLayer : public nvinfer1::apiv::VUnaryLayer, public Reporter
{
public:
    void setOperation(nvinfer1::UnaryOperation) noexcept override
    {
        report("IUnaryLayer::setOperation");
    }

    nvinfer1::UnaryOperation getOperation() const noexcept override
    {
        report("IUnaryLayer::getOperation");
        return nvinfer1::UnaryOperation{};
    }
};
} // namespace tenon::api::missing
