// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VAlgorithmContext with "not implemented yet" and its failure value.
class AlgorithmContext : public nvinfer1::apiv::VAlgorithmContext, public Reporter
{
public:
    const char* getName() const noexcept override
    {
        report("IAlgorithmContext::getName");
        return nullptr;
    }

    nvinfer1::Dims getDimensions(int32_t, nvinfer1::OptProfileSelector) const noexcept override
    {
        report("IAlgorithmContext::getDimensions");
        return nvinfer1::Dims{-1, {}};
    }

    int32_t getNbInputs() const noexcept override
    {
        report("IAlgorithmContext::getNbInputs");
        return 0;
    }

    int32_t getNbOutputs() const noexcept override
    {
        report("IAlgorithmContext::getNbOutputs");
        return 0;
    }
};
} // namespace tenon::api::missing
