// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_RUNTIME_H
#define NV_INFER_RUNTIME_H

//! \file
//! The run-time side: engines, contexts, loggers, allocators, and the newer plugin interfaces.

#define NV_INFER_INTERNAL_INCLUDE 1
#include "NvInferPluginBase.h"
#undef NV_INFER_INTERNAL_INCLUDE
#include "NvInferImpl.h"
#include "NvInferRuntimeCommon.h"

#if TENON_API_LEVEL < 10
#include "impl/NvInferLegacyTables.h"
#endif

struct cudnnContext;
struct cublasContext;

namespace nvinfer1
{
class DimsExprs;
class ICudaEngine;
class IDimensionExpr;
class IEngineInspector;
class IExecutionContext;
class IExprBuilder;
class IHostMemory;
class ILogger;
class IPluginResourceContext;
class IPluginV2DynamicExt;
class IRefitter;
class IRuntime;
class IRuntimeConfig;
class ISerializationConfig;
class Weights;

TENON_OPEN_V_1_0
class IDebugListener;
class IGpuAllocator;
class IGpuAsyncAllocator;
class IOutputAllocator;
class IPluginCreatorV3One;
class IPluginV3OneBuild;
class IPluginV3OneCore;
class IPluginV3OneRuntime;
class IProfiler;
class IStreamReader;
class IStreamReaderV2;
class IStreamWriter;
TENON_CLOSE_V_1_0

namespace v_2_0
{
class IPluginV3OneBuild;
} // namespace v_2_0

enum class DimensionOperation : int32_t;
enum class EngineCapability : int32_t;
enum class EngineStat : int32_t;
enum class ExecutionContextAllocationStrategy : int32_t;
enum class HardwareCompatibilityLevel : int32_t;
enum class LayerInformationFormat : int32_t;
enum class OptProfileSelector : int32_t;
enum class ProfilingVerbosity : int32_t;
enum class SeekPosition : int32_t;
enum class SerializationFlag : int32_t;
enum class TensorFormat : int32_t;
enum class TensorLocation : int32_t;
enum class WeightsRole : int32_t;
class IPluginFactory;
TENON_ALIAS_V_1_0(IDebugListener)
TENON_ALIAS_V_1_0(IErrorRecorder)
TENON_ALIAS_V_1_0(IGpuAllocator)
TENON_ALIAS_V_1_0(IGpuAsyncAllocator)
TENON_ALIAS_V_1_0(IOutputAllocator)
TENON_ALIAS_V_1_0(IPluginCreatorV3One)
TENON_ALIAS_V_1_0(IPluginV3OneBuild)
#if TENON_API_LEVEL >= 10
using IPluginV3OneBuildV2 = v_2_0::IPluginV3OneBuild;
#endif
TENON_ALIAS_V_1_0(IPluginV3OneCore)
TENON_ALIAS_V_1_0(IPluginV3OneRuntime)
TENON_ALIAS_V_1_0(IProfiler)
TENON_ALIAS_V_1_0(IStreamReader)
TENON_ALIAS_V_1_0(IStreamReaderV2)
TENON_ALIAS_V_1_0(IStreamWriter)

//! Bits by TacticSource.
using TacticSources = uint32_t;
using TempfileControlFlags = uint32_t;
using SerializationFlags = uint32_t;
using AllocatorFlags = uint32_t;

//! What an engine may be restricted to.
enum class EngineCapability : int32_t
{
    //! No restriction; the only one that is served.
    kSTANDARD = 0,
    kSAFETY = 1,
    kDLA_STANDALONE = 2,
#if TENON_API_LEVEL < 10
    kDEFAULT = kSTANDARD,
    kSAFE_GPU = kSAFETY,
    kSAFE_DLA = kDLA_STANDALONE,
#endif
};

namespace impl
{
template <>
struct EnumMaxImpl<EngineCapability>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

//! How two extents are combined.
enum class DimensionOperation : int32_t
{
    //! first + second.
    kSUM = 0,
    //! first × second.
    kPROD = 1,
    //! The larger one.
    kMAX = 2,
    //! The smaller one.
    kMIN = 3,
    //! first − second.
    kSUB = 4,
    //! 1 if equal, else 0.
    kEQUAL = 5,
    //! 1 if first < second, else 0.
    kLESS = 6,
    //! first / second, rounded down.
    kFLOOR_DIV = 7,
    //! first / second, rounded up.
    kCEIL_DIV = 8,
};

namespace impl
{
template <>
struct EnumMaxImpl<DimensionOperation>
{
    static constexpr int32_t kVALUE = 9;
};
} // namespace impl

//! Where a tensor's data is.
enum class TensorLocation : int32_t
{
    //! On the device that the engine runs on.
    kDEVICE = 0,
    //! On the host, for shape tensors.
    kHOST = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<TensorLocation>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

enum class SeekPosition : int32_t
{
    kSET = 0,
    kCUR = 1,
    kEND = 2,
};

//! What weights are to their layer.
enum class WeightsRole : int32_t
{
    //! Kernel of a convolution, deconvolution or fully connected layer.
    kKERNEL = 0,
    //! Bias of such a layer.
    kBIAS = 1,
    //! Shift of a scale layer.
    kSHIFT = 2,
    //! Scale of a scale layer.
    kSCALE = 3,
    //! Value of a constant layer.
    kCONSTANT = 4,
    //! Any.
    kANY = 5,
};

namespace impl
{
template <>
struct EnumMaxImpl<WeightsRole>
{
    static constexpr int32_t kVALUE = 6;
};
} // namespace impl

//! What a layer runs on.
enum class DeviceType : int32_t
{
    kGPU = 0,
    kDLA = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<DeviceType>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

enum class TempfileControlFlag : int32_t
{
    kALLOW_IN_MEMORY_FILES = 0,
    kALLOW_TEMPORARY_FILES = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<TempfileControlFlag>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

//! How the elements of a tensor lie in memory. C is the channel dimension, the third from the last for two spatial
//! dimensions. Vectorized formats pad C to a multiple of the vector.
enum class TensorFormat : int32_t
{
    //! Row-major, no padding: the last dimension is contiguous. For any type and rank.
    kLINEAR = 0,
    //! Vectors of 2 channels, for kHALF: [C/2][H][W][2].
    kCHW2 = 1,
    //! Channels last, C padded to a multiple of 8: [H][W][C].
    kHWC8 = 2,
    //! Vectors of 4 channels, for kINT8 and kHALF: [C/4][H][W][4].
    kCHW4 = 3,
    //! Vectors of 16 channels, for kHALF and kINT8: [C/16][H][W][16].
    kCHW16 = 4,
    //! Vectors of 32 channels: [C/32][H][W][32].
    kCHW32 = 5,
    //! Channels last with three spatial dimensions, C padded to a multiple of 8.
    kDHWC8 = 6,
    //! Vectors of 32 channels with three spatial dimensions.
    kCDHW32 = 7,
    //! Channels last, C not padded.
    kHWC = 8,
    //! A layout of the DLA device.
    kDLA_LINEAR = 9,
    //! A layout of the DLA device.
    kDLA_HWC4 = 10,
    //! Channels last, C padded to a multiple of 16.
    kHWC16 = 11,
    //! Channels last with three spatial dimensions, C not padded.
    kDHWC = 12,
#if TENON_API_LEVEL < 8
    kNCHW = kLINEAR,
    kNC2HW2 = kCHW2,
    kNHWC8 = kHWC8,
#endif
};

namespace impl
{
template <>
struct EnumMaxImpl<TensorFormat>
{
    static constexpr int32_t kVALUE = 13;
};
} // namespace impl

enum class AllocatorFlag : int32_t
{
    kRESIZABLE = 0,
};

namespace impl
{
template <>
struct EnumMaxImpl<AllocatorFlag>
{
    static constexpr int32_t kVALUE = 1;
};
} // namespace impl

//! Which of a profile's three sets of values is meant.
enum class OptProfileSelector : int32_t
{
    //! The smallest.
    kMIN = 0,
    //! Those that speed is optimized for.
    kOPT = 1,
    //! The largest.
    kMAX = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<OptProfileSelector>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

//! Libraries that kernels may come from.
enum class TacticSource : int32_t
{
    kCUBLAS TRT_DEPRECATED_ENUM = 0,
    kCUBLAS_LT TRT_DEPRECATED_ENUM = 1,
    kCUDNN TRT_DEPRECATED_ENUM = 2,
    kEDGE_MASK_CONVOLUTIONS = 3,
    kJIT_CONVOLUTIONS = 4,
};

namespace impl
{
template <>
struct EnumMaxImpl<TacticSource>
{
    static constexpr int32_t kVALUE = 5;
};
} // namespace impl

//! How much an engine tells of its layers afterwards.
enum class ProfilingVerbosity : int32_t
{
    //! Names only.
    kLAYER_NAMES_ONLY = 0,
    //! Nothing.
    kNONE = 1,
    //! Names, types, formats, tactics.
    kDETAILED = 2,
#if TENON_API_LEVEL < 10
    kDEFAULT = kLAYER_NAMES_ONLY,
    kVERBOSE = kDETAILED,
#endif
};

namespace impl
{
template <>
struct EnumMaxImpl<ProfilingVerbosity>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

//! What is left out of, or put into, a serialized engine.
enum class SerializationFlag : int32_t
{
    kEXCLUDE_WEIGHTS = 0,
    kEXCLUDE_LEAN_RUNTIME = 1,
    kINCLUDE_REFIT = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<SerializationFlag>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

//! Where a context gets the memory for activations from.
enum class ExecutionContextAllocationStrategy : int32_t
{
    //! The library allocates for the largest shapes of all profiles when the context is made.
    kSTATIC = 0,
    //! The library allocates anew for each profile.
    kON_PROFILE_CHANGE = 1,
    //! The user gives the memory.
    kUSER_MANAGED = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<ExecutionContextAllocationStrategy>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

enum class EngineStat : int32_t
{
    kTOTAL_WEIGHTS_SIZE = 0,
    kSTRIPPED_WEIGHTS_SIZE = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<EngineStat>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

//! How an inspector writes.
enum class LayerInformationFormat : int32_t
{
    //! One line of text a layer.
    kONELINE = 0,
    //! JSON.
    kJSON = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<LayerInformationFormat>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

//! A read-only array that the user owns. The network refers to `values` until the engine is built; they must stay valid
//! and unchanged until then.
class Weights
{
public:
    //! The type of the elements.
    DataType type;
    //! The elements, contiguous; may be null when `count` is 0.
    const void* values;
    //! How many elements there are.
    int64_t count;
};

//! A shape as expressions in the extents of the inputs, for shapes that are known only at run time.
class DimsExprs
{
public:
    int32_t nbDims;
    const IDimensionExpr* d[8];
};

TENON_OPEN_LEVEL
//! What a dynamic plugin is told of one tensor while the engine is built.
struct DynamicPluginTensorDesc
{
    //! The tensor, with -1 for extents that vary.
    PluginTensorDesc desc;
    //! The smallest extents of the profile.
    Dims min;
    //! The largest extents of the profile.
    Dims max;
    //! The extents that the profile is optimized for.
#if TENON_API_LEVEL >= 10
    Dims opt;
#endif
};
TENON_CLOSE_LEVEL

class INoCopy
{
protected:
    TENON_TAG INoCopy() = default;
    INoCopy(INoCopy const&) = delete;
    INoCopy& operator=(INoCopy const&) & = delete;
    INoCopy(INoCopy&&) = delete;
    INoCopy& operator=(INoCopy&&) & = delete;

