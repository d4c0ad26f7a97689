// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VShuffleLayer with "not implemented yet" and its failure value.
class ShuffleLayer : public nvinfer1::apiv::VShuffleLayer, public Reporter
{
public:
    void setFirstTranspose(const nvinfer1::Permutation&) noexcept override
    {
        report("IShuffleLayer::setFirstTranspose");
    }

    const nvinfer1::Permutation& getFirstTranspose() const noexcept override
    {
        report("IShuffleLayer::getFirstTranspose");
        static nvinfer1::Permutation const kNone{};
        return kNone;
    }

    void setReshapeDimensions(const nvinfer1::Dims&) noexcept override
    {
        report("IShuffleLayer::setReshapeDimensions");
    }

    nvinfer1::Dims getReshapeDimensions() const noexcept override
    {
        report("IShuffleLayer::getReshapeDimensions");
        return nvinfer1::Dims{-1, {}};
    }

    void setSecondTranspose(const nvinfer1::Permutation&) noexcept override
    {
        report("IShuffleLayer::setSecondTranspose");
    }

    const nvinfer1::Permutation& getSecondTranspose() const noexcept override
    {
        report("IShuffleLayer::getSecondTranspose");
        static nvinfer1::Permutation const kNone{};
        return kNone;
    }

    void setZeroIsPlaceholder(bool) noexcept override
    {
        report("IShuffleLayer::setZeroIsPlaceholder");
    }

    bool getZeroIsPlaceholder() const noexcept override
    {
        report("IShuffleLayer::getZeroIsPlaceholder");
        return false;
    }
};
} // namespace tenon::api::missing
