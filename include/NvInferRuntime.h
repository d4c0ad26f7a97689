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

struct cudnnContext;
struct cublasContext;

namespace nvinfer1
{
class DimsExprs;
struct DynamicPluginTensorDesc;
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

namespace v_1_0
{
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
} // namespace v_1_0

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
using IDebugListener = v_1_0::IDebugListener;
using IErrorRecorder = v_1_0::IErrorRecorder;
using IGpuAllocator = v_1_0::IGpuAllocator;
using IGpuAsyncAllocator = v_1_0::IGpuAsyncAllocator;
using IOutputAllocator = v_1_0::IOutputAllocator;
using IPluginCreatorV3One = v_1_0::IPluginCreatorV3One;
using IPluginV3OneBuild = v_1_0::IPluginV3OneBuild;
using IPluginV3OneBuildV2 = v_2_0::IPluginV3OneBuild;
using IPluginV3OneCore = v_1_0::IPluginV3OneCore;
using IPluginV3OneRuntime = v_1_0::IPluginV3OneRuntime;
using IProfiler = v_1_0::IProfiler;
using IStreamReader = v_1_0::IStreamReader;
using IStreamReaderV2 = v_1_0::IStreamReaderV2;
using IStreamWriter = v_1_0::IStreamWriter;

using TacticSources = uint32_t;
using TempfileControlFlags = uint32_t;
using SerializationFlags = uint32_t;
using AllocatorFlags = uint32_t;

enum class EngineCapability : int32_t
{
    kSTANDARD = 0,
    kSAFETY = 1,
    kDLA_STANDALONE = 2,
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

struct DynamicPluginTensorDesc
{
    PluginTensorDesc desc;
    Dims min;
    Dims max;
    Dims opt;
};

class INoCopy
{
protected:
    INoCopy() = default;
    INoCopy(INoCopy const&) = delete;
    INoCopy& operator=(INoCopy const&) & = delete;
    INoCopy(INoCopy&&) = delete;
    INoCopy& operator=(INoCopy&&) & = delete;

    virtual ~INoCopy() noexcept = default;
};

class IHostMemory : public INoCopy
{
public:
    ~IHostMemory() noexcept override = default;

    void* data() const noexcept
    {
        return mImpl->data();
    }

    std::size_t size() const noexcept
    {
        return mImpl->size();
    }

    DataType type() const noexcept
    {
        return mImpl->type();
    }

protected:
    apiv::VHostMemory* mImpl;
};

class IDimensionExpr : public INoCopy
{
protected:
    ~IDimensionExpr() noexcept override = default;

public:
    bool isConstant() const noexcept
    {
        return mImpl->isConstant();
    }

    int64_t getConstantValue() const noexcept
    {
        return mImpl->getConstantValue();
    }

    bool isSizeTensor() const noexcept
    {
        return mImpl->isSizeTensor();
    }

protected:
    apiv::VDimensionExpr* mImpl;
};

class IExprBuilder : public INoCopy
{
protected:
    ~IExprBuilder() noexcept override = default;

public:
    const IDimensionExpr* constant(int64_t value) noexcept
    {
        return mImpl->constant(value);
    }

    const IDimensionExpr* operation(DimensionOperation op, const IDimensionExpr& first,
        const IDimensionExpr& second) noexcept
    {
        return mImpl->operation(op, first, second);
    }

    const IDimensionExpr* declareSizeTensor(int32_t outputIndex, const IDimensionExpr& opt, const IDimensionExpr& upper)
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
    virtual int32_t getTensorRTVersion() const noexcept override
    {
        return static_cast<int32_t>((static_cast<uint32_t>(PluginVersion::kV2_DYNAMICEXT) << 24U)
            | (static_cast<uint32_t>(NV_TENSORRT_VERSION) & 0xFFFFFFU));
    }

private:
    virtual Dims getOutputDimensions(int32_t, const Dims*, int32_t) noexcept final
    {
        return Dims{-1, {}};
    }

    virtual bool supportsFormat(DataType, PluginFormat) const noexcept final
    {
        return false;
    }

    virtual size_t getWorkspaceSize(int32_t) const noexcept final
    {
        return 0;
    }

    virtual int32_t enqueue(int32_t, const void* const*, void* const*, void*, cudaStream_t) noexcept final
    {
        return 1;
    }

public:
    virtual IPluginV2DynamicExt* clone() const noexcept override = 0;

protected:
    ~IPluginV2DynamicExt() noexcept override = default;

private:
    TRT_DEPRECATED virtual bool isOutputBroadcastAcrossBatch(int32_t, const bool*, int32_t) const noexcept final
    {
        return false;
    }

    TRT_DEPRECATED virtual bool canBroadcastInputAcrossBatch(int32_t) const noexcept final
    {
        return true;
    }

    virtual void configurePlugin(const Dims*, int32_t, const Dims*, int32_t, const DataType*, const DataType*,
        const bool*, const bool*, PluginFormat, int32_t) noexcept final
    {
    }

public:
    virtual DimsExprs getOutputDimensions(int32_t outputIndex, const DimsExprs* inputs, int32_t nbInputs,
        IExprBuilder& exprBuilder) noexcept = 0;

