// Written by scripts/api/generate.py from tests/conformance/facts. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#pragma once

#include "api/missing/report.h"
#include <NvInfer.h>

namespace tenon::api::missing
{
//! Answers every method of nvinfer1::apiv::VTimingCache with "not implemented yet" and its failure value.
class TimingCache : public nvinfer1::apiv::VTimingCache, public Reporter
{
public:
    nvinfer1::IHostMemory* serialize() const noexcept override
    {
        report("ITimingCache::serialize");
        return nullptr;
    }

    bool combine(const nvinfer1::ITimingCache&, bool) noexcept override
    {
        report("ITimingCache::combine");
        return false;
    }

    bool reset() noexcept override
    {
        report("ITimingCache::reset");
        return false;
    }

    int64_t queryKeys(nvinfer1::TimingCacheKey*, int64_t) const noexcept override
    {
        report("ITimingCache::queryKeys");
        return 0;
    }

    nvinfer1::TimingCacheValue query(const nvinfer1::TimingCacheKey&) const noexcept override
    {
        report("ITimingCache::query");
        return nvinfer1::TimingCacheValue{};
    }

    bool update(const nvinfer1::TimingCacheKey&, const nvinfer1::TimingCacheValue&) noexcept override
    {
        report("ITimingCache::update");
        return false;
    }
};
} // namespace tenon::api::missing