    TENON_TAG virtual ~INoCopy() noexcept = default;
};

//! Memory on the host that the library made, such as a serialized engine. The caller owns the object and deletes it.
class IHostMemory : public INoCopy
{
public:
    TENON_TAG ~IHostMemory() noexcept override = default;

    //! The first byte; valid while the object lives. Null only if size() is 0.
    TENON_TAG void* data() const noexcept
    {
        return mImpl->data();
    }

    //! Number of bytes.
    TENON_TAG std::size_t size() const noexcept
    {
        return mImpl->size();
    }

    //! The type of the elements; bytes (kINT8) for serialized engines.
    TENON_TAG DataType type() const noexcept
    {
        return mImpl->type();
    }

#if TENON_API_LEVEL < 10
    //! Deletes the object. It must not be used afterwards.
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }
#endif

protected:
    apiv::VHostMemory* mImpl;
};

//! An extent as an expression. Made by an IExprBuilder, which owns it; valid during the call that gave it.
class IDimensionExpr : public INoCopy
{
protected:
    TENON_TAG ~IDimensionExpr() noexcept override = default;

public:
    //! Whether the value is known now, whatever the inputs' shapes.
    TENON_TAG bool isConstant() const noexcept
    {
        return mImpl->isConstant();
    }

    //! The value if isConstant(), else the smallest integer.
    TENON_TAG impl::Extent getConstantValue() const noexcept
    {
        return impl::fromAbi(mImpl->getConstantValue());
    }

    //! Whether it stands for the value of a size tensor, which is known only after the layer ran.
    TENON_TAG bool isSizeTensor() const noexcept
    {
        return mImpl->isSizeTensor();
    }

protected:
    apiv::VDimensionExpr* mImpl;
};

//! Makes expressions of extents, in getOutputDimensions() and getOutputShapes(). Not to be kept.
class IExprBuilder : public INoCopy
{
protected:
    TENON_TAG ~IExprBuilder() noexcept override = default;

public:
    //! An expression with this value. Owned by the builder.
    TENON_TAG const IDimensionExpr* constant(impl::Extent value) noexcept
    {
        return mImpl->constant(value);
    }

    //! An expression that combines two. Null if one of them is invalid, or a constant divisor is not positive. Owned by
    //! the builder.
    TENON_TAG const IDimensionExpr* operation(DimensionOperation op, const IDimensionExpr& first,
        const IDimensionExpr& second) noexcept
    {
        return mImpl->operation(op, first, second);
    }

    //! Says that output `outputIndex` is a scalar that holds an extent, known after the layer ran: at most `upper`,
    //! `opt` typically. V3 plugins only.
    TENON_TAG const IDimensionExpr* declareSizeTensor(int32_t outputIndex, const IDimensionExpr& opt,
        const IDimensionExpr& upper)
    {
        return mImpl->declareSizeTensor(outputIndex, opt, upper);
    }

protected:
    apiv::VExprBuilder* mImpl;
};

//! A plugin for explicit batch and shapes that are known only at run time. Tensors have all their dimensions, the batch
//! included.
class TRT_DEPRECATED IPluginV2DynamicExt : public IPluginV2Ext
{
public:
    //! How many accepted combinations of types and formats are looked at.
    static constexpr int32_t kFORMAT_COMBINATION_LIMIT = 100;

protected:
    TENON_TAG virtual int32_t getTensorRTVersion() const TENON_NOEXCEPT override
    {
        return static_cast<int32_t>((static_cast<uint32_t>(PluginVersion::kV2_DYNAMICEXT) << 24U)
            | (static_cast<uint32_t>(NV_TENSORRT_VERSION) & 0xFFFFFFU));
    }

#if TENON_API_LEVEL < 8
protected:
#else
private:
#endif
    TENON_TAG virtual Dims getOutputDimensions(int32_t, const Dims*, int32_t) TENON_NOEXCEPT final
    {
        Dims none{};
        none.nbDims = -1;
        return none;
    }

    TENON_TAG virtual bool supportsFormat(DataType, PluginFormat) const TENON_NOEXCEPT final
    {
        return false;
    }

    TENON_TAG virtual size_t getWorkspaceSize(int32_t) const TENON_NOEXCEPT final
    {
        return 0;
    }

    TENON_TAG virtual int32_t enqueue(int32_t, const void* const*, impl::OutputPointers, void*,
        cudaStream_t) TENON_NOEXCEPT final
    {
        return 1;
    }

public:
    //! As IPluginV2::clone().
    TENON_TAG virtual IPluginV2DynamicExt* clone() const TENON_NOEXCEPT override = 0;

protected:
    TENON_TAG ~IPluginV2DynamicExt() noexcept override = default;

#if TENON_API_LEVEL < 8
protected:
#else
private:
#endif
    TENON_TAG TRT_DEPRECATED virtual bool isOutputBroadcastAcrossBatch(int32_t, const bool*,
        int32_t) const TENON_NOEXCEPT final
    {
        return false;
    }

    TENON_TAG TRT_DEPRECATED virtual bool canBroadcastInputAcrossBatch(int32_t) const TENON_NOEXCEPT final
    {
        return true;
    }

    TENON_TAG virtual void configurePlugin(const Dims*, int32_t, const Dims*, int32_t, const DataType*,
        const DataType*, const bool*, const bool*, PluginFormat, int32_t) TENON_NOEXCEPT final
    {
    }

public:
    //! The shape of output `outputIndex` as expressions in the inputs' shapes, made by `exprBuilder`.
    TENON_TAG virtual DimsExprs getOutputDimensions(int32_t outputIndex, const DimsExprs* inputs, int32_t nbInputs,
        IExprBuilder& exprBuilder) TENON_NOEXCEPT = 0;

    //! As IPluginV2IOExt::supportsFormatCombination(). Dims in `inOut` may be -1.
    TENON_TAG virtual bool supportsFormatCombination(int32_t pos, const PluginTensorDesc* inOut, int32_t nbInputs,
        int32_t nbOutputs) TENON_NOEXCEPT = 0;

    //! While building: the range of shapes, with the types and formats as chosen. Before an inference whose shapes are
    //! new: the actual shapes, min and max equal to them.
    TENON_TAG virtual void configurePlugin(const DynamicPluginTensorDesc* in, int32_t nbInputs,
        const DynamicPluginTensorDesc* out, int32_t nbOutputs) TENON_NOEXCEPT = 0;

    //! How many bytes enqueue() needs at most, for these shapes and all smaller ones.
    TENON_TAG virtual size_t getWorkspaceSize(const PluginTensorDesc* inputs, int32_t nbInputs,
        const PluginTensorDesc* outputs, int32_t nbOutputs) const TENON_NOEXCEPT = 0;

    //! Runs on `stream` for the shapes in the descriptors. Pointers are never null, for tensors without elements
    //! neither. 0 is success.
    TENON_TAG virtual int32_t enqueue(const PluginTensorDesc* inputDesc, const PluginTensorDesc* outputDesc,
        const void* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) TENON_NOEXCEPT = 0;
};

TENON_OPEN_V_1_0
//! Reads an engine piece by piece. Implemented by the application.
class IStreamReader : public IVersionedInterface
{
public:
    TENON_TAG IStreamReader() = default;

protected:
    TENON_TAG IStreamReader(IStreamReader const&) = default;
    TENON_TAG IStreamReader& operator=(IStreamReader const&) & = default;
    TENON_TAG IStreamReader(IStreamReader&&) = default;
    TENON_TAG IStreamReader& operator=(IStreamReader&&) & = default;

public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IStreamReader", 1, 0};
    }

    TENON_TAG ~IStreamReader() noexcept override = default;

    //! Reads up to `nbBytes` into `destination`; the result is how many, less at the end.
    TENON_TAG virtual int64_t read(void* destination, int64_t nbBytes) = 0;
};

//! Takes an engine piece by piece. Implemented by the application.
class IStreamWriter : public IVersionedInterface
{
public:
    TENON_TAG IStreamWriter() = default;

protected:
    TENON_TAG IStreamWriter(IStreamWriter const&) = default;
    TENON_TAG IStreamWriter& operator=(IStreamWriter const&) & = default;
    TENON_TAG IStreamWriter(IStreamWriter&&) = default;
    TENON_TAG IStreamWriter& operator=(IStreamWriter&&) & = default;

public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept final
    {
        return InterfaceInfo{"IStreamWriter", 1, 0};
    }

    TENON_TAG ~IStreamWriter() noexcept override = default;

    //! Writes `nbBytes` from `data`; the result is how many were written.
    TENON_TAG virtual int64_t write(const void* data, int64_t nbBytes) = 0;
};

//! Reads an engine piece by piece, from any place. Implemented by the application.
class IStreamReaderV2 : public IVersionedInterface
{
public:
    TENON_TAG IStreamReaderV2() = default;

protected:
    TENON_TAG IStreamReaderV2(IStreamReaderV2 const&) = default;
    TENON_TAG IStreamReaderV2& operator=(IStreamReaderV2 const&) & = default;
    TENON_TAG IStreamReaderV2(IStreamReaderV2&&) = default;
    TENON_TAG IStreamReaderV2& operator=(IStreamReaderV2&&) & = default;

public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IStreamReaderV2", 1, 0};
    }

    TENON_TAG ~IStreamReaderV2() noexcept override = default;

    //! Reads up to `nbBytes` into `destination`, which may be device memory, in the order of `stream`; the result is
    //! how many.
    TENON_TAG virtual int64_t read(void* destination, int64_t nbBytes, cudaStream_t stream) TENON_NOEXCEPT = 0;

    //! Goes to a place in the engine. False when that is impossible.
    TENON_TAG virtual bool seek(int64_t offset, SeekPosition where) TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0

//! What a plugin may use of the context that it is attached to.
class IPluginResourceContext
{
protected:
    TENON_TAG IPluginResourceContext() = default;
    TENON_TAG IPluginResourceContext(IPluginResourceContext const&) = default;
    TENON_TAG IPluginResourceContext& operator=(IPluginResourceContext const&) & = default;
    TENON_TAG IPluginResourceContext(IPluginResourceContext&&) = default;
    TENON_TAG IPluginResourceContext& operator=(IPluginResourceContext&&) & = default;

public:
    //! The context's allocator, or null.
    TENON_TAG virtual IGpuAllocator* getGpuAllocator() const noexcept = 0;

