// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VAlgorithm with "not implemented yet" and its failure value.
class Algorithm : public nvinfer1::apiv::VAlgorithm, public Reporter
{
public:
    float getTimingMSec() const noexcept override
    {
        report("IAlgorithm::getTimingMSec");
        return 0;
    }

    std::size_t getWorkspaceSize() const noexcept override
    {
        report("IAlgorithm::getWorkspaceSize");
        return 0;
    }

    const nvinfer1::IAlgorithmIOInfo* getAlgorithmIOInfoByIndex(int32_t) const noexcept override
    {
        report("IAlgorithm::getAlgorithmIOInfoByIndex");
        return nullptr;
    }
};
} // namespace tenon::api::missing
