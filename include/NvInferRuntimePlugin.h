// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_RUNTIME_PLUGIN_H
#define NV_INFER_RUNTIME_PLUGIN_H

//! \file
//! The V2 plugin interfaces for static shapes, and their creator.

#define NV_INFER_INTERNAL_INCLUDE 1
#include "NvInferPluginBase.h"
#undef NV_INFER_INTERNAL_INCLUDE

struct cudnnContext;
struct cublasContext;

namespace nvinfer1
{
class IPluginV2;
class IPluginV2Ext;

TENON_OPEN_V_1_0
class IGpuAllocator;
class IPluginCreator;
TENON_CLOSE_V_1_0

enum class TensorFormat : int32_t;
TENON_ALIAS_V_1_0(IGpuAllocator)
TENON_ALIAS_V_1_0(IPluginCreator)

using PluginFormat = TensorFormat;

constexpr int32_t kPLUGIN_VERSION_PYTHON_BIT = 0x40;

enum class PluginVersion : uint8_t
{
    kV2 TRT_DEPRECATED_ENUM = 0,
    kV2_EXT TRT_DEPRECATED_ENUM = 1,
    kV2_IOEXT TRT_DEPRECATED_ENUM = 2,
    kV2_DYNAMICEXT TRT_DEPRECATED_ENUM = 3,
    kV2_DYNAMICEXT_PYTHON TRT_DEPRECATED_ENUM = 67,
};

enum class PluginCreatorVersion : int32_t
{
    kV1 TRT_DEPRECATED_ENUM = 0,
    kV1_PYTHON TRT_DEPRECATED_ENUM = 64,
};

TENON_OPEN_LEVEL
struct PluginTensorDesc
{
    Dims dims;
    DataType type;
    TensorFormat format;
    float scale;
};
TENON_CLOSE_LEVEL

class TRT_DEPRECATED IPluginV2
{
public:
    TENON_TAG IPluginV2() = default;

protected:
    TENON_TAG IPluginV2(IPluginV2 const&) = default;
    TENON_TAG IPluginV2& operator=(IPluginV2 const&) & = default;
    TENON_TAG IPluginV2(IPluginV2&&) = default;
    TENON_TAG IPluginV2& operator=(IPluginV2&&) & = default;

public:
    TENON_TAG virtual int32_t getTensorRTVersion() const TENON_NOEXCEPT
    {
        return static_cast<int32_t>(NV_TENSORRT_VERSION);
    }

    TENON_TAG virtual const AsciiChar* getPluginType() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getNbOutputs() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual Dims getOutputDimensions(int32_t index, const Dims* inputs,
        int32_t nbInputDims) TENON_NOEXCEPT = 0;

    TENON_TAG virtual bool supportsFormat(DataType type, PluginFormat format) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual void configureWithFormat(const Dims* inputDims, int32_t nbInputs, const Dims* outputDims,
        int32_t nbOutputs, DataType type, PluginFormat format, int32_t maxBatchSize) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t initialize() TENON_NOEXCEPT = 0;

    TENON_TAG virtual void terminate() TENON_NOEXCEPT = 0;

    TENON_TAG virtual size_t getWorkspaceSize(int32_t maxBatchSize) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t enqueue(int32_t batchSize, const void* const* inputs, impl::OutputPointers outputs,
        void* workspace, cudaStream_t stream) TENON_NOEXCEPT = 0;

    TENON_TAG virtual size_t getSerializationSize() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual void serialize(void* buffer) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual void destroy() TENON_NOEXCEPT = 0;

    TENON_TAG virtual IPluginV2* clone() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual void setPluginNamespace(const AsciiChar* pluginNamespace) TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual ~IPluginV2() noexcept = default;
};

class TRT_DEPRECATED IPluginV2Ext : public IPluginV2
{
public:
    TENON_TAG IPluginV2Ext() = default;

protected:
    TENON_TAG IPluginV2Ext(IPluginV2Ext const&) = default;
    TENON_TAG IPluginV2Ext& operator=(IPluginV2Ext const&) & = default;
    TENON_TAG IPluginV2Ext(IPluginV2Ext&&) = default;
    TENON_TAG IPluginV2Ext& operator=(IPluginV2Ext&&) & = default;

    TENON_TAG virtual int32_t getTensorRTVersion() const TENON_NOEXCEPT override
    {
        return static_cast<int32_t>((static_cast<uint32_t>(PluginVersion::kV2_EXT) << 24U)
            | (static_cast<uint32_t>(NV_TENSORRT_VERSION) & 0xFFFFFFU));
    }

    TENON_TAG virtual void configureWithFormat(const Dims*, int32_t, const Dims*, int32_t, DataType, PluginFormat,
        int32_t) TENON_NOEXCEPT override
    {
    }

public:
    TENON_TAG virtual IPluginV2Ext* clone() const TENON_NOEXCEPT override = 0;

