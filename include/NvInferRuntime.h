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

using TacticSources = uint32_t;
using TempfileControlFlags = uint32_t;
using SerializationFlags = uint32_t;
using AllocatorFlags = uint32_t;

enum class EngineCapability : int32_t
{
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

enum class DimensionOperation : int32_t
{
    kSUM = 0,
    kPROD = 1,
    kMAX = 2,
    kMIN = 3,
    kSUB = 4,
    kEQUAL = 5,
    kLESS = 6,
    kFLOOR_DIV = 7,
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

enum class TensorLocation : int32_t
{
    kDEVICE = 0,
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

enum class WeightsRole : int32_t
{
    kKERNEL = 0,
    kBIAS = 1,
    kSHIFT = 2,
    kSCALE = 3,
    kCONSTANT = 4,
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

enum class TensorFormat : int32_t
{
    kLINEAR = 0,
    kCHW2 = 1,
    kHWC8 = 2,
    kCHW4 = 3,
    kCHW16 = 4,
    kCHW32 = 5,
    kDHWC8 = 6,
    kCDHW32 = 7,
    kHWC = 8,
    kDLA_LINEAR = 9,
    kDLA_HWC4 = 10,
    kHWC16 = 11,
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

enum class OptProfileSelector : int32_t
{
    kMIN = 0,
    kOPT = 1,
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

enum class ProfilingVerbosity : int32_t
{
    kLAYER_NAMES_ONLY = 0,
    kNONE = 1,
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

enum class ExecutionContextAllocationStrategy : int32_t
{
    kSTATIC = 0,
    kON_PROFILE_CHANGE = 1,
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

enum class LayerInformationFormat : int32_t
{
    kONELINE = 0,
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

class Weights
{
public:
    DataType type;
    const void* values;
    int64_t count;
};

class DimsExprs
{
public:
    int32_t nbDims;
    const IDimensionExpr* d[8];
};

TENON_OPEN_LEVEL
struct DynamicPluginTensorDesc
{
    PluginTensorDesc desc;
    Dims min;
    Dims max;
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

class IHostMemory : public INoCopy
{
public:
    TENON_TAG ~IHostMemory() noexcept override = default;

    TENON_TAG void* data() const noexcept
    {
        return mImpl->data();
    }

    TENON_TAG std::size_t size() const noexcept
    {
        return mImpl->size();
    }

    TENON_TAG DataType type() const noexcept
    {
        return mImpl->type();
    }

#if TENON_API_LEVEL < 10
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }
#endif

protected:
    apiv::VHostMemory* mImpl;
};

class IDimensionExpr : public INoCopy
{
protected:
    TENON_TAG ~IDimensionExpr() noexcept override = default;

public:
    TENON_TAG bool isConstant() const noexcept
    {
        return mImpl->isConstant();
    }

    TENON_TAG impl::Extent getConstantValue() const noexcept
    {
        return impl::fromAbi(mImpl->getConstantValue());
    }

    TENON_TAG bool isSizeTensor() const noexcept
    {
        return mImpl->isSizeTensor();
    }

protected:
    apiv::VDimensionExpr* mImpl;
};

class IExprBuilder : public INoCopy
{
protected:
    TENON_TAG ~IExprBuilder() noexcept override = default;

public:
    TENON_TAG const IDimensionExpr* constant(impl::Extent value) noexcept
    {
        return mImpl->constant(value);
    }

    TENON_TAG const IDimensionExpr* operation(DimensionOperation op, const IDimensionExpr& first,
        const IDimensionExpr& second) noexcept
    {
        return mImpl->operation(op, first, second);
    }

    TENON_TAG const IDimensionExpr* declareSizeTensor(int32_t outputIndex, const IDimensionExpr& opt,
        const IDimensionExpr& upper)
    {
        return mImpl->declareSizeTensor(outputIndex, opt, upper);
    }

protected:
    apiv::VExprBuilder* mImpl;
};

class TRT_DEPRECATED IPluginV2DynamicExt : public IPluginV2Ext
{
public:
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
    TENON_TAG virtual DimsExprs getOutputDimensions(int32_t outputIndex, const DimsExprs* inputs, int32_t nbInputs,
        IExprBuilder& exprBuilder) TENON_NOEXCEPT = 0;

    TENON_TAG virtual bool supportsFormatCombination(int32_t pos, const PluginTensorDesc* inOut, int32_t nbInputs,
        int32_t nbOutputs) TENON_NOEXCEPT = 0;

    TENON_TAG virtual void configurePlugin(const DynamicPluginTensorDesc* in, int32_t nbInputs,
        const DynamicPluginTensorDesc* out, int32_t nbOutputs) TENON_NOEXCEPT = 0;

    TENON_TAG virtual size_t getWorkspaceSize(const PluginTensorDesc* inputs, int32_t nbInputs,
        const PluginTensorDesc* outputs, int32_t nbOutputs) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t enqueue(const PluginTensorDesc* inputDesc, const PluginTensorDesc* outputDesc,
        const void* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) TENON_NOEXCEPT = 0;
};

TENON_OPEN_V_1_0
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