    //! The context's error recorder, or null.
    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    TENON_TAG virtual ~IPluginResourceContext() noexcept = default;
};

TENON_OPEN_V_1_0
#if TENON_API_LEVEL >= 10
//! Who a V3 plugin is.
class IPluginV3OneCore : public IPluginCapability
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_CORE", 1, 0};
    }

    TENON_TAG ~IPluginV3OneCore() noexcept override = default;

    //! The plugin's name; equal to its creator's.
    TENON_TAG virtual const AsciiChar* getPluginName() const TENON_NOEXCEPT = 0;

    //! The plugin's version; equal to its creator's.
    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    //! The plugin's namespace; equal to its creator's.
    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;
};
#endif

#if TENON_API_LEVEL >= 10
//! What the builder asks of a V3 plugin. Non-zero results fail the build.
class IPluginV3OneBuild : public IPluginCapability
{
public:
    //! How many accepted combinations of types and formats are looked at by default.
    static constexpr int32_t kDEFAULT_FORMAT_COMBINATION_LIMIT = 100;

    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_BUILD", 1, 0};
    }

    TENON_TAG ~IPluginV3OneBuild() noexcept override = default;

    //! Tells shapes with their ranges, types and formats, for each combination that is tried and at last the one
    //! chosen.
    TENON_TAG virtual int32_t configurePlugin(const DynamicPluginTensorDesc* in, int32_t nbInputs,
        const DynamicPluginTensorDesc* out, int32_t nbOutputs) TENON_NOEXCEPT = 0;

    //! Writes the outputs' types for these types of the inputs.
    TENON_TAG virtual int32_t getOutputDataTypes(DataType* outputTypes, int32_t nbOutputs, const DataType* inputTypes,
        int32_t nbInputs) const TENON_NOEXCEPT = 0;

    //! Writes the outputs' shapes as expressions. `shapeInputs` are the values of inputs that are shape tensors.
    TENON_TAG virtual int32_t getOutputShapes(const DimsExprs* inputs, int32_t nbInputs, const DimsExprs* shapeInputs,
        int32_t nbShapeInputs, DimsExprs* outputs, int32_t nbOutputs, IExprBuilder& exprBuilder) TENON_NOEXCEPT = 0;

    //! As IPluginV2IOExt::supportsFormatCombination(), with the ranges of shapes.
    TENON_TAG virtual bool supportsFormatCombination(int32_t pos, const DynamicPluginTensorDesc* inOut,
        int32_t nbInputs, int32_t nbOutputs) TENON_NOEXCEPT = 0;

    //! How many outputs it has.
    TENON_TAG virtual int32_t getNbOutputs() const TENON_NOEXCEPT = 0;

    //! How many bytes enqueue() needs at most, for these shapes and all smaller ones.
    TENON_TAG virtual size_t getWorkspaceSize(const DynamicPluginTensorDesc* /*inputs*/, int32_t /*nbInputs*/,
        const DynamicPluginTensorDesc* /*outputs*/, int32_t /*nbOutputs*/) const TENON_NOEXCEPT
    {
        return 0;
    }

    //! Writes the tactics (positive numbers) that are worth timing for what was configured last.
    TENON_TAG virtual int32_t getValidTactics(int32_t* /*tactics*/, int32_t /*nbTactics*/) TENON_NOEXCEPT
    {
        return 0;
    }

    //! How many tactics getValidTactics() writes; 0 for a plugin with one way only.
    TENON_TAG virtual int32_t getNbTactics() TENON_NOEXCEPT
    {
        return 0;
    }

    //! A text under which timings of this plugin may be found again, or null to time each time.
    TENON_TAG virtual const char* getTimingCacheID() TENON_NOEXCEPT
    {
        return nullptr;
    }

    //! How many accepted combinations of types and formats are looked at.
    TENON_TAG virtual int32_t getFormatCombinationLimit() TENON_NOEXCEPT
    {
        return kDEFAULT_FORMAT_COMBINATION_LIMIT;
    }

    //! A text for people who inspect the engine, or null.
    TENON_TAG virtual const char* getMetadataString() TENON_NOEXCEPT
    {
        return nullptr;
    }
};
#endif

#if TENON_API_LEVEL >= 10
//! What the runtime asks of a V3 plugin. Non-zero results fail the inference.
class IPluginV3OneRuntime : public IPluginCapability
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_RUNTIME", 1, 0};
    }

    TENON_TAG ~IPluginV3OneRuntime() noexcept override = default;

    //! The tactic chosen while building; 0 if there was no choice.
    TENON_TAG virtual int32_t setTactic(int32_t /*tactic*/) TENON_NOEXCEPT
    {
        return 0;
    }

    //! Tells the actual shapes before the first enqueue() with them.
    TENON_TAG virtual int32_t onShapeChange(const PluginTensorDesc* in, int32_t nbInputs, const PluginTensorDesc* out,
        int32_t nbOutputs) TENON_NOEXCEPT = 0;

    //! Runs on `stream`: as IPluginV2DynamicExt::enqueue().
    TENON_TAG virtual int32_t enqueue(const PluginTensorDesc* inputDesc, const PluginTensorDesc* outputDesc,
        const void* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) TENON_NOEXCEPT = 0;

    //! The object for one execution context, usually a clone of the whole plugin with resources from `context`. The
    //! library owns it.
    TENON_TAG virtual IPluginV3* attachToContext(IPluginResourceContext* context) TENON_NOEXCEPT = 0;

    //! The fields that a creator needs to make this plugin again at run time. Owned by the plugin, valid until the next
    //! call.
    TENON_TAG virtual const PluginFieldCollection* getFieldsToSerialize() TENON_NOEXCEPT = 0;
};
#endif
TENON_CLOSE_V_1_0

namespace v_2_0
{
#if TENON_API_LEVEL >= 10
//! IPluginV3OneBuild with outputs that may lie in an input's memory.
class IPluginV3OneBuild : public v_1_0::IPluginV3OneBuild
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_BUILD", 2, 0};
    }

    TENON_TAG ~IPluginV3OneBuild() noexcept override = default;

    //! The input whose memory output `outputIndex` shares, or -1.
    TENON_TAG virtual int32_t getAliasedInput(int32_t /*outputIndex*/) TENON_NOEXCEPT
    {
        return -1;
    }
};
#endif
} // namespace v_2_0

TENON_OPEN_V_1_0
//! Receives the time of each layer of an inference. Implemented by the application.
class IProfiler
{
public:
    //! Called once for each layer that ran, in order, after the inference: `ms` are milliseconds.
    TENON_TAG virtual void reportLayerTime(const char* layerName, float ms) TENON_NOEXCEPT = 0;

    TENON_TAG virtual ~IProfiler() noexcept = default;
};
TENON_CLOSE_V_1_0

//! Receives what the library has to say. Implemented by the application; must outlive every object made with it, and be
//! thread-safe: builds and inferences log from several threads.
class ILogger
{
public:
    //! How much a message matters, most severe first.
    enum class Severity : int32_t
    {
        //! The library broke one of its own rules, and the object is not usable any more.
        kINTERNAL_ERROR = 0,
        //! A call failed; what the application asked for was not done.
        kERROR = 1,
        //! Something was done in another way than one might expect, or may not be what was meant.
        kWARNING = 2,
        //! Progress, and facts about what is built and loaded.
        kINFO = 3,
        //! Everything that helps to find out why: negotiations, tactics, fusions.
        kVERBOSE = 4,
    };

    TENON_TAG ILogger() = default;

protected:
    TENON_TAG ILogger(ILogger const&) = default;
    TENON_TAG ILogger& operator=(ILogger const&) & = default;
    TENON_TAG ILogger(ILogger&&) = default;
    TENON_TAG ILogger& operator=(ILogger&&) & = default;

public:
    //! One message. `msg` ends with a zero and is valid during the call only.
    TENON_TAG virtual void log(Severity severity, const AsciiChar* msg) TENON_NOEXCEPT = 0;

    TENON_TAG virtual ~ILogger() = default;
};

namespace impl
{
template <>
struct EnumMaxImpl<ILogger::Severity>
{
    static constexpr int32_t kVALUE = 5;
};
} // namespace impl

TENON_OPEN_V_1_0
//! Where the library gets device memory from. Implemented by the application; must be thread-safe and outlive the
//! objects that it is set on. On the CPU device it is not asked.
class IGpuAllocator : public IVersionedInterface
{
public:
    TENON_TAG IGpuAllocator() = default;

protected:
    TENON_TAG IGpuAllocator(IGpuAllocator const&) = default;
    TENON_TAG IGpuAllocator& operator=(IGpuAllocator const&) & = default;
    TENON_TAG IGpuAllocator(IGpuAllocator&&) = default;
    TENON_TAG IGpuAllocator& operator=(IGpuAllocator&&) & = default;

public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IGpuAllocator", 1, 0};
    }

    TENON_TAG ~IGpuAllocator() noexcept override = default;

    //! Memory of `size` bytes at a multiple of `alignment` (a power of two; 0 means any). Null when there is none, or
    //! when `size` is 0. `flags` are bits by AllocatorFlag.
    TENON_TAG TRT_DEPRECATED virtual void* allocate(const uint64_t size, const uint64_t alignment,
        const AllocatorFlags flags) TENON_NOEXCEPT = 0;

    //! Grows or shrinks memory that allocate() gave and keeps its content, at another address if need be. Null, with
    //! the old memory untouched, when it cannot; that is the default.
    TENON_TAG virtual void* reallocate(void* const, uint64_t, uint64_t) TENON_NOEXCEPT
    {
        return nullptr;
    }

#if TENON_API_LEVEL >= 10
    //! Frees memory that allocate() gave. True when it did.
    TENON_TAG TRT_DEPRECATED virtual bool deallocate(void* const memory) TENON_NOEXCEPT = 0;
#else
    //! Calls free(), which is what sources of releases 7 and 8 implement.
    TENON_TAG virtual bool deallocate(void* const memory) TENON_NOEXCEPT
    {
        this->free(memory);
        return true;
    }
#endif

    //! As allocate(), in the order of `stream`. The default ignores the stream.
    TENON_TAG virtual void* allocateAsync(const uint64_t size, const uint64_t alignment, const AllocatorFlags flags,
        cudaStream_t /*arg3*/) TENON_NOEXCEPT
    {
        return allocate(size, alignment, flags);
    }

    //! As deallocate(), in the order of `stream`. The default ignores the stream.
    TENON_TAG virtual bool deallocateAsync(void* const memory, cudaStream_t /*arg1*/) TENON_NOEXCEPT
    {
        return deallocate(memory);
    }

#if TENON_API_LEVEL < 10
    //! Frees memory that allocate() or reallocate() gave. May be called with nullptr.
    TENON_TAG virtual void free(void* const memory) TENON_NOEXCEPT = 0;
#endif
};
TENON_CLOSE_V_1_0

//! Loads engines from bytes. Thread-safe but for its setters.
class IRuntime : public INoCopy
{
public:
    TENON_TAG ~IRuntime() noexcept override = default;