    virtual bool supportsFormatCombination(int32_t pos, const PluginTensorDesc* inOut, int32_t nbInputs,
        int32_t nbOutputs) noexcept = 0;

    virtual void configurePlugin(const DynamicPluginTensorDesc* in, int32_t nbInputs,
        const DynamicPluginTensorDesc* out, int32_t nbOutputs) noexcept = 0;

    virtual size_t getWorkspaceSize(const PluginTensorDesc* inputs, int32_t nbInputs, const PluginTensorDesc* outputs,
        int32_t nbOutputs) const noexcept = 0;

    virtual int32_t enqueue(const PluginTensorDesc* inputDesc, const PluginTensorDesc* outputDesc,
        const void* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) noexcept = 0;
};

namespace v_1_0
{
class IStreamReader : public IVersionedInterface
{
public:
    IStreamReader() = default;

protected:
    IStreamReader(IStreamReader const&) = default;
    IStreamReader& operator=(IStreamReader const&) & = default;
    IStreamReader(IStreamReader&&) = default;
    IStreamReader& operator=(IStreamReader&&) & = default;

public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IStreamReader", 1, 0};
    }

    ~IStreamReader() noexcept override = default;

    virtual int64_t read(void* destination, int64_t nbBytes) = 0;
};

class IStreamWriter : public IVersionedInterface
{
public:
    IStreamWriter() = default;

protected:
    IStreamWriter(IStreamWriter const&) = default;
    IStreamWriter& operator=(IStreamWriter const&) & = default;
    IStreamWriter(IStreamWriter&&) = default;
    IStreamWriter& operator=(IStreamWriter&&) & = default;

public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept final
    {
        return InterfaceInfo{"IStreamWriter", 1, 0};
    }

    ~IStreamWriter() noexcept override = default;

    virtual int64_t write(const void* data, int64_t nbBytes) = 0;
};

class IStreamReaderV2 : public IVersionedInterface
{
public:
    IStreamReaderV2() = default;

protected:
    IStreamReaderV2(IStreamReaderV2 const&) = default;
    IStreamReaderV2& operator=(IStreamReaderV2 const&) & = default;
    IStreamReaderV2(IStreamReaderV2&&) = default;
    IStreamReaderV2& operator=(IStreamReaderV2&&) & = default;

public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IStreamReaderV2", 1, 0};
    }

    ~IStreamReaderV2() noexcept override = default;

    virtual int64_t read(void* destination, int64_t nbBytes, cudaStream_t stream) noexcept = 0;

    virtual bool seek(int64_t offset, SeekPosition where) noexcept = 0;
};
} // namespace v_1_0

class IPluginResourceContext
{
protected:
    IPluginResourceContext() = default;
    IPluginResourceContext(IPluginResourceContext const&) = default;
    IPluginResourceContext& operator=(IPluginResourceContext const&) & = default;
    IPluginResourceContext(IPluginResourceContext&&) = default;
    IPluginResourceContext& operator=(IPluginResourceContext&&) & = default;

public:
    virtual IGpuAllocator* getGpuAllocator() const noexcept = 0;

    virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    virtual ~IPluginResourceContext() noexcept = default;
};

namespace v_1_0
{
class IPluginV3OneCore : public IPluginCapability
{
public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_CORE", 1, 0};
    }

    ~IPluginV3OneCore() noexcept override = default;

    virtual const AsciiChar* getPluginName() const noexcept = 0;

    virtual const AsciiChar* getPluginVersion() const noexcept = 0;

    virtual const AsciiChar* getPluginNamespace() const noexcept = 0;
};

class IPluginV3OneBuild : public IPluginCapability
{
public:
    static constexpr int32_t kDEFAULT_FORMAT_COMBINATION_LIMIT = 100;

    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_BUILD", 1, 0};
    }

    ~IPluginV3OneBuild() noexcept override = default;

    virtual int32_t configurePlugin(const DynamicPluginTensorDesc* in, int32_t nbInputs,
        const DynamicPluginTensorDesc* out, int32_t nbOutputs) noexcept = 0;

    virtual int32_t getOutputDataTypes(DataType* outputTypes, int32_t nbOutputs, const DataType* inputTypes,
        int32_t nbInputs) const noexcept = 0;

    virtual int32_t getOutputShapes(const DimsExprs* inputs, int32_t nbInputs, const DimsExprs* shapeInputs,
        int32_t nbShapeInputs, DimsExprs* outputs, int32_t nbOutputs, IExprBuilder& exprBuilder) noexcept = 0;

    virtual bool supportsFormatCombination(int32_t pos, const DynamicPluginTensorDesc* inOut, int32_t nbInputs,
        int32_t nbOutputs) noexcept = 0;

    virtual int32_t getNbOutputs() const noexcept = 0;

    virtual size_t getWorkspaceSize(const DynamicPluginTensorDesc* /*inputs*/, int32_t /*nbInputs*/,
        const DynamicPluginTensorDesc* /*outputs*/, int32_t /*nbOutputs*/) const noexcept
    {
        return 0;
    }

    virtual int32_t getValidTactics(int32_t* /*tactics*/, int32_t /*nbTactics*/) noexcept
    {
        return 0;
    }

    virtual int32_t getNbTactics() noexcept
    {
        return 0;
    }

    virtual const char* getTimingCacheID() noexcept
    {
        return nullptr;
    }

    virtual int32_t getFormatCombinationLimit() noexcept
    {
        return kDEFAULT_FORMAT_COMBINATION_LIMIT;
    }

    virtual const char* getMetadataString() noexcept
    {
        return nullptr;
    }
};

