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

//! Where plugin creators are found. One for each process; builders and runtimes may have their own below it.
//! Thread-safe. Creators stay their authors' and must outlive their registration.
class IPluginRegistry
{
public:
    //! A loaded plugin library.
    using PluginLibraryHandle = void*;

    TENON_TAG IPluginRegistry() = default;
    IPluginRegistry(IPluginRegistry const&) = delete;
    IPluginRegistry& operator=(IPluginRegistry const&) & = delete;
    IPluginRegistry(IPluginRegistry&&) = delete;
    IPluginRegistry& operator=(IPluginRegistry&&) & = delete;

    //! Registers `creator` under `pluginNamespace` ("" for the default one). False, with a message that names the first
    //! one, when there is one of that name, version and namespace already.
    TENON_TAG TRT_DEPRECATED virtual bool registerCreator(IPluginCreator& creator,
        const AsciiChar* const pluginNamespace) noexcept = 0;

    //! All V2 creators; their number in `*numCreators`. Valid until the registry changes.
    TENON_TAG TRT_DEPRECATED virtual IPluginCreator* const* getPluginCreatorList(int32_t* const numCreators) const noexcept = 0;

    //! The V2 creator of this name, version and namespace, or null, with a message that lists near misses.
    TENON_TAG TRT_DEPRECATED virtual IPluginCreator* getPluginCreator(const AsciiChar* const pluginName,
        const AsciiChar* const pluginVersion, const AsciiChar* const pluginNamespace = "") noexcept = 0;

protected:
    TENON_TAG virtual ~IPluginRegistry() noexcept = default;

public:
    //! Where errors of the registry go; null for none.
    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* const recorder) noexcept = 0;

    //! The recorder last set, or null.
    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    //! Takes a creator out again. False when it is not registered.
    TENON_TAG TRT_DEPRECATED virtual bool deregisterCreator(const IPluginCreator& creator) noexcept = 0;

    //! Whether a lookup goes on in the parent registry.
    TENON_TAG virtual bool isParentSearchEnabled() const = 0;

    //! Whether a lookup goes on in the parent registry; true by default.
    TENON_TAG virtual void setParentSearchEnabled(const bool enabled) = 0;

    //! Loads a plugin library and registers its creators: those of getCreators() or getPluginCreators(), and those that
    //! register themselves while it is loaded. Null, with the loader's own words, when it cannot be loaded.
    TENON_TAG virtual PluginLibraryHandle loadLibrary(const AsciiChar* pluginPath) noexcept = 0;

    //! Takes the creators of a library out and unloads it. The handle is not valid afterwards.
    TENON_TAG virtual void deregisterLibrary(PluginLibraryHandle handle) noexcept = 0;

    //! Registers `creator` under `pluginNamespace` ("" for the default one). False, with a message that names the first
    //! one, when there is one of that name, version and namespace already.
    TENON_TAG virtual bool registerCreator(IPluginCreatorInterface& creator,
        const AsciiChar* const pluginNamespace) noexcept = 0;

    //! All creators of any family; their number in `*numCreators`. Valid until the registry changes.
    TENON_TAG virtual IPluginCreatorInterface* const* getAllCreators(int32_t* const numCreators) const noexcept = 0;

    //! The creator of this name, version and namespace, of any family, or null with a message.
    TENON_TAG virtual IPluginCreatorInterface* getCreator(const AsciiChar* const pluginName,
        const AsciiChar* const pluginVersion, const AsciiChar* const pluginNamespace = "") noexcept = 0;

    //! Takes a creator out again. False when it is not registered.
    TENON_TAG virtual bool deregisterCreator(const IPluginCreatorInterface& creator) noexcept = 0;

    //! The resource registered under `key`, made by cloning `resource` if there is none; its reference count grows.
    //! Null on failure.
    TENON_TAG virtual IPluginResource* acquirePluginResource(const AsciiChar* key,
        IPluginResource* resource) noexcept = 0;

    //! Takes a reference to the resource away; at none it is released. 0 is success.
    TENON_TAG virtual int32_t releasePluginResource(const AsciiChar* key) noexcept = 0;

    //! As getAllCreators(), with those of parent registries.
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