    TENON_TAG virtual int64_t read(void* destination, int64_t nbBytes) = 0;
};

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

    TENON_TAG virtual int64_t write(const void* data, int64_t nbBytes) = 0;
};

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

    TENON_TAG virtual int64_t read(void* destination, int64_t nbBytes, cudaStream_t stream) TENON_NOEXCEPT = 0;

    TENON_TAG virtual bool seek(int64_t offset, SeekPosition where) TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0

class IPluginResourceContext
{
protected:
    TENON_TAG IPluginResourceContext() = default;
    TENON_TAG IPluginResourceContext(IPluginResourceContext const&) = default;
    TENON_TAG IPluginResourceContext& operator=(IPluginResourceContext const&) & = default;
    TENON_TAG IPluginResourceContext(IPluginResourceContext&&) = default;
    TENON_TAG IPluginResourceContext& operator=(IPluginResourceContext&&) & = default;

public:
    TENON_TAG virtual IGpuAllocator* getGpuAllocator() const noexcept = 0;

    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    TENON_TAG virtual ~IPluginResourceContext() noexcept = default;
};

TENON_OPEN_V_1_0
#if TENON_API_LEVEL >= 10
class IPluginV3OneCore : public IPluginCapability
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_CORE", 1, 0};
    }

    TENON_TAG ~IPluginV3OneCore() noexcept override = default;

    TENON_TAG virtual const AsciiChar* getPluginName() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;
};
#endif

#if TENON_API_LEVEL >= 10
class IPluginV3OneBuild : public IPluginCapability
{
public:
    static constexpr int32_t kDEFAULT_FORMAT_COMBINATION_LIMIT = 100;

    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_BUILD", 1, 0};
    }

    TENON_TAG ~IPluginV3OneBuild() noexcept override = default;

    TENON_TAG virtual int32_t configurePlugin(const DynamicPluginTensorDesc* in, int32_t nbInputs,
        const DynamicPluginTensorDesc* out, int32_t nbOutputs) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getOutputDataTypes(DataType* outputTypes, int32_t nbOutputs, const DataType* inputTypes,
        int32_t nbInputs) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getOutputShapes(const DimsExprs* inputs, int32_t nbInputs, const DimsExprs* shapeInputs,
        int32_t nbShapeInputs, DimsExprs* outputs, int32_t nbOutputs, IExprBuilder& exprBuilder) TENON_NOEXCEPT = 0;

    TENON_TAG virtual bool supportsFormatCombination(int32_t pos, const DynamicPluginTensorDesc* inOut,
        int32_t nbInputs, int32_t nbOutputs) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t getNbOutputs() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual size_t getWorkspaceSize(const DynamicPluginTensorDesc* /*inputs*/, int32_t /*nbInputs*/,
        const DynamicPluginTensorDesc* /*outputs*/, int32_t /*nbOutputs*/) const TENON_NOEXCEPT
    {
        return 0;
    }

    TENON_TAG virtual int32_t getValidTactics(int32_t* /*tactics*/, int32_t /*nbTactics*/) TENON_NOEXCEPT
    {
        return 0;
    }

    TENON_TAG virtual int32_t getNbTactics() TENON_NOEXCEPT
    {
        return 0;
    }

    TENON_TAG virtual const char* getTimingCacheID() TENON_NOEXCEPT
    {
        return nullptr;
    }

    TENON_TAG virtual int32_t getFormatCombinationLimit() TENON_NOEXCEPT
    {
        return kDEFAULT_FORMAT_COMBINATION_LIMIT;
    }

    TENON_TAG virtual const char* getMetadataString() TENON_NOEXCEPT
    {
        return nullptr;
    }
};
#endif

#if TENON_API_LEVEL >= 10
class IPluginV3OneRuntime : public IPluginCapability
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_RUNTIME", 1, 0};
    }

    TENON_TAG ~IPluginV3OneRuntime() noexcept override = default;

    TENON_TAG virtual int32_t setTactic(int32_t /*tactic*/) TENON_NOEXCEPT
    {
        return 0;
    }

    TENON_TAG virtual int32_t onShapeChange(const PluginTensorDesc* in, int32_t nbInputs, const PluginTensorDesc* out,
        int32_t nbOutputs) TENON_NOEXCEPT = 0;

    TENON_TAG virtual int32_t enqueue(const PluginTensorDesc* inputDesc, const PluginTensorDesc* outputDesc,
        const void* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) TENON_NOEXCEPT = 0;

    TENON_TAG virtual IPluginV3* attachToContext(IPluginResourceContext* context) TENON_NOEXCEPT = 0;

    TENON_TAG virtual const PluginFieldCollection* getFieldsToSerialize() TENON_NOEXCEPT = 0;
};
#endif
TENON_CLOSE_V_1_0

namespace v_2_0
{
#if TENON_API_LEVEL >= 10
class IPluginV3OneBuild : public v_1_0::IPluginV3OneBuild
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_BUILD", 2, 0};
    }