class IPluginV3OneRuntime : public IPluginCapability
{
public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_RUNTIME", 1, 0};
    }

    ~IPluginV3OneRuntime() noexcept override = default;

    virtual int32_t setTactic(int32_t /*tactic*/) noexcept
    {
        return 0;
    }

    virtual int32_t onShapeChange(const PluginTensorDesc* in, int32_t nbInputs, const PluginTensorDesc* out,
        int32_t nbOutputs) noexcept = 0;

    virtual int32_t enqueue(const PluginTensorDesc* inputDesc, const PluginTensorDesc* outputDesc,
        const void* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) noexcept = 0;

    virtual IPluginV3* attachToContext(IPluginResourceContext* context) noexcept = 0;

    virtual const PluginFieldCollection* getFieldsToSerialize() noexcept = 0;
};
} // namespace v_1_0

namespace v_2_0
{
class IPluginV3OneBuild : public v_1_0::IPluginV3OneBuild
{
public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN_V3ONE_BUILD", 2, 0};
    }

    ~IPluginV3OneBuild() noexcept override = default;

    virtual int32_t getAliasedInput(int32_t /*outputIndex*/) noexcept
    {
        return -1;
    }
};
} // namespace v_2_0

namespace v_1_0
{
class IProfiler
{
public:
    virtual void reportLayerTime(const char* layerName, float ms) noexcept = 0;

    virtual ~IProfiler() noexcept = default;
};
} // namespace v_1_0

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

    ILogger() = default;

protected:
    ILogger(ILogger const&) = default;
    ILogger& operator=(ILogger const&) & = default;
    ILogger(ILogger&&) = default;
    ILogger& operator=(ILogger&&) & = default;

public:
    virtual void log(Severity severity, const AsciiChar* msg) noexcept = 0;

    virtual ~ILogger() = default;
};

namespace impl
{
template <>
struct EnumMaxImpl<ILogger::Severity>
{
    static constexpr int32_t kVALUE = 5;
};
} // namespace impl

namespace v_1_0
{
class IGpuAllocator : public IVersionedInterface
{
public:
    IGpuAllocator() = default;

protected:
    IGpuAllocator(IGpuAllocator const&) = default;
    IGpuAllocator& operator=(IGpuAllocator const&) & = default;
    IGpuAllocator(IGpuAllocator&&) = default;
    IGpuAllocator& operator=(IGpuAllocator&&) & = default;

public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IGpuAllocator", 1, 0};
    }

    ~IGpuAllocator() noexcept override = default;

    TRT_DEPRECATED virtual void* allocate(const uint64_t size, const uint64_t alignment,
        const AllocatorFlags flags) noexcept = 0;

    virtual void* reallocate(void* const, uint64_t, uint64_t) noexcept
    {
        return nullptr;
    }

    TRT_DEPRECATED virtual bool deallocate(void* const memory) noexcept = 0;

    virtual void* allocateAsync(const uint64_t size, const uint64_t alignment, const AllocatorFlags flags,
        cudaStream_t /*arg3*/) noexcept
    {
        return allocate(size, alignment, flags);
    }

    virtual bool deallocateAsync(void* const memory, cudaStream_t /*arg1*/) noexcept
    {
        return deallocate(memory);
    }
};
} // namespace v_1_0

class IRuntime : public INoCopy
{
public:
    ~IRuntime() noexcept override = default;

    void setDLACore(int32_t dlaCore) noexcept
    {
        mImpl->setDLACore(dlaCore);
    }

    int32_t getDLACore() const noexcept
    {
        return mImpl->getDLACore();
    }

    int32_t getNbDLACores() const noexcept
    {
        return mImpl->getNbDLACores();
    }

    void setGpuAllocator(IGpuAllocator* allocator) noexcept
    {
        mImpl->setGpuAllocator(allocator);
    }

