// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VPaddingLayer with "not implemented yet" and its failure value.
class PaddingLayer : public nvinfer1::apiv::VPaddingLayer, public Reporter
{
public:
    void setPrePaddingNd(const nvinfer1::Dims&) noexcept override
    {
        report("IPaddingLayer::setPrePaddingNd");
    }

    nvinfer1::Dims getPrePaddingNd() const noexcept override
    {
        report("IPaddingLayer::getPrePaddingNd");
        return nvinfer1::Dims{-1, {}};
    }

    void setPostPaddingNd(const nvinfer1::Dims&) noexcept override
    {
        report("IPaddingLayer::setPostPaddingNd");
    }

    nvinfer1::Dims getPostPaddingNd() const noexcept override
    {
        report("IPaddingLayer::getPostPaddingNd");
        return nvinfer1::Dims{-1, {}};
    }
};
} // namespace tenon::api::missing