    TENON_TAG ~IPluginV3OneBuild() noexcept override = default;

    TENON_TAG virtual int32_t getAliasedInput(int32_t /*outputIndex*/) TENON_NOEXCEPT
    {
        return -1;
    }
};
#endif
} // namespace v_2_0

TENON_OPEN_V_1_0
class IProfiler
{
public:
    TENON_TAG virtual void reportLayerTime(const char* layerName, float ms) TENON_NOEXCEPT = 0;

    TENON_TAG virtual ~IProfiler() noexcept = default;
};
TENON_CLOSE_V_1_0

class ILogger
{
public:
    enum class Severity : int32_t
    {
        kINTERNAL_ERROR = 0,
        kERROR = 1,
        kWARNING = 2,
        kINFO = 3,
        kVERBOSE = 4,
    };

    TENON_TAG ILogger() = default;

protected:
    TENON_TAG ILogger(ILogger const&) = default;
    TENON_TAG ILogger& operator=(ILogger const&) & = default;
    TENON_TAG ILogger(ILogger&&) = default;
    TENON_TAG ILogger& operator=(ILogger&&) & = default;

public:
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

    TENON_TAG TRT_DEPRECATED virtual void* allocate(const uint64_t size, const uint64_t alignment,
        const AllocatorFlags flags) TENON_NOEXCEPT = 0;

    TENON_TAG virtual void* reallocate(void* const, uint64_t, uint64_t) TENON_NOEXCEPT
    {
        return nullptr;
    }

#if TENON_API_LEVEL >= 10
    TENON_TAG TRT_DEPRECATED virtual bool deallocate(void* const memory) TENON_NOEXCEPT = 0;
#else
    //! Calls free(), which is what sources of releases 7 and 8 implement.
    TENON_TAG virtual bool deallocate(void* const memory) TENON_NOEXCEPT
    {
        this->free(memory);
        return true;
    }
#endif

    TENON_TAG virtual void* allocateAsync(const uint64_t size, const uint64_t alignment, const AllocatorFlags flags,
        cudaStream_t /*arg3*/) TENON_NOEXCEPT
    {
        return allocate(size, alignment, flags);
    }

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

class IRuntime : public INoCopy
{
public:
    TENON_TAG ~IRuntime() noexcept override = default;

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

    TENON_TAG void setGpuAllocator(IGpuAllocator* allocator) noexcept
    {
        mImpl->setGpuAllocator(allocator);
    }

    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    TENON_TAG ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size) noexcept
    {
        return mImpl->deserializeCudaEngine(blob, size);
    }

    TENON_TAG TRT_DEPRECATED ICudaEngine* deserializeCudaEngine(IStreamReader& streamReader)
    {
        return mImpl->deserializeCudaEngine(streamReader);
    }

    TENON_TAG ICudaEngine* deserializeCudaEngine(IStreamReaderV2& streamReader)
    {
        return mImpl->deserializeCudaEngineV2(streamReader);
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

    TENON_TAG void setTemporaryDirectory(const char* path) noexcept
    {
        mImpl->setTemporaryDirectory(path);
    }

    TENON_TAG const char* getTemporaryDirectory() const noexcept
    {
        return mImpl->getTemporaryDirectory();
    }

    TENON_TAG void setTempfileControlFlags(TempfileControlFlags flags) noexcept
    {
        mImpl->setTempfileControlFlags(flags);
    }

    TENON_TAG TempfileControlFlags getTempfileControlFlags() const noexcept
    {
        return mImpl->getTempfileControlFlags();
    }

    TENON_TAG IPluginRegistry& getPluginRegistry() noexcept
    {
        return mImpl->getPluginRegistry();
    }

    TENON_TAG IRuntime* loadRuntime(const char* path) noexcept
    {
        return mImpl->loadRuntime(path);
    }

    TENON_TAG void setEngineHostCodeAllowed(bool allowed) noexcept
    {
        mImpl->setEngineHostCodeAllowed(allowed);
    }

    TENON_TAG bool getEngineHostCodeAllowed() const noexcept
    {
        return mImpl->getEngineHostCodeAllowed();
    }

#if TENON_API_LEVEL < 10
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

    TENON_TAG ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size,
        IPluginFactory* pluginFactory) noexcept
    {
        return pluginFactory == nullptr ? mImpl->deserializeCudaEngine(blob, size) : nullptr;
    }
#endif

protected:
    apiv::VRuntime* mImpl;
};

class IRefitter : public INoCopy
{
public:
    TENON_TAG ~IRefitter() noexcept override = default;

    TENON_TAG bool setWeights(const char* layerName, WeightsRole role, Weights weights) noexcept
    {
        return mImpl->setWeights(layerName, role, weights);
    }

    TENON_TAG bool refitCudaEngine() noexcept
    {
        return mImpl->refitCudaEngine();
    }