    //! There is no DLA here; says so.
    TENON_TAG void setDLACore(int32_t dlaCore) noexcept
    {
        mImpl->setDLACore(dlaCore);
    }

    TENON_TAG int32_t getDLACore() const noexcept
    {
        return mImpl->getDLACore();
    }

    TENON_TAG int32_t getNbDLACores() const noexcept
    {
        return mImpl->getNbDLACores();
    }

    //! Where device memory comes from; null for the library's own allocator. For engines made afterwards.
    TENON_TAG void setGpuAllocator(IGpuAllocator* allocator) noexcept
    {
        mImpl->setGpuAllocator(allocator);
    }

    //! Where errors of this object, and of engines made with it, go; null for the logger only.
    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    //! The recorder last set, or null.
    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    //! An engine from what IHostMemory or a file holds; the bytes may go afterwards. Null, with a message, when they
    //! are truncated, damaged, of another version, or need a plugin that is not registered. The caller deletes the
    //! engine, which must not outlive the runtime.
    TENON_TAG ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size) noexcept
    {
        return mImpl->deserializeCudaEngine(blob, size);
    }

    //! An engine from what `streamReader` reads, as above.
    TENON_TAG TRT_DEPRECATED ICudaEngine* deserializeCudaEngine(IStreamReader& streamReader)
    {
        return mImpl->deserializeCudaEngine(streamReader);
    }

    //! An engine from what `streamReader` reads, as above.
    TENON_TAG ICudaEngine* deserializeCudaEngine(IStreamReaderV2& streamReader)
    {
        return mImpl->deserializeCudaEngineV2(streamReader);
    }

    //! The logger that the runtime was made with.
    TENON_TAG ILogger* getLogger() const noexcept
    {
        return mImpl->getLogger();
    }

    //! The most threads that the runtime uses; false when not positive.
    TENON_TAG bool setMaxThreads(int32_t maxThreads) noexcept
    {
        return mImpl->setMaxThreads(maxThreads);
    }

    //! The most threads that the runtime uses.
    TENON_TAG int32_t getMaxThreads() const noexcept
    {
        return mImpl->getMaxThreads();
    }

    //! The folder for temporary files, or null for the system's.
    TENON_TAG void setTemporaryDirectory(const char* path) noexcept
    {
        mImpl->setTemporaryDirectory(path);
    }

    //! The folder for temporary files.
    TENON_TAG const char* getTemporaryDirectory() const noexcept
    {
        return mImpl->getTemporaryDirectory();
    }

    //! What may be done with temporary files: bits by TempfileControlFlag.
    TENON_TAG void setTempfileControlFlags(TempfileControlFlags flags) noexcept
    {
        mImpl->setTempfileControlFlags(flags);
    }

    //! What may be done with temporary files.
    TENON_TAG TempfileControlFlags getTempfileControlFlags() const noexcept
    {
        return mImpl->getTempfileControlFlags();
    }

    //! The registry in which engines find their plugins.
    TENON_TAG IPluginRegistry& getPluginRegistry() noexcept
    {
        return mImpl->getPluginRegistry();
    }

    TENON_TAG IRuntime* loadRuntime(const char* path) noexcept
    {
        return mImpl->loadRuntime(path);
    }

    //! Whether engines with code for the host in them may be loaded; false by default.
    TENON_TAG void setEngineHostCodeAllowed(bool allowed) noexcept
    {
        mImpl->setEngineHostCodeAllowed(allowed);
    }

    //! Whether engines with code for the host in them may be loaded.
    TENON_TAG bool getEngineHostCodeAllowed() const noexcept
    {
        return mImpl->getEngineHostCodeAllowed();
    }

#if TENON_API_LEVEL < 10
    //! Deletes the object. It must not be used afterwards.
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

    //! An engine from what IHostMemory or a file holds; the bytes may go afterwards. Null, with a message, when they
    //! are truncated, damaged, of another version, or need a plugin that is not registered. The caller deletes the
    //! engine, which must not outlive the runtime.
    TENON_TAG ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size,
        IPluginFactory* pluginFactory) noexcept
    {
        return pluginFactory == nullptr ? mImpl->deserializeCudaEngine(blob, size)
                                        : legacy()->deserializeCudaEngine(blob, size, pluginFactory);
    }

private:
    TENON_TAG apiv::legacy::VRuntime* legacy() const noexcept
    {
        int32_t const kind = static_cast<int32_t>(apiv::legacy::TableKind::kRUNTIME);
        return static_cast<apiv::legacy::VRuntime*>(tenonLegacyTable(mImpl, kind));
    }
#endif

protected:
    apiv::VRuntime* mImpl;
};

//! Gives the layers of a refittable engine new weights.
class IRefitter : public INoCopy
{
public:
    TENON_TAG ~IRefitter() noexcept override = default;

    //! New weights for a layer and role; to stay valid until refitCudaEngine(). False when there is no such layer, or
    //! count or type differ.
    TENON_TAG bool setWeights(const char* layerName, WeightsRole role, Weights weights) noexcept
    {
        return mImpl->setWeights(layerName, role, weights);
    }

    //! Puts all weights set into the engine. False, with a message, when some are missing. No inference may run
    //! meanwhile.
    TENON_TAG bool refitCudaEngine() noexcept
    {
        return mImpl->refitCudaEngine();
    }

    //! Which weights still have to be set, at most `size` of them; the result is how many there are.
    TENON_TAG int32_t getMissing(int32_t size, const char** layerNames, WeightsRole* roles) noexcept
    {
        return mImpl->getMissing(size, layerNames, roles);
    }

    //! All weights that can be set, at most `size` of them; the result is how many there are.
    TENON_TAG int32_t getAll(int32_t size, const char** layerNames, WeightsRole* roles) noexcept
    {
        return mImpl->getAll(size, layerNames, roles);
    }

    TENON_TAG TRT_DEPRECATED bool setDynamicRange(const char* tensorName, float min, float max) noexcept
    {
        return mImpl->setDynamicRange(tensorName, min, max);
    }

    TENON_TAG TRT_DEPRECATED float getDynamicRangeMin(const char* tensorName) const noexcept
    {
        return mImpl->getDynamicRangeMin(tensorName);
    }

    TENON_TAG TRT_DEPRECATED float getDynamicRangeMax(const char* tensorName) const noexcept
    {
        return mImpl->getDynamicRangeMax(tensorName);
    }

    TENON_TAG TRT_DEPRECATED int32_t getTensorsWithDynamicRange(int32_t size, const char** tensorNames) const noexcept
    {
        return mImpl->getTensorsWithDynamicRange(size, tensorNames);
    }

    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    //! New weights by their name. False when there are none of that name, or count or type differ.
    TENON_TAG bool setNamedWeights(const char* name, Weights weights) noexcept
    {
        return mImpl->setNamedWeights(name, weights);
    }

    //! Names of the weights that still have to be set.
    TENON_TAG int32_t getMissingWeights(int32_t size, const char** weightsNames) noexcept
    {
        return mImpl->getMissingWeights(size, weightsNames);
    }

    //! Names of all weights that can be set.
    TENON_TAG int32_t getAllWeights(int32_t size, const char** weightsNames) noexcept
    {
        return mImpl->getAllWeights(size, weightsNames);
    }

    TENON_TAG ILogger* getLogger() const noexcept
    {
        return mImpl->getLogger();
    }

    TENON_TAG bool setMaxThreads(int32_t maxThreads) noexcept
    {
        return mImpl->setMaxThreads(maxThreads);
    }

    TENON_TAG int32_t getMaxThreads() const noexcept
    {
        return mImpl->getMaxThreads();
    }

    //! New weights by their name. False when there are none of that name, or count or type differ.
    TENON_TAG bool setNamedWeights(const char* name, Weights weights, TensorLocation location) noexcept
    {
        return mImpl->setNamedWeightsWithLocation(name, weights, location);
    }

    TENON_TAG Weights getNamedWeights(const char* weightsName) const noexcept
    {
        return mImpl->getNamedWeights(weightsName);
    }

    TENON_TAG TensorLocation getWeightsLocation(const char* weightsName) const noexcept
    {
        return mImpl->getWeightsLocation(weightsName);
    }

    TENON_TAG bool unsetNamedWeights(const char* weightsName) noexcept
    {
        return mImpl->unsetNamedWeights(weightsName);
    }

    TENON_TAG void setWeightsValidation(bool weightsValidation) noexcept
    {
        mImpl->setWeightsValidation(weightsValidation);
    }

    TENON_TAG bool getWeightsValidation() const noexcept
    {
        return mImpl->getWeightsValidation();
    }

    TENON_TAG bool refitCudaEngineAsync(cudaStream_t stream) noexcept
    {
        return mImpl->refitCudaEngineAsync(stream);
    }

    TENON_TAG Weights getWeightsPrototype(const char* weightsName) const noexcept
    {
        return mImpl->getWeightsPrototype(weightsName);
    }

#if TENON_API_LEVEL < 10
    //! Deletes the object.
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }
#endif

protected:
    apiv::VRefitter* mImpl;
};

//! The range of shapes that an engine serves. Owned by the builder that made it.
class IOptimizationProfile : public INoCopy
{
protected:
    TENON_TAG ~IOptimizationProfile() noexcept override = default;

public:
    //! One of the three shapes of input `inputName`: all extents at least 0, kMIN ≤ kOPT ≤ kMAX each. False when the
    //! name is empty or extents are negative; against the network it is checked when the engine is built.
    TENON_TAG bool setDimensions(const char* inputName, OptProfileSelector select, const Dims& dims) noexcept
    {
        return mImpl->setDimensions(inputName, select, impl::toAbi(dims));
    }

    //! The shape set, or dims with -1 dimensions.
    TENON_TAG Dims getDimensions(const char* inputName, OptProfileSelector select) const noexcept
    {
        return impl::fromAbi(mImpl->getDimensions(inputName, select));
    }

    //! One of the three sets of values of an input that is a shape tensor: `nbValues` 32-bit integers, copied.
    TENON_TAG TRT_DEPRECATED bool setShapeValues(const char* inputName, OptProfileSelector select,
        const int32_t* values, int32_t nbValues) noexcept
    {
        return mImpl->setShapeValues(inputName, select, values, nbValues);
    }

    //! How many values were set for the shape tensor, or -1.
    TENON_TAG int32_t getNbShapeValues(const char* inputName) const noexcept
    {
        return mImpl->getNbShapeValues(inputName);
    }

    //! The values set, or null.
    TENON_TAG TRT_DEPRECATED const int32_t* getShapeValues(const char* inputName,
        OptProfileSelector select) const noexcept
    {
        return mImpl->getShapeValues(inputName, select);
    }

