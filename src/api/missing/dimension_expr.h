// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VDimensionExpr with "not implemented yet" and its failure value.
class DimensionExpr : public nvinfer1::apiv::VDimensionExpr, public Reporter
{
public:
    bool isConstant() const noexcept override
    {
        report("IDimensionExpr::isConstant");
        return false;
    }

    int64_t getConstantValue() const noexcept override
    {
        report("IDimensionExpr::getConstantValue");
        return 0;
    }

    bool isSizeTensor() const noexcept override
    {
        report("IDimensionExpr::isSizeTensor");
        return false;
    }
};
} // namespace tenon::api::missing