    void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size) noexcept
    {
        return mImpl->deserializeCudaEngine(blob, size);
    }

    TRT_DEPRECATED ICudaEngine* deserializeCudaEngine(IStreamReader& streamReader)
    {
        return mImpl->deserializeCudaEngine(streamReader);
    }

    ICudaEngine* deserializeCudaEngine(IStreamReaderV2& streamReader)
    {
        return mImpl->deserializeCudaEngineV2(streamReader);
    }

    ILogger* getLogger() const noexcept
    {
        return mImpl->getLogger();
    }

    bool setMaxThreads(int32_t maxThreads) noexcept
    {
        return mImpl->setMaxThreads(maxThreads);
    }

    int32_t getMaxThreads() const noexcept
    {
        return mImpl->getMaxThreads();
    }

    void setTemporaryDirectory(const char* path) noexcept
    {
        mImpl->setTemporaryDirectory(path);
    }

    const char* getTemporaryDirectory() const noexcept
    {
        return mImpl->getTemporaryDirectory();
    }

    void setTempfileControlFlags(TempfileControlFlags flags) noexcept
    {
        mImpl->setTempfileControlFlags(flags);
    }

    TempfileControlFlags getTempfileControlFlags() const noexcept
    {
        return mImpl->getTempfileControlFlags();
    }

    IPluginRegistry& getPluginRegistry() noexcept
    {
        return mImpl->getPluginRegistry();
    }

    IRuntime* loadRuntime(const char* path) noexcept
    {
        return mImpl->loadRuntime(path);
    }

    void setEngineHostCodeAllowed(bool allowed) noexcept
    {
        mImpl->setEngineHostCodeAllowed(allowed);
    }

    bool getEngineHostCodeAllowed() const noexcept
    {
        return mImpl->getEngineHostCodeAllowed();
    }

protected:
    apiv::VRuntime* mImpl;
};

class IRefitter : public INoCopy
{
public:
    ~IRefitter() noexcept override = default;

    bool setWeights(const char* layerName, WeightsRole role, Weights weights) noexcept
    {
        return mImpl->setWeights(layerName, role, weights);
    }

    bool refitCudaEngine() noexcept
    {
        return mImpl->refitCudaEngine();
    }

    int32_t getMissing(int32_t size, const char** layerNames, WeightsRole* roles) noexcept
    {
        return mImpl->getMissing(size, layerNames, roles);
    }

    int32_t getAll(int32_t size, const char** layerNames, WeightsRole* roles) noexcept
    {
        return mImpl->getAll(size, layerNames, roles);
    }

    TRT_DEPRECATED bool setDynamicRange(const char* tensorName, float min, float max) noexcept
    {
        return mImpl->setDynamicRange(tensorName, min, max);
    }

    TRT_DEPRECATED float getDynamicRangeMin(const char* tensorName) const noexcept
    {
        return mImpl->getDynamicRangeMin(tensorName);
    }

    TRT_DEPRECATED float getDynamicRangeMax(const char* tensorName) const noexcept
    {
        return mImpl->getDynamicRangeMax(tensorName);
    }

    TRT_DEPRECATED int32_t getTensorsWithDynamicRange(int32_t size, const char** tensorNames) const noexcept
    {
        return mImpl->getTensorsWithDynamicRange(size, tensorNames);
    }

    void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    bool setNamedWeights(const char* name, Weights weights) noexcept
    {
        return mImpl->setNamedWeights(name, weights);
    }

    int32_t getMissingWeights(int32_t size, const char** weightsNames) noexcept
    {
        return mImpl->getMissingWeights(size, weightsNames);
    }

    int32_t getAllWeights(int32_t size, const char** weightsNames) noexcept
    {
        return mImpl->getAllWeights(size, weightsNames);
    }

    ILogger* getLogger() const noexcept
    {
        return mImpl->getLogger();
    }

    bool setMaxThreads(int32_t maxThreads) noexcept
    {
        return mImpl->setMaxThreads(maxThreads);
    }

    int32_t getMaxThreads() const noexcept
    {
        return mImpl->getMaxThreads();
    }

    bool setNamedWeights(const char* name, Weights weights, TensorLocation location) noexcept
    {
        return mImpl->setNamedWeightsWithLocation(name, weights, location);
    }

    Weights getNamedWeights(const char* weightsName) const noexcept
    {
        return mImpl->getNamedWeights(weightsName);
    }

    TensorLocation getWeightsLocation(const char* weightsName) const noexcept
    {
        return mImpl->getWeightsLocation(weightsName);
    }

    bool unsetNamedWeights(const char* weightsName) noexcept
    {
        return mImpl->unsetNamedWeights(weightsName);
    }

    void setWeightsValidation(bool weightsValidation) noexcept
    {
        mImpl->setWeightsValidation(weightsValidation);
    }

    bool getWeightsValidation() const noexcept
    {
        return mImpl->getWeightsValidation();
    }

    bool refitCudaEngineAsync(cudaStream_t stream) noexcept
    {
        return mImpl->refitCudaEngineAsync(stream);
    }

    Weights getWeightsPrototype(const char* weightsName) const noexcept
    {
        return mImpl->getWeightsPrototype(weightsName);
    }

protected:
    apiv::VRefitter* mImpl;
};

class IOptimizationProfile : public INoCopy
{
protected:
    ~IOptimizationProfile() noexcept override = default;

public:
    bool setDimensions(const char* inputName, OptProfileSelector select, const Dims& dims) noexcept
    {
        return mImpl->setDimensions(inputName, select, dims);
    }

    Dims getDimensions(const char* inputName, OptProfileSelector select) const noexcept
    {
        return mImpl->getDimensions(inputName, select);
    }

    TRT_DEPRECATED bool setShapeValues(const char* inputName, OptProfileSelector select, const int32_t* values,
        int32_t nbValues) noexcept
    {
        return mImpl->setShapeValues(inputName, select, values, nbValues);
    }

    int32_t getNbShapeValues(const char* inputName) const noexcept
    {
        return mImpl->getNbShapeValues(inputName);
    }

