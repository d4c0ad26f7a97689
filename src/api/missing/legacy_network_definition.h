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
//! Answers every method of nvinfer1::apiv::legacy::VNetworkDefinition with "not implemented yet" and its failure value.
class NetworkDefinition : public nvinfer1::apiv::legacy::VNetworkDefinition, public Reporter
{
public:
    nvinfer1::IFullyConnectedLayer* addFullyConnected(nvinfer1::ITensor&, int32_t, nvinfer1::Weights,
        nvinfer1::Weights) noexcept override
    {
        report("INetworkDefinition::addFullyConnected");
        return nullptr;
    }

protected:
    ~NetworkDefinition() = default;
};
} // namespace tenon::api::missing::legacy
