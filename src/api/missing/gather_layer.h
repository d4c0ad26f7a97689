// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VGatherLayer with "not implemented yet" and its failure value.
class GatherLayer : public nvinfer1::apiv::VGatherLayer, public Reporter
{
public:
    void setGatherAxis(int32_t) noexcept override
    {
        report("IGatherLayer::setGatherAxis");
    }

    int32_t getGatherAxis() const noexcept override
    {
        report("IGatherLayer::getGatherAxis");
        return -1;
    }

    void setNbElementWiseDims(int32_t) noexcept override
    {
        report("IGatherLayer::setNbElementWiseDims");
    }

    int32_t getNbElementWiseDims() const noexcept override
    {
        report("IGatherLayer::getNbElementWiseDims");
        return 0;
    }

    void setMode(nvinfer1::GatherMode) noexcept override
    {
        report("IGatherLayer::setMode");
    }

    nvinfer1::GatherMode getMode() const noexcept override
    {
        report("IGatherLayer::getMode");
        return nvinfer1::GatherMode{};
    }
};
} // namespace tenon::api::missing
