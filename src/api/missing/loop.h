// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VLoop with "not implemented yet" and its failure value.
class Loop : public nvinfer1::apiv::VLoop, public Reporter
{
public:
    nvinfer1::IRecurrenceLayer* addRecurrence(nvinfer1::ITensor&) noexcept override
    {
        report("ILoop::addRecurrence");
        return nullptr;
    }

    nvinfer1::ITripLimitLayer* addTripLimit(nvinfer1::ITensor&, nvinfer1::TripLimit) noexcept override
    {
        report("ILoop::addTripLimit");
        return nullptr;
    }

    nvinfer1::IIteratorLayer* addIterator(nvinfer1::ITensor&, int32_t, bool) noexcept override
    {
        report("ILoop::addIterator");
        return nullptr;
    }

    nvinfer1::ILoopOutputLayer* addLoopOutput(nvinfer1::ITensor&, nvinfer1::LoopOutput, int32_t) noexcept override
    {
        report("ILoop::addLoopOutput");
        return nullptr;
    }

    void setName(const char*) noexcept override
    {
        report("ILoop::setName");
    }

    const char* getName() const noexcept override
    {
        report("ILoop::getName");
        return nullptr;
    }
};
} // namespace tenon::api::missing
