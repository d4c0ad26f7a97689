// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VKVCacheUpdateLayer with "not implemented yet" and its failure value.
class KVCacheUpdateLayer : public nvinfer1::apiv::VKVCacheUpdateLayer, public Reporter
{
public:
    bool setCacheMode(nvinfer1::KVCacheMode) noexcept override
    {
        report("IKVCacheUpdateLayer::setCacheMode");
        return false;
    }

    nvinfer1::KVCacheMode getCacheMode() const noexcept override
    {
        report("IKVCacheUpdateLayer::getCacheMode");
        return nvinfer1::KVCacheMode{};
    }
};
} // namespace tenon::api::missing