    TENON_TAG int32_t getMissing(int32_t size, const char** layerNames, WeightsRole* roles) noexcept
    {
        return mImpl->getMissing(size, layerNames, roles);
    }

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

    TENON_TAG bool setNamedWeights(const char* name, Weights weights) noexcept
    {
        return mImpl->setNamedWeights(name, weights);
    }

    TENON_TAG int32_t getMissingWeights(int32_t size, const char** weightsNames) noexcept
    {
        return mImpl->getMissingWeights(size, weightsNames);
    }

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
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }
#endif

protected:
    apiv::VRefitter* mImpl;
};

class IOptimizationProfile : public INoCopy
{
protected:
    TENON_TAG ~IOptimizationProfile() noexcept override = default;

public:
    TENON_TAG bool setDimensions(const char* inputName, OptProfileSelector select, const Dims& dims) noexcept
    {
        return mImpl->setDimensions(inputName, select, impl::toAbi(dims));
    }

    TENON_TAG Dims getDimensions(const char* inputName, OptProfileSelector select) const noexcept
    {
        return impl::fromAbi(mImpl->getDimensions(inputName, select));
    }

    TENON_TAG TRT_DEPRECATED bool setShapeValues(const char* inputName, OptProfileSelector select,
        const int32_t* values, int32_t nbValues) noexcept
    {
        return mImpl->setShapeValues(inputName, select, values, nbValues);
    }

    TENON_TAG int32_t getNbShapeValues(const char* inputName) const noexcept
    {
        return mImpl->getNbShapeValues(inputName);
    }

    TENON_TAG TRT_DEPRECATED const int32_t* getShapeValues(const char* inputName,
        OptProfileSelector select) const noexcept
    {
        return mImpl->getShapeValues(inputName, select);
    }

    TENON_TAG bool setExtraMemoryTarget(float target) noexcept
    {
        return mImpl->setExtraMemoryTarget(target);
    }

    TENON_TAG float getExtraMemoryTarget() const noexcept
    {
        return mImpl->getExtraMemoryTarget();
    }

    TENON_TAG bool isValid() const noexcept
    {
        return mImpl->isValid();
    }

    TENON_TAG bool setShapeValuesV2(const char* inputName, OptProfileSelector select, const int64_t* values,
        int32_t nbValues) noexcept
    {
        return mImpl->setShapeValuesV2(inputName, select, values, nbValues);
    }

    TENON_TAG const int64_t* getShapeValuesV2(const char* inputName, OptProfileSelector select) const noexcept
    {
        return mImpl->getShapeValuesV2(inputName, select);
    }

protected:
    apiv::VOptimizationProfile* mImpl;
};

class ISerializationConfig : public INoCopy
{
public:
    TENON_TAG ~ISerializationConfig() noexcept override = default;

    TENON_TAG bool setFlags(SerializationFlags serializationFlags) noexcept
    {
        return mImpl->setFlags(serializationFlags);
    }

    TENON_TAG SerializationFlags getFlags() const noexcept
    {
        return mImpl->getFlags();
    }

    TENON_TAG bool clearFlag(SerializationFlag serializationFlag) noexcept
    {
        return mImpl->clearFlag(serializationFlag);
    }

    TENON_TAG bool setFlag(SerializationFlag serializationFlag) noexcept
    {
        return mImpl->setFlag(serializationFlag);
    }

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

class ICudaEngine : public INoCopy
{
public:
    TENON_TAG ~ICudaEngine() noexcept override = default;

    TENON_TAG Dims getTensorShape(const char* tensorName) const noexcept
    {
        return impl::fromAbi(mImpl->getTensorShape(tensorName));
    }

    TENON_TAG DataType getTensorDataType(const char* tensorName) const noexcept
    {
        return mImpl->getTensorDataType(tensorName);
    }

    TENON_TAG int32_t getNbLayers() const noexcept
    {
        return mImpl->getNbLayers();
    }

    TENON_TAG IHostMemory* serialize() const noexcept
    {
        return mImpl->serialize();
    }

    TENON_TAG IExecutionContext* createExecutionContext(ExecutionContextAllocationStrategy strategy = ExecutionContextAllocationStrategy::kSTATIC) noexcept
    {
        return mImpl->createExecutionContext(strategy);
    }

    TENON_TAG TensorLocation getTensorLocation(const char* tensorName) const noexcept
    {
        return mImpl->getTensorLocation(tensorName);
    }

    TENON_TAG bool isShapeInferenceIO(const char* tensorName) const noexcept
    {
        return mImpl->isShapeInferenceIO(tensorName);
    }

    TENON_TAG TensorIOMode getTensorIOMode(const char* tensorName) const noexcept
    {
        return mImpl->getTensorIOMode(tensorName);
    }

    TENON_TAG const char* getAliasedInputTensor(const char* tensorName) const noexcept
    {
        return mImpl->getAliasedInputTensor(tensorName);
    }

