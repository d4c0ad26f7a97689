// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VMatrixMultiplyLayer with "not implemented yet" and its failure value.
class MatrixMultiplyLayer : public nvinfer1::apiv::VMatrixMultiplyLayer, public Reporter
{
public:
    void setOperation(int32_t, nvinfer1::MatrixOperation) noexcept override
    {
        report("IMatrixMultiplyLayer::setOperation");
    }

    nvinfer1::MatrixOperation getOperation(int32_t) const noexcept override
    {
        report("IMatrixMultiplyLayer::getOperation");
        return nvinfer1::MatrixOperation{};
    }
};
} // namespace tenon::api::missing
