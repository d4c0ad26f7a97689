// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VElementWiseLayer with "not implemented yet" and its failure value.
class ElementWiseLayer : public nvinfer1::apiv::VElementWiseLayer, public Reporter
{
public:
    void setOperation(nvinfer1::ElementWiseOperation) noexcept override
    {
        report("IElementWiseLayer::setOperation");
    }

    nvinfer1::ElementWiseOperation getOperation() const noexcept override
    {
        report("IElementWiseLayer::getOperation");
        return nvinfer1::ElementWiseOperation{};
    }
};
} // namespace tenon::api::missing