    TENON_TAG TRT_DEPRECATED IExecutionContext* createExecutionContextWithoutDeviceMemory() noexcept
    {
        return mImpl->createExecutionContextWithoutDeviceMemory();
    }

    TENON_TAG IExecutionContext* createExecutionContext(IRuntimeConfig* runtimeConfig) noexcept
    {
        return mImpl->createExecutionContextWithRuntimeConfig(runtimeConfig);
    }

    TENON_TAG IRuntimeConfig* createRuntimeConfig() noexcept
    {
        return mImpl->createRuntimeConfig();
    }

    TENON_TAG TRT_DEPRECATED size_t getDeviceMemorySize() const noexcept
    {
        return mImpl->getDeviceMemorySize();
    }

    TENON_TAG TRT_DEPRECATED size_t getDeviceMemorySizeForProfile(int32_t profileIndex) const noexcept
    {
        return mImpl->getDeviceMemorySizeForProfile(profileIndex);
    }

    TENON_TAG int64_t getDeviceMemorySizeV2() const noexcept
    {
        return mImpl->getDeviceMemorySizeV2();
    }

    TENON_TAG int64_t getDeviceMemorySizeForProfileV2(int32_t profileIndex) const noexcept
    {
        return mImpl->getDeviceMemorySizeForProfileV2(profileIndex);
    }

    TENON_TAG bool isRefittable() const noexcept
    {
        return mImpl->isRefittable();
    }

    TENON_TAG int32_t getTensorBytesPerComponent(const char* tensorName) const noexcept
    {
        return mImpl->getTensorBytesPerComponent(tensorName);
    }

    TENON_TAG int32_t getTensorBytesPerComponent(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorBytesPerComponentV2(tensorName, profileIndex);
    }

    TENON_TAG int32_t getTensorComponentsPerElement(const char* tensorName) const noexcept
    {
        return mImpl->getTensorComponentsPerElement(tensorName);
    }

    TENON_TAG int32_t getTensorComponentsPerElement(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorComponentsPerElementV2(tensorName, profileIndex);
    }

    TENON_TAG TensorFormat getTensorFormat(const char* tensorName) const noexcept
    {
        return mImpl->getTensorFormat(tensorName);
    }

    TENON_TAG TensorFormat getTensorFormat(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorFormatV2(tensorName, profileIndex);
    }

    TENON_TAG const char* getTensorFormatDesc(const char* tensorName) const noexcept
    {
        return mImpl->getTensorFormatDesc(tensorName);
    }

    TENON_TAG const char* getTensorFormatDesc(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorFormatDescV2(tensorName, profileIndex);
    }

    TENON_TAG int32_t getTensorVectorizedDim(const char* tensorName) const noexcept
    {
        return mImpl->getTensorVectorizedDim(tensorName);
    }

    TENON_TAG int32_t getTensorVectorizedDim(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorVectorizedDimV2(tensorName, profileIndex);
    }

    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    TENON_TAG int32_t getNbOptimizationProfiles() const noexcept
    {
        return mImpl->getNbOptimizationProfiles();
    }