    //! How much more memory, as a share from 0 to 1, this profile may take for speed.
    TENON_TAG bool setExtraMemoryTarget(float target) noexcept
    {
        return mImpl->setExtraMemoryTarget(target);
    }

    //! The share last set, 1 by default.
    TENON_TAG float getExtraMemoryTarget() const noexcept
    {
        return mImpl->getExtraMemoryTarget();
    }

    //! Whether each input has three shapes with kMIN ≤ kOPT ≤ kMAX.
    TENON_TAG bool isValid() const noexcept
    {
        return mImpl->isValid();
    }

    //! As setShapeValues(), with 64-bit integers.
    TENON_TAG bool setShapeValuesV2(const char* inputName, OptProfileSelector select, const int64_t* values,
        int32_t nbValues) noexcept
    {
        return mImpl->setShapeValuesV2(inputName, select, values, nbValues);
    }

    //! The 64-bit values set, or null.
    TENON_TAG const int64_t* getShapeValuesV2(const char* inputName, OptProfileSelector select) const noexcept
    {
        return mImpl->getShapeValuesV2(inputName, select);
    }

protected:
    apiv::VOptimizationProfile* mImpl;
};

//! How an engine is serialized.
class ISerializationConfig : public INoCopy
{
public:
    TENON_TAG ~ISerializationConfig() noexcept override = default;

    //! Bits by SerializationFlag, all at once.
    TENON_TAG bool setFlags(SerializationFlags serializationFlags) noexcept
    {
        return mImpl->setFlags(serializationFlags);
    }

    //! Bits by SerializationFlag.
    TENON_TAG SerializationFlags getFlags() const noexcept
    {
        return mImpl->getFlags();
    }

    //! Clears one flag.
    TENON_TAG bool clearFlag(SerializationFlag serializationFlag) noexcept
    {
        return mImpl->clearFlag(serializationFlag);
    }

    //! Sets one flag.
    TENON_TAG bool setFlag(SerializationFlag serializationFlag) noexcept
    {
        return mImpl->setFlag(serializationFlag);
    }

    //! Whether a flag is set.
    TENON_TAG bool getFlag(SerializationFlag serializationFlag) const noexcept
    {
        return mImpl->getFlag(serializationFlag);
    }

protected:
    apiv::VSerializationConfig* mImpl;
};

class IRuntimeConfig : public INoCopy
{
public:
    TENON_TAG ~IRuntimeConfig() noexcept override = default;

    TENON_TAG void setExecutionContextAllocationStrategy(ExecutionContextAllocationStrategy strategy) noexcept
    {
        mImpl->setExecutionContextAllocationStrategy(strategy);
    }

    TENON_TAG ExecutionContextAllocationStrategy getExecutionContextAllocationStrategy() const noexcept
    {
        return mImpl->getExecutionContextAllocationStrategy();
    }

protected:
    apiv::VRuntimeConfig* mImpl;
};

//! A network that is ready to run. Immutable but for refitting; its methods may be called from several threads.
//! Contexts made from it must go before it does.
//!
//! Tensors are named. At API levels 7 and 8 they also have binding indices: inputs and outputs in the order of the
//! network, once for each optimization profile.
class ICudaEngine : public INoCopy
{
public:
    TENON_TAG ~ICudaEngine() noexcept override = default;

    //! The shape of a tensor, -1 for extents that vary; -1 dimensions when there is no such tensor.
    TENON_TAG Dims getTensorShape(const char* tensorName) const noexcept
    {
        return impl::fromAbi(mImpl->getTensorShape(tensorName));
    }

    //! The type of a tensor; kFLOAT, with an error, when there is no such tensor.
    TENON_TAG DataType getTensorDataType(const char* tensorName) const noexcept
    {
        return mImpl->getTensorDataType(tensorName);
    }

    //! How many layers the engine has after optimization.
    TENON_TAG int32_t getNbLayers() const noexcept
    {
        return mImpl->getNbLayers();
    }

    //! The engine as bytes. The caller deletes the result. Null on failure.
    TENON_TAG IHostMemory* serialize() const noexcept
    {
        return mImpl->serialize();
    }

    //! The state for one inference at a time, with memory for activations. The caller deletes it before the engine. The
    //! first optimization profile is chosen. Null, with a message, when memory is short or a plugin cannot be cloned.
    TENON_TAG IExecutionContext* createExecutionContext(ExecutionContextAllocationStrategy strategy = ExecutionContextAllocationStrategy::kSTATIC) noexcept
    {
        return mImpl->createExecutionContext(strategy);
    }

    //! Where a tensor's data has to be.
    TENON_TAG TensorLocation getTensorLocation(const char* tensorName) const noexcept
    {
        return mImpl->getTensorLocation(tensorName);
    }

    //! Whether the tensor's values are needed, or made, while shapes are computed; such a tensor is on the host.
    TENON_TAG bool isShapeInferenceIO(const char* tensorName) const noexcept
    {
        return mImpl->isShapeInferenceIO(tensorName);
    }

    //! Whether a tensor is an input or an output; kNONE when there is no such tensor.
    TENON_TAG TensorIOMode getTensorIOMode(const char* tensorName) const noexcept
    {
        return mImpl->getTensorIOMode(tensorName);
    }

    TENON_TAG const char* getAliasedInputTensor(const char* tensorName) const noexcept
    {
        return mImpl->getAliasedInputTensor(tensorName);
    }

    //! As createExecutionContext(); memory for activations is given by setDeviceMemory().
    TENON_TAG TRT_DEPRECATED IExecutionContext* createExecutionContextWithoutDeviceMemory() noexcept
    {
        return mImpl->createExecutionContextWithoutDeviceMemory();
    }

    //! The state for one inference at a time, with memory for activations. The caller deletes it before the engine. The
    //! first optimization profile is chosen. Null, with a message, when memory is short or a plugin cannot be cloned.
    TENON_TAG IExecutionContext* createExecutionContext(IRuntimeConfig* runtimeConfig) noexcept
    {
        return mImpl->createExecutionContextWithRuntimeConfig(runtimeConfig);
    }

    //! Settings for createExecutionContext(). The caller deletes them.
    TENON_TAG IRuntimeConfig* createRuntimeConfig() noexcept
    {
        return mImpl->createRuntimeConfig();
    }

    //! Bytes of memory for activations that a context needs, for the largest shapes of all profiles.
    TENON_TAG TRT_DEPRECATED size_t getDeviceMemorySize() const noexcept
    {
        return mImpl->getDeviceMemorySize();
    }

    //! As getDeviceMemorySize(), for one profile.
    TENON_TAG TRT_DEPRECATED size_t getDeviceMemorySizeForProfile(int32_t profileIndex) const noexcept
    {
        return mImpl->getDeviceMemorySizeForProfile(profileIndex);
    }

    //! As getDeviceMemorySize(), 64-bit.
    TENON_TAG int64_t getDeviceMemorySizeV2() const noexcept
    {
        return mImpl->getDeviceMemorySizeV2();
    }

    //! As getDeviceMemorySizeForProfile(), 64-bit.
    TENON_TAG int64_t getDeviceMemorySizeForProfileV2(int32_t profileIndex) const noexcept
    {
        return mImpl->getDeviceMemorySizeForProfileV2(profileIndex);
    }

    //! Whether an IRefitter can give new weights.
    TENON_TAG bool isRefittable() const noexcept
    {
        return mImpl->isRefittable();
    }

    //! Bytes of one component of a vectorized element; -1 when there is no such tensor or it is not vectorized.
    TENON_TAG int32_t getTensorBytesPerComponent(const char* tensorName) const noexcept
    {
        return mImpl->getTensorBytesPerComponent(tensorName);
    }

    //! Bytes of one component of a vectorized element; -1 when there is no such tensor or it is not vectorized.
    TENON_TAG int32_t getTensorBytesPerComponent(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorBytesPerComponentV2(tensorName, profileIndex);
    }

    //! Components in one element of a vectorized format; -1 as above.
    TENON_TAG int32_t getTensorComponentsPerElement(const char* tensorName) const noexcept
    {
        return mImpl->getTensorComponentsPerElement(tensorName);
    }

    //! Components in one element of a vectorized format; -1 as above.
    TENON_TAG int32_t getTensorComponentsPerElement(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorComponentsPerElementV2(tensorName, profileIndex);
    }

    //! The format of a tensor.
    TENON_TAG TensorFormat getTensorFormat(const char* tensorName) const noexcept
    {
        return mImpl->getTensorFormat(tensorName);
    }

    //! The format of a tensor.
    TENON_TAG TensorFormat getTensorFormat(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorFormatV2(tensorName, profileIndex);
    }

    //! The format of a tensor in words, with its type and strides. Owned by the engine.
    TENON_TAG const char* getTensorFormatDesc(const char* tensorName) const noexcept
    {
        return mImpl->getTensorFormatDesc(tensorName);
    }

    //! The format of a tensor in words, with its type and strides. Owned by the engine.
    TENON_TAG const char* getTensorFormatDesc(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorFormatDescV2(tensorName, profileIndex);
    }

    //! The dimension that is vectorized, or -1.
    TENON_TAG int32_t getTensorVectorizedDim(const char* tensorName) const noexcept
    {
        return mImpl->getTensorVectorizedDim(tensorName);
    }

    //! The dimension that is vectorized, or -1.
    TENON_TAG int32_t getTensorVectorizedDim(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorVectorizedDimV2(tensorName, profileIndex);
    }

    //! The network's name; "" if none was set.
    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    //! How many optimization profiles there are, at least 1.
    TENON_TAG int32_t getNbOptimizationProfiles() const noexcept
    {
        return mImpl->getNbOptimizationProfiles();
    }