    TRT_DEPRECATED const int32_t* getShapeValues(const char* inputName, OptProfileSelector select) const noexcept
    {
        return mImpl->getShapeValues(inputName, select);
    }

    bool setExtraMemoryTarget(float target) noexcept
    {
        return mImpl->setExtraMemoryTarget(target);
    }

    float getExtraMemoryTarget() const noexcept
    {
        return mImpl->getExtraMemoryTarget();
    }

    bool isValid() const noexcept
    {
        return mImpl->isValid();
    }

    bool setShapeValuesV2(const char* inputName, OptProfileSelector select, const int64_t* values,
        int32_t nbValues) noexcept
    {
        return mImpl->setShapeValuesV2(inputName, select, values, nbValues);
    }

    const int64_t* getShapeValuesV2(const char* inputName, OptProfileSelector select) const noexcept
    {
        return mImpl->getShapeValuesV2(inputName, select);
    }

protected:
    apiv::VOptimizationProfile* mImpl;
};

class ISerializationConfig : public INoCopy
{
public:
    ~ISerializationConfig() noexcept override = default;

    bool setFlags(SerializationFlags serializationFlags) noexcept
    {
        return mImpl->setFlags(serializationFlags);
    }

    SerializationFlags getFlags() const noexcept
    {
        return mImpl->getFlags();
    }

    bool clearFlag(SerializationFlag serializationFlag) noexcept
    {
        return mImpl->clearFlag(serializationFlag);
    }

    bool setFlag(SerializationFlag serializationFlag) noexcept
    {
        return mImpl->setFlag(serializationFlag);
    }

    bool getFlag(SerializationFlag serializationFlag) const noexcept
    {
        return mImpl->getFlag(serializationFlag);
    }

protected:
    apiv::VSerializationConfig* mImpl;
};

class IRuntimeConfig : public INoCopy
{
public:
    ~IRuntimeConfig() noexcept override = default;

    void setExecutionContextAllocationStrategy(ExecutionContextAllocationStrategy strategy) noexcept
    {
        mImpl->setExecutionContextAllocationStrategy(strategy);
    }

    ExecutionContextAllocationStrategy getExecutionContextAllocationStrategy() const noexcept
    {
        return mImpl->getExecutionContextAllocationStrategy();
    }

protected:
    apiv::VRuntimeConfig* mImpl;
};

class ICudaEngine : public INoCopy
{
public:
    ~ICudaEngine() noexcept override = default;

    Dims getTensorShape(const char* tensorName) const noexcept
    {
        return mImpl->getTensorShape(tensorName);
    }

    DataType getTensorDataType(const char* tensorName) const noexcept
    {
        return mImpl->getTensorDataType(tensorName);
    }

    int32_t getNbLayers() const noexcept
    {
        return mImpl->getNbLayers();
    }

    IHostMemory* serialize() const noexcept
    {
        return mImpl->serialize();
    }

    IExecutionContext* createExecutionContext(ExecutionContextAllocationStrategy strategy = ExecutionContextAllocationStrategy::kSTATIC) noexcept
    {
        return mImpl->createExecutionContext(strategy);
    }

    TensorLocation getTensorLocation(const char* tensorName) const noexcept
    {
        return mImpl->getTensorLocation(tensorName);
    }

    bool isShapeInferenceIO(const char* tensorName) const noexcept
    {
        return mImpl->isShapeInferenceIO(tensorName);
    }

    TensorIOMode getTensorIOMode(const char* tensorName) const noexcept
    {
        return mImpl->getTensorIOMode(tensorName);
    }

    const char* getAliasedInputTensor(const char* tensorName) const noexcept
    {
        return mImpl->getAliasedInputTensor(tensorName);
    }

    TRT_DEPRECATED IExecutionContext* createExecutionContextWithoutDeviceMemory() noexcept
    {
        return mImpl->createExecutionContextWithoutDeviceMemory();
    }

    IExecutionContext* createExecutionContext(IRuntimeConfig* runtimeConfig) noexcept
    {
        return mImpl->createExecutionContextWithRuntimeConfig(runtimeConfig);
    }

    IRuntimeConfig* createRuntimeConfig() noexcept
    {
        return mImpl->createRuntimeConfig();
    }

    TRT_DEPRECATED size_t getDeviceMemorySize() const noexcept
    {
        return mImpl->getDeviceMemorySize();
    }

    TRT_DEPRECATED size_t getDeviceMemorySizeForProfile(int32_t profileIndex) const noexcept
    {
        return mImpl->getDeviceMemorySizeForProfile(profileIndex);
    }

    int64_t getDeviceMemorySizeV2() const noexcept
    {
        return mImpl->getDeviceMemorySizeV2();
    }

    int64_t getDeviceMemorySizeForProfileV2(int32_t profileIndex) const noexcept
    {
        return mImpl->getDeviceMemorySizeForProfileV2(profileIndex);
    }

    bool isRefittable() const noexcept
    {
        return mImpl->isRefittable();
    }

    int32_t getTensorBytesPerComponent(const char* tensorName) const noexcept
    {
        return mImpl->getTensorBytesPerComponent(tensorName);
    }

