// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_RUNTIME_COMMON_H
#define NV_INFER_RUNTIME_COMMON_H

//! \file
//! The plugin registry.

#define NV_INFER_INTERNAL_INCLUDE 1
#include "NvInferPluginBase.h"
#undef NV_INFER_INTERNAL_INCLUDE
#include "NvInferRuntimePlugin.h"

namespace nvinfer1
{
TENON_ALIAS_V_1_0(IErrorRecorder)
TENON_ALIAS_V_1_0(IPluginCreator)
TENON_ALIAS_V_1_0(IPluginCreatorInterface)
TENON_ALIAS_V_1_0(IPluginResource)

class IPluginRegistry
{
public:
    using PluginLibraryHandle = void*;

    TENON_TAG IPluginRegistry() = default;
    IPluginRegistry(IPluginRegistry const&) = delete;
    IPluginRegistry& operator=(IPluginRegistry const&) & = delete;
    IPluginRegistry(IPluginRegistry&&) = delete;
    IPluginRegistry& operator=(IPluginRegistry&&) & = delete;

    TENON_TAG TRT_DEPRECATED virtual bool registerCreator(IPluginCreator& creator,
        const AsciiChar* const pluginNamespace) noexcept = 0;

    TENON_TAG TRT_DEPRECATED virtual IPluginCreator* const* getPluginCreatorList(int32_t* const numCreators) const noexcept = 0;

    TENON_TAG TRT_DEPRECATED virtual IPluginCreator* getPluginCreator(const AsciiChar* const pluginName,
        const AsciiChar* const pluginVersion, const AsciiChar* const pluginNamespace = "") noexcept = 0;

protected:
    TENON_TAG virtual ~IPluginRegistry() noexcept = default;

public:
    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* const recorder) noexcept = 0;

    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    TENON_TAG TRT_DEPRECATED virtual bool deregisterCreator(const IPluginCreator& creator) noexcept = 0;

    TENON_TAG virtual bool isParentSearchEnabled() const = 0;

    TENON_TAG virtual void setParentSearchEnabled(const bool enabled) = 0;

    TENON_TAG virtual PluginLibraryHandle loadLibrary(const AsciiChar* pluginPath) noexcept = 0;

    TENON_TAG virtual void deregisterLibrary(PluginLibraryHandle handle) noexcept = 0;

    TENON_TAG virtual bool registerCreator(IPluginCreatorInterface& creator,
        const AsciiChar* const pluginNamespace) noexcept = 0;

    TENON_TAG virtual IPluginCreatorInterface* const* getAllCreators(int32_t* const numCreators) const noexcept = 0;

    TENON_TAG virtual IPluginCreatorInterface* getCreator(const AsciiChar* const pluginName,
        const AsciiChar* const pluginVersion, const AsciiChar* const pluginNamespace = "") noexcept = 0;

    TENON_TAG virtual bool deregisterCreator(const IPluginCreatorInterface& creator) noexcept = 0;

    TENON_TAG virtual IPluginResource* acquirePluginResource(const AsciiChar* key,
        IPluginResource* resource) noexcept = 0;

    TENON_TAG virtual int32_t releasePluginResource(const AsciiChar* key) noexcept = 0;

    TENON_TAG virtual IPluginCreatorInterface* const* getAllCreatorsRecursive(int32_t* const numCreators) noexcept = 0;
};
} // namespace nvinfer1

#if TENON_API_LEVEL < 10
// Sources of releases 7 and 8 find loggers, allocators and plugin registration here.
#ifndef NV_INFER_IMPL_H
#include "NvInferRuntime.h"
#endif
#endif

#endif // NV_INFER_RUNTIME_COMMON_H
