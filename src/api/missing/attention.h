// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VAttention with "not implemented yet" and its failure value.
class Attention : public nvinfer1::apiv::VAttention, public Reporter
{
public:
    bool setInput(int32_t, nvinfer1::ITensor&) noexcept override
    {
        report("IAttention::setInput");
        return false;
    }

    int32_t getNbInputs() const noexcept override
    {
        report("IAttention::getNbInputs");
        return 0;
    }

    nvinfer1::ITensor* getInput(int32_t) const noexcept override
    {
        report("IAttention::getInput");
        return nullptr;
    }

    int32_t getNbOutputs() const noexcept override
    {
        report("IAttention::getNbOutputs");
        return 0;
    }

    nvinfer1::ITensor* getOutput(int32_t) const noexcept override
    {
        report("IAttention::getOutput");
        return nullptr;
    }

    bool setName(const char*) noexcept override
    {
        report("IAttention::setName");
        return false;
    }

    const char* getName() const noexcept override
    {
        report("IAttention::getName");
        return nullptr;
    }

    bool setNormalizationOperation(nvinfer1::AttentionNormalizationOp) noexcept override
    {
        report("IAttention::setNormalizationOperation");
        return false;
    }

    nvinfer1::AttentionNormalizationOp getNormalizationOperation() const noexcept override
    {
        report("IAttention::getNormalizationOperation");
        return nvinfer1::AttentionNormalizationOp{};
    }

    bool setCausal(bool) noexcept override
    {
        report("IAttention::setCausal");
        return false;
    }

    bool getCausal() const noexcept override
    {
        report("IAttention::getCausal");
        return false;
    }

    bool setMask(nvinfer1::ITensor&) noexcept override
    {
        report("IAttention::setMask");
        return false;
    }

    nvinfer1::ITensor* getMask() const noexcept override
    {
        report("IAttention::getMask");
        return nullptr;
    }

    bool setDecomposable(bool) noexcept override
    {
        report("IAttention::setDecomposable");
        return false;
    }

    bool getDecomposable() const noexcept override
    {
        report("IAttention::getDecomposable");
        return false;
    }

    bool setNormalizationQuantizeScale(nvinfer1::ITensor&) noexcept override
    {
        report("IAttention::setNormalizationQuantizeScale");
        return false;
    }

    nvinfer1::ITensor* getNormalizationQuantizeScale() const noexcept override
    {
        report("IAttention::getNormalizationQuantizeScale");
        return nullptr;
    }

    bool setNormalizationQuantizeToType(nvinfer1::DataType) noexcept override
    {
        report("IAttention::setNormalizationQuantizeToType");
        return false;
    }

    nvinfer1::DataType getNormalizationQuantizeToType() const noexcept override
    {
        report("IAttention::getNormalizationQuantizeToType");
        return nvinfer1::DataType{};
    }

    bool setMetadata(const char*) noexcept override
    {
        report("IAttention::setMetadata");
        return false;
    }

    const char* getMetadata() const noexcept override
    {
        report("IAttention::getMetadata");
        return nullptr;
    }

    bool setNbRanks(int32_t) noexcept override
    {
        report("IAttention::setNbRanks");
        return false;
    }

    int32_t getNbRanks() const noexcept override
    {
        report("IAttention::getNbRanks");
        return -1;
    }
};
} // namespace tenon::api::missing
