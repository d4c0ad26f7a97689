// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "onnx/missing/report.h"
#include <NvOnnxParser.h>

namespace tenon::onnx::missing
{
//! Answers every method of nvonnxparser::IParserError with "not implemented yet" and its failure value.
class ParserError : public nvonnxparser::IParserError
{
public:
    nvonnxparser::ErrorCode code() const noexcept override
    {
        report("IParserError::code");
        return nvonnxparser::ErrorCode{};
    }

    const char* desc() const noexcept override
    {
        report("IParserError::desc");
        return nullptr;
    }

    const char* file() const noexcept override
    {
        report("IParserError::file");
        return nullptr;
    }

    int line() const noexcept override
    {
        report("IParserError::line");
        return 0;
    }

    const char* func() const noexcept override
    {
        report("IParserError::func");
        return nullptr;
    }

    int node() const noexcept override
    {
        report("IParserError::node");
        return 0;
    }

    const char* nodeName() const noexcept override
    {
        report("IParserError::nodeName");
        return nullptr;
    }

    const char* nodeOperator() const noexcept override
    {
        report("IParserError::nodeOperator");
        return nullptr;
    }

    const char* const* localFunctionStack() const noexcept override
    {
        report("IParserError::localFunctionStack");
        return nullptr;
    }

    int32_t localFunctionStackSize() const noexcept override
    {
        report("IParserError::localFunctionStackSize");
        return 0;
    }
};
} // namespace tenon::onnx::missing