    //! One of the three shapes that profile `profileIndex` has for an input; -1 dimensions when there is none.
    TENON_TAG Dims getProfileShape(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept
    {
        return impl::fromAbi(mImpl->getProfileShape(tensorName, profileIndex, select));
    }

    //! One of the three sets of values that a profile has for a shape tensor, or null.
    TENON_TAG TRT_DEPRECATED const int32_t* getProfileTensorValues(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept
    {
        return mImpl->getProfileTensorValues(tensorName, profileIndex, select);
    }

    //! What the engine was built for.
    TENON_TAG EngineCapability getEngineCapability() const noexcept
    {
        return mImpl->getEngineCapability();
    }

    //! Where errors of this engine go; null for the logger only.
    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    //! The recorder last set, or null.
    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    //! Whether the batch is no dimension of the tensors: networks of levels 7 and 8 that createNetworkV2(0) made.
    TENON_TAG TRT_DEPRECATED bool hasImplicitBatchDimension() const noexcept
    {
        return mImpl->hasImplicitBatchDimension();
    }

    //! Where kernels were allowed to come from.
    TENON_TAG TacticSources getTacticSources() const noexcept
    {
        return mImpl->getTacticSources();
    }

    //! How much the engine tells of its layers.
    TENON_TAG ProfilingVerbosity getProfilingVerbosity() const noexcept
    {
        return mImpl->getProfilingVerbosity();
    }

    //! An inspector of this engine. The caller deletes it.
    TENON_TAG IEngineInspector* createEngineInspector() const noexcept
    {
        return mImpl->createEngineInspector();
    }

    //! How many inputs and outputs there are.
    TENON_TAG int32_t getNbIOTensors() const noexcept
    {
        return mImpl->getNbIOTensors();
    }

    //! The name of input or output number `index`, or null. Owned by the engine.
    TENON_TAG const char* getIOTensorName(int32_t index) const noexcept
    {
        return mImpl->getIOTensorName(index);
    }

    //! On which devices the engine may run.
    TENON_TAG HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept
    {
        return mImpl->getHardwareCompatibilityLevel();
    }

    //! How many streams besides the caller's an inference uses.
    TENON_TAG int32_t getNbAuxStreams() const noexcept
    {
        return mImpl->getNbAuxStreams();
    }

    //! Settings for serializeWithConfig(). The caller deletes them.
    TENON_TAG ISerializationConfig* createSerializationConfig() noexcept
    {
        return mImpl->createSerializationConfig();
    }

    //! As serialize(), with settings.
    TENON_TAG IHostMemory* serializeWithConfig(ISerializationConfig& config) const noexcept
    {
        return mImpl->serializeWithConfig(config);
    }

    TENON_TAG TRT_DEPRECATED bool setWeightStreamingBudget(int64_t gpuMemoryBudget) noexcept
    {
        return mImpl->setWeightStreamingBudget(gpuMemoryBudget);
    }

    TENON_TAG TRT_DEPRECATED int64_t getWeightStreamingBudget() const noexcept
    {
        return mImpl->getWeightStreamingBudget();
    }

    TENON_TAG TRT_DEPRECATED int64_t getMinimumWeightStreamingBudget() const noexcept
    {
        return mImpl->getMinimumWeightStreamingBudget();
    }

    //! Bytes of weights that need not be on the device all the time.
    TENON_TAG int64_t getStreamableWeightsSize() const noexcept
    {
        return mImpl->getStreamableWeightsSize();
    }

    TENON_TAG bool setWeightStreamingBudgetV2(int64_t gpuMemoryBudget) noexcept
    {
        return mImpl->setWeightStreamingBudgetV2(gpuMemoryBudget);
    }

    TENON_TAG int64_t getWeightStreamingBudgetV2() const noexcept
    {
        return mImpl->getWeightStreamingBudgetV2();
    }

    TENON_TAG int64_t getWeightStreamingAutomaticBudget() const noexcept
    {
        return mImpl->getWeightStreamingAutomaticBudget();
    }

    TENON_TAG int64_t getWeightStreamingScratchMemorySize() const noexcept
    {
        return mImpl->getWeightStreamingScratchMemorySize();
    }

    //! Whether the tensor was marked for debugging.
    TENON_TAG bool isDebugTensor(const char* name) const noexcept
    {
        return mImpl->isDebugTensor(name);
    }

    //! As getProfileTensorValues(), with 64-bit integers.
    TENON_TAG const int64_t* getProfileTensorValuesV2(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept
    {
        return mImpl->getProfileTensorValuesV2(tensorName, profileIndex, select);
    }

    TENON_TAG int64_t getEngineStat(EngineStat stat) const noexcept
    {
        return mImpl->getEngineStat(stat);
    }

#if TENON_API_LEVEL < 10
    //! Deletes the object. It must not be used afterwards.
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

    //! How many bindings there are: inputs and outputs, times the optimization profiles.
    TENON_TAG int32_t getNbBindings() const noexcept
    {
        return legacy()->getNbBindings();
    }

    //! The binding of a tensor in the first profile, or -1. For another profile k, the name with " [profile k]" behind
    //! it.
    TENON_TAG int32_t getBindingIndex(const char* name) const noexcept
    {
        return legacy()->getBindingIndex(name);
    }

    //! The name of a binding, or null; for profiles after the first with " [profile k]" behind it.
    TENON_TAG const char* getBindingName(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingName(bindingIndex);
    }

    //! Whether a binding is an input.
    TENON_TAG bool bindingIsInput(int32_t bindingIndex) const noexcept
    {
        return legacy()->bindingIsInput(bindingIndex);
    }

    //! The shape of a binding: without the batch in implicit-batch engines, -1 for extents that vary.
    TENON_TAG Dims getBindingDimensions(int32_t bindingIndex) const noexcept
    {
        return impl::fromAbi(legacy()->getBindingDimensions(bindingIndex));
    }

    //! The type of a binding.
    TENON_TAG DataType getBindingDataType(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingDataType(bindingIndex);
    }

    //! The largest batch of an implicit-batch engine; 1 with explicit batch.
    TENON_TAG int32_t getMaxBatchSize() const noexcept
    {
        return legacy()->getMaxBatchSize();
    }

    //! Where a binding's data has to be.
    TENON_TAG TensorLocation getLocation(int32_t bindingIndex) const noexcept
    {
        return legacy()->getLocation(bindingIndex);
    }

    //! As getTensorBytesPerComponent().
    TENON_TAG int32_t getBindingBytesPerComponent(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingBytesPerComponent(bindingIndex);
    }

    //! As getTensorComponentsPerElement().
    TENON_TAG int32_t getBindingComponentsPerElement(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingComponentsPerElement(bindingIndex);
    }

    //! The format of a binding.
    TENON_TAG TensorFormat getBindingFormat(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingFormat(bindingIndex);
    }

    //! The format of a binding in words.
    TENON_TAG const char* getBindingFormatDesc(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingFormatDesc(bindingIndex);
    }

    //! The dimension that is vectorized, or -1.
    TENON_TAG int32_t getBindingVectorizedDim(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingVectorizedDim(bindingIndex);
    }

    //! As getProfileShape(), for a binding.
    TENON_TAG Dims getProfileDimensions(int32_t bindingIndex, int32_t profileIndex,
        OptProfileSelector select) const noexcept
    {
        return impl::fromAbi(legacy()->getProfileDimensions(bindingIndex, profileIndex, select));
    }

    //! As getProfileTensorValues(), for a binding.
    TENON_TAG const int32_t* getProfileShapeValues(int32_t profileIndex, int32_t inputIndex,
        OptProfileSelector select) const noexcept
    {
        return legacy()->getProfileShapeValues(profileIndex, inputIndex, select);
    }

    //! Whether shapes depend on the values of this binding.
    TENON_TAG bool isShapeBinding(int32_t bindingIndex) const noexcept
    {
        return legacy()->isShapeBinding(bindingIndex);
    }

    //! Whether the binding's data is used by the inference itself, not for shapes alone.
    TENON_TAG bool isExecutionBinding(int32_t bindingIndex) const noexcept
    {
        return legacy()->isExecutionBinding(bindingIndex);
    }

#if TENON_API_LEVEL < 8
    //! Bytes of scratch memory that layers use at a time.
    TENON_TAG std::size_t getWorkspaceSize() const noexcept
    {
        return legacy()->getWorkspaceSize();
    }
#endif

private:
    TENON_TAG apiv::legacy::VCudaEngine* legacy() const noexcept
    {
        int32_t const kind = static_cast<int32_t>(apiv::legacy::TableKind::kCUDA_ENGINE);
        return static_cast<apiv::legacy::VCudaEngine*>(tenonLegacyTable(mImpl, kind));
    }
#endif

protected:
    apiv::VCudaEngine* mImpl;
};

TENON_OPEN_V_1_0
//! Gives memory for an output whose size is known only while it is computed. Implemented by the application, set on a
//! context for one tensor.
class IOutputAllocator : public IVersionedInterface
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IOutputAllocator", 1, 0};
    }

    TENON_TAG ~IOutputAllocator() noexcept override = default;

    //! At least `size` bytes for tensor `tensorName` at a multiple of `alignment`; `currentMemory` is what the tensor
    //! has now, or null, and may be returned. Null fails the inference.
    TENON_TAG TRT_DEPRECATED virtual void* reallocateOutput(const char* /*tensorName*/, void* /*currentMemory*/,
        uint64_t /*size*/, uint64_t /*alignment*/) TENON_NOEXCEPT
    {
        return nullptr;
    }

    //! As reallocateOutput(), in the order of the stream.
    TENON_TAG virtual void* reallocateOutputAsync(const char* tensorName, void* currentMemory, uint64_t size,
        uint64_t alignment, cudaStream_t /*arg4*/)
    {
        return reallocateOutput(tensorName, currentMemory, size, alignment);
    }

#if TENON_API_LEVEL >= 10
    //! Tells the tensor's actual shape, once in each inference, before its data is complete.
    TENON_TAG virtual void notifyShape(const char* tensorName, const Dims& dims) TENON_NOEXCEPT = 0;
#else
    //! Converts, and calls notifyShape() with this level's dims.
    TENON_TAG virtual void notifyShapeAbi(const char* tensorName, const Dims64& dims) noexcept final
    {
        notifyShape(tensorName, impl::fromAbi(dims));
    }
#endif

#if TENON_API_LEVEL < 10
    //! The version of this interface in releases before 10.
    TENON_TAG virtual int32_t getInterfaceVersion() const TENON_NOEXCEPT
    {
        return 1;
    }

    //! Tells the actual shape of an output, in the course of the inference, before its data is complete.
    TENON_TAG virtual void notifyShape(const char* tensorName, const Dims& dims) TENON_NOEXCEPT = 0;
#endif
};

#if TENON_API_LEVEL >= 10
//! Gets tensors that were marked for debugging. Implemented by the application.
class IDebugListener : public IVersionedInterface
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IDebugListener", 1, 0};
    }

    TENON_TAG ~IDebugListener() noexcept override = default;

    //! One tensor, in the order of `stream`. False says that it could not be handled.
    TENON_TAG virtual bool processDebugTensor(const void* addr, TensorLocation location, DataType type,
        const Dims& shape, const char* name, cudaStream_t stream) = 0;
};
#endif
TENON_CLOSE_V_1_0

//! One stream of inferences of an engine: shapes, addresses, memory for activations, clones of the plugins. Used by one
//! thread at a time; several contexts of an engine may run at the same time.
class IExecutionContext : public INoCopy
{
public:
    TENON_TAG ~IExecutionContext() noexcept override = default;

    //! Whether to wait after each layer, so that a failure shows where it happens.
    TENON_TAG void setDebugSync(bool sync) noexcept
    {
        mImpl->setDebugSync(sync);
    }

    //! Whether to wait after each layer.
    TENON_TAG bool getDebugSync() const noexcept
    {
        return mImpl->getDebugSync();
    }

    //! Who hears of each layer's time, or null. Measuring costs time.
    TENON_TAG void setProfiler(IProfiler* profiler) noexcept
    {
        mImpl->setProfiler(profiler);
    }

