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
//! Answers every method of nvinfer1::apiv::legacy::VFullyConnectedLayer with "not implemented yet" and its failure value.
class FullyConnectedLayer : public nvinfer1::apiv::legacy::VFullyConnectedLayer, public Reporter
{
public:
    void setNbOutputChannels(int32_t) noexcept override
    {
        report("IFullyConnectedLayer::setNbOutputChannels");
    }

    int32_t getNbOutputChannels() const noexcept override
    {
        report("IFullyConnectedLayer::getNbOutputChannels");
        return 0;
    }

    void setKernelWeights(nvinfer1::Weights) noexcept override
    {
        report("IFullyConnectedLayer::setKernelWeights");
    }

    nvinfer1::Weights getKernelWeights() const noexcept override
    {
        report("IFullyConnectedLayer::getKernelWeights");
        return nvinfer1::Weights{};
    }

    void setBiasWeights(nvinfer1::Weights) noexcept override
    {
        report("IFullyConnectedLayer::setBiasWeights");
    }

    nvinfer1::Weights getBiasWeights() const noexcept override
    {
        report("IFullyConnectedLayer::getBiasWeights");
        return nvinfer1::Weights{};
    }
};
} // namespace tenon::api::missing::legacy
