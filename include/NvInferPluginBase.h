// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_PLUGIN_BASE_H
#define NV_INFER_PLUGIN_BASE_H

//! \file
//! What all plugin generations share: fields, creators, capabilities.

#include "NvInferRuntimeBase.h"

namespace nvinfer1
{
class PluginField;

TENON_OPEN_V_1_0
class IPluginCapability;
class IPluginCreatorInterface;
class IPluginResource;
class IPluginV3;
TENON_CLOSE_V_1_0

enum class PluginCapabilityType : int32_t;
enum class PluginFieldType : int32_t;
TENON_ALIAS_V_1_0(IPluginCapability)
TENON_ALIAS_V_1_0(IPluginCreatorInterface)
TENON_ALIAS_V_1_0(IPluginResource)
TENON_ALIAS_V_1_0(IPluginV3)

//! The type of the elements of a plugin's field.
enum class PluginFieldType : int32_t
{
    //! 16-bit floating point numbers.
    kFLOAT16 = 0,
    //! 32-bit floating point numbers.
    kFLOAT32 = 1,
    //! 64-bit floating point numbers.
    kFLOAT64 = 2,
    //! Signed 8-bit integers.
    kINT8 = 3,
    //! Signed 16-bit integers.
    kINT16 = 4,
    //! Signed 32-bit integers.
    kINT32 = 5,
    //! Characters; a text need not end with a zero, `length` counts.
    kCHAR = 6,
    //! Dims structures, of the API level that the sender was compiled at.
    kDIMS = 7,
    //! Not said.
    kUNKNOWN = 8,
    //! 16-bit floating point numbers with the range of 32-bit ones.
    kBF16 = 9,
    //! Signed 64-bit integers.
    kINT64 = 10,
    kFP8 = 11,
    kINT4 = 12,
    kFP4 = 13,
};

//! When a V3 creator is asked for a plugin.
enum class TensorRTPhase : int32_t
{
    //! For a network, with the fields that the user gave.
    kBUILD = 0,
    //! For an engine that is loaded, with the fields that the plugin asked to be serialized.
    kRUNTIME = 1,
};

//! A part of a V3 plugin.
enum class PluginCapabilityType : int32_t
{
    //! Name, version, namespace.
    kCORE = 0,
    //! Shapes, types, formats, tactics: what the builder asks.
    kBUILD = 1,
    //! Enqueue, and what belongs to it.
    kRUNTIME = 2,
};

//! One parameter for a plugin creator: a name and an array. The receiver copies what it keeps; `data` is valid for the
//! call only.
class PluginField
{
public:
    AsciiChar const* name;
    void const* data;
    PluginFieldType type;
    int32_t length;

    TENON_TAG PluginField(AsciiChar const* const name_ = nullptr, void const* const data_ = nullptr,
        PluginFieldType const type_ = PluginFieldType::kUNKNOWN, int32_t const length_ = 0) noexcept
        : name(name_)
        , data(data_)
        , type(type_)
        , length(length_)
    {
    }
};

//! Parameters for a plugin creator, or, from getFieldNames(), the parameters that it knows.
struct PluginFieldCollection
{
#if TENON_API_LEVEL >= 10 && __cplusplus >= 201402L
    int32_t nbFields{};
    PluginField const* fields{};
#else
    // Without initialisers, so that it can be initialised as an aggregate in C++11 too.
    int32_t nbFields;
    PluginField const* fields;
#endif
};

TENON_OPEN_V_1_0
//! Base of the parts that a V3 plugin consists of.
class IPluginCapability : public IVersionedInterface
{
public:
    TENON_TAG ~IPluginCapability() noexcept override = default;
};

//! Something that plugins share, kept in the registry by key.
class IPluginResource : public IVersionedInterface
{
public:
    TENON_TAG IPluginResource() = default;
    TENON_TAG IPluginResource(IPluginResource const&) = default;
    TENON_TAG IPluginResource& operator=(IPluginResource const&) & = default;
    TENON_TAG IPluginResource(IPluginResource&&) = default;
    TENON_TAG IPluginResource& operator=(IPluginResource&&) & = default;

    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IPluginResource", 1, 0};
    }

    TENON_TAG ~IPluginResource() noexcept override = default;

    //! Gives back what the resource holds; 0 is success. The object may be asked to acquire again by clone().
    TENON_TAG virtual int32_t release() TENON_NOEXCEPT = 0;

    //! A copy that is ready to use; made when the resource is asked for the first time.
    TENON_TAG virtual IPluginResource* clone() TENON_NOEXCEPT = 0;
};

//! Base of all plugin creators.
class IPluginCreatorInterface : public IVersionedInterface
{
protected:
    TENON_TAG IPluginCreatorInterface() = default;
    TENON_TAG IPluginCreatorInterface(IPluginCreatorInterface const&) = default;
    TENON_TAG IPluginCreatorInterface& operator=(IPluginCreatorInterface const&) & = default;
    TENON_TAG IPluginCreatorInterface(IPluginCreatorInterface&&) = default;
    TENON_TAG IPluginCreatorInterface& operator=(IPluginCreatorInterface&&) & = default;

public:
    TENON_TAG ~IPluginCreatorInterface() noexcept override = default;
};

//! A plugin of the newest family. Its parts, which may be the object itself, are asked for one by one. Freed with
//! `delete` by its owner.
class IPluginV3 : public IVersionedInterface
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN", 1, 0};
    }

    TENON_TAG ~IPluginV3() noexcept override = default;

    //! The part of the plugin for this capability, or null. Owned by the plugin.
    TENON_TAG virtual IPluginCapability* getCapabilityInterface(PluginCapabilityType type) TENON_NOEXCEPT = 0;

    //! A new object that equals this one. The caller deletes it.
    TENON_TAG virtual IPluginV3* clone() TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0
} // namespace nvinfer1

#endif // NV_INFER_PLUGIN_BASE_H