    int32_t getTensorBytesPerComponent(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorBytesPerComponentV2(tensorName, profileIndex);
    }

    int32_t getTensorComponentsPerElement(const char* tensorName) const noexcept
    {
        return mImpl->getTensorComponentsPerElement(tensorName);
    }

    int32_t getTensorComponentsPerElement(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorComponentsPerElementV2(tensorName, profileIndex);
    }

    TensorFormat getTensorFormat(const char* tensorName) const noexcept
    {
        return mImpl->getTensorFormat(tensorName);
    }

    TensorFormat getTensorFormat(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorFormatV2(tensorName, profileIndex);
    }

    const char* getTensorFormatDesc(const char* tensorName) const noexcept
    {
        return mImpl->getTensorFormatDesc(tensorName);
    }

    const char* getTensorFormatDesc(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorFormatDescV2(tensorName, profileIndex);
    }

    int32_t getTensorVectorizedDim(const char* tensorName) const noexcept
    {
        return mImpl->getTensorVectorizedDim(tensorName);
    }

    int32_t getTensorVectorizedDim(const char* tensorName, int32_t profileIndex) const noexcept
    {
        return mImpl->getTensorVectorizedDimV2(tensorName, profileIndex);
    }

    const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    int32_t getNbOptimizationProfiles() const noexcept
    {
        return mImpl->getNbOptimizationProfiles();
    }

    Dims getProfileShape(const char* tensorName, int32_t profileIndex, OptProfileSelector select) const noexcept
    {
        return mImpl->getProfileShape(tensorName, profileIndex, select);
    }

    TRT_DEPRECATED const int32_t* getProfileTensorValues(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept
    {
        return mImpl->getProfileTensorValues(tensorName, profileIndex, select);
    }

    EngineCapability getEngineCapability() const noexcept
    {
        return mImpl->getEngineCapability();
    }

    void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    TRT_DEPRECATED bool hasImplicitBatchDimension() const noexcept
    {
        return mImpl->hasImplicitBatchDimension();
    }

    TacticSources getTacticSources() const noexcept
    {
        return mImpl->getTacticSources();
    }

    ProfilingVerbosity getProfilingVerbosity() const noexcept
    {
        return mImpl->getProfilingVerbosity();
    }

    IEngineInspector* createEngineInspector() const noexcept
    {
        return mImpl->createEngineInspector();
    }

    int32_t getNbIOTensors() const noexcept
    {
        return mImpl->getNbIOTensors();
    }

    const char* getIOTensorName(int32_t index) const noexcept
    {
        return mImpl->getIOTensorName(index);
    }

    HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept
    {
        return mImpl->getHardwareCompatibilityLevel();
    }

    int32_t getNbAuxStreams() const noexcept
    {
        return mImpl->getNbAuxStreams();
    }

    ISerializationConfig* createSerializationConfig() noexcept
    {
        return mImpl->createSerializationConfig();
    }

    IHostMemory* serializeWithConfig(ISerializationConfig& config) const noexcept
    {
        return mImpl->serializeWithConfig(config);
    }

    TRT_DEPRECATED bool setWeightStreamingBudget(int64_t gpuMemoryBudget) noexcept
    {
        return mImpl->setWeightStreamingBudget(gpuMemoryBudget);
    }

    TRT_DEPRECATED int64_t getWeightStreamingBudget() const noexcept
    {
        return mImpl->getWeightStreamingBudget();
    }

    TRT_DEPRECATED int64_t getMinimumWeightStreamingBudget() const noexcept
    {
        return mImpl->getMinimumWeightStreamingBudget();
    }

    int64_t getStreamableWeightsSize() const noexcept
    {
        return mImpl->getStreamableWeightsSize();
    }

    bool setWeightStreamingBudgetV2(int64_t gpuMemoryBudget) noexcept
    {
        return mImpl->setWeightStreamingBudgetV2(gpuMemoryBudget);
    }

    int64_t getWeightStreamingBudgetV2() const noexcept
    {
        return mImpl->getWeightStreamingBudgetV2();
    }

    int64_t getWeightStreamingAutomaticBudget() const noexcept
    {
        return mImpl->getWeightStreamingAutomaticBudget();
    }

    int64_t getWeightStreamingScratchMemorySize() const noexcept
    {
        return mImpl->getWeightStreamingScratchMemorySize();
    }

    bool isDebugTensor(const char* name) const noexcept
    {
        return mImpl->isDebugTensor(name);
    }

    const int64_t* getProfileTensorValuesV2(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept
    {
        return mImpl->getProfileTensorValuesV2(tensorName, profileIndex, select);
    }

    int64_t getEngineStat(EngineStat stat) const noexcept
    {
        return mImpl->getEngineStat(stat);
    }

protected:
    apiv::VCudaEngine* mImpl;
};

namespace v_1_0
{
class IOutputAllocator : public IVersionedInterface
{
public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IOutputAllocator", 1, 0};
    }

    ~IOutputAllocator() noexcept override = default;

    TRT_DEPRECATED virtual void* reallocateOutput(const char* /*tensorName*/, void* /*currentMemory*/,
        uint64_t /*size*/, uint64_t /*alignment*/) noexcept
    {
        return nullptr;
    }

    virtual void* reallocateOutputAsync(const char* tensorName, void* currentMemory, uint64_t size, uint64_t alignment,
        cudaStream_t /*arg4*/)
    {
        return reallocateOutput(tensorName, currentMemory, size, alignment);
    }

    virtual void notifyShape(const char* tensorName, const Dims& dims) noexcept = 0;
};

class IDebugListener : public IVersionedInterface
{
public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IDebugListener", 1, 0};
    }

    ~IDebugListener() noexcept override = default;

    virtual bool processDebugTensor(const void* addr, TensorLocation location, DataType type, const Dims& shape,
        const char* name, cudaStream_t stream) = 0;
};
} // namespace v_1_0

