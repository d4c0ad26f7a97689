// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VAlgorithmIOInfo with "not implemented yet" and its failure value.
class AlgorithmIOInfo : public nvinfer1::apiv::VAlgorithmIOInfo, public Reporter
{
public:
    nvinfer1::DataType getDataType() const noexcept override
    {
        report("IAlgorithmIOInfo::getDataType");
        return nvinfer1::DataType{};
    }

    nvinfer1::Dims getStrides() const noexcept override
    {
        report("IAlgorithmIOInfo::getStrides");
        return nvinfer1::Dims{-1, {}};
    }

    int64_t getVectorizedDim() const noexcept override
    {
        report("IAlgorithmIOInfo::getVectorizedDim");
        return -1;
    }

    int64_t getComponentsPerElement() const noexcept override
    {
        report("IAlgorithmIOInfo::getComponentsPerElement");
        return -1;
    }
};
} // namespace tenon::api::missing
