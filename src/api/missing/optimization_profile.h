// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VOptimizationProfile with "not implemented yet" and its failure value.
class OptimizationProfile : public nvinfer1::apiv::VOptimizationProfile, public Reporter
{
public:
    bool setDimensions(const char*, nvinfer1::OptProfileSelector, const nvinfer1::Dims&) noexcept override
    {
        report("IOptimizationProfile::setDimensions");
        return false;
    }

    nvinfer1::Dims getDimensions(const char*, nvinfer1::OptProfileSelector) const noexcept override
    {
        report("IOptimizationProfile::getDimensions");
        return nvinfer1::Dims{-1, {}};
    }

    bool setShapeValues(const char*, nvinfer1::OptProfileSelector, const int32_t*, int32_t) noexcept override
    {
        report("IOptimizationProfile::setShapeValues");
        return false;
    }

    int32_t getNbShapeValues(const char*) const noexcept override
    {
        report("IOptimizationProfile::getNbShapeValues");
        return 0;
    }

    const int32_t* getShapeValues(const char*, nvinfer1::OptProfileSelector) const noexcept override
    {
        report("IOptimizationProfile::getShapeValues");
        return nullptr;
    }

    bool setExtraMemoryTarget(float) noexcept override
    {
        report("IOptimizationProfile::setExtraMemoryTarget");
        return false;
    }

    float getExtraMemoryTarget() const noexcept override
    {
        report("IOptimizationProfile::getExtraMemoryTarget");
        return 0;
    }

    bool isValid() const noexcept override
    {
        report("IOptimizationProfile::isValid");
        return false;
    }

    bool setShapeValuesV2(const char*, nvinfer1::OptProfileSelector, const int64_t*, int32_t) noexcept override
    {
        report("IOptimizationProfile::setShapeValuesV2");
        return false;
    }

    const int64_t* getShapeValuesV2(const char*, nvinfer1::OptProfileSelector) const noexcept override
    {
        report("IOptimizationProfile::getShapeValuesV2");
        return nullptr;
    }
};
} // namespace tenon::api::missing
