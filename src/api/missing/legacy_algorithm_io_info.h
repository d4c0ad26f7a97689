// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>
#include <impl/NvInferLegacyLayers.h>

namespace tenon::api::missing::legacy
{
//! Answers every method of nvinfer1::apiv::legacy::VAlgorithmIOInfo with "not implemented yet" and its failure value.
class AlgorithmIOInfo : public nvinfer1::apiv::legacy::VAlgorithmIOInfo, public Reporter
{
public:
    nvinfer1::TensorFormat getTensorFormat() const noexcept override
    {
        report("IAlgorithmIOInfo::getTensorFormat");
        return nvinfer1::TensorFormat{};
    }

protected:
    ~AlgorithmIOInfo() = default;
};
} // namespace tenon::api::missing::legacy
