// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VFillLayer with "not implemented yet" and its failure value.
class FillLayer : public nvinfer1::apiv::VFillLayer, public Reporter
{
public:
    void setDimensions(const nvinfer1::Dims&) noexcept override
    {
        report("IFillLayer::setDimensions");
    }

    nvinfer1::Dims getDimensions() const noexcept override
    {
        report("IFillLayer::getDimensions");
        return nvinfer1::Dims{-1, {}};
    }

    void setOperation(nvinfer1::FillOperation) noexcept override
    {
        report("IFillLayer::setOperation");
    }

    nvinfer1::FillOperation getOperation() const noexcept override
    {
        report("IFillLayer::getOperation");
        return nvinfer1::FillOperation{};
    }

    void setAlpha(double) noexcept override
    {
        report("IFillLayer::setAlpha");
    }

    double getAlpha() const noexcept override
    {
        report("IFillLayer::getAlpha");
        return 0;
    }

    void setBeta(double) noexcept override
    {
        report("IFillLayer::setBeta");
    }

    double getBeta() const noexcept override
    {
        report("IFillLayer::getBeta");
        return 0;
    }

    void setAlphaInt64(int64_t) noexcept override
    {
        report("IFillLayer::setAlphaInt64");
    }

    int64_t getAlphaInt64() const noexcept override
    {
        report("IFillLayer::getAlphaInt64");
        return 0;
    }

    void setBetaInt64(int64_t) noexcept override
    {
        report("IFillLayer::setBetaInt64");
    }

    int64_t getBetaInt64() const noexcept override
    {
        report("IFillLayer::getBetaInt64");
        return 0;
    }

    bool isAlphaBetaInt64() const noexcept override
    {
        report("IFillLayer::isAlphaBetaInt64");
        return false;
    }

    nvinfer1::DataType getToType() const noexcept override
    {
        report("IFillLayer::getToType");
        return nvinfer1::DataType{};
    }

    void setToType(nvinfer1::DataType) noexcept override
    {
        report("IFillLayer::setToType");
    }
};
} // namespace tenon::api::missing
