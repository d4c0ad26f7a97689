// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VExprBuilder with "not implemented yet" and its failure value.
class ExprBuilder : public nvinfer1::apiv::VExprBuilder, public Reporter
{
public:
    const nvinfer1::IDimensionExpr* constant(int64_t) noexcept override
    {
        report("IExprBuilder::constant");
        return nullptr;
    }

    const nvinfer1::IDimensionExpr* operation(nvinfer1::DimensionOperation, const nvinfer1::IDimensionExpr&, const nvinfer1::IDimensionExpr&) noexcept override
    {
        report("IExprBuilder::operation");
        return nullptr;
    }

    const nvinfer1::IDimensionExpr* declareSizeTensor(int32_t, const nvinfer1::IDimensionExpr&, const nvinfer1::IDimensionExpr&) noexcept override
    {
        report("IExprBuilder::declareSizeTensor");
        return nullptr;
    }
};
} // namespace tenon::api::missing
