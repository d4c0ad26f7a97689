// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInferRuntime.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VHostMemory with "not implemented yet" and its failure value.
class HostMemory : public nvinfer1::apiv::VHostMemory, public Reporter
{
public:
    void* data() const noexcept override
    {
        report("IHostMemory::data");
        return nullptr;
    }

    std::size_t size() const noexcept override
    {
        report("IHostMemory::size");
        return 0;
    }

    nvinfer1::DataType type() const noexcept override
    {
        report("IHostMemory::type");
        return nvinfer1::DataType{};
    }
};
} // namespace tenon::api::missing