    TENON_TAG Dims getProfileShape(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept
    {
        return impl::fromAbi(mImpl->getProfileShape(tensorName, profileIndex, select));
    }

    TENON_TAG TRT_DEPRECATED const int32_t* getProfileTensorValues(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept
    {
        return mImpl->getProfileTensorValues(tensorName, profileIndex, select);
    }

    TENON_TAG EngineCapability getEngineCapability() const noexcept
    {
        return mImpl->getEngineCapability();
    }

    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    TENON_TAG TRT_DEPRECATED bool hasImplicitBatchDimension() const noexcept
    {
        return mImpl->hasImplicitBatchDimension();
    }

    TENON_TAG TacticSources getTacticSources() const noexcept
    {
        return mImpl->getTacticSources();
    }

    TENON_TAG ProfilingVerbosity getProfilingVerbosity() const noexcept
    {
        return mImpl->getProfilingVerbosity();
    }

    TENON_TAG IEngineInspector* createEngineInspector() const noexcept
    {
        return mImpl->createEngineInspector();
    }

    TENON_TAG int32_t getNbIOTensors() const noexcept
    {
        return mImpl->getNbIOTensors();
    }

    TENON_TAG const char* getIOTensorName(int32_t index) const noexcept
    {
        return mImpl->getIOTensorName(index);
    }

    TENON_TAG HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept
    {
        return mImpl->getHardwareCompatibilityLevel();
    }

    TENON_TAG int32_t getNbAuxStreams() const noexcept
    {
        return mImpl->getNbAuxStreams();
    }

    TENON_TAG ISerializationConfig* createSerializationConfig() noexcept
    {
        return mImpl->createSerializationConfig();
    }

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

    TENON_TAG bool isDebugTensor(const char* name) const noexcept
    {
        return mImpl->isDebugTensor(name);
    }

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
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

    TENON_TAG int32_t getNbBindings() const noexcept
    {
        return legacy()->getNbBindings();
    }

    TENON_TAG int32_t getBindingIndex(const char* name) const noexcept
    {
        return legacy()->getBindingIndex(name);
    }

    TENON_TAG const char* getBindingName(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingName(bindingIndex);
    }

    TENON_TAG bool bindingIsInput(int32_t bindingIndex) const noexcept
    {
        return legacy()->bindingIsInput(bindingIndex);
    }

    TENON_TAG Dims getBindingDimensions(int32_t bindingIndex) const noexcept
    {
        return impl::fromAbi(legacy()->getBindingDimensions(bindingIndex));
    }

    TENON_TAG DataType getBindingDataType(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingDataType(bindingIndex);
    }

    TENON_TAG int32_t getMaxBatchSize() const noexcept
    {
        return legacy()->getMaxBatchSize();
    }

    TENON_TAG TensorLocation getLocation(int32_t bindingIndex) const noexcept
    {
        return legacy()->getLocation(bindingIndex);
    }

    TENON_TAG int32_t getBindingBytesPerComponent(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingBytesPerComponent(bindingIndex);
    }

    TENON_TAG int32_t getBindingComponentsPerElement(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingComponentsPerElement(bindingIndex);
    }

    TENON_TAG TensorFormat getBindingFormat(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingFormat(bindingIndex);
    }

    TENON_TAG const char* getBindingFormatDesc(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingFormatDesc(bindingIndex);
    }

    TENON_TAG int32_t getBindingVectorizedDim(int32_t bindingIndex) const noexcept
    {
        return legacy()->getBindingVectorizedDim(bindingIndex);
    }

    TENON_TAG Dims getProfileDimensions(int32_t bindingIndex, int32_t profileIndex,
        OptProfileSelector select) const noexcept
    {
        return impl::fromAbi(legacy()->getProfileDimensions(bindingIndex, profileIndex, select));
    }

    TENON_TAG const int32_t* getProfileShapeValues(int32_t profileIndex, int32_t inputIndex,
        OptProfileSelector select) const noexcept
    {
        return legacy()->getProfileShapeValues(profileIndex, inputIndex, select);
    }

    TENON_TAG bool isShapeBinding(int32_t bindingIndex) const noexcept
    {
        return legacy()->isShapeBinding(bindingIndex);
    }

    TENON_TAG bool isExecutionBinding(int32_t bindingIndex) const noexcept
    {
        return legacy()->isExecutionBinding(bindingIndex);
    }

#if TENON_API_LEVEL < 8
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
class IOutputAllocator : public IVersionedInterface
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IOutputAllocator", 1, 0};
    }

    TENON_TAG ~IOutputAllocator() noexcept override = default;

    TENON_TAG TRT_DEPRECATED virtual void* reallocateOutput(const char* /*tensorName*/, void* /*currentMemory*/,
        uint64_t /*size*/, uint64_t /*alignment*/) TENON_NOEXCEPT
    {
        return nullptr;
    }

    TENON_TAG virtual void* reallocateOutputAsync(const char* tensorName, void* currentMemory, uint64_t size,
        uint64_t alignment, cudaStream_t /*arg4*/)
    {
        return reallocateOutput(tensorName, currentMemory, size, alignment);
    }

#if TENON_API_LEVEL >= 10
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
class IDebugListener : public IVersionedInterface
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IDebugListener", 1, 0};
    }

    TENON_TAG ~IDebugListener() noexcept override = default;

    TENON_TAG virtual bool processDebugTensor(const void* addr, TensorLocation location, DataType type,
        const Dims& shape, const char* name, cudaStream_t stream) = 0;
};
#endif
TENON_CLOSE_V_1_0

class IExecutionContext : public INoCopy
{
public:
    TENON_TAG ~IExecutionContext() noexcept override = default;

    TENON_TAG void setDebugSync(bool sync) noexcept
    {
        mImpl->setDebugSync(sync);
    }

    TENON_TAG bool getDebugSync() const noexcept
    {
        return mImpl->getDebugSync();
    }

    TENON_TAG void setProfiler(IProfiler* profiler) noexcept
    {
        mImpl->setProfiler(profiler);
    }

    TENON_TAG IProfiler* getProfiler() const noexcept
    {
        return mImpl->getProfiler();
    }

    TENON_TAG const ICudaEngine& getEngine() const noexcept
    {
        return mImpl->getEngine();
    }

    TENON_TAG void setName(const char* name) noexcept
    {
        mImpl->setName(name);
    }

    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    TENON_TAG void setDeviceMemory(void* memory) noexcept
    {
        mImpl->setDeviceMemory(memory);
    }

    TENON_TAG void setDeviceMemoryV2(void* memory, int64_t size) noexcept
    {
        mImpl->setDeviceMemoryV2(memory, size);
    }

    TENON_TAG Dims getTensorStrides(const char* tensorName) const noexcept
    {
        return impl::fromAbi(mImpl->getTensorStrides(tensorName));
    }

