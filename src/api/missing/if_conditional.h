// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VIfConditional with "not implemented yet" and its failure value.
class IfConditional : public nvinfer1::apiv::VIfConditional, public Reporter
{
public:
    nvinfer1::IConditionLayer* setCondition(nvinfer1::ITensor&) noexcept override
    {
        report("IIfConditional::setCondition");
        return nullptr;
    }

    nvinfer1::IIfConditionalInputLayer* addInput(nvinfer1::ITensor&) noexcept override
    {
        report("IIfConditional::addInput");
        return nullptr;
    }

    nvinfer1::IIfConditionalOutputLayer* addOutput(nvinfer1::ITensor&, nvinfer1::ITensor&) noexcept override
    {
        report("IIfConditional::addOutput");
        return nullptr;
    }

    void setName(const char*) noexcept override
    {
        report("IIfConditional::setName");
    }

    const char* getName() const noexcept override
    {
        report("IIfConditional::getName");
        return nullptr;
    }
};
} // namespace tenon::api::missing
