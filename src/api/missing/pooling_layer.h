// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VPoolingLayer with "not implemented yet" and its failure value.
class PoolingLayer : public nvinfer1::apiv::VPoolingLayer, public Reporter
{
public:
    void setPoolingType(nvinfer1::PoolingType) noexcept override
    {
        report("IPoolingLayer::setPoolingType");
    }

    nvinfer1::PoolingType getPoolingType() const noexcept override
    {
        report("IPoolingLayer::getPoolingType");
        return nvinfer1::PoolingType{};
    }

    void setBlendFactor(float) noexcept override
    {
        report("IPoolingLayer::setBlendFactor");
    }

    float getBlendFactor() const noexcept override
    {
        report("IPoolingLayer::getBlendFactor");
        return 0;
    }

    void setAverageCountExcludesPadding(bool) noexcept override
    {
        report("IPoolingLayer::setAverageCountExcludesPadding");
    }

    bool getAverageCountExcludesPadding() const noexcept override
    {
        report("IPoolingLayer::getAverageCountExcludesPadding");
        return false;
    }

    void setPrePadding(const nvinfer1::Dims&) noexcept override
    {
        report("IPoolingLayer::setPrePadding");
    }

    nvinfer1::Dims getPrePadding() const noexcept override
    {
        report("IPoolingLayer::getPrePadding");
        return nvinfer1::Dims{-1, {}};
    }

    void setPostPadding(const nvinfer1::Dims&) noexcept override
    {
        report("IPoolingLayer::setPostPadding");
    }

    nvinfer1::Dims getPostPadding() const noexcept override
    {
        report("IPoolingLayer::getPostPadding");
        return nvinfer1::Dims{-1, {}};
    }

    void setPaddingMode(nvinfer1::PaddingMode) noexcept override
    {
        report("IPoolingLayer::setPaddingMode");
    }

    nvinfer1::PaddingMode getPaddingMode() const noexcept override
    {
        report("IPoolingLayer::getPaddingMode");
        return nvinfer1::PaddingMode{};
    }

    void setWindowSizeNd(const nvinfer1::Dims&) noexcept override
    {
        report("IPoolingLayer::setWindowSizeNd");
    }

    nvinfer1::Dims getWindowSizeNd() const noexcept override
    {
        report("IPoolingLayer::getWindowSizeNd");
        return nvinfer1::Dims{-1, {}};
    }

    void setStrideNd(const nvinfer1::Dims&) noexcept override
    {
        report("IPoolingLayer::setStrideNd");
    }

    nvinfer1::Dims getStrideNd() const noexcept override
    {
        report("IPoolingLayer::getStrideNd");
        return nvinfer1::Dims{-1, {}};
    }

    void setPaddingNd(const nvinfer1::Dims&) noexcept override
    {
        report("IPoolingLayer::setPaddingNd");
    }

    nvinfer1::Dims getPaddingNd() const noexcept override
    {
        report("IPoolingLayer::getPaddingNd");
        return nvinfer1::Dims{-1, {}};
    }
};
} // namespace tenon::api::missing