    TENON_TAG int32_t getOptimizationProfile() const noexcept
    {
        return mImpl->getOptimizationProfile();
    }

    TENON_TAG bool setInputShape(const char* tensorName, const Dims& dims) noexcept
    {
        return mImpl->setInputShape(tensorName, impl::toAbi(dims));
    }

    TENON_TAG Dims getTensorShape(const char* tensorName) const noexcept
    {
        return impl::fromAbi(mImpl->getTensorShape(tensorName));
    }

    TENON_TAG bool allInputDimensionsSpecified() const noexcept
    {
        return mImpl->allInputDimensionsSpecified();
    }

    TENON_TAG TRT_DEPRECATED bool allInputShapesSpecified() const noexcept
    {
        return mImpl->allInputShapesSpecified();
    }

    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    TENON_TAG bool executeV2(void* const* bindings) noexcept
    {
        return mImpl->executeV2(bindings);
    }

    TENON_TAG bool setOptimizationProfileAsync(int32_t profileIndex, cudaStream_t stream) noexcept
    {
        return mImpl->setOptimizationProfileAsync(profileIndex, stream);
    }

    TENON_TAG void setEnqueueEmitsProfile(bool enqueueEmitsProfile) noexcept
    {
        mImpl->setEnqueueEmitsProfile(enqueueEmitsProfile);
    }

    TENON_TAG bool getEnqueueEmitsProfile() const noexcept
    {
        return mImpl->getEnqueueEmitsProfile();
    }

    TENON_TAG bool reportToProfiler() const noexcept
    {
        return mImpl->reportToProfiler();
    }

    TENON_TAG bool setTensorAddress(const char* tensorName, void* data) noexcept
    {
        return mImpl->setTensorAddress(tensorName, data);
    }

    TENON_TAG const void* getTensorAddress(const char* tensorName) const noexcept
    {
        return mImpl->getTensorAddress(tensorName);
    }

    TENON_TAG bool setOutputTensorAddress(const char* tensorName, void* data) noexcept
    {
        return mImpl->setOutputTensorAddress(tensorName, data);
    }

    TENON_TAG bool setInputTensorAddress(const char* tensorName, const void* data) noexcept
    {
        return mImpl->setInputTensorAddress(tensorName, data);
    }

    TENON_TAG void* getOutputTensorAddress(const char* tensorName) const noexcept
    {
        return mImpl->getOutputTensorAddress(tensorName);
    }

    TENON_TAG int32_t inferShapes(int32_t nbMaxNames, const char** tensorNames) noexcept
    {
        return mImpl->inferShapes(nbMaxNames, tensorNames);
    }

    TENON_TAG size_t updateDeviceMemorySizeForShapes() noexcept
    {
        return mImpl->updateDeviceMemorySizeForShapes();
    }

    TENON_TAG bool setInputConsumedEvent(cudaEvent_t event) noexcept
    {
        return mImpl->setInputConsumedEvent(event);
    }

    TENON_TAG cudaEvent_t getInputConsumedEvent() const noexcept
    {
        return mImpl->getInputConsumedEvent();
    }

    TENON_TAG bool setOutputAllocator(const char* tensorName, IOutputAllocator* outputAllocator) noexcept
    {
        return mImpl->setOutputAllocator(tensorName, outputAllocator);
    }

    TENON_TAG IOutputAllocator* getOutputAllocator(const char* tensorName) const noexcept
    {
        return mImpl->getOutputAllocator(tensorName);
    }

    TENON_TAG int64_t getMaxOutputSize(const char* tensorName) const noexcept
    {
        return mImpl->getMaxOutputSize(tensorName);
    }

    TENON_TAG bool setTemporaryStorageAllocator(IGpuAllocator* allocator) noexcept
    {
        return mImpl->setTemporaryStorageAllocator(allocator);
    }

    TENON_TAG IGpuAllocator* getTemporaryStorageAllocator() const noexcept
    {
        return mImpl->getTemporaryStorageAllocator();
    }

    TENON_TAG bool enqueueV3(cudaStream_t stream) noexcept
    {
        return mImpl->enqueueV3(stream);
    }

    TENON_TAG void setPersistentCacheLimit(size_t size) noexcept
    {
        mImpl->setPersistentCacheLimit(size);
    }

    TENON_TAG size_t getPersistentCacheLimit() const noexcept
    {
        return mImpl->getPersistentCacheLimit();
    }

    TENON_TAG bool setNvtxVerbosity(ProfilingVerbosity verbosity) noexcept
    {
        return mImpl->setNvtxVerbosity(verbosity);
    }

    TENON_TAG ProfilingVerbosity getNvtxVerbosity() const noexcept
    {
        return mImpl->getNvtxVerbosity();
    }

    TENON_TAG void setAuxStreams(cudaStream_t* auxStreams, int32_t nbStreams) noexcept
    {
        mImpl->setAuxStreams(auxStreams, nbStreams);
    }

    TENON_TAG bool setDebugListener(IDebugListener* listener) noexcept
    {
        return mImpl->setDebugListener(listener);
    }

