// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VSerializationConfig with "not implemented yet" and its failure value.
class SerializationConfig : public nvinfer1::apiv::VSerializationConfig, public Reporter
{
public:
    bool setFlags(nvinfer1::SerializationFlags) noexcept override
    {
        report("ISerializationConfig::setFlags");
        return false;
    }

    nvinfer1::SerializationFlags getFlags() const noexcept override
    {
        report("ISerializationConfig::getFlags");
        return 0;
    }

    bool clearFlag(nvinfer1::SerializationFlag) noexcept override
    {
        report("ISerializationConfig::clearFlag");
        return false;
    }

    bool setFlag(nvinfer1::SerializationFlag) noexcept override
    {
        report("ISerializationConfig::setFlag");
        return false;
    }

    bool getFlag(nvinfer1::SerializationFlag) const noexcept override
    {
        report("ISerializationConfig::getFlag");
        return false;
    }
};
} // namespace tenon::api::missing
