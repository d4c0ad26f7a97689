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
//! Answers every method of nvinfer1::apiv::legacy::VBuilderConfig with "not implemented yet" and its failure value.
class BuilderConfig : public nvinfer1::apiv::legacy::VBuilderConfig, public Reporter
{
public:
    void setMinTimingIterations(int32_t) noexcept override
    {
        report("IBuilderConfig::setMinTimingIterations");
    }

    int32_t getMinTimingIterations() const noexcept override
    {
        report("IBuilderConfig::getMinTimingIterations");
        return 0;
    }

protected:
    ~BuilderConfig() = default;
};
} // namespace tenon::api::missing::legacy
