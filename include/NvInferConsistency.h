// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_CONSISTENCY_H
#define NV_INFER_CONSISTENCY_H

//! \file
//! The consistency checker of release 8: declared, not supported.

#include "NvInferRuntime.h"
#include "impl/NvInferLegacyTables.h"

#if TENON_API_LEVEL != 8
#error "NvInferConsistency.h: needs TENON_API_LEVEL 8"
#endif


namespace nvinfer1
{
namespace consistency
{
class IConsistencyChecker;
class IPluginChecker;

class IConsistencyChecker
{
public:
    TENON_TAG virtual ~IConsistencyChecker() = default;

    TENON_TAG virtual bool validate() const TENON_NOEXCEPT = 0;
};

class IPluginChecker : public IPluginCreator
{
public:
    TENON_TAG virtual bool validate(const char* name, const void* serialData, size_t serialLength,
        const PluginTensorDesc* in, size_t nbInputs, const PluginTensorDesc* out, size_t nbOutputs,
        int64_t workspaceSize) const TENON_NOEXCEPT = 0;
};

TENON_TAG inline IConsistencyChecker* createConsistencyChecker(ILogger& /*logger*/, const void* /*blob*/,
    size_t /*size*/) noexcept
{
    tenonReportUnsupported("createConsistencyChecker", "there is no safety runtime to check plans for; use nvinfer1::IRuntime");
    return nullptr;
}
} // namespace consistency
} // namespace nvinfer1

extern "C" inline void* createConsistencyChecker_INTERNAL(void* /*logger*/, const void* /*blob*/, size_t /*size*/,
    int32_t /*version*/) noexcept
{
    tenonReportUnsupported("createConsistencyChecker", "there is no safety runtime to check plans for; use nvinfer1::IRuntime");
    return nullptr;
}

#endif // NV_INFER_CONSISTENCY_H
