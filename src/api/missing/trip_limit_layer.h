// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VTripLimitLayer with "not implemented yet" and its failure value.
class TripLimitLayer : public nvinfer1::apiv::VTripLimitLayer, public Reporter
{
public:
    nvinfer1::TripLimit getTripLimit() const noexcept override
    {
        report("ITripLimitLayer::getTripLimit");
        return nvinfer1::TripLimit{};
    }
};
} // namespace tenon::api::missing
