// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VCastLayer with "not implemented yet" and its failure value.
class CastLayer : public nvinfer1::apiv::VCastLayer, public Reporter
{
public:
    void setToType(nvinfer1::DataType) noexcept override
    {
        report("ICastLayer::setToType");
    }

    nvinfer1::DataType getToType() const noexcept override
    {
        report("ICastLayer::getToType");
        return nvinfer1::DataType{};
    }
};
} // namespace tenon::api::missing