    TENON_TAG IDebugListener* getDebugListener() noexcept
    {
        return mImpl->getDebugListener();
    }

    TENON_TAG bool setTensorDebugState(const char* name, bool flag) noexcept
    {
        return mImpl->setTensorDebugState(name, flag);
    }

    TENON_TAG bool getDebugState(const char* name) const noexcept
    {
        return mImpl->getDebugState(name);
    }

    TENON_TAG IRuntimeConfig* getRuntimeConfig() const noexcept
    {
        return mImpl->getRuntimeConfig();
    }

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
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

    TENON_TAG bool execute(int32_t batchSize, void* const* bindings) noexcept
    {
        return legacy()->execute(batchSize, bindings);
    }

    TENON_TAG bool enqueue(int32_t batchSize, void* const* bindings, cudaStream_t stream,
        cudaEvent_t* inputConsumed) noexcept
    {
        return legacy()->enqueue(batchSize, bindings, stream, inputConsumed);
    }

    TENON_TAG bool enqueueV2(void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept
    {
        return legacy()->enqueueV2(bindings, stream, inputConsumed);
    }

    TENON_TAG Dims getStrides(int32_t bindingIndex) const noexcept
    {
        return impl::fromAbi(legacy()->getStrides(bindingIndex));
    }

    TENON_TAG bool setOptimizationProfile(int32_t profileIndex) noexcept
    {
        return legacy()->setOptimizationProfile(profileIndex);
    }

    TENON_TAG bool setBindingDimensions(int32_t bindingIndex, Dims dimensions) noexcept
    {
        return legacy()->setBindingDimensions(bindingIndex, impl::toAbi(dimensions));
    }

    TENON_TAG Dims getBindingDimensions(int32_t bindingIndex) const noexcept
    {
        return impl::fromAbi(legacy()->getBindingDimensions(bindingIndex));
    }

    TENON_TAG bool setInputShapeBinding(int32_t bindingIndex, const int32_t* data) noexcept
    {
        return legacy()->setInputShapeBinding(bindingIndex, data);
    }

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

class IEngineInspector : public INoCopy
{
public:
    TENON_TAG ~IEngineInspector() noexcept override = default;

    TENON_TAG bool setExecutionContext(const IExecutionContext* context) noexcept
    {
        return mImpl->setExecutionContext(context);
    }

    TENON_TAG const IExecutionContext* getExecutionContext() const noexcept
    {
        return mImpl->getExecutionContext();
    }

    TENON_TAG const char* getLayerInformation(int32_t layerIndex, LayerInformationFormat format) const noexcept
    {
        return mImpl->getLayerInformation(layerIndex, format);
    }

    TENON_TAG const char* getEngineInformation(LayerInformationFormat format) const noexcept
    {
        return mImpl->getEngineInformation(format);
    }

    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

protected:
    apiv::VEngineInspector* mImpl;
};

class ILoggerFinder
{
public:
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

    TENON_TAG virtual IPluginV3* createPlugin(const AsciiChar* name, const PluginFieldCollection* fc,
        TensorRTPhase phase) TENON_NOEXCEPT = 0;

    TENON_TAG virtual const PluginFieldCollection* getFieldNames() TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginName() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginVersion() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const AsciiChar* getPluginNamespace() const TENON_NOEXCEPT = 0;
};
#endif
TENON_CLOSE_V_1_0
} // namespace nvinfer1

extern "C" TENSORRTAPI void* createInferRuntime_INTERNAL(void* logger, int32_t version) noexcept;

extern "C" TENSORRTAPI void* createInferRefitter_INTERNAL(void* engine, void* logger, int32_t version) noexcept;

extern "C" TENSORRTAPI nvinfer1::IPluginRegistry* getPluginRegistry() noexcept;

extern "C" TENSORRTAPI nvinfer1::ILogger* getLogger() noexcept;

extern "C" TENSORRTAPI int32_t getInferLibMajorVersion() noexcept;

extern "C" TENSORRTAPI int32_t getInferLibMinorVersion() noexcept;

extern "C" TENSORRTAPI int32_t getInferLibPatchVersion() noexcept;

extern "C" TENSORRTAPI int32_t getInferLibBuildVersion() noexcept;

namespace nvinfer1
{
namespace // each translation unit has its own, so that the version passed is its own
{
inline IRuntime* createInferRuntime(ILogger& logger) noexcept
{
    return static_cast<IRuntime*>(createInferRuntime_INTERNAL(&logger, NV_TENSORRT_VERSION));
}
} // namespace

namespace // each translation unit has its own, so that the version passed is its own
{
inline IRefitter* createInferRefitter(ICudaEngine& engine, ILogger& logger) noexcept
{
    return static_cast<IRefitter*>(createInferRefitter_INTERNAL(&engine, &logger, NV_TENSORRT_VERSION));
}
} // namespace

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

#endif // NV_INFER_RUNTIME_H
