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

//! Which of the V2 interfaces a plugin implements: the upper byte of getTensorRTVersion().
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
//! What a plugin is told of one tensor. Before formats are chosen only the entries that the call names hold something.
struct PluginTensorDesc
{
    //! Extents; without the batch for plugins that are not dynamic; -1 where not yet known.
    Dims dims;
    //! Type of the elements.
    DataType type;
    //! How the elements lie in memory.
    TensorFormat format;
    //! Scale of quantized elements (kINT8), else without meaning.
    float scale;
};
TENON_CLOSE_LEVEL

//! A plugin for implicit batch: it sees shapes without the batch, and learns the batch size in enqueue(). The base of
//! the V2 family. Derive from IPluginV2IOExt or IPluginV2DynamicExt rather than from this.
//!
//! The library never calls two methods of one object at the same time from different threads; different objects, clones
//! included, it does.
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
    //! The release that the plugin was compiled for, with the interface in the upper byte (PluginVersion). Not to be
    //! overridden.
    TENON_TAG virtual int32_t getTensorRTVersion() const TENON_NOEXCEPT
    {
        return static_cast<int32_t>(NV_TENSORRT_VERSION);
    }

    //! The plugin's name; equal to its creator's getPluginName(). At most 1,024 bytes with the ending zero.
    TENON_TAG virtual const AsciiChar* getPluginType() const TENON_NOEXCEPT = 0;

    //! The plugin's version; equal to its creator's.
    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    //! How many outputs it has; the same at every call.
    TENON_TAG virtual int32_t getNbOutputs() const TENON_NOEXCEPT = 0;

    //! The shape of output `index`, without the batch, for the inputs' shapes without the batch. Called before
    //! initialize().
    TENON_TAG virtual Dims getOutputDimensions(int32_t index, const Dims* inputs,
        int32_t nbInputDims) TENON_NOEXCEPT = 0;

    //! Whether all inputs and outputs may have this type and format. A plugin must support at least one combination.
    TENON_TAG virtual bool supportsFormat(DataType type, PluginFormat format) const TENON_NOEXCEPT = 0;

    //! Tells shapes (without the batch), the type and format chosen for all tensors, and the largest batch. Called once
    //! for each object, before initialize(); never for a deserialized one.
    TENON_TAG virtual void configureWithFormat(const Dims* inputDims, int32_t nbInputs, const Dims* outputDims,
        int32_t nbOutputs, DataType type, PluginFormat format, int32_t maxBatchSize) TENON_NOEXCEPT = 0;

    //! Makes ready for enqueue(): weights to the device, handles. Not 0 ends the build or load. Called on the engine's
    //! object, not on the clones made from it afterwards.
    TENON_TAG virtual int32_t initialize() TENON_NOEXCEPT = 0;

    //! Gives back what initialize() made. Called before destroy().
    TENON_TAG virtual void terminate() TENON_NOEXCEPT = 0;

    //! How many bytes of scratch memory enqueue() needs at most, for batches up to `maxBatchSize`. Called after
    //! initialize().
    TENON_TAG virtual size_t getWorkspaceSize(int32_t maxBatchSize) const TENON_NOEXCEPT = 0;

    //! Runs on `stream` for `batchSize` samples: inputs and outputs in the order of the layer, contiguous by sample;
    //! `workspace` as large as asked, content undefined. Must write every element of every output and nothing else, and
    //! allocate nothing. 0 is success; anything else fails that inference.
    TENON_TAG virtual int32_t enqueue(int32_t batchSize, const void* const* inputs, impl::OutputPointers outputs,
        void* workspace, cudaStream_t stream) TENON_NOEXCEPT = 0;

    //! How many bytes serialize() writes, exactly.
    TENON_TAG virtual size_t getSerializationSize() const TENON_NOEXCEPT = 0;

    //! Writes all that deserializePlugin() needs, getSerializationSize() bytes, into `buffer`.
    TENON_TAG virtual void serialize(void* buffer) const TENON_NOEXCEPT = 0;

    //! Deletes the object; the last call.
    TENON_TAG virtual void destroy() TENON_NOEXCEPT = 0;

    //! A new object that equals this one: parameters, namespace, and what initialize() made, as nobody calls
    //! initialize() on the clone. The caller destroys it.
    TENON_TAG virtual IPluginV2* clone() const TENON_NOEXCEPT = 0;

    //! The namespace that the plugin was found in; to be kept, copied by clone().
    TENON_TAG virtual void setPluginNamespace(const AsciiChar* pluginNamespace) TENON_NOEXCEPT = 0;

    //! The namespace last set, "" by default.
    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual ~IPluginV2() noexcept = default;
};