    //! The profiler last set, or null.
    TENON_TAG IProfiler* getProfiler() const noexcept
    {
        return mImpl->getProfiler();
    }

    //! The engine that the context was made from.
    TENON_TAG const ICudaEngine& getEngine() const noexcept
    {
        return mImpl->getEngine();
    }

    //! A name for messages; copied.
    TENON_TAG void setName(const char* name) noexcept
    {
        mImpl->setName(name);
    }

    //! The name last set, or "".
    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    //! Memory for activations, of at least the engine's getDeviceMemorySize() bytes at a multiple of 256, for a context
    //! made without.
    TENON_TAG void setDeviceMemory(void* memory) noexcept
    {
        mImpl->setDeviceMemory(memory);
    }

    //! As setDeviceMemory(), with the size, which is checked.
    TENON_TAG void setDeviceMemoryV2(void* memory, int64_t size) noexcept
    {
        mImpl->setDeviceMemoryV2(memory, size);
    }

    //! Strides of a tensor, in elements (in vectors for vectorized formats), for the actual shapes.
    TENON_TAG Dims getTensorStrides(const char* tensorName) const noexcept
    {
        return impl::fromAbi(mImpl->getTensorStrides(tensorName));
    }

    //! The profile chosen.
    TENON_TAG int32_t getOptimizationProfile() const noexcept
    {
        return mImpl->getOptimizationProfile();
    }

    //! The actual shape of input `tensorName`; all extents at least 0 and within the profile. False, with a message
    //! that names extent, value and range, when it is not.
    TENON_TAG bool setInputShape(const char* tensorName, const Dims& dims) noexcept
    {
        return mImpl->setInputShape(tensorName, impl::toAbi(dims));
    }

    //! The actual shape of a tensor once the inputs' are known, -1 where not; -1 dimensions when there is no such
    //! tensor.
    TENON_TAG Dims getTensorShape(const char* tensorName) const noexcept
    {
        return impl::fromAbi(mImpl->getTensorShape(tensorName));
    }

    //! Whether every input has its actual shape.
    TENON_TAG bool allInputDimensionsSpecified() const noexcept
    {
        return mImpl->allInputDimensionsSpecified();
    }

    //! Whether every shape tensor has its values.
    TENON_TAG TRT_DEPRECATED bool allInputShapesSpecified() const noexcept
    {
        return mImpl->allInputShapesSpecified();
    }

    //! Where errors of this context go; null for the logger only.
    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    //! The recorder last set, or null.
    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    //! Runs and waits. `bindings` are addresses in the order of the engine's tensors. False, with a message, on
    //! failure; the context stays usable.
    TENON_TAG bool executeV2(void* const* bindings) noexcept
    {
        return mImpl->executeV2(bindings);
    }

    //! Chooses a profile, in the order of `stream`; shapes have to be set again. False when there is no such profile.
    TENON_TAG bool setOptimizationProfileAsync(int32_t profileIndex, cudaStream_t stream) noexcept
    {
        return mImpl->setOptimizationProfileAsync(profileIndex, stream);
    }

    //! Whether inferences report to the profiler by themselves (the default), or only on reportToProfiler().
    TENON_TAG void setEnqueueEmitsProfile(bool enqueueEmitsProfile) noexcept
    {
        mImpl->setEnqueueEmitsProfile(enqueueEmitsProfile);
    }

    //! Whether inferences report to the profiler by themselves.
    TENON_TAG bool getEnqueueEmitsProfile() const noexcept
    {
        return mImpl->getEnqueueEmitsProfile();
    }

    //! Reports the times of the last inference. False when there is no profiler, or nothing ran.
    TENON_TAG bool reportToProfiler() const noexcept
    {
        return mImpl->reportToProfiler();
    }

    //! Where a tensor's data is, for all inferences that follow. Inputs are not written. True unless there is no such
    //! tensor.
    TENON_TAG bool setTensorAddress(const char* tensorName, void* data) noexcept
    {
        return mImpl->setTensorAddress(tensorName, data);
    }

    //! The address last set, or null.
    TENON_TAG const void* getTensorAddress(const char* tensorName) const noexcept
    {
        return mImpl->getTensorAddress(tensorName);
    }

    //! As setTensorAddress(), for outputs.
    TENON_TAG bool setOutputTensorAddress(const char* tensorName, void* data) noexcept
    {
        return mImpl->setOutputTensorAddress(tensorName, data);
    }

    //! As setTensorAddress(), for inputs.
    TENON_TAG bool setInputTensorAddress(const char* tensorName, const void* data) noexcept
    {
        return mImpl->setInputTensorAddress(tensorName, data);
    }

    //! The address of an output.
    TENON_TAG void* getOutputTensorAddress(const char* tensorName) const noexcept
    {
        return mImpl->getOutputTensorAddress(tensorName);
    }

    //! Computes all shapes. The result is how many inputs miss shape or values, named in `tensorNames`; -1 on error.
    TENON_TAG int32_t inferShapes(int32_t nbMaxNames, const char** tensorNames) noexcept
    {
        return mImpl->inferShapes(nbMaxNames, tensorNames);
    }

    TENON_TAG size_t updateDeviceMemorySizeForShapes() noexcept
    {
        return mImpl->updateDeviceMemorySizeForShapes();
    }

    //! An event that is recorded once the inputs may be overwritten; null for none.
    TENON_TAG bool setInputConsumedEvent(cudaEvent_t event) noexcept
    {
        return mImpl->setInputConsumedEvent(event);
    }

    //! The event last set, or null.
    TENON_TAG cudaEvent_t getInputConsumedEvent() const noexcept
    {
        return mImpl->getInputConsumedEvent();
    }

    //! Who gives memory for an output whose size is not known before; null for none.
    TENON_TAG bool setOutputAllocator(const char* tensorName, IOutputAllocator* outputAllocator) noexcept
    {
        return mImpl->setOutputAllocator(tensorName, outputAllocator);
    }

    //! The allocator last set for the output, or null.
    TENON_TAG IOutputAllocator* getOutputAllocator(const char* tensorName) const noexcept
    {
        return mImpl->getOutputAllocator(tensorName);
    }

    //! Bytes that suffice for an output with the shapes set, 0 if unknown.
    TENON_TAG int64_t getMaxOutputSize(const char* tensorName) const noexcept
    {
        return mImpl->getMaxOutputSize(tensorName);
    }

    //! Where temporary memory comes from, instead of the engine's allocator.
    TENON_TAG bool setTemporaryStorageAllocator(IGpuAllocator* allocator) noexcept
    {
        return mImpl->setTemporaryStorageAllocator(allocator);
    }

    //! The allocator last set, or null.
    TENON_TAG IGpuAllocator* getTemporaryStorageAllocator() const noexcept
    {
        return mImpl->getTemporaryStorageAllocator();
    }

    //! Starts an inference on `stream` with the addresses set. Inputs must stay until the input consumed event, outputs
    //! are valid once the stream got there. False, with a message, when it cannot start.
    TENON_TAG bool enqueueV3(cudaStream_t stream) noexcept
    {
        return mImpl->enqueueV3(stream);
    }

    //! The most bytes of cache that persistent data may take.
    TENON_TAG void setPersistentCacheLimit(size_t size) noexcept
    {
        mImpl->setPersistentCacheLimit(size);
    }

    //! The limit last set.
    TENON_TAG size_t getPersistentCacheLimit() const noexcept
    {
        return mImpl->getPersistentCacheLimit();
    }

    //! How much is told to profiling tools.
    TENON_TAG bool setNvtxVerbosity(ProfilingVerbosity verbosity) noexcept
    {
        return mImpl->setNvtxVerbosity(verbosity);
    }

    //! How much is told to profiling tools.
    TENON_TAG ProfilingVerbosity getNvtxVerbosity() const noexcept
    {
        return mImpl->getNvtxVerbosity();
    }

    //! Streams to use besides the caller's.
    TENON_TAG void setAuxStreams(cudaStream_t* auxStreams, int32_t nbStreams) noexcept
    {
        mImpl->setAuxStreams(auxStreams, nbStreams);
    }

    //! Who gets the tensors that were marked for debugging.
    TENON_TAG bool setDebugListener(IDebugListener* listener) noexcept
    {
        return mImpl->setDebugListener(listener);
    }

    //! The listener last set, or null.
    TENON_TAG IDebugListener* getDebugListener() noexcept
    {
        return mImpl->getDebugListener();
    }

    //! Whether a tensor marked for debugging is given to the listener.
    TENON_TAG bool setTensorDebugState(const char* name, bool flag) noexcept
    {
        return mImpl->setTensorDebugState(name, flag);
    }

    //! Whether a tensor is given to the listener.
    TENON_TAG bool getDebugState(const char* name) const noexcept
    {
        return mImpl->getDebugState(name);
    }

    TENON_TAG IRuntimeConfig* getRuntimeConfig() const noexcept
    {
        return mImpl->getRuntimeConfig();
    }

    //! As setTensorDebugState(), for all.
    TENON_TAG bool setAllTensorsDebugState(bool flag) noexcept
    {
        return mImpl->setAllTensorsDebugState(flag);
    }

    TENON_TAG bool setUnfusedTensorsDebugState(bool flag) noexcept
    {
        return mImpl->setUnfusedTensorsDebugState(flag);
    }

    TENON_TAG bool getUnfusedTensorsDebugState() const noexcept
    {
        return mImpl->getUnfusedTensorsDebugState();
    }

    TENON_TAG bool setCommunicator(void* communicator) noexcept
    {
        return mImpl->setCommunicator(communicator);
    }

#if TENON_API_LEVEL < 10
    //! Deletes the object. It must not be used afterwards.
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

    //! Implicit batch: runs `batchSize` samples and waits. `bindings` are addresses by binding index. False, with a
    //! message, when the batch is larger than the engine's maximum, the engine has explicit batch, or the inference
    //! fails.
    TENON_TAG bool execute(int32_t batchSize, void* const* bindings) noexcept
    {
        return legacy()->execute(batchSize, bindings);
    }

    //! As execute(), on `stream` without waiting. `inputConsumed`, if not null, is recorded once the inputs may be
    //! overwritten.
    TENON_TAG bool enqueue(int32_t batchSize, void* const* bindings, cudaStream_t stream,
        cudaEvent_t* inputConsumed) noexcept
    {
        return legacy()->enqueue(batchSize, bindings, stream, inputConsumed);
    }