class IExecutionContext : public INoCopy
{
public:
    ~IExecutionContext() noexcept override = default;

    void setDebugSync(bool sync) noexcept
    {
        mImpl->setDebugSync(sync);
    }

    bool getDebugSync() const noexcept
    {
        return mImpl->getDebugSync();
    }

    void setProfiler(IProfiler* profiler) noexcept
    {
        mImpl->setProfiler(profiler);
    }

    IProfiler* getProfiler() const noexcept
    {
        return mImpl->getProfiler();
    }

    const ICudaEngine& getEngine() const noexcept
    {
        return mImpl->getEngine();
    }

    void setName(const char* name) noexcept
    {
        mImpl->setName(name);
    }

    const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    void setDeviceMemory(void* memory) noexcept
    {
        mImpl->setDeviceMemory(memory);
    }

    void setDeviceMemoryV2(void* memory, int64_t size) noexcept
    {
        mImpl->setDeviceMemoryV2(memory, size);
    }

    Dims getTensorStrides(const char* tensorName) const noexcept
    {
        return mImpl->getTensorStrides(tensorName);
    }

    int32_t getOptimizationProfile() const noexcept
    {
        return mImpl->getOptimizationProfile();
    }

    bool setInputShape(const char* tensorName, const Dims& dims) noexcept
    {
        return mImpl->setInputShape(tensorName, dims);
    }

    Dims getTensorShape(const char* tensorName) const noexcept
    {
        return mImpl->getTensorShape(tensorName);
    }

    bool allInputDimensionsSpecified() const noexcept
    {
        return mImpl->allInputDimensionsSpecified();
    }

    TRT_DEPRECATED bool allInputShapesSpecified() const noexcept
    {
        return mImpl->allInputShapesSpecified();
    }

    void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    bool executeV2(void* const* bindings) noexcept
    {
        return mImpl->executeV2(bindings);
    }

    bool setOptimizationProfileAsync(int32_t profileIndex, cudaStream_t stream) noexcept
    {
        return mImpl->setOptimizationProfileAsync(profileIndex, stream);
    }

    void setEnqueueEmitsProfile(bool enqueueEmitsProfile) noexcept
    {
        mImpl->setEnqueueEmitsProfile(enqueueEmitsProfile);
    }

    bool getEnqueueEmitsProfile() const noexcept
    {
        return mImpl->getEnqueueEmitsProfile();
    }

    bool reportToProfiler() const noexcept
    {
        return mImpl->reportToProfiler();
    }

    bool setTensorAddress(const char* tensorName, void* data) noexcept
    {
        return mImpl->setTensorAddress(tensorName, data);
    }

    const void* getTensorAddress(const char* tensorName) const noexcept
    {
        return mImpl->getTensorAddress(tensorName);
    }

    bool setOutputTensorAddress(const char* tensorName, void* data) noexcept
    {
        return mImpl->setOutputTensorAddress(tensorName, data);
    }

    bool setInputTensorAddress(const char* tensorName, const void* data) noexcept
    {
        return mImpl->setInputTensorAddress(tensorName, data);
    }

    void* getOutputTensorAddress(const char* tensorName) const noexcept
    {
        return mImpl->getOutputTensorAddress(tensorName);
    }

    int32_t inferShapes(int32_t nbMaxNames, const char** tensorNames) noexcept
    {
        return mImpl->inferShapes(nbMaxNames, tensorNames);
    }

    size_t updateDeviceMemorySizeForShapes() noexcept
    {
        return mImpl->updateDeviceMemorySizeForShapes();
    }

    bool setInputConsumedEvent(cudaEvent_t event) noexcept
    {
        return mImpl->setInputConsumedEvent(event);
    }

    cudaEvent_t getInputConsumedEvent() const noexcept
    {
        return mImpl->getInputConsumedEvent();
    }

    bool setOutputAllocator(const char* tensorName, IOutputAllocator* outputAllocator) noexcept
    {
        return mImpl->setOutputAllocator(tensorName, outputAllocator);
    }

    IOutputAllocator* getOutputAllocator(const char* tensorName) const noexcept
    {
        return mImpl->getOutputAllocator(tensorName);
    }

    int64_t getMaxOutputSize(const char* tensorName) const noexcept
    {
        return mImpl->getMaxOutputSize(tensorName);
    }

    bool setTemporaryStorageAllocator(IGpuAllocator* allocator) noexcept
    {
        return mImpl->setTemporaryStorageAllocator(allocator);
    }

