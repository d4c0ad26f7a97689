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

namespace v_1_0
{
class IPluginCapability;
class IPluginCreatorInterface;
class IPluginResource;
class IPluginV3;
} // namespace v_1_0

enum class PluginCapabilityType : int32_t;
enum class PluginFieldType : int32_t;
using IPluginCapability = v_1_0::IPluginCapability;
using IPluginCreatorInterface = v_1_0::IPluginCreatorInterface;
using IPluginResource = v_1_0::IPluginResource;
using IPluginV3 = v_1_0::IPluginV3;

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

    PluginField(AsciiChar const* const name_ = nullptr, void const* const data_ = nullptr,
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
#if __cplusplus >= 201402L
    int32_t nbFields{};
    PluginField const* fields{};
#else
    // In C++11 initialisers would take away the aggregate initialisation that sources of the time use.
    int32_t nbFields;
    PluginField const* fields;
#endif
};

namespace v_1_0
{
class IPluginCapability : public IVersionedInterface
{
public:
    ~IPluginCapability() noexcept override = default;
};

class IPluginResource : public IVersionedInterface
{
public:
    IPluginResource() = default;
    IPluginResource(IPluginResource const&) = default;
    IPluginResource& operator=(IPluginResource const&) & = default;
    IPluginResource(IPluginResource&&) = default;
    IPluginResource& operator=(IPluginResource&&) & = default;

    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IPluginResource", 1, 0};
    }

    ~IPluginResource() noexcept override = default;

    virtual int32_t release() noexcept = 0;

    virtual IPluginResource* clone() noexcept = 0;
};

class IPluginCreatorInterface : public IVersionedInterface
{
protected:
    IPluginCreatorInterface() = default;
    IPluginCreatorInterface(IPluginCreatorInterface const&) = default;
    IPluginCreatorInterface& operator=(IPluginCreatorInterface const&) & = default;
    IPluginCreatorInterface(IPluginCreatorInterface&&) = default;
    IPluginCreatorInterface& operator=(IPluginCreatorInterface&&) & = default;

public:
    ~IPluginCreatorInterface() noexcept override = default;
};

class IPluginV3 : public IVersionedInterface
{
public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN", 1, 0};
    }

    ~IPluginV3() noexcept override = default;

    virtual IPluginCapability* getCapabilityInterface(PluginCapabilityType type) noexcept = 0;

    virtual IPluginV3* clone() noexcept = 0;
};
} // namespace v_1_0
} // namespace nvinfer1

#endif // NV_INFER_PLUGIN_BASE_H
