// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VConvolutionLayer with "not implemented yet" and its failure value.
class ConvolutionLayer : public nvinfer1::apiv::VConvolutionLayer, public Reporter
{
public:
    void setNbOutputMaps(int64_t) noexcept override
    {
        report("IConvolutionLayer::setNbOutputMaps");
    }

    int64_t getNbOutputMaps() const noexcept override
    {
        report("IConvolutionLayer::getNbOutputMaps");
        return 0;
    }

    void setNbGroups(int64_t) noexcept override
    {
        report("IConvolutionLayer::setNbGroups");
    }

    int64_t getNbGroups() const noexcept override
    {
        report("IConvolutionLayer::getNbGroups");
        return 0;
    }

    void setKernelWeights(nvinfer1::Weights) noexcept override
    {
        report("IConvolutionLayer::setKernelWeights");
    }

    nvinfer1::Weights getKernelWeights() const noexcept override
    {
        report("IConvolutionLayer::getKernelWeights");
        return nvinfer1::Weights{};
    }

    void setBiasWeights(nvinfer1::Weights) noexcept override
    {
        report("IConvolutionLayer::setBiasWeights");
    }

    nvinfer1::Weights getBiasWeights() const noexcept override
    {
        report("IConvolutionLayer::getBiasWeights");
        return nvinfer1::Weights{};
    }

    void setPrePadding(const nvinfer1::Dims&) noexcept override
    {
        report("IConvolutionLayer::setPrePadding");
    }

    nvinfer1::Dims getPrePadding() const noexcept override
    {
        report("IConvolutionLayer::getPrePadding");
        return nvinfer1::Dims{-1, {}};
    }

    void setPostPadding(const nvinfer1::Dims&) noexcept override
    {
        report("IConvolutionLayer::setPostPadding");
    }

    nvinfer1::Dims getPostPadding() const noexcept override
    {
        report("IConvolutionLayer::getPostPadding");
        return nvinfer1::Dims{-1, {}};
    }

    void setPaddingMode(nvinfer1::PaddingMode) noexcept override
    {
        report("IConvolutionLayer::setPaddingMode");
    }

    nvinfer1::PaddingMode getPaddingMode() const noexcept override
    {
        report("IConvolutionLayer::getPaddingMode");
        return nvinfer1::PaddingMode{};
    }

    void setKernelSizeNd(const nvinfer1::Dims&) noexcept override
    {
        report("IConvolutionLayer::setKernelSizeNd");
    }

    nvinfer1::Dims getKernelSizeNd() const noexcept override
    {
        report("IConvolutionLayer::getKernelSizeNd");
        return nvinfer1::Dims{-1, {}};
    }

    void setStrideNd(const nvinfer1::Dims&) noexcept override
    {
        report("IConvolutionLayer::setStrideNd");
    }

    nvinfer1::Dims getStrideNd() const noexcept override
    {
        report("IConvolutionLayer::getStrideNd");
        return nvinfer1::Dims{-1, {}};
    }

    void setPaddingNd(const nvinfer1::Dims&) noexcept override
    {
        report("IConvolutionLayer::setPaddingNd");
    }

    nvinfer1::Dims getPaddingNd() const noexcept override
    {
        report("IConvolutionLayer::getPaddingNd");
        return nvinfer1::Dims{-1, {}};
    }

    void setDilationNd(const nvinfer1::Dims&) noexcept override
    {
        report("IConvolutionLayer::setDilationNd");
    }

    nvinfer1::Dims getDilationNd() const noexcept override
    {
        report("IConvolutionLayer::getDilationNd");
        return nvinfer1::Dims{-1, {}};
    }
};
} // namespace tenon::api::missing
