// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VAssertionLayer with "not implemented yet" and its failure value.
class AssertionLayer : public nvinfer1::apiv::VAssertionLayer, public Reporter
{
public:
    void setMessage(const char*) noexcept override
    {
        report("IAssertionLayer::setMessage");
    }

    const char* getMessage() const noexcept override
    {
        report("IAssertionLayer::getMessage");
        return nullptr;
    }
};
} // namespace tenon::api::missing
