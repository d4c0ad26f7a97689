// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VAlgorithmVariant with "not implemented yet" and its failure value.
class AlgorithmVariant : public nvinfer1::apiv::VAlgorithmVariant, public Reporter
{
public:
    int64_t getImplementation() const noexcept override
    {
        report("IAlgorithmVariant::getImplementation");
        return 0;
    }

    int64_t getTactic() const noexcept override
    {
        report("IAlgorithmVariant::getTactic");
        return 0;
    }
};
} // namespace tenon::api::missing
