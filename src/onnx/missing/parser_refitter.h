// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "onnx/missing/report.h"
#include <NvOnnxParser.h>

namespace tenon::onnx::missing
{
//! Answers every method of nvonnxparser::IParserRefitter with "not implemented yet" and its failure value.
class ParserRefitter : public nvonnxparser::IParserRefitter
{
public:
    bool refitFromBytes(const void*, size_t, const char*) noexcept override
    {
        report("IParserRefitter::refitFromBytes");
        return false;
    }

    bool refitFromFile(const char*) noexcept override
    {
        report("IParserRefitter::refitFromFile");
        return false;
    }

    int32_t getNbErrors() const noexcept override
    {
        report("IParserRefitter::getNbErrors");
        return 0;
    }

    const nvonnxparser::IParserError* getError(int32_t) const noexcept override
    {
        report("IParserRefitter::getError");
        return nullptr;
    }

    void clearErrors() noexcept override
    {
        report("IParserRefitter::clearErrors");
    }

    bool loadModelProto(const void*, size_t, const char*) noexcept override
    {
        report("IParserRefitter::loadModelProto");
        return false;
    }

    bool loadInitializer(const char*, const void*, size_t) noexcept override
    {
        report("IParserRefitter::loadInitializer");
        return false;
    }

    bool refitModelProto() noexcept override
    {
        report("IParserRefitter::refitModelProto");
        return false;
    }
};
} // namespace tenon::onnx::missing
