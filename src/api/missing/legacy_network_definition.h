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

    nvinfer1::IRNNv2Layer* addRNNv2(nvinfer1::ITensor&, int32_t, int32_t, int32_t,
        nvinfer1::RNNOperation) noexcept override
    {
        report("INetworkDefinition::addRNNv2");
        return nullptr;
    }

    nvinfer1::IRNNLayer* addRNN(nvinfer1::ITensor&, int32_t, std::size_t, int32_t, nvinfer1::RNNOperation,
        nvinfer1::RNNInputMode, nvinfer1::RNNDirection, nvinfer1::Weights, nvinfer1::Weights) noexcept override
    {
        report("INetworkDefinition::addRNN");
        return nullptr;
    }

    nvinfer1::IPluginLayer* addPlugin(nvinfer1::ITensor* const*, int32_t, nvinfer1::IPlugin&) noexcept override
    {
        report("INetworkDefinition::addPlugin");
        return nullptr;
    }

    nvinfer1::IPluginLayer* addPluginExt(nvinfer1::ITensor* const*, int32_t, nvinfer1::IPluginExt&) noexcept override
    {
        report("INetworkDefinition::addPluginExt");
        return nullptr;
    }

    void setOutputDimensionsFormula(nvinfer1::LayerType,
        nvinfer1::apiv::legacy::VOutputDimensionsFormula*) noexcept override
    {
        report("INetworkDefinition::setOutputDimensionsFormula");
    }

    nvinfer1::apiv::legacy::VOutputDimensionsFormula* getOutputDimensionsFormula(nvinfer1::LayerType) const noexcept override
    {
        report("INetworkDefinition::getOutputDimensionsFormula");
        return nullptr;
    }

protected:
    ~NetworkDefinition() = default;
};
} // namespace tenon::api::missing::legacy