    //! Explicit batch: starts an inference on `stream`; `bindings` are addresses by binding index.
    TENON_TAG bool enqueueV2(void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept
    {
        return legacy()->enqueueV2(bindings, stream, inputConsumed);
    }

    //! As getTensorStrides(), for a binding.
    TENON_TAG Dims getStrides(int32_t bindingIndex) const noexcept
    {
        return impl::fromAbi(legacy()->getStrides(bindingIndex));
    }

    //! Chooses a profile; shapes have to be set again.
    TENON_TAG bool setOptimizationProfile(int32_t profileIndex) noexcept
    {
        return legacy()->setOptimizationProfile(profileIndex);
    }

    //! As setInputShape(), for a binding of the profile chosen.
    TENON_TAG bool setBindingDimensions(int32_t bindingIndex, Dims dimensions) noexcept
    {
        return legacy()->setBindingDimensions(bindingIndex, impl::toAbi(dimensions));
    }

    //! As getTensorShape(), for a binding.
    TENON_TAG Dims getBindingDimensions(int32_t bindingIndex) const noexcept
    {
        return impl::fromAbi(legacy()->getBindingDimensions(bindingIndex));
    }

    //! Values of an input that is a shape tensor; copied.
    TENON_TAG bool setInputShapeBinding(int32_t bindingIndex, const int32_t* data) noexcept
    {
        return legacy()->setInputShapeBinding(bindingIndex, data);
    }

    //! Writes the values of a shape tensor to `data`.
    TENON_TAG bool getShapeBinding(int32_t bindingIndex, int32_t* data) const noexcept
    {
        return legacy()->getShapeBinding(bindingIndex, data);
    }

private:
    TENON_TAG apiv::legacy::VExecutionContext* legacy() const noexcept
    {
        int32_t const kind = static_cast<int32_t>(apiv::legacy::TableKind::kEXECUTION_CONTEXT);
        return static_cast<apiv::legacy::VExecutionContext*>(tenonLegacyTable(mImpl, kind));
    }
#endif

protected:
    apiv::VExecutionContext* mImpl;
};

//! Tells what an engine consists of.
class IEngineInspector : public INoCopy
{
public:
    TENON_TAG ~IEngineInspector() noexcept override = default;

    //! A context whose actual shapes are told, or null for ranges.
    TENON_TAG bool setExecutionContext(const IExecutionContext* context) noexcept
    {
        return mImpl->setExecutionContext(context);
    }

    //! The context last set, or null.
    TENON_TAG const IExecutionContext* getExecutionContext() const noexcept
    {
        return mImpl->getExecutionContext();
    }

    //! What layer `layerIndex` is, in the format asked for. Owned by the inspector, valid until the next call.
    TENON_TAG const char* getLayerInformation(int32_t layerIndex, LayerInformationFormat format) const noexcept
    {
        return mImpl->getLayerInformation(layerIndex, format);
    }

    //! What all layers are, in the format asked for. Owned by the inspector, valid until the next call.
    TENON_TAG const char* getEngineInformation(LayerInformationFormat format) const noexcept
    {
        return mImpl->getEngineInformation(format);
    }

    //! Where errors of this object go.
    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    //! The recorder last set, or null.
    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

protected:
    apiv::VEngineInspector* mImpl;
};

//! Given to plugin libraries so that they log where the application does.
class ILoggerFinder
{
public:
    //! The application's logger, or null.
    TENON_TAG virtual ILogger* findLogger() = 0;

protected:
    TENON_TAG virtual ~ILoggerFinder() = default;
};

TENON_OPEN_V_1_0
#if TENON_API_LEVEL >= 10
class IGpuAsyncAllocator : public IGpuAllocator
{
public:
    TENON_TAG IGpuAsyncAllocator() = default;

    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IGpuAllocator", 1, 0};
    }

    TENON_TAG ~IGpuAsyncAllocator() noexcept override = default;

    TENON_TAG TRT_DEPRECATED virtual void* allocate(const uint64_t size, const uint64_t alignment,
        const AllocatorFlags flags) TENON_NOEXCEPT override
    {
        return allocateAsync(size, alignment, flags, nullptr);
    }

    TENON_TAG TRT_DEPRECATED virtual bool deallocate(void* const memory) TENON_NOEXCEPT override
    {
        return deallocateAsync(memory, nullptr);
    }

    TENON_TAG virtual void* allocateAsync(const uint64_t size, const uint64_t alignment, const AllocatorFlags flags,
        cudaStream_t) TENON_NOEXCEPT override = 0;

    TENON_TAG virtual bool deallocateAsync(void* const memory, cudaStream_t) TENON_NOEXCEPT override = 0;
};
#endif

#if TENON_API_LEVEL >= 10
//! Makes V3 plugins of one name and version, both for networks and for engines that are loaded.
class IPluginCreatorV3One : public IPluginCreatorInterface
{
public:
    TENON_TAG IPluginCreatorV3One() = default;

protected:
    TENON_TAG IPluginCreatorV3One(IPluginCreatorV3One const&) = default;
    TENON_TAG IPluginCreatorV3One& operator=(IPluginCreatorV3One const&) & = default;
    TENON_TAG IPluginCreatorV3One(IPluginCreatorV3One&&) = default;
    TENON_TAG IPluginCreatorV3One& operator=(IPluginCreatorV3One&&) & = default;

public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN CREATOR_V3ONE", 1, 0};
    }

    TENON_TAG ~IPluginCreatorV3One() noexcept override = default;

    //! A new plugin for layer `name`, or null. The fields are valid during the call only. The caller deletes it.
    TENON_TAG virtual IPluginV3* createPlugin(const AsciiChar* name, const PluginFieldCollection* fc,
        TensorRTPhase phase) TENON_NOEXCEPT = 0;

    //! The fields that createPlugin() understands, with their types.
    TENON_TAG virtual const PluginFieldCollection* getFieldNames() TENON_NOEXCEPT = 0;

    //! The name under which the plugin is found.
    TENON_TAG virtual const AsciiChar* getPluginName() const TENON_NOEXCEPT = 0;

    //! The version under which the plugin is found.
    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    //! The namespace of the creator.
    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;
};
#endif
TENON_CLOSE_V_1_0
} // namespace nvinfer1

//! Behind createInferRuntime(), which is what programs call.
extern "C" TENSORRTAPI void* createInferRuntime_INTERNAL(void* logger, int32_t version) noexcept;

//! Behind createInferRefitter(), which is what programs call.
extern "C" TENSORRTAPI void* createInferRefitter_INTERNAL(void* engine, void* logger, int32_t version) noexcept;

//! The registry of this process, in which plugin creators are found by name, version and namespace. Never null, and
//! usable from static initialisers.
extern "C" TENSORRTAPI nvinfer1::IPluginRegistry* getPluginRegistry() noexcept;

//! The logger that the first builder, runtime or refitter of the process was made with; null before.
extern "C" TENSORRTAPI nvinfer1::ILogger* getLogger() noexcept;

//! The first part of the loaded library's version.
extern "C" TENSORRTAPI int32_t getInferLibMajorVersion() noexcept;

//! The second part of the loaded library's version.
extern "C" TENSORRTAPI int32_t getInferLibMinorVersion() noexcept;

//! The third part of the loaded library's version.
extern "C" TENSORRTAPI int32_t getInferLibPatchVersion() noexcept;

//! The build number of the loaded library's version.
extern "C" TENSORRTAPI int32_t getInferLibBuildVersion() noexcept;

namespace nvinfer1
{
namespace // each translation unit has its own, so that the version passed is its own
{
//! A runtime, which loads engines. The caller owns it and deletes it; `logger` must outlive it and its engines.
inline IRuntime* createInferRuntime(ILogger& logger) noexcept
{
    return static_cast<IRuntime*>(createInferRuntime_INTERNAL(&logger, NV_TENSORRT_VERSION));
}
} // namespace

namespace // each translation unit has its own, so that the version passed is its own
{
//! A refitter for `engine`, to give its layers new weights. The caller owns it; `engine` must be refittable.
inline IRefitter* createInferRefitter(ICudaEngine& engine, ILogger& logger) noexcept
{
    return static_cast<IRefitter*>(createInferRefitter_INTERNAL(&engine, &logger, NV_TENSORRT_VERSION));
}
} // namespace

//! Registers a creator of class T when it is constructed. REGISTER_TENSORRT_PLUGIN makes one.
template <typename T>
class PluginRegistrar
{
public:
    TENON_TAG PluginRegistrar()
    {
        getPluginRegistry()->registerCreator(instance, "");
    }

private:
    T instance{};
};
} // namespace nvinfer1

//! Registers the creator class `name` under the empty namespace when the library that holds the expansion is loaded.
#define REGISTER_TENSORRT_PLUGIN(name) static nvinfer1::PluginRegistrar<name> pluginRegistrar##name {}

#if TENON_API_LEVEL < 10
#if TENON_API_LEVEL < 8
namespace nvinfer1
{
//! The first plugin interface. Declared, so that sources that mention it compile; INetworkDefinition::addPlugin refuses it.
//! Use IPluginV2IOExt or IPluginV2DynamicExt.
class IPlugin
{
public:
    TENON_TAG virtual int32_t getNbOutputs() const = 0;
    TENON_TAG virtual Dims getOutputDimensions(int32_t index, const Dims* inputs, int32_t nbInputDims) = 0;
    TENON_TAG virtual void configure(
        const Dims* inputDims, int32_t nbInputs, const Dims* outputDims, int32_t nbOutputs, int32_t maxBatchSize)
        = 0;
    TENON_TAG virtual int32_t initialize() = 0;
    TENON_TAG virtual void terminate() = 0;
    TENON_TAG virtual size_t getWorkspaceSize(int32_t maxBatchSize) const = 0;
    TENON_TAG virtual int32_t enqueue(
        int32_t batchSize, const void* const* inputs, void** outputs, void* workspace, cudaStream_t stream)
        = 0;
    TENON_TAG virtual size_t getSerializationSize() = 0;
    TENON_TAG virtual void serialize(void* buffer) = 0;

    TENON_TAG virtual ~IPlugin() = default;
};

//! The first plugin interface with types and formats. Declared, as IPlugin is, and refused.
class IPluginExt : public IPlugin
{
public:
    //! The release that the plugin was compiled for.
    TENON_TAG virtual int32_t getTensorRTVersion() const
    {
        return NV_TENSORRT_VERSION;
    }

    TENON_TAG virtual bool supportsFormat(DataType type, PluginFormat format) const = 0;
    TENON_TAG virtual void configureWithFormat(const Dims* inputDims, int32_t nbInputs, const Dims* outputDims,
        int32_t nbOutputs, DataType type, PluginFormat format, int32_t maxBatchSize)
        = 0;

protected:
    //! Not called: configureWithFormat() stands in its place.
    TENON_TAG void configure(const Dims* /*inputDims*/, int32_t /*nbInputs*/, const Dims* /*outputDims*/,
        int32_t /*nbOutputs*/, int32_t /*maxBatchSize*/) override
    {
    }
};

//! Made plugins of the first interface from their bytes. Declared; IRuntime::deserializeCudaEngine refuses one. Use a creator.
class IPluginFactory
{
public:
    TENON_TAG virtual IPlugin* createPlugin(const char* layerName, const void* serialData, size_t serialLength) = 0;

    TENON_TAG virtual ~IPluginFactory() = default;
};
} // namespace nvinfer1
#endif
#endif

#endif // NV_INFER_RUNTIME_H