    IGpuAllocator* getTemporaryStorageAllocator() const noexcept
    {
        return mImpl->getTemporaryStorageAllocator();
    }

    bool enqueueV3(cudaStream_t stream) noexcept
    {
        return mImpl->enqueueV3(stream);
    }

    void setPersistentCacheLimit(size_t size) noexcept
    {
        mImpl->setPersistentCacheLimit(size);
    }

    size_t getPersistentCacheLimit() const noexcept
    {
        return mImpl->getPersistentCacheLimit();
    }

    bool setNvtxVerbosity(ProfilingVerbosity verbosity) noexcept
    {
        return mImpl->setNvtxVerbosity(verbosity);
    }

    ProfilingVerbosity getNvtxVerbosity() const noexcept
    {
        return mImpl->getNvtxVerbosity();
    }

    void setAuxStreams(cudaStream_t* auxStreams, int32_t nbStreams) noexcept
    {
        mImpl->setAuxStreams(auxStreams, nbStreams);
    }

    bool setDebugListener(IDebugListener* listener) noexcept
    {
        return mImpl->setDebugListener(listener);
    }

    IDebugListener* getDebugListener() noexcept
    {
        return mImpl->getDebugListener();
    }

    bool setTensorDebugState(const char* name, bool flag) noexcept
    {
        return mImpl->setTensorDebugState(name, flag);
    }

    bool getDebugState(const char* name) const noexcept
    {
        return mImpl->getDebugState(name);
    }

    IRuntimeConfig* getRuntimeConfig() const noexcept
    {
        return mImpl->getRuntimeConfig();
    }

    bool setAllTensorsDebugState(bool flag) noexcept
    {
        return mImpl->setAllTensorsDebugState(flag);
    }

    bool setUnfusedTensorsDebugState(bool flag) noexcept
    {
        return mImpl->setUnfusedTensorsDebugState(flag);
    }

    bool getUnfusedTensorsDebugState() const noexcept
    {
        return mImpl->getUnfusedTensorsDebugState();
    }

    bool setCommunicator(void* communicator) noexcept
    {
        return mImpl->setCommunicator(communicator);
    }

protected:
    apiv::VExecutionContext* mImpl;
};

class IEngineInspector : public INoCopy
{
public:
    ~IEngineInspector() noexcept override = default;

    bool setExecutionContext(const IExecutionContext* context) noexcept
    {
        return mImpl->setExecutionContext(context);
    }

    const IExecutionContext* getExecutionContext() const noexcept
    {
        return mImpl->getExecutionContext();
    }

    const char* getLayerInformation(int32_t layerIndex, LayerInformationFormat format) const noexcept
    {
        return mImpl->getLayerInformation(layerIndex, format);
    }

    const char* getEngineInformation(LayerInformationFormat format) const noexcept
    {
        return mImpl->getEngineInformation(format);
    }

    void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

protected:
    apiv::VEngineInspector* mImpl;
};

class ILoggerFinder
{
public:
    virtual ILogger* findLogger() = 0;

protected:
    virtual ~ILoggerFinder() = default;
};

namespace v_1_0
{
class IGpuAsyncAllocator : public IGpuAllocator
{
public:
    IGpuAsyncAllocator() = default;

    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IGpuAllocator", 1, 0};
    }

    ~IGpuAsyncAllocator() noexcept override = default;

    TRT_DEPRECATED virtual void* allocate(const uint64_t size, const uint64_t alignment,
        const AllocatorFlags flags) noexcept override
    {
        return allocateAsync(size, alignment, flags, nullptr);
    }

    TRT_DEPRECATED virtual bool deallocate(void* const memory) noexcept override
    {
        return deallocateAsync(memory, nullptr);
    }

    virtual void* allocateAsync(const uint64_t size, const uint64_t alignment, const AllocatorFlags flags,
        cudaStream_t) noexcept override = 0;

    virtual bool deallocateAsync(void* const memory, cudaStream_t) noexcept override = 0;
};

class IPluginCreatorV3One : public IPluginCreatorInterface
{
public:
    IPluginCreatorV3One() = default;

protected:
    IPluginCreatorV3One(IPluginCreatorV3One const&) = default;
    IPluginCreatorV3One& operator=(IPluginCreatorV3One const&) & = default;
    IPluginCreatorV3One(IPluginCreatorV3One&&) = default;
    IPluginCreatorV3One& operator=(IPluginCreatorV3One&&) & = default;

public:
    virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"PLUGIN CREATOR_V3ONE", 1, 0};
    }

    ~IPluginCreatorV3One() noexcept override = default;

    virtual IPluginV3* createPlugin(const AsciiChar* name, const PluginFieldCollection* fc,
        TensorRTPhase phase) noexcept = 0;

    virtual const PluginFieldCollection* getFieldNames() noexcept = 0;

    virtual const AsciiChar* getPluginName() const noexcept = 0;

    virtual const AsciiChar* getPluginVersion() const noexcept = 0;

    virtual const AsciiChar* getPluginNamespace() const noexcept = 0;
};
} // namespace v_1_0
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
    PluginRegistrar()
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
