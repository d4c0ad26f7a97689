// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "onnx/missing/report.h"
#include <NvOnnxParser.h>

namespace tenon::onnx::missing
{
//! Answers every method of nvonnxparser::IParser with "not implemented yet" and its failure value.
class Parser : public nvonnxparser::IParser
{
public:
    bool parse(const void*, size_t, const char*) noexcept override
    {
        report("IParser::parse");
        return false;
    }

    bool parseFromFile(const char*, int) noexcept override
    {
        report("IParser::parseFromFile");
        return false;
    }

    bool supportsModel(const void*, size_t, SubGraphCollection_t&, const char*) noexcept override
    {
        report("IParser::supportsModel");
        return false;
    }

    bool parseWithWeightDescriptors(const void*, size_t) noexcept override
    {
        report("IParser::parseWithWeightDescriptors");
        return false;
    }

    bool supportsOperator(const char*) const noexcept override
    {
        report("IParser::supportsOperator");
        return false;
    }

    int getNbErrors() const noexcept override
    {
        report("IParser::getNbErrors");
        return 0;
    }

    const nvonnxparser::IParserError* getError(int) const noexcept override
    {
        report("IParser::getError");
        return nullptr;
    }

    void clearErrors() noexcept override
    {
        report("IParser::clearErrors");
    }

    const char* const* getUsedVCPluginLibraries(int64_t&) const noexcept override
    {
        report("IParser::getUsedVCPluginLibraries");
        return nullptr;
    }

    void setFlags(nvonnxparser::OnnxParserFlags) noexcept override
    {
        report("IParser::setFlags");
    }

    nvonnxparser::OnnxParserFlags getFlags() const noexcept override
    {
        report("IParser::getFlags");
        return 0;
    }

    void clearFlag(nvonnxparser::OnnxParserFlag) noexcept override
    {
        report("IParser::clearFlag");
    }

    void setFlag(nvonnxparser::OnnxParserFlag) noexcept override
    {
        report("IParser::setFlag");
    }

    bool getFlag(nvonnxparser::OnnxParserFlag) const noexcept override
    {
        report("IParser::getFlag");
        return false;
    }

    const nvinfer1::ITensor* getLayerOutputTensor(const char*, int64_t) noexcept override
    {
        report("IParser::getLayerOutputTensor");
        return nullptr;
    }

    bool supportsModelV2(const void*, size_t, const char*) noexcept override
    {
        report("IParser::supportsModelV2");
        return false;
    }

    int64_t getNbSubgraphs() noexcept override
    {
        report("IParser::getNbSubgraphs");
        return 0;
    }

    bool isSubgraphSupported(const int64_t) noexcept override
    {
        report("IParser::isSubgraphSupported");
        return false;
    }

    int64_t* getSubgraphNodes(const int64_t, int64_t&) noexcept override
    {
        report("IParser::getSubgraphNodes");
        return nullptr;
    }

    bool loadModelProto(const void*, size_t, const char*) noexcept override
    {
        report("IParser::loadModelProto");
        return false;
    }

    bool loadInitializer(const char*, const void*, size_t) noexcept override
    {
        report("IParser::loadInitializer");
        return false;
    }

    bool parseModelProto() noexcept override
    {
        report("IParser::parseModelProto");
        return false;
    }

    bool setBuilderConfig(const nvinfer1::IBuilderConfig* const) noexcept override
    {
        report("IParser::setBuilderConfig");
        return false;
    }
};
} // namespace tenon::onnx::missing
