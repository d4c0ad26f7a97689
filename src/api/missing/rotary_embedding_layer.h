// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VRotaryEmbeddingLayer with "not implemented yet" and its failure value.
class RotaryEmbeddingLayer : public nvinfer1::apiv::VRotaryEmbeddingLayer, public Reporter
{
public:
    void setInterleaved(bool) noexcept override
    {
        report("IRotaryEmbeddingLayer::setInterleaved");
    }

    bool getInterleaved() const noexcept override
    {
        report("IRotaryEmbeddingLayer::getInterleaved");
        return false;
    }

    bool setRotaryEmbeddingDim(int32_t) noexcept override
    {
        report("IRotaryEmbeddingLayer::setRotaryEmbeddingDim");
        return false;
    }

    int32_t getRotaryEmbeddingDim() const noexcept override
    {
        report("IRotaryEmbeddingLayer::getRotaryEmbeddingDim");
        return 0;
    }

    void setInput(int32_t, nvinfer1::ITensor&) noexcept override
    {
        report("IRotaryEmbeddingLayer::setInput");
    }
};
} // namespace tenon::api::missing
