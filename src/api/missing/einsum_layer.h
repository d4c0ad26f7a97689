// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VEinsumLayer with "not implemented yet" and its failure value.
class EinsumLayer : public nvinfer1::apiv::VEinsumLayer, public Reporter
{
public:
    bool setEquation(const char*) noexcept override
    {
        report("IEinsumLayer::setEquation");
        return false;
    }

    const char* getEquation() const noexcept override
    {
        report("IEinsumLayer::getEquation");
        return nullptr;
    }
};
} // namespace tenon::api::missing