//! IPluginV2 with output types, broadcast over the batch, and attachment to contexts.
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
    //! As IPluginV2::clone().
    TENON_TAG virtual IPluginV2Ext* clone() const TENON_NOEXCEPT override = 0;

    TENON_TAG ~IPluginV2Ext() noexcept override = default;

    //! The type of output `index` for these types of the inputs.
    TENON_TAG virtual DataType getOutputDataType(int32_t index, const DataType* inputTypes,
        int32_t nbInputs) const TENON_NOEXCEPT = 0;

    //! Whether output `outputIndex` is one sample for the whole batch, given which inputs are.
    TENON_TAG TRT_DEPRECATED virtual bool isOutputBroadcastAcrossBatch(int32_t outputIndex,
        const bool* inputIsBroadcasted, int32_t nbInputs) const TENON_NOEXCEPT = 0;

    //! Whether the plugin can take input `inputIndex` as one sample for the whole batch; if not, it is copied out.
    TENON_TAG TRT_DEPRECATED virtual bool canBroadcastInputAcrossBatch(int32_t inputIndex) const TENON_NOEXCEPT = 0;

    //! Tells shapes (without the batch), types, which tensors are broadcast across the batch, the format, and the
    //! largest batch. Called once for each object, before initialize(); never for a deserialized one.
    TENON_TAG virtual void configurePlugin(const Dims* inputDims, int32_t nbInputs, const Dims* outputDims,
        int32_t nbOutputs, const DataType* inputTypes, const DataType* outputTypes, const bool* inputIsBroadcast,
        const bool* outputIsBroadcast, PluginFormat floatFormat, int32_t maxBatchSize) TENON_NOEXCEPT = 0;

    //! Gives handles and an allocator of the context that the object belongs to. Any of them may be null: on the CPU,
    //! and where cuDNN or cuBLAS are not there. Valid until detachFromContext().
    TENON_TAG virtual void attachToContext(cudnnContext*, cublasContext*, IGpuAllocator*) TENON_NOEXCEPT
    {
    }

    //! The handles given by attachToContext() go away.
    TENON_TAG virtual void detachFromContext() TENON_NOEXCEPT
    {
    }
};

//! IPluginV2Ext with a type and format of its own for every input and output. The interface to choose for implicit
//! batch.
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
    //! Tells shapes (without the batch), types and formats as chosen. Called once for each object, before initialize();
    //! never for a deserialized one.
    TENON_TAG virtual void configurePlugin(const Dims*, int32_t, const Dims*, int32_t, const DataType*,
        const DataType*, const bool*, const bool*, PluginFormat, int32_t) TENON_NOEXCEPT final
    {
    }

public:
    //! Tells shapes (without the batch), types and formats as chosen. Called once for each object, before initialize();
    //! never for a deserialized one.
    TENON_TAG virtual void configurePlugin(const PluginTensorDesc* in, int32_t nbInput, const PluginTensorDesc* out,
        int32_t nbOutput) TENON_NOEXCEPT = 0;

    //! May tensor `pos` (inputs first, then outputs) have the type and format in inOut[pos], given those of inOut[0] to
    //! inOut[pos-1]? Entries after `pos` hold nothing valid. The answer depends on nothing else, and does not change.
    TENON_TAG virtual bool supportsFormatCombination(int32_t pos, const PluginTensorDesc* inOut, int32_t nbInputs,
        int32_t nbOutputs) const TENON_NOEXCEPT = 0;
};

TENON_OPEN_V_1_0
//! Makes V2 plugins of one name and version. Registered once in a registry, and called from any thread.
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

    //! The name under which the plugin is found, in ONNX models the operator's name.
    TENON_TAG virtual const AsciiChar* getPluginName() const TENON_NOEXCEPT = 0;

    //! The version under which the plugin is found, "1" mostly.
    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    //! The fields that createPlugin() understands, with their types; valid while the creator lives. An empty list says
    //! nothing about them.
    TENON_TAG virtual const PluginFieldCollection* getFieldNames() TENON_NOEXCEPT = 0;

    //! A new plugin for layer `name` with these fields, which are valid during the call only. Null when they are not
    //! usable. The caller destroys it.
    TENON_TAG virtual IPluginV2* createPlugin(const AsciiChar* name,
        const PluginFieldCollection* fc) TENON_NOEXCEPT = 0;

    //! A new plugin from what serialize() wrote. Null when the bytes are not that. The caller destroys it.
    TENON_TAG virtual IPluginV2* deserializePlugin(const AsciiChar* name, const void* serialData,
        size_t serialLength) TENON_NOEXCEPT = 0;

    //! The namespace that the creator is registered under.
    TENON_TAG virtual void setPluginNamespace(const AsciiChar* pluginNamespace) TENON_NOEXCEPT = 0;

    //! The namespace last set.
    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;

#if TENON_API_LEVEL < 10
    //! The release that the creator was compiled for.
    TENON_TAG virtual int32_t getTensorRTVersion() const TENON_NOEXCEPT
    {
        return NV_TENSORRT_VERSION;
    }
#endif
};
TENON_CLOSE_V_1_0
} // namespace nvinfer1

#endif // NV_INFER_RUNTIME_PLUGIN_H
