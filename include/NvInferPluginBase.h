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

enum class PluginFieldType : int32_t
{
    kFLOAT16 = 0,
    kFLOAT32 = 1,
    kFLOAT64 = 2,
    kINT8 = 3,
    kINT16 = 4,
    kINT32 = 5,
    kCHAR = 6,
    kDIMS = 7,
    kUNKNOWN = 8,
    kBF16 = 9,
    kINT64 = 10,
    kFP8 = 11,
    kINT4 = 12,
    kFP4 = 13,
};

enum class TensorRTPhase : int32_t
{
    kBUILD = 0,
    kRUNTIME = 1,
};

enum class PluginCapabilityType : int32_t
{
    kCORE = 0,
    kBUILD = 1,
    kRUNTIME = 2,
};

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
class IPluginCapability : public IVersionedInterface
{
public:
    TENON_TAG ~IPluginCapability() noexcept override = default;
};

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

    TENON_TAG virtual int32_t release() TENON_NOEXCEPT = 0;

    TENON_TAG virtual IPluginResource* clone() TENON_NOEXCEPT = 0;
};

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

class IPluginV3 : public IVersionedInterface
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN", 1, 0};
    }

    TENON_TAG ~IPluginV3() noexcept override = default;

    TENON_TAG virtual IPluginCapability* getCapabilityInterface(PluginCapabilityType type) TENON_NOEXCEPT = 0;

    TENON_TAG virtual IPluginV3* clone() TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0
} // namespace nvinfer1

#endif // NV_INFER_PLUGIN_BASE_H