    TENON_TAG ~IPluginV2Ext() noexcept override = default;

    TENON_TAG virtual DataType getOutputDataType(int32_t index, const DataType* inputTypes,
        int32_t nbInputs) const TENON_NOEXCEPT = 0;

    TENON_TAG TRT_DEPRECATED virtual bool isOutputBroadcastAcrossBatch(int32_t outputIndex,
        const bool* inputIsBroadcasted, int32_t nbInputs) const TENON_NOEXCEPT = 0;

    TENON_TAG TRT_DEPRECATED virtual bool canBroadcastInputAcrossBatch(int32_t inputIndex) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual void configurePlugin(const Dims* inputDims, int32_t nbInputs, const Dims* outputDims,
        int32_t nbOutputs, const DataType* inputTypes, const DataType* outputTypes, const bool* inputIsBroadcast,
        const bool* outputIsBroadcast, PluginFormat floatFormat, int32_t maxBatchSize) TENON_NOEXCEPT = 0;

    TENON_TAG virtual void attachToContext(cudnnContext*, cublasContext*, IGpuAllocator*) TENON_NOEXCEPT
    {
    }

    TENON_TAG virtual void detachFromContext() TENON_NOEXCEPT
    {
    }
};

class TRT_DEPRECATED IPluginV2IOExt : public IPluginV2Ext
{
public:
    TENON_TAG IPluginV2IOExt() = default;

protected:
    TENON_TAG IPluginV2IOExt(IPluginV2IOExt const&) = default;
    TENON_TAG IPluginV2IOExt& operator=(IPluginV2IOExt const&) & = default;
    TENON_TAG IPluginV2IOExt(IPluginV2IOExt&&) = default;
    TENON_TAG IPluginV2IOExt& operator=(IPluginV2IOExt&&) & = default;

    TENON_TAG virtual int32_t getTensorRTVersion() const TENON_NOEXCEPT override
    {
        return static_cast<int32_t>((static_cast<uint32_t>(PluginVersion::kV2_IOEXT) << 24U)
            | (static_cast<uint32_t>(NV_TENSORRT_VERSION) & 0xFFFFFFU));
    }

#if TENON_API_LEVEL < 8
protected:
#else
private:
#endif
    TENON_TAG virtual bool supportsFormat(DataType, PluginFormat) const TENON_NOEXCEPT final
    {
        return false;
    }

public:
    TENON_TAG ~IPluginV2IOExt() noexcept override = default;

#if TENON_API_LEVEL < 8
protected:
#else
private:
#endif
    TENON_TAG virtual void configurePlugin(const Dims*, int32_t, const Dims*, int32_t, const DataType*,
        const DataType*, const bool*, const bool*, PluginFormat, int32_t) TENON_NOEXCEPT final
    {
    }

public:
    TENON_TAG virtual void configurePlugin(const PluginTensorDesc* in, int32_t nbInput, const PluginTensorDesc* out,
        int32_t nbOutput) TENON_NOEXCEPT = 0;

    TENON_TAG virtual bool supportsFormatCombination(int32_t pos, const PluginTensorDesc* inOut, int32_t nbInputs,
        int32_t nbOutputs) const TENON_NOEXCEPT = 0;
};

TENON_OPEN_V_1_0
class TRT_DEPRECATED IPluginCreator : public IPluginCreatorInterface
{
public:
    TENON_TAG IPluginCreator() = default;

protected:
    TENON_TAG IPluginCreator(IPluginCreator const&) = default;
    TENON_TAG IPluginCreator& operator=(IPluginCreator const&) & = default;
    TENON_TAG IPluginCreator(IPluginCreator&&) = default;
    TENON_TAG IPluginCreator& operator=(IPluginCreator&&) & = default;

public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN CREATOR_V1", 1, 0};
    }

    TENON_TAG ~IPluginCreator() noexcept override = default;

    TENON_TAG virtual const AsciiChar* getPluginName() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const PluginFieldCollection* getFieldNames() TENON_NOEXCEPT = 0;

    TENON_TAG virtual IPluginV2* createPlugin(const AsciiChar* name,
        const PluginFieldCollection* fc) TENON_NOEXCEPT = 0;

    TENON_TAG virtual IPluginV2* deserializePlugin(const AsciiChar* name, const void* serialData,
        size_t serialLength) TENON_NOEXCEPT = 0;

    TENON_TAG virtual void setPluginNamespace(const AsciiChar* pluginNamespace) TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;

#if TENON_API_LEVEL < 10
    //! The release that the creator was compiled for.
    TENON_TAG int32_t getTensorRTVersion() const TENON_NOEXCEPT
    {
        return NV_TENSORRT_VERSION;
    }
#endif
};
TENON_CLOSE_V_1_0
} // namespace nvinfer1

#endif // NV_INFER_RUNTIME_PLUGIN_H
