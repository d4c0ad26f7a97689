// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VDeconvolutionLayer with "not implemented yet" and its failure value.
class DeconvolutionLayer : public nvinfer1::apiv::VDeconvolutionLayer, public Reporter
{
public:
    void setNbOutputMaps(int64_t) noexcept override
    {
        report("IDeconvolutionLayer::setNbOutputMaps");
    }

    int64_t getNbOutputMaps() const noexcept override
    {
        report("IDeconvolutionLayer::getNbOutputMaps");
        return 0;
    }

    void setNbGroups(int64_t) noexcept override
    {
        report("IDeconvolutionLayer::setNbGroups");
    }

    int64_t getNbGroups() const noexcept override
    {
        report("IDeconvolutionLayer::getNbGroups");
        return 0;
    }

    void setKernelWeights(nvinfer1::Weights) noexcept override
    {
        report("IDeconvolutionLayer::setKernelWeights");
    }

    nvinfer1::Weights getKernelWeights() const noexcept override
    {
        report("IDeconvolutionLayer::getKernelWeights");
        return nvinfer1::Weights{};
    }

    void setBiasWeights(nvinfer1::Weights) noexcept override
    {
        report("IDeconvolutionLayer::setBiasWeights");
    }

    nvinfer1::Weights getBiasWeights() const noexcept override
    {
        report("IDeconvolutionLayer::getBiasWeights");
        return nvinfer1::Weights{};
    }

    void setPrePadding(const nvinfer1::Dims&) noexcept override
    {
        report("IDeconvolutionLayer::setPrePadding");
    }

    nvinfer1::Dims getPrePadding() const noexcept override
    {
        report("IDeconvolutionLayer::getPrePadding");
        return nvinfer1::Dims{-1, {}};
    }

    void setPostPadding(const nvinfer1::Dims&) noexcept override
    {
        report("IDeconvolutionLayer::setPostPadding");
    }

    nvinfer1::Dims getPostPadding() const noexcept override
    {
        report("IDeconvolutionLayer::getPostPadding");
        return nvinfer1::Dims{-1, {}};
    }

    void setPaddingMode(nvinfer1::PaddingMode) noexcept override
    {
        report("IDeconvolutionLayer::setPaddingMode");
    }

    nvinfer1::PaddingMode getPaddingMode() const noexcept override
    {
        report("IDeconvolutionLayer::getPaddingMode");
        return nvinfer1::PaddingMode{};
    }

    void setKernelSizeNd(const nvinfer1::Dims&) noexcept override
    {
        report("IDeconvolutionLayer::setKernelSizeNd");
    }

    nvinfer1::Dims getKernelSizeNd() const noexcept override
    {
        report("IDeconvolutionLayer::getKernelSizeNd");
        return nvinfer1::Dims{-1, {}};
    }

    void setStrideNd(const nvinfer1::Dims&) noexcept override
    {
        report("IDeconvolutionLayer::setStrideNd");
    }

    nvinfer1::Dims getStrideNd() const noexcept override
    {
        report("IDeconvolutionLayer::getStrideNd");
        return nvinfer1::Dims{-1, {}};
    }

    void setPaddingNd(const nvinfer1::Dims&) noexcept override
    {
        report("IDeconvolutionLayer::setPaddingNd");
    }

    nvinfer1::Dims getPaddingNd() const noexcept override
    {
        report("IDeconvolutionLayer::getPaddingNd");
        return nvinfer1::Dims{-1, {}};
    }

    void setDilationNd(const nvinfer1::Dims&) noexcept override
    {
        report("IDeconvolutionLayer::setDilationNd");
    }

    nvinfer1::Dims getDilationNd() const noexcept override
    {
        report("IDeconvolutionLayer::getDilationNd");
        return nvinfer1::Dims{-1, {}};
    }
};
} // namespace tenon::api::missing
