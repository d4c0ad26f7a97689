// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VRefitter with "not implemented yet" and its failure value.
class Refitter : public nvinfer1::apiv::VRefitter, public Reporter
{
public:
    nvinfer1::IRefitter* getPImpl() noexcept override
    {
        report("IRefitter::getPImpl");
        return nullptr;
    }

    bool setWeights(const char*, nvinfer1::WeightsRole, const nvinfer1::Weights) noexcept override
    {
        report("IRefitter::setWeights");
        return false;
    }

    bool refitCudaEngine() noexcept override
    {
        report("IRefitter::refitCudaEngine");
        return false;
    }

    int32_t getMissing(int32_t, const char**, nvinfer1::WeightsRole*) noexcept override
    {
        report("IRefitter::getMissing");
        return 0;
    }

    int32_t getAll(int32_t, const char**, nvinfer1::WeightsRole*) noexcept override
    {
        report("IRefitter::getAll");
        return 0;
    }

    bool setDynamicRange(const char*, float, float) noexcept override
    {
        report("IRefitter::setDynamicRange");
        return false;
    }

    float getDynamicRangeMin(const char*) const noexcept override
    {
        report("IRefitter::getDynamicRangeMin");
        return 0;
    }

    float getDynamicRangeMax(const char*) const noexcept override
    {
        report("IRefitter::getDynamicRangeMax");
        return 0;
    }

    int32_t getTensorsWithDynamicRange(int32_t, const char**) const noexcept override
    {
        report("IRefitter::getTensorsWithDynamicRange");
        return 0;
    }

    void setErrorRecorder(nvinfer1::IErrorRecorder*) noexcept override
    {
        report("IRefitter::setErrorRecorder");
    }

    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override
    {
        report("IRefitter::getErrorRecorder");
        return nullptr;
    }

    bool setNamedWeights(const char*, nvinfer1::Weights) noexcept override
    {
        report("IRefitter::setNamedWeights");
        return false;
    }

    int32_t getMissingWeights(int32_t, const char**) noexcept override
    {
        report("IRefitter::getMissingWeights");
        return 0;
    }

    int32_t getAllWeights(int32_t, const char**) noexcept override
    {
        report("IRefitter::getAllWeights");
        return 0;
    }

    nvinfer1::ILogger* getLogger() const noexcept override
    {
        report("IRefitter::getLogger");
        return nullptr;
    }

    bool setMaxThreads(int32_t) noexcept override
    {
        report("IRefitter::setMaxThreads");
        return false;
    }

    int32_t getMaxThreads() const noexcept override
    {
        report("IRefitter::getMaxThreads");
        return 0;
    }

    bool setNamedWeightsWithLocation(const char*, nvinfer1::Weights, nvinfer1::TensorLocation) noexcept override
    {
        report("IRefitter::setNamedWeights");
        return false;
    }

    nvinfer1::Weights getNamedWeights(const char*) const noexcept override
    {
        report("IRefitter::getNamedWeights");
        return nvinfer1::Weights{};
    }

    nvinfer1::TensorLocation getWeightsLocation(const char*) const noexcept override
    {
        report("IRefitter::getWeightsLocation");
        return nvinfer1::TensorLocation{};
    }

    bool unsetNamedWeights(const char*) noexcept override
    {
        report("IRefitter::unsetNamedWeights");
        return false;
    }

    void setWeightsValidation(bool) noexcept override
    {
        report("IRefitter::setWeightsValidation");
    }

    bool getWeightsValidation() const noexcept override
    {
        report("IRefitter::getWeightsValidation");
        return false;
    }

    bool refitCudaEngineAsync(cudaStream_t) noexcept override
    {
        report("IRefitter::refitCudaEngineAsync");
        return false;
    }

    nvinfer1::Weights getWeightsPrototype(const char*) const noexcept override
    {
        report("IRefitter::getWeightsPrototype");
        return nvinfer1::Weights{};
    }
};
} // namespace tenon::api::missing
