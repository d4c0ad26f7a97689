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
//! Answers every method of nvinfer1::apiv::legacy::VBuilder with "not implemented yet" and its failure value.
class Builder : public nvinfer1::apiv::legacy::VBuilder, public Reporter
{
public:
    nvinfer1::INetworkDefinition* createNetworkV2(nvinfer1::NetworkDefinitionCreationFlags, int32_t) noexcept override
    {
        report("IBuilder::createNetworkV2");
        return nullptr;
    }

    void setMaxBatchSize(int32_t) noexcept override
    {
        report("IBuilder::setMaxBatchSize");
    }

    int32_t getMaxBatchSize() const noexcept override
    {
        report("IBuilder::getMaxBatchSize");
        return 0;
    }

    nvinfer1::IBuilderConfig* getDefaultConfig() noexcept override
    {
        report("IBuilder::getDefaultConfig");
        return nullptr;
    }

protected:
    ~Builder() = default;
};
} // namespace tenon::api::missing::legacy
