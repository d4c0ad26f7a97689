// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VNonZeroLayer with "not implemented yet" and its failure value.
class NonZeroLayer : public nvinfer1::apiv::VNonZeroLayer, public Reporter
{
public:
    bool setIndicesType(nvinfer1::DataType) noexcept override
    {
        report("INonZeroLayer::setIndicesType");
        return false;
    }

    nvinfer1::DataType getIndicesType() const noexcept override
    {
        report("INonZeroLayer::getIndicesType");
        return nvinfer1::DataType{};
    }
};
} // namespace tenon::api::missing
