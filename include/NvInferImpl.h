// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_IMPL_H
#define NV_INFER_IMPL_H

//! \file
//! The tables behind the library's classes; clients go through the classes, not through these.

#include "NvInferLegacyDims.h"
#include "NvInferRuntimeCommon.h"

namespace nvinfer1
{
class IActivationLayer;
class IAlgorithmIOInfo;
class IAlgorithmVariant;
class IAssertionLayer;
class IAttention;
class IBuilder;
class IBuilderConfig;
class ICastLayer;
class IConcatenationLayer;
class IConditionLayer;
class IConstantLayer;
class IConvolutionLayer;
class ICudaEngine;
class ICumulativeLayer;
class IDeconvolutionLayer;
class IDequantizeLayer;
class IDimensionExpr;
class IDistCollectiveLayer;
class IDynamicQuantizeLayer;
class IEinsumLayer;
class IElementWiseLayer;
class IEngineInspector;
class IExecutionContext;
class IFillLayer;
class IGatherLayer;
class IGridSampleLayer;
class IHostMemory;
class IIdentityLayer;
class IIfConditional;
class IIfConditionalInputLayer;
class IIfConditionalOutputLayer;
class IInt8Calibrator;
class IIteratorLayer;
class IKVCacheUpdateLayer;
class ILRNLayer;
class ILayer;
class ILogger;
class ILoop;
class ILoopOutputLayer;
class IMatrixMultiplyLayer;
class IMoELayer;
class INMSLayer;
class INetworkDefinition;
class INonZeroLayer;
class INormalizationLayer;
class IOneHotLayer;
class IOptimizationProfile;
class IPaddingLayer;
class IParametricReLULayer;
class IPluginV2Layer;
class IPluginV3Layer;
class IPoolingLayer;
class IQuantizeLayer;
class IRaggedSoftMaxLayer;
class IRecurrenceLayer;
class IReduceLayer;
class IRefitter;
class IResizeLayer;
class IReverseSequenceLayer;
class IRotaryEmbeddingLayer;
class IRuntime;
class IRuntimeConfig;
class IScaleLayer;
class IScatterLayer;
class ISelectLayer;
class ISerializationConfig;
class IShapeLayer;
class IShuffleLayer;
class ISliceLayer;
class ISoftMaxLayer;
class ISqueezeLayer;
class ITensor;
class ITimingCache;
class ITopKLayer;
class ITripLimitLayer;
class IUnaryLayer;
class IUnsqueezeLayer;
struct Permutation;
class Weights;

TENON_OPEN_V_1_0
class IAlgorithmSelector;
class IDebugListener;
class IGpuAllocator;
class IOutputAllocator;
class IPluginV3;
class IProfiler;
class IProgressMonitor;
class IStreamReader;
class IStreamReaderV2;
class IStreamWriter;
struct TimingCacheKey;
struct TimingCacheValue;
TENON_CLOSE_V_1_0

enum class ActivationType : int32_t;
enum class AttentionNormalizationOp : int32_t;
enum class BoundingBoxFormat : int32_t;
enum class BuilderFlag : int32_t;
enum class CollectiveOperation : int32_t;
enum class CumulativeOperation : int32_t;
enum class DeviceType : int32_t;
enum class DimensionOperation : int32_t;
enum class ElementWiseOperation : int32_t;
enum class EngineCapability : int32_t;
enum class EngineStat : int32_t;
enum class ExecutionContextAllocationStrategy : int32_t;
enum class FillOperation : int32_t;
enum class GatherMode : int32_t;
enum class HardwareCompatibilityLevel : int32_t;
enum class InterpolationMode : int32_t;
enum class KVCacheMode : int32_t;
enum class LayerInformationFormat : int32_t;
enum class LayerType : int32_t;
enum class LoopOutput : int32_t;
enum class MatrixOperation : int32_t;
enum class MemoryPoolType : int32_t;
enum class MoEActType : int32_t;
enum class NetworkDefinitionCreationFlag : int32_t;
enum class OptProfileSelector : int32_t;
enum class PaddingMode : int32_t;
enum class PoolingType : int32_t;
enum class PreviewFeature : int32_t;
enum class ProfilingVerbosity : int32_t;
enum class QuantizationFlag : int32_t;
enum class ReduceOperation : int32_t;
enum class ResizeCoordinateTransformation : int32_t;
enum class ResizeRoundMode : int32_t;
enum class ResizeSelector : int32_t;
enum class RuntimePlatform : int32_t;
enum class SampleMode : int32_t;
enum class ScaleMode : int32_t;
enum class ScatterMode : int32_t;
enum class SerializationFlag : int32_t;
enum class TensorFormat : int32_t;
enum class TensorLocation : int32_t;
enum class TilingOptimizationLevel : int32_t;
enum class TopKOperation : int32_t;
enum class TripLimit : int32_t;
enum class UnaryOperation : int32_t;
enum class WeightsRole : int32_t;
class IPlugin;
TENON_ALIAS_V_1_0(IAlgorithmSelector)
TENON_ALIAS_V_1_0(IDebugListener)
TENON_ALIAS_V_1_0(IErrorRecorder)
TENON_ALIAS_V_1_0(IGpuAllocator)
TENON_ALIAS_V_1_0(IOutputAllocator)
TENON_ALIAS_V_1_0(IPluginV3)
TENON_ALIAS_V_1_0(IProfiler)
TENON_ALIAS_V_1_0(IProgressMonitor)
TENON_ALIAS_V_1_0(IStreamReader)
TENON_ALIAS_V_1_0(IStreamReaderV2)
TENON_ALIAS_V_1_0(IStreamWriter)
TENON_ALIAS_V_1_0(TimingCacheKey)
TENON_ALIAS_V_1_0(TimingCacheValue)
using TacticSources = uint32_t;
using TensorFormats = uint32_t;
using BuilderFlags = uint32_t;
using NetworkDefinitionCreationFlags = uint32_t;
using QuantizationFlags = uint32_t;
using TempfileControlFlags = uint32_t;
using SerializationFlags = uint32_t;

namespace apiv
{
class VRoot
{
public:
    TENON_TAG virtual ~VRoot() noexcept = default;
};

class VHostMemory : public apiv::VRoot
{
public:
    TENON_TAG ~VHostMemory() noexcept override = default;

    TENON_TAG virtual void* data() const noexcept = 0;

    TENON_TAG virtual std::size_t size() const noexcept = 0;

    TENON_TAG virtual DataType type() const noexcept = 0;
};

class VDimensionExpr : public apiv::VRoot
{
public:
    TENON_TAG ~VDimensionExpr() noexcept override = default;

    TENON_TAG virtual bool isConstant() const = 0;

    TENON_TAG virtual int64_t getConstantValue() const = 0;

    TENON_TAG virtual bool isSizeTensor() const = 0;
};

class VExprBuilder : public apiv::VRoot
{
public:
    TENON_TAG ~VExprBuilder() noexcept override = default;

    TENON_TAG virtual const IDimensionExpr* constant(int64_t value) = 0;

    TENON_TAG virtual const IDimensionExpr* operation(DimensionOperation op, const IDimensionExpr& first,
        const IDimensionExpr& second) = 0;

    TENON_TAG virtual const IDimensionExpr* declareSizeTensor(int32_t outputIndex, const IDimensionExpr& opt,
        const IDimensionExpr& upper) = 0;
};

class VRuntime : public apiv::VRoot
{
public:
    TENON_TAG ~VRuntime() noexcept override = default;

    TENON_TAG virtual IRuntime* getPImpl() noexcept = 0;

    TENON_TAG virtual ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size) noexcept = 0;

    TENON_TAG virtual ICudaEngine* deserializeCudaEngine(IStreamReader& streamReader) noexcept = 0;

    TENON_TAG virtual void setDLACore(int32_t dlaCore) noexcept = 0;

    TENON_TAG virtual int32_t getDLACore() const noexcept = 0;

    TENON_TAG virtual int32_t getNbDLACores() const noexcept = 0;

    TENON_TAG virtual void setGpuAllocator(IGpuAllocator* allocator) noexcept = 0;

    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* recorder) noexcept = 0;

    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    TENON_TAG virtual ILogger* getLogger() const noexcept = 0;

    TENON_TAG virtual bool setMaxThreads(int32_t maxThreads) noexcept = 0;

    TENON_TAG virtual int32_t getMaxThreads() const noexcept = 0;

    TENON_TAG virtual void setTemporaryDirectory(const char*) noexcept = 0;

    TENON_TAG virtual const char* getTemporaryDirectory() const noexcept = 0;

    TENON_TAG virtual void setTempfileControlFlags(TempfileControlFlags) noexcept = 0;

    TENON_TAG virtual TempfileControlFlags getTempfileControlFlags() const noexcept = 0;

    TENON_TAG virtual IPluginRegistry& getPluginRegistry() noexcept = 0;

    TENON_TAG virtual void setPluginRegistryParent(IPluginRegistry* parent) noexcept = 0;

    TENON_TAG virtual IRuntime* loadRuntime(const char* path) noexcept = 0;

    TENON_TAG virtual void setEngineHostCodeAllowed(bool allowed) noexcept = 0;

    TENON_TAG virtual bool getEngineHostCodeAllowed() const noexcept = 0;

    TENON_TAG virtual ICudaEngine* deserializeCudaEngineV2(IStreamReaderV2& streamReader) noexcept = 0;
};

class VRefitter : public apiv::VRoot
{
public:
    TENON_TAG ~VRefitter() noexcept override = default;

    TENON_TAG virtual IRefitter* getPImpl() noexcept = 0;

    TENON_TAG virtual bool setWeights(const char* layerName, WeightsRole role, const Weights weights) noexcept = 0;

    TENON_TAG virtual bool refitCudaEngine() noexcept = 0;

    TENON_TAG virtual int32_t getMissing(int32_t size, const char** layerNames, WeightsRole* roles) noexcept = 0;

    TENON_TAG virtual int32_t getAll(int32_t size, const char** layerNames, WeightsRole* roles) noexcept = 0;

    TENON_TAG virtual bool setDynamicRange(const char* tensorName, float min, float max) noexcept = 0;

    TENON_TAG virtual float getDynamicRangeMin(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual float getDynamicRangeMax(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual int32_t getTensorsWithDynamicRange(int32_t size, const char** tensorNames) const noexcept = 0;

    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* recorder) noexcept = 0;

    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    TENON_TAG virtual bool setNamedWeights(const char* name, Weights weights) noexcept = 0;

    TENON_TAG virtual int32_t getMissingWeights(int32_t size, const char** weightsNames) noexcept = 0;

    TENON_TAG virtual int32_t getAllWeights(int32_t size, const char** weightsNames) noexcept = 0;

    TENON_TAG virtual ILogger* getLogger() const noexcept = 0;

    TENON_TAG virtual bool setMaxThreads(int32_t maxThreads) noexcept = 0;

    TENON_TAG virtual int32_t getMaxThreads() const noexcept = 0;

    TENON_TAG virtual bool setNamedWeightsWithLocation(const char* name, Weights weights,
        TensorLocation location) noexcept = 0;

    TENON_TAG virtual Weights getNamedWeights(const char* weightsName) const noexcept = 0;

    TENON_TAG virtual TensorLocation getWeightsLocation(const char* weightsName) const noexcept = 0;

    TENON_TAG virtual bool unsetNamedWeights(const char* weightsName) noexcept = 0;

    TENON_TAG virtual void setWeightsValidation(bool weightsValidation) noexcept = 0;

    TENON_TAG virtual bool getWeightsValidation() const noexcept = 0;

    TENON_TAG virtual bool refitCudaEngineAsync(cudaStream_t stream) noexcept = 0;

    TENON_TAG virtual Weights getWeightsPrototype(const char* weightsName) const noexcept = 0;
};

class VOptimizationProfile : public apiv::VRoot
{
public:
    TENON_TAG ~VOptimizationProfile() noexcept override = default;

    TENON_TAG virtual bool setDimensions(const char* inputName, OptProfileSelector select,
        const Dims64& dims) noexcept = 0;

    TENON_TAG virtual Dims64 getDimensions(const char* inputName, OptProfileSelector select) const noexcept = 0;

    TENON_TAG virtual bool setShapeValues(const char* inputName, OptProfileSelector select, const int32_t* values,
        int32_t nbValues) noexcept = 0;

    TENON_TAG virtual int32_t getNbShapeValues(const char* inputName) const noexcept = 0;

    TENON_TAG virtual const int32_t* getShapeValues(const char* inputName,
        OptProfileSelector select) const noexcept = 0;

    TENON_TAG virtual bool setExtraMemoryTarget(float target) noexcept = 0;

    TENON_TAG virtual float getExtraMemoryTarget() const noexcept = 0;

    TENON_TAG virtual bool isValid() const noexcept = 0;

    TENON_TAG virtual bool setShapeValuesV2(const char* inputName, OptProfileSelector select, const int64_t* values,
        int32_t nbValues) noexcept = 0;

    TENON_TAG virtual const int64_t* getShapeValuesV2(const char* inputName,
        OptProfileSelector select) const noexcept = 0;
};

class VCudaEngine : public apiv::VRoot
{
public:
    TENON_TAG ~VCudaEngine() noexcept override = default;

    TENON_TAG virtual ICudaEngine* getPImpl() noexcept = 0;

    TENON_TAG virtual int32_t getNbLayers() const noexcept = 0;

    TENON_TAG virtual IHostMemory* serialize() const noexcept = 0;

    TENON_TAG virtual IExecutionContext* createExecutionContext(ExecutionContextAllocationStrategy strategy) noexcept = 0;

    TENON_TAG virtual IExecutionContext* createExecutionContextWithoutDeviceMemory() noexcept = 0;

    TENON_TAG virtual size_t getDeviceMemorySize() const noexcept = 0;

    TENON_TAG virtual bool isRefittable() const noexcept = 0;

    TENON_TAG virtual const char* getName() const noexcept = 0;

    TENON_TAG virtual int32_t getNbOptimizationProfiles() const noexcept = 0;

    TENON_TAG virtual const int32_t* getProfileTensorValues(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept = 0;

    TENON_TAG virtual EngineCapability getEngineCapability() const noexcept = 0;

    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* recorder) noexcept = 0;

    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    TENON_TAG virtual bool hasImplicitBatchDimension() const noexcept = 0;

    TENON_TAG virtual TacticSources getTacticSources() const noexcept = 0;

    TENON_TAG virtual ProfilingVerbosity getProfilingVerbosity() const noexcept = 0;

    TENON_TAG virtual IEngineInspector* createEngineInspector() const noexcept = 0;

    TENON_TAG virtual Dims64 getTensorShape(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual DataType getTensorDataType(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual TensorLocation getTensorLocation(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual bool isShapeInferenceIO(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual TensorIOMode getTensorIOMode(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual int32_t getTensorBytesPerComponent(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual int32_t getTensorComponentsPerElement(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual TensorFormat getTensorFormat(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual const char* getTensorFormatDesc(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual int32_t getTensorVectorizedDim(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual Dims64 getProfileShape(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept = 0;

    TENON_TAG virtual int32_t getNbIOTensors() const noexcept = 0;

    TENON_TAG virtual const char* getIOTensorName(int32_t index) const noexcept = 0;

    TENON_TAG virtual HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept = 0;

    TENON_TAG virtual int32_t getNbAuxStreams() const noexcept = 0;

    TENON_TAG virtual int32_t getTensorBytesPerComponentV2(const char* tensorName,
        int32_t profileIndex) const noexcept = 0;

    TENON_TAG virtual int32_t getTensorComponentsPerElementV2(const char* tensorName,
        int32_t profileIndex) const noexcept = 0;

    TENON_TAG virtual TensorFormat getTensorFormatV2(const char* tensorName, int32_t profileIndex) const noexcept = 0;

    TENON_TAG virtual const char* getTensorFormatDescV2(const char* tensorName,
        int32_t profileIndex) const noexcept = 0;

    TENON_TAG virtual int32_t getTensorVectorizedDimV2(const char* tensorName, int32_t profileIndex) const noexcept = 0;

    TENON_TAG virtual ISerializationConfig* createSerializationConfig() noexcept = 0;

    TENON_TAG virtual IHostMemory* serializeWithConfig(ISerializationConfig& config) const noexcept = 0;

    TENON_TAG virtual size_t getDeviceMemorySizeForProfile(int32_t profileIndex) const noexcept = 0;

    TENON_TAG virtual IRefitter* createRefitter(ILogger& logger) noexcept = 0;

    TENON_TAG virtual bool setWeightStreamingBudget(int64_t gpuMemoryBudget) noexcept = 0;

    TENON_TAG virtual int64_t getWeightStreamingBudget() const noexcept = 0;

    TENON_TAG virtual int64_t getMinimumWeightStreamingBudget() const noexcept = 0;

    TENON_TAG virtual int64_t getStreamableWeightsSize() const noexcept = 0;

    TENON_TAG virtual bool isDebugTensor(const char* name) const noexcept = 0;

    TENON_TAG virtual bool setWeightStreamingBudgetV2(int64_t gpuMemoryBudget) noexcept = 0;

    TENON_TAG virtual int64_t getWeightStreamingBudgetV2() const noexcept = 0;

    TENON_TAG virtual int64_t getWeightStreamingAutomaticBudget() const noexcept = 0;

    TENON_TAG virtual int64_t getWeightStreamingScratchMemorySize() const noexcept = 0;

    TENON_TAG virtual int64_t getDeviceMemorySizeV2() const noexcept = 0;

    TENON_TAG virtual int64_t getDeviceMemorySizeForProfileV2(int32_t profileIndex) const noexcept = 0;

    TENON_TAG virtual const int64_t* getProfileTensorValuesV2(const char* tensorName, int32_t profileIndex,
        OptProfileSelector select) const noexcept = 0;

    TENON_TAG virtual IExecutionContext* createExecutionContextWithRuntimeConfig(IRuntimeConfig* runtimeConfig) noexcept = 0;

    TENON_TAG virtual IRuntimeConfig* createRuntimeConfig() noexcept = 0;

    TENON_TAG virtual int64_t getEngineStat(EngineStat stat) const noexcept = 0;

    TENON_TAG virtual const char* getAliasedInputTensor(const char* tensorName) const noexcept = 0;
};

class VExecutionContext : public apiv::VRoot
{
public:
    TENON_TAG ~VExecutionContext() noexcept override = default;

    TENON_TAG virtual IExecutionContext* getPImpl() noexcept = 0;

    TENON_TAG virtual void setDebugSync(bool sync) noexcept = 0;

    TENON_TAG virtual bool getDebugSync() const noexcept = 0;

    TENON_TAG virtual void setProfiler(IProfiler*) noexcept = 0;

    TENON_TAG virtual IProfiler* getProfiler() const noexcept = 0;

    TENON_TAG virtual const ICudaEngine& getEngine() const noexcept = 0;

    TENON_TAG virtual void setName(const char* name) noexcept = 0;

    TENON_TAG virtual const char* getName() const noexcept = 0;

    TENON_TAG virtual void setDeviceMemory(void* memory) noexcept = 0;

    TENON_TAG virtual int32_t getOptimizationProfile() const noexcept = 0;

    TENON_TAG virtual bool allInputDimensionsSpecified() const noexcept = 0;

    TENON_TAG virtual bool allInputShapesSpecified() const noexcept = 0;

    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* recorder) noexcept = 0;

    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    TENON_TAG virtual bool executeV2(void* const* bindings) noexcept = 0;

    TENON_TAG virtual bool setOptimizationProfileAsync(int32_t profileIndex, cudaStream_t stream) noexcept = 0;

    TENON_TAG virtual void setEnqueueEmitsProfile(bool enqueueEmitsProfile) noexcept = 0;

    TENON_TAG virtual bool getEnqueueEmitsProfile() const noexcept = 0;

    TENON_TAG virtual bool reportToProfiler() const noexcept = 0;

    TENON_TAG virtual bool setInputShape(const char* tensorName, const Dims64& dims) noexcept = 0;

    TENON_TAG virtual Dims64 getTensorShape(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual Dims64 getTensorStrides(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual bool setTensorAddress(const char* tensorName, void* data) noexcept = 0;

    TENON_TAG virtual const void* getTensorAddress(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual bool setInputTensorAddress(const char* tensorName, const void* data) noexcept = 0;

    TENON_TAG virtual bool setOutputTensorAddress(const char* tensorName, void* data) noexcept = 0;

    TENON_TAG virtual int32_t inferShapes(int32_t nbMaxNames, const char** tensorNames) noexcept = 0;

    TENON_TAG virtual bool setInputConsumedEvent(cudaEvent_t event) noexcept = 0;

    TENON_TAG virtual cudaEvent_t getInputConsumedEvent() const noexcept = 0;

    TENON_TAG virtual void* getOutputTensorAddress(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual bool setOutputAllocator(const char* tensorName, IOutputAllocator* outputAllocator) noexcept = 0;

    TENON_TAG virtual IOutputAllocator* getOutputAllocator(const char* name) noexcept = 0;

    TENON_TAG virtual int64_t getMaxOutputSize(const char* tensorName) const noexcept = 0;

    TENON_TAG virtual bool setTemporaryStorageAllocator(IGpuAllocator* allocator) noexcept = 0;

    TENON_TAG virtual IGpuAllocator* getTemporaryStorageAllocator() const noexcept = 0;

    TENON_TAG virtual bool enqueueV3(cudaStream_t stream) noexcept = 0;

    TENON_TAG virtual void setPersistentCacheLimit(size_t size) noexcept = 0;

    TENON_TAG virtual size_t getPersistentCacheLimit() const noexcept = 0;

    TENON_TAG virtual bool setNvtxVerbosity(ProfilingVerbosity verbosity) noexcept = 0;

    TENON_TAG virtual ProfilingVerbosity getNvtxVerbosity() const noexcept = 0;

    TENON_TAG virtual void setAuxStreams(cudaStream_t* auxStreams, int32_t nbStreams) noexcept = 0;

    TENON_TAG virtual bool setDebugListener(IDebugListener* listener) noexcept = 0;

    TENON_TAG virtual IDebugListener* getDebugListener() noexcept = 0;

    TENON_TAG virtual bool setTensorDebugState(const char* name, bool flag) noexcept = 0;

    TENON_TAG virtual bool getDebugState(const char* name) const noexcept = 0;

    TENON_TAG virtual bool setAllTensorsDebugState(bool flag) noexcept = 0;

    TENON_TAG virtual size_t updateDeviceMemorySizeForShapes() noexcept = 0;

    TENON_TAG virtual void setDeviceMemoryV2(void* memory, int64_t size) noexcept = 0;

    TENON_TAG virtual IRuntimeConfig* getRuntimeConfig() const noexcept = 0;

    TENON_TAG virtual bool setUnfusedTensorsDebugState(bool flag) noexcept = 0;

    TENON_TAG virtual bool getUnfusedTensorsDebugState() const noexcept = 0;

    TENON_TAG virtual bool setCommunicator(void* communicator) noexcept = 0;
};

class VEngineInspector : public apiv::VRoot
{
public:
    TENON_TAG ~VEngineInspector() noexcept override = default;

    TENON_TAG virtual IEngineInspector* getPImpl() noexcept = 0;

    TENON_TAG virtual bool setExecutionContext(const IExecutionContext* context) noexcept = 0;

    TENON_TAG virtual const IExecutionContext* getExecutionContext() const noexcept = 0;

    TENON_TAG virtual const char* getLayerInformation(int32_t layerIndex,
        LayerInformationFormat format) const noexcept = 0;

    TENON_TAG virtual const char* getEngineInformation(LayerInformationFormat format) const noexcept = 0;

    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* recorder) noexcept = 0;

    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;
};

class VTensor : public apiv::VRoot
{
public:
    TENON_TAG ~VTensor() noexcept override = default;

    TENON_TAG virtual void setName(const char* name) noexcept = 0;

    TENON_TAG virtual const char* getName() const noexcept = 0;

    TENON_TAG virtual void setDimensions(const Dims64& dimensions) noexcept = 0;

    TENON_TAG virtual Dims64 getDimensions() const noexcept = 0;

    TENON_TAG virtual void setType(DataType type) noexcept = 0;

    TENON_TAG virtual DataType getType() const noexcept = 0;

    TENON_TAG virtual bool setDynamicRange(float min, float max) noexcept = 0;

    TENON_TAG virtual bool isNetworkInput() const noexcept = 0;

    TENON_TAG virtual bool isNetworkOutput() const noexcept = 0;

    TENON_TAG virtual void setBroadcastAcrossBatch(bool broadcastAcrossBatch) noexcept = 0;

    TENON_TAG virtual bool getBroadcastAcrossBatch() const noexcept = 0;

    TENON_TAG virtual TensorLocation getLocation() const noexcept = 0;

    TENON_TAG virtual void setLocation(TensorLocation location) noexcept = 0;

    TENON_TAG virtual bool dynamicRangeIsSet() const noexcept = 0;

    TENON_TAG virtual void resetDynamicRange() noexcept = 0;

    TENON_TAG virtual float getDynamicRangeMin() const noexcept = 0;

    TENON_TAG virtual float getDynamicRangeMax() const noexcept = 0;

    TENON_TAG virtual void setAllowedFormats(TensorFormats formats) noexcept = 0;

    TENON_TAG virtual TensorFormats getAllowedFormats() const noexcept = 0;

    TENON_TAG virtual bool isShapeTensor() const noexcept = 0;

    TENON_TAG virtual bool isExecutionTensor() const noexcept = 0;

    TENON_TAG virtual void setDimensionName(int32_t index, const char* name) noexcept = 0;

    TENON_TAG virtual const char* getDimensionName(int32_t index) const noexcept = 0;
};

class VLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VLayer() noexcept override = default;

    TENON_TAG virtual LayerType getType() const noexcept = 0;

    TENON_TAG virtual void setName(const char* name) noexcept = 0;

    TENON_TAG virtual const char* getName() const noexcept = 0;

    TENON_TAG virtual int32_t getNbInputs() const noexcept = 0;

    TENON_TAG virtual ITensor* getInput(int32_t index) const noexcept = 0;

    TENON_TAG virtual int32_t getNbOutputs() const noexcept = 0;

    TENON_TAG virtual ITensor* getOutput(int32_t index) const noexcept = 0;

    TENON_TAG virtual void setInput(int32_t index, ITensor& tensor) noexcept = 0;

    TENON_TAG virtual void setPrecision(DataType dataType) noexcept = 0;

    TENON_TAG virtual DataType getPrecision() const noexcept = 0;

    TENON_TAG virtual bool precisionIsSet() const noexcept = 0;

    TENON_TAG virtual void resetPrecision() noexcept = 0;

    TENON_TAG virtual void setOutputType(int32_t index, DataType dataType) noexcept = 0;

    TENON_TAG virtual DataType getOutputType(int32_t index) const noexcept = 0;

    TENON_TAG virtual bool outputTypeIsSet(int32_t index) const noexcept = 0;

    TENON_TAG virtual void resetOutputType(int32_t index) noexcept = 0;

    TENON_TAG virtual void setMetadata(const char* docString) noexcept = 0;

    TENON_TAG virtual const char* getMetadata() const noexcept = 0;

    TENON_TAG virtual bool setNbRanks(int32_t nbRanks) noexcept = 0;

    TENON_TAG virtual int32_t getNbRanks() const noexcept = 0;
};

class VConvolutionLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VConvolutionLayer() noexcept override = default;

    TENON_TAG virtual void setNbOutputMaps(int64_t nbOutputMaps) noexcept = 0;

    TENON_TAG virtual int64_t getNbOutputMaps() const noexcept = 0;

    TENON_TAG virtual void setNbGroups(int64_t nbGroups) noexcept = 0;

    TENON_TAG virtual int64_t getNbGroups() const noexcept = 0;

    TENON_TAG virtual void setKernelWeights(Weights weights) noexcept = 0;

    TENON_TAG virtual Weights getKernelWeights() const noexcept = 0;

    TENON_TAG virtual void setBiasWeights(Weights weights) noexcept = 0;

    TENON_TAG virtual Weights getBiasWeights() const noexcept = 0;

    TENON_TAG virtual void setPrePadding(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPrePadding() const noexcept = 0;

    TENON_TAG virtual void setPostPadding(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPostPadding() const noexcept = 0;

    TENON_TAG virtual void setPaddingMode(PaddingMode paddingMode) noexcept = 0;

    TENON_TAG virtual PaddingMode getPaddingMode() const noexcept = 0;

    TENON_TAG virtual void setKernelSizeNd(const Dims64& kernelSize) noexcept = 0;

    TENON_TAG virtual Dims64 getKernelSizeNd() const noexcept = 0;

    TENON_TAG virtual void setStrideNd(const Dims64& stride) noexcept = 0;

    TENON_TAG virtual Dims64 getStrideNd() const noexcept = 0;

    TENON_TAG virtual void setPaddingNd(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPaddingNd() const noexcept = 0;

    TENON_TAG virtual void setDilationNd(const Dims64& dilation) noexcept = 0;

    TENON_TAG virtual Dims64 getDilationNd() const noexcept = 0;
};

class VActivationLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VActivationLayer() noexcept override = default;

    TENON_TAG virtual void setActivationType(ActivationType type) noexcept = 0;

    TENON_TAG virtual ActivationType getActivationType() const noexcept = 0;

    TENON_TAG virtual void setAlpha(float alpha) noexcept = 0;

    TENON_TAG virtual void setBeta(float beta) noexcept = 0;

    TENON_TAG virtual float getAlpha() const noexcept = 0;

    TENON_TAG virtual float getBeta() const noexcept = 0;
};

class VPoolingLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VPoolingLayer() noexcept override = default;

    TENON_TAG virtual void setPoolingType(PoolingType type) noexcept = 0;

    TENON_TAG virtual PoolingType getPoolingType() const noexcept = 0;

    TENON_TAG virtual void setBlendFactor(float blendFactor) noexcept = 0;

    TENON_TAG virtual float getBlendFactor() const noexcept = 0;

    TENON_TAG virtual void setAverageCountExcludesPadding(bool exclusive) noexcept = 0;

    TENON_TAG virtual bool getAverageCountExcludesPadding() const noexcept = 0;

    TENON_TAG virtual void setPrePadding(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPrePadding() const noexcept = 0;

    TENON_TAG virtual void setPostPadding(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPostPadding() const noexcept = 0;

    TENON_TAG virtual void setPaddingMode(PaddingMode paddingMode) noexcept = 0;

    TENON_TAG virtual PaddingMode getPaddingMode() const noexcept = 0;

    TENON_TAG virtual void setWindowSizeNd(const Dims64& windowSize) noexcept = 0;

    TENON_TAG virtual Dims64 getWindowSizeNd() const noexcept = 0;

    TENON_TAG virtual void setStrideNd(const Dims64& stride) noexcept = 0;

    TENON_TAG virtual Dims64 getStrideNd() const noexcept = 0;

    TENON_TAG virtual void setPaddingNd(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPaddingNd() const noexcept = 0;
};

class VLRNLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VLRNLayer() noexcept override = default;

    TENON_TAG virtual void setWindowSize(int64_t windowSize) noexcept = 0;

    TENON_TAG virtual int64_t getWindowSize() const noexcept = 0;

    TENON_TAG virtual void setAlpha(float alpha) noexcept = 0;

    TENON_TAG virtual float getAlpha() const noexcept = 0;

    TENON_TAG virtual void setBeta(float beta) noexcept = 0;

    TENON_TAG virtual float getBeta() const noexcept = 0;

    TENON_TAG virtual void setK(float k) noexcept = 0;

    TENON_TAG virtual float getK() const noexcept = 0;
};

class VScaleLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VScaleLayer() noexcept override = default;

    TENON_TAG virtual void setMode(ScaleMode mode) noexcept = 0;

    TENON_TAG virtual ScaleMode getMode() const noexcept = 0;

    TENON_TAG virtual void setShift(Weights shift) noexcept = 0;

    TENON_TAG virtual Weights getShift() const noexcept = 0;

    TENON_TAG virtual void setScale(Weights scale) noexcept = 0;

    TENON_TAG virtual Weights getScale() const noexcept = 0;

    TENON_TAG virtual void setPower(Weights power) noexcept = 0;

    TENON_TAG virtual Weights getPower() const noexcept = 0;

    TENON_TAG virtual int32_t getChannelAxis() const noexcept = 0;

    TENON_TAG virtual void setChannelAxis(int32_t channelAxis) noexcept = 0;
};

class VSoftMaxLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VSoftMaxLayer() noexcept override = default;

    TENON_TAG virtual void setAxes(uint32_t axes) noexcept = 0;

    TENON_TAG virtual uint32_t getAxes() const noexcept = 0;
};

class VConcatenationLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VConcatenationLayer() noexcept override = default;

    TENON_TAG virtual void setAxis(int32_t axis) noexcept = 0;

    TENON_TAG virtual int32_t getAxis() const noexcept = 0;
};

class VDeconvolutionLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VDeconvolutionLayer() noexcept override = default;

    TENON_TAG virtual void setNbOutputMaps(int64_t nbOutputMaps) noexcept = 0;

    TENON_TAG virtual int64_t getNbOutputMaps() const noexcept = 0;

    TENON_TAG virtual void setNbGroups(int64_t nbGroups) noexcept = 0;

    TENON_TAG virtual int64_t getNbGroups() const noexcept = 0;

    TENON_TAG virtual void setKernelWeights(Weights weights) noexcept = 0;

    TENON_TAG virtual Weights getKernelWeights() const noexcept = 0;

    TENON_TAG virtual void setBiasWeights(Weights weights) noexcept = 0;

    TENON_TAG virtual Weights getBiasWeights() const noexcept = 0;

    TENON_TAG virtual void setPrePadding(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPrePadding() const noexcept = 0;

    TENON_TAG virtual void setPostPadding(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPostPadding() const noexcept = 0;

    TENON_TAG virtual void setPaddingMode(PaddingMode paddingMode) noexcept = 0;

    TENON_TAG virtual PaddingMode getPaddingMode() const noexcept = 0;

    TENON_TAG virtual void setKernelSizeNd(const Dims64& kernelSize) noexcept = 0;

    TENON_TAG virtual Dims64 getKernelSizeNd() const noexcept = 0;

    TENON_TAG virtual void setStrideNd(const Dims64& stride) noexcept = 0;

    TENON_TAG virtual Dims64 getStrideNd() const noexcept = 0;

    TENON_TAG virtual void setPaddingNd(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPaddingNd() const noexcept = 0;

    TENON_TAG virtual void setDilationNd(const Dims64& dilation) noexcept = 0;

    TENON_TAG virtual Dims64 getDilationNd() const noexcept = 0;
};

class VElementWiseLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VElementWiseLayer() noexcept override = default;

    TENON_TAG virtual void setOperation(ElementWiseOperation op) noexcept = 0;

    TENON_TAG virtual ElementWiseOperation getOperation() const noexcept = 0;
};

class VGatherLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VGatherLayer() noexcept override = default;

    TENON_TAG virtual void setGatherAxis(int32_t axis) noexcept = 0;

    TENON_TAG virtual int32_t getGatherAxis() const noexcept = 0;

    TENON_TAG virtual void setNbElementWiseDims(int32_t k) noexcept = 0;

    TENON_TAG virtual int32_t getNbElementWiseDims() const noexcept = 0;

    TENON_TAG virtual void setMode(GatherMode mode) noexcept = 0;

    TENON_TAG virtual GatherMode getMode() const noexcept = 0;
};

class VPluginLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VPluginLayer() noexcept override = default;

    TENON_TAG virtual IPlugin& getPlugin() noexcept = 0;
};

class VPluginV2Layer : public apiv::VRoot
{
public:
    TENON_TAG ~VPluginV2Layer() noexcept override = default;

    TENON_TAG virtual IPluginV2& getPlugin() noexcept = 0;
};

class VPluginV3Layer : public apiv::VRoot
{
public:
    TENON_TAG ~VPluginV3Layer() noexcept override = default;

    TENON_TAG virtual IPluginV3& getPlugin() noexcept = 0;
};

class VUnaryLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VUnaryLayer() noexcept override = default;

    TENON_TAG virtual void setOperation(UnaryOperation op) noexcept = 0;

    TENON_TAG virtual UnaryOperation getOperation() const noexcept = 0;
};

class VReduceLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VReduceLayer() noexcept override = default;

    TENON_TAG virtual void setOperation(ReduceOperation op) noexcept = 0;

    TENON_TAG virtual ReduceOperation getOperation() const noexcept = 0;

    TENON_TAG virtual void setReduceAxes(uint32_t reduceAxes) noexcept = 0;

    TENON_TAG virtual uint32_t getReduceAxes() const noexcept = 0;

    TENON_TAG virtual void setKeepDimensions(bool keepDimensions) noexcept = 0;

    TENON_TAG virtual bool getKeepDimensions() const noexcept = 0;
};

class VPaddingLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VPaddingLayer() noexcept override = default;

    TENON_TAG virtual void setPrePaddingNd(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPrePaddingNd() const noexcept = 0;

    TENON_TAG virtual void setPostPaddingNd(const Dims64& padding) noexcept = 0;

    TENON_TAG virtual Dims64 getPostPaddingNd() const noexcept = 0;
};

class VShuffleLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VShuffleLayer() noexcept override = default;

    TENON_TAG virtual void setFirstTranspose(const Permutation& permutation) noexcept = 0;

    TENON_TAG virtual const Permutation& getFirstTranspose() const noexcept = 0;

    TENON_TAG virtual void setReshapeDimensions(const Dims64& dimensions) noexcept = 0;

    TENON_TAG virtual Dims64 getReshapeDimensions() const noexcept = 0;

    TENON_TAG virtual void setSecondTranspose(const Permutation& permutation) noexcept = 0;

    TENON_TAG virtual const Permutation& getSecondTranspose() const noexcept = 0;

    TENON_TAG virtual void setZeroIsPlaceholder(bool zeroIsPlaceholder) noexcept = 0;

    TENON_TAG virtual bool getZeroIsPlaceholder() const noexcept = 0;
};

class VSliceLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VSliceLayer() noexcept override = default;

    TENON_TAG virtual void setStart(const Dims64& start) noexcept = 0;

    TENON_TAG virtual Dims64 getStart() const noexcept = 0;

    TENON_TAG virtual void setSize(const Dims64& size) noexcept = 0;

    TENON_TAG virtual Dims64 getSize() const noexcept = 0;

    TENON_TAG virtual void setStride(const Dims64& stride) noexcept = 0;

    TENON_TAG virtual Dims64 getStride() const noexcept = 0;

    TENON_TAG virtual void setMode(SampleMode mode) noexcept = 0;

    TENON_TAG virtual SampleMode getMode() const noexcept = 0;

    TENON_TAG virtual void setAxes(const Dims64& axes) noexcept = 0;

    TENON_TAG virtual Dims64 getAxes() const noexcept = 0;
};

class VShapeLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VShapeLayer() noexcept override = default;
};

class VTopKLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VTopKLayer() noexcept override = default;

    TENON_TAG virtual void setOperation(TopKOperation op) noexcept = 0;

    TENON_TAG virtual TopKOperation getOperation() const noexcept = 0;

    TENON_TAG virtual void setK(int32_t k) noexcept = 0;

    TENON_TAG virtual int32_t getK() const noexcept = 0;

    TENON_TAG virtual void setReduceAxes(uint32_t reduceAxes) noexcept = 0;

    TENON_TAG virtual uint32_t getReduceAxes() const noexcept = 0;

    TENON_TAG virtual bool setIndicesType(DataType type) noexcept = 0;

    TENON_TAG virtual DataType getIndicesType() const noexcept = 0;
};

class VMatrixMultiplyLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VMatrixMultiplyLayer() noexcept override = default;

    TENON_TAG virtual void setOperation(int32_t index, MatrixOperation op) noexcept = 0;

    TENON_TAG virtual MatrixOperation getOperation(int32_t index) const noexcept = 0;
};

class VNonZeroLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VNonZeroLayer() noexcept override = default;

    TENON_TAG virtual bool setIndicesType(DataType type) noexcept = 0;

    TENON_TAG virtual DataType getIndicesType() const noexcept = 0;
};

class VRaggedSoftMaxLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VRaggedSoftMaxLayer() noexcept override = default;
};

class VIdentityLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VIdentityLayer() noexcept override = default;
};

class VCastLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VCastLayer() noexcept override = default;

    TENON_TAG virtual void setToType(DataType toType) noexcept = 0;

    TENON_TAG virtual DataType getToType() const noexcept = 0;
};

class VConstantLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VConstantLayer() noexcept override = default;

    TENON_TAG virtual void setWeights(Weights weights) noexcept = 0;

    TENON_TAG virtual Weights getWeights() const noexcept = 0;

    TENON_TAG virtual void setDimensions(const Dims64& dimensions) noexcept = 0;

    TENON_TAG virtual Dims64 getDimensions() const noexcept = 0;
};

class VParametricReLULayer : public apiv::VRoot
{
public:
    TENON_TAG ~VParametricReLULayer() noexcept override = default;
};

class VResizeLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VResizeLayer() noexcept override = default;

    TENON_TAG virtual void setOutputDimensions(const Dims64& dimensions) noexcept = 0;

    TENON_TAG virtual Dims64 getOutputDimensions() const noexcept = 0;

    TENON_TAG virtual void setScales(const float* scales, int32_t nbScales) noexcept = 0;

    TENON_TAG virtual int32_t getScales(int32_t size, float* scales) const noexcept = 0;

    TENON_TAG virtual void setResizeMode(InterpolationMode interpolationMode) noexcept = 0;

    TENON_TAG virtual InterpolationMode getResizeMode() const noexcept = 0;

    TENON_TAG virtual void setCoordinateTransformation(ResizeCoordinateTransformation coordTransform) noexcept = 0;

    TENON_TAG virtual ResizeCoordinateTransformation getCoordinateTransformation() const noexcept = 0;

    TENON_TAG virtual void setSelectorForSinglePixel(ResizeSelector selector) noexcept = 0;

    TENON_TAG virtual ResizeSelector getSelectorForSinglePixel() const noexcept = 0;

    TENON_TAG virtual void setNearestRounding(ResizeRoundMode value) noexcept = 0;

    TENON_TAG virtual ResizeRoundMode getNearestRounding() const noexcept = 0;

    TENON_TAG virtual void setCubicCoeff(float value) noexcept = 0;

    TENON_TAG virtual float getCubicCoeff() const noexcept = 0;

    TENON_TAG virtual void setExcludeOutside(bool value) noexcept = 0;

    TENON_TAG virtual bool getExcludeOutside() const noexcept = 0;
};

class VLoopBoundaryLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VLoopBoundaryLayer() noexcept override = default;

    TENON_TAG virtual ILoop* getLoop() const noexcept = 0;
};

class VRecurrenceLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VRecurrenceLayer() noexcept override = default;
};

class VLoopOutputLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VLoopOutputLayer() noexcept override = default;

    TENON_TAG virtual LoopOutput getLoopOutput() const noexcept = 0;

    TENON_TAG virtual void setAxis(int32_t axis) noexcept = 0;

    TENON_TAG virtual int32_t getAxis() const noexcept = 0;
};

class VTripLimitLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VTripLimitLayer() noexcept override = default;

    TENON_TAG virtual TripLimit getTripLimit() const noexcept = 0;
};

class VIteratorLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VIteratorLayer() noexcept override = default;

    TENON_TAG virtual void setAxis(int32_t axis) noexcept = 0;

    TENON_TAG virtual int32_t getAxis() const noexcept = 0;

    TENON_TAG virtual void setReverse(bool reverse) noexcept = 0;

    TENON_TAG virtual bool getReverse() const noexcept = 0;
};

class VLoop : public apiv::VRoot
{
public:
    TENON_TAG ~VLoop() noexcept override = default;

    TENON_TAG virtual IRecurrenceLayer* addRecurrence(ITensor& initialValue) noexcept = 0;

    TENON_TAG virtual ITripLimitLayer* addTripLimit(ITensor& tensor, TripLimit limit) noexcept = 0;

    TENON_TAG virtual IIteratorLayer* addIterator(ITensor& tensor, int32_t axis = 0, bool reverse = false) noexcept = 0;

    TENON_TAG virtual ILoopOutputLayer* addLoopOutput(ITensor& tensor, LoopOutput outputKind,
        int32_t axis = 0) noexcept = 0;

    TENON_TAG virtual void setName(const char* name) noexcept = 0;

    TENON_TAG virtual const char* getName() const noexcept = 0;
};

class VConditionalBoundaryLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VConditionalBoundaryLayer() noexcept override = default;

    TENON_TAG virtual IIfConditional* getConditional() const noexcept = 0;
};

class VConditionLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VConditionLayer() noexcept override = default;
};

class VConditionalInputLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VConditionalInputLayer() noexcept override = default;
};

class VConditionalOutputLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VConditionalOutputLayer() noexcept override = default;
};

class VIfConditional : public apiv::VRoot
{
public:
    TENON_TAG ~VIfConditional() noexcept override = default;

    TENON_TAG virtual IConditionLayer* setCondition(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual IIfConditionalInputLayer* addInput(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual IIfConditionalOutputLayer* addOutput(ITensor& trueTensor, ITensor& falseTensor) noexcept = 0;

    TENON_TAG virtual void setName(const char* name) noexcept = 0;

    TENON_TAG virtual const char* getName() const noexcept = 0;
};

class VAttentionBoundaryLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VAttentionBoundaryLayer() noexcept override = default;

    TENON_TAG virtual IAttention* getAttention() const noexcept = 0;
};

class VAttentionInputLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VAttentionInputLayer() noexcept override = default;
};

class VAttentionOutputLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VAttentionOutputLayer() noexcept override = default;
};

class VAttention : public apiv::VRoot
{
public:
    TENON_TAG ~VAttention() noexcept override = default;

    TENON_TAG virtual bool setInput(int32_t index, ITensor& input) noexcept = 0;

    TENON_TAG virtual int32_t getNbInputs() const noexcept = 0;

    TENON_TAG virtual ITensor* getInput(int32_t index) const noexcept = 0;

    TENON_TAG virtual int32_t getNbOutputs() const noexcept = 0;

    TENON_TAG virtual ITensor* getOutput(int32_t index) const noexcept = 0;

    TENON_TAG virtual bool setName(const char* name) noexcept = 0;

    TENON_TAG virtual const char* getName() const noexcept = 0;

    TENON_TAG virtual bool setNormalizationOperation(AttentionNormalizationOp op) noexcept = 0;

    TENON_TAG virtual AttentionNormalizationOp getNormalizationOperation() const noexcept = 0;

    TENON_TAG virtual bool setCausal(bool isCausal) noexcept = 0;

    TENON_TAG virtual bool getCausal() const noexcept = 0;

    TENON_TAG virtual bool setMask(ITensor& mask) noexcept = 0;

    TENON_TAG virtual ITensor* getMask() const noexcept = 0;

    TENON_TAG virtual bool setDecomposable(bool decomposable) noexcept = 0;

    TENON_TAG virtual bool getDecomposable() const noexcept = 0;

    TENON_TAG virtual bool setNormalizationQuantizeScale(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual ITensor* getNormalizationQuantizeScale() const noexcept = 0;

    TENON_TAG virtual bool setNormalizationQuantizeToType(DataType type) noexcept = 0;

    TENON_TAG virtual DataType getNormalizationQuantizeToType() const noexcept = 0;

    TENON_TAG virtual bool setMetadata(const char* docString) noexcept = 0;

    TENON_TAG virtual const char* getMetadata() const noexcept = 0;

    TENON_TAG virtual bool setNbRanks(int32_t nbRanks) noexcept = 0;

    TENON_TAG virtual int32_t getNbRanks() const noexcept = 0;
};

class VSelectLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VSelectLayer() noexcept override = default;
};

class VAssertionLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VAssertionLayer() noexcept override = default;

    TENON_TAG virtual void setMessage(const char* message) noexcept = 0;

    TENON_TAG virtual const char* getMessage() const noexcept = 0;
};

class VFillLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VFillLayer() noexcept override = default;

    TENON_TAG virtual void setDimensions(const Dims64& dimensions) noexcept = 0;

    TENON_TAG virtual Dims64 getDimensions() const noexcept = 0;

    TENON_TAG virtual void setOperation(FillOperation op) noexcept = 0;

    TENON_TAG virtual FillOperation getOperation() const noexcept = 0;

    TENON_TAG virtual void setAlpha(double alpha) noexcept = 0;

    TENON_TAG virtual double getAlpha() const noexcept = 0;

    TENON_TAG virtual void setBeta(double beta) noexcept = 0;

    TENON_TAG virtual double getBeta() const noexcept = 0;

    TENON_TAG virtual void setAlphaInt64(int64_t alpha) noexcept = 0;

    TENON_TAG virtual int64_t getAlphaInt64() const noexcept = 0;

    TENON_TAG virtual void setBetaInt64(int64_t beta) noexcept = 0;

    TENON_TAG virtual int64_t getBetaInt64() const noexcept = 0;

    TENON_TAG virtual bool isAlphaBetaInt64() const noexcept = 0;

    TENON_TAG virtual DataType getToType() const noexcept = 0;

    TENON_TAG virtual void setToType(DataType toType) noexcept = 0;
};

class VQuantizeLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VQuantizeLayer() noexcept override = default;

    TENON_TAG virtual int32_t getAxis() const noexcept = 0;

    TENON_TAG virtual void setAxis(int32_t axis) noexcept = 0;

    TENON_TAG virtual DataType getToType() const noexcept = 0;

    TENON_TAG virtual void setToType(DataType toType) noexcept = 0;

    TENON_TAG virtual Dims64 getBlockShape() const noexcept = 0;

    TENON_TAG virtual bool setBlockShape(const Dims64& blockShape) noexcept = 0;
};

class VDequantizeLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VDequantizeLayer() noexcept override = default;

    TENON_TAG virtual int32_t getAxis() const noexcept = 0;

    TENON_TAG virtual void setAxis(int32_t axis) noexcept = 0;

    TENON_TAG virtual DataType getToType() const noexcept = 0;

    TENON_TAG virtual void setToType(DataType toType) noexcept = 0;

    TENON_TAG virtual Dims64 getBlockShape() const noexcept = 0;

    TENON_TAG virtual bool setBlockShape(const Dims64& blockShape) noexcept = 0;
};

class VDynamicQuantizeLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VDynamicQuantizeLayer() noexcept override = default;

    TENON_TAG TRT_DEPRECATED virtual int32_t getAxis() const noexcept = 0;

    TENON_TAG TRT_DEPRECATED virtual void setAxis(int32_t axis) noexcept = 0;

    TENON_TAG TRT_DEPRECATED virtual int32_t getBlockSize() const noexcept = 0;

    TENON_TAG TRT_DEPRECATED virtual void setBlockSize(int32_t axis) noexcept = 0;

    TENON_TAG virtual DataType getScaleType() const noexcept = 0;

    TENON_TAG virtual void setScaleType(DataType axis) noexcept = 0;

    TENON_TAG virtual DataType getToType() const noexcept = 0;

    TENON_TAG virtual void setToType(DataType toType) noexcept = 0;

    TENON_TAG virtual Dims64 getBlockShape() const noexcept = 0;

    TENON_TAG virtual void setBlockShape(const Dims64& blockShape) noexcept = 0;
};

class VScatterLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VScatterLayer() noexcept override = default;

    TENON_TAG virtual void setMode(ScatterMode mode) noexcept = 0;

    TENON_TAG virtual ScatterMode getMode() const noexcept = 0;

    TENON_TAG virtual void setAxis(int32_t axis) noexcept = 0;

    TENON_TAG virtual int32_t getAxis() const noexcept = 0;
};

class VEinsumLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VEinsumLayer() noexcept override = default;

    TENON_TAG virtual bool setEquation(const char* equation) noexcept = 0;

    TENON_TAG virtual const char* getEquation() const noexcept = 0;
};

class VOneHotLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VOneHotLayer() noexcept override = default;

    TENON_TAG virtual int32_t getAxis() const noexcept = 0;

    TENON_TAG virtual void setAxis(int32_t axis) noexcept = 0;
};

class VGridSampleLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VGridSampleLayer() noexcept override = default;

    TENON_TAG virtual void setInterpolationMode(InterpolationMode mode) noexcept = 0;

    TENON_TAG virtual InterpolationMode getInterpolationMode() const noexcept = 0;

    TENON_TAG virtual void setAlignCorners(bool alignCorners) noexcept = 0;

    TENON_TAG virtual bool getAlignCorners() const noexcept = 0;

    TENON_TAG virtual bool setSampleMode(SampleMode mode) noexcept = 0;

    TENON_TAG virtual SampleMode getSampleMode() const noexcept = 0;
};

class VNMSLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VNMSLayer() noexcept override = default;

    TENON_TAG virtual void setBoundingBoxFormat(BoundingBoxFormat fmt) noexcept = 0;

    TENON_TAG virtual BoundingBoxFormat getBoundingBoxFormat() const noexcept = 0;

    TENON_TAG virtual void setTopKBoxLimit(int32_t limit) noexcept = 0;

    TENON_TAG virtual int32_t getTopKBoxLimit() const noexcept = 0;

    TENON_TAG virtual bool setIndicesType(DataType type) noexcept = 0;

    TENON_TAG virtual DataType getIndicesType() const noexcept = 0;
};

class VReverseSequenceLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VReverseSequenceLayer() noexcept override = default;

    TENON_TAG virtual void setBatchAxis(int32_t batchAxis) noexcept = 0;

    TENON_TAG virtual int32_t getBatchAxis() const noexcept = 0;

    TENON_TAG virtual void setSequenceAxis(int32_t sequenceAxis) noexcept = 0;

    TENON_TAG virtual int32_t getSequenceAxis() const noexcept = 0;
};

class VNormalizationLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VNormalizationLayer() noexcept override = default;

    TENON_TAG virtual void setEpsilon(float eps) noexcept = 0;

    TENON_TAG virtual float getEpsilon() const noexcept = 0;

    TENON_TAG virtual void setAxes(uint32_t axesMask) noexcept = 0;

    TENON_TAG virtual uint32_t getAxes() const noexcept = 0;

    TENON_TAG virtual void setNbGroups(int64_t nbGroups) noexcept = 0;

    TENON_TAG virtual int64_t getNbGroups() const noexcept = 0;

    TENON_TAG virtual void setComputePrecision(DataType type) noexcept = 0;

    TENON_TAG virtual DataType getComputePrecision() const noexcept = 0;

    TENON_TAG virtual bool isV2() const noexcept = 0;
};

class VSqueezeLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VSqueezeLayer() noexcept override = default;
};

class VUnsqueezeLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VUnsqueezeLayer() noexcept override = default;
};

class VCumulativeLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VCumulativeLayer() noexcept override = default;

    TENON_TAG virtual bool setOperation(CumulativeOperation op) noexcept = 0;

    TENON_TAG virtual CumulativeOperation getOperation() const noexcept = 0;

    TENON_TAG virtual void setExclusive(bool exclusive) noexcept = 0;

    TENON_TAG virtual bool getExclusive() const noexcept = 0;

    TENON_TAG virtual void setReverse(bool reverse) noexcept = 0;

    TENON_TAG virtual bool getReverse() const noexcept = 0;
};

class VRotaryEmbeddingLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VRotaryEmbeddingLayer() noexcept override = default;

    TENON_TAG virtual void setInterleaved(bool interleaved) noexcept = 0;

    TENON_TAG virtual bool getInterleaved() const noexcept = 0;

    TENON_TAG virtual bool setRotaryEmbeddingDim(int32_t rotaryEmbeddingDim) noexcept = 0;

    TENON_TAG virtual int32_t getRotaryEmbeddingDim() const noexcept = 0;

    TENON_TAG virtual void setInput(int32_t index, ITensor& input) noexcept = 0;
};

class VKVCacheUpdateLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VKVCacheUpdateLayer() noexcept override = default;

    TENON_TAG virtual bool setCacheMode(KVCacheMode cacheMode) noexcept = 0;

    TENON_TAG virtual KVCacheMode getCacheMode() const noexcept = 0;
};

class VMoELayer : public apiv::VRoot
{
public:
    TENON_TAG ~VMoELayer() noexcept override = default;

    TENON_TAG virtual void setGatedWeights(ITensor& fcGateWeights, ITensor& fcUpWeights, ITensor& fcDownWeights,
        MoEActType activationType) noexcept = 0;

    TENON_TAG virtual void setGatedBiases(ITensor& fcGateBiases, ITensor& fcUpBiases,
        ITensor& fcDownBiases) noexcept = 0;

    TENON_TAG virtual void setActivationType(MoEActType activationType) noexcept = 0;

    TENON_TAG virtual MoEActType getActivationType() const noexcept = 0;

    TENON_TAG virtual void setQuantizationStatic(ITensor& fcDownActivationScale, DataType dataType) noexcept = 0;

    TENON_TAG virtual void setQuantizationDynamicDblQ(ITensor& fcDownActivationDblQScale, DataType dataType,
        const Dims64& blockShape, DataType dynQOutputScaleType) noexcept = 0;

    TENON_TAG virtual void setQuantizationToType(DataType type) noexcept = 0;

    TENON_TAG virtual DataType getQuantizationToType() const noexcept = 0;

    TENON_TAG virtual void setQuantizationBlockShape(const Dims64& blockShape) noexcept = 0;

    TENON_TAG virtual Dims64 getQuantizationBlockShape() const noexcept = 0;

    TENON_TAG virtual void setDynQOutputScaleType(DataType type) noexcept = 0;

    TENON_TAG virtual DataType getDynQOutputScaleType() const noexcept = 0;

    TENON_TAG virtual void setSwigluParams(float limit, float alpha, float beta) noexcept = 0;

    TENON_TAG virtual void setSwigluParamLimit(float limit) noexcept = 0;

    TENON_TAG virtual float getSwigluParamLimit() const noexcept = 0;

    TENON_TAG virtual void setSwigluParamAlpha(float alpha) noexcept = 0;

    TENON_TAG virtual float getSwigluParamAlpha() const noexcept = 0;

    TENON_TAG virtual void setSwigluParamBeta(float beta) noexcept = 0;

    TENON_TAG virtual float getSwigluParamBeta() const noexcept = 0;

    TENON_TAG virtual void setInput(int32_t index, ITensor& tensor) noexcept = 0;
};

class VNetworkDefinition : public apiv::VRoot
{
public:
    TENON_TAG ~VNetworkDefinition() noexcept override = default;

    TENON_TAG virtual ITensor* addInput(const char* name, DataType type, const Dims64& dimensions) noexcept = 0;

    TENON_TAG virtual void markOutput(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual IActivationLayer* addActivation(ITensor& input, ActivationType type) noexcept = 0;

    TENON_TAG virtual ILRNLayer* addLRN(ITensor& input, int64_t window, float alpha, float beta, float k) noexcept = 0;

    TENON_TAG virtual IScaleLayer* addScale(ITensor& input, ScaleMode mode, Weights shift, Weights scale,
        Weights power) noexcept = 0;

    TENON_TAG virtual ISoftMaxLayer* addSoftMax(ITensor& input) noexcept = 0;

    TENON_TAG virtual IConcatenationLayer* addConcatenation(ITensor* const* inputs, int32_t nbInputs) noexcept = 0;

    TENON_TAG virtual IElementWiseLayer* addElementWise(ITensor& input1, ITensor& input2,
        ElementWiseOperation op) noexcept = 0;

    TENON_TAG virtual IUnaryLayer* addUnary(ITensor& input, UnaryOperation operation) noexcept = 0;

    TENON_TAG virtual IShuffleLayer* addShuffle(ITensor& input) noexcept = 0;

    TENON_TAG virtual int32_t getNbLayers() const noexcept = 0;

    TENON_TAG virtual ILayer* getLayer(int32_t index) const noexcept = 0;

    TENON_TAG virtual int32_t getNbInputs() const noexcept = 0;

    TENON_TAG virtual ITensor* getInput(int32_t index) const noexcept = 0;

    TENON_TAG virtual int32_t getNbOutputs() const noexcept = 0;

    TENON_TAG virtual ITensor* getOutput(int32_t index) const noexcept = 0;

    TENON_TAG virtual IReduceLayer* addReduce(ITensor& input, ReduceOperation operation, uint32_t reduceAxes,
        bool keepDimensions) noexcept = 0;

    TENON_TAG virtual ITopKLayer* addTopK(ITensor& input, TopKOperation op, int32_t k,
        uint32_t reduceAxes) noexcept = 0;

    TENON_TAG virtual IGatherLayer* addGather(ITensor& data, ITensor& indices, int32_t axis) noexcept = 0;

    TENON_TAG virtual IRaggedSoftMaxLayer* addRaggedSoftMax(ITensor& input, ITensor& bounds) noexcept = 0;

    TENON_TAG virtual IMatrixMultiplyLayer* addMatrixMultiply(ITensor& input0, MatrixOperation op0, ITensor& input1,
        MatrixOperation op1) noexcept = 0;

    TENON_TAG virtual IConstantLayer* addConstant(const Dims64& dimensions, Weights weights) noexcept = 0;

    TENON_TAG virtual IIdentityLayer* addIdentity(ITensor& input) noexcept = 0;

    TENON_TAG virtual void removeTensor(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual void unmarkOutput(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual IPluginV2Layer* addPluginV2(ITensor* const* inputs, int32_t nbInputs,
        IPluginV2& plugin) noexcept = 0;

    TENON_TAG virtual IPluginV3Layer* addPluginV3(ITensor* const* inputs, int32_t nbInputs,
        ITensor* const* shapeInputs, int32_t nbShapeInputs, IPluginV3& plugin) noexcept = 0;

    TENON_TAG virtual ISliceLayer* addSlice(ITensor& input, const Dims64& start, const Dims64& size,
        const Dims64& stride) noexcept = 0;

    TENON_TAG virtual void setName(const char* name) noexcept = 0;

    TENON_TAG virtual const char* getName() const noexcept = 0;

    TENON_TAG virtual IShapeLayer* addShape(ITensor& input) noexcept = 0;

    TENON_TAG virtual bool hasImplicitBatchDimension() const noexcept = 0;

    TENON_TAG virtual bool markOutputForShapes(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual bool unmarkOutputForShapes(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual IParametricReLULayer* addParametricReLU(ITensor& input, ITensor& slope) noexcept = 0;

    TENON_TAG virtual IConvolutionLayer* addConvolutionNd(ITensor& input, int64_t nbOutputMaps,
        const Dims64& kernelSize, Weights kernelWeights, Weights biasWeights) noexcept = 0;

    TENON_TAG virtual IPoolingLayer* addPoolingNd(ITensor& input, PoolingType type,
        const Dims64& windowSize) noexcept = 0;

    TENON_TAG virtual IDeconvolutionLayer* addDeconvolutionNd(ITensor& input, int64_t nbOutputMaps,
        const Dims64& kernelSize, Weights kernelWeights, Weights biasWeights) noexcept = 0;

    TENON_TAG virtual IScaleLayer* addScaleNd(ITensor& input, ScaleMode mode, Weights shift, Weights scale,
        Weights power, int32_t channelAxis) noexcept = 0;

    TENON_TAG virtual IResizeLayer* addResize(ITensor& input) noexcept = 0;

    TENON_TAG virtual ILoop* addLoop() noexcept = 0;

    TENON_TAG virtual ISelectLayer* addSelect(ITensor& condition, ITensor& thenInput, ITensor& elseInput) noexcept = 0;

    TENON_TAG virtual IFillLayer* addFill(const Dims64& dimensions, FillOperation op) noexcept = 0;

    TENON_TAG virtual IPaddingLayer* addPaddingNd(ITensor& input, const Dims64& prePadding,
        const Dims64& postPadding) noexcept = 0;

    TENON_TAG virtual bool setWeightsName(Weights weights, const char* name) noexcept = 0;

    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* recorder) noexcept = 0;

    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    TENON_TAG virtual IDequantizeLayer* addDequantize(ITensor& input, ITensor& scale) noexcept = 0;

    TENON_TAG virtual IQuantizeLayer* addQuantize(ITensor& input, ITensor& scale) noexcept = 0;

    TENON_TAG virtual IGatherLayer* addGatherV2(ITensor& data, ITensor& indices, GatherMode mode) noexcept = 0;

    TENON_TAG virtual IIfConditional* addIfConditional() noexcept = 0;

    TENON_TAG virtual IScatterLayer* addScatter(ITensor& data, ITensor& indices, ITensor& updates,
        ScatterMode mode) noexcept = 0;

    TENON_TAG virtual IEinsumLayer* addEinsum(ITensor* const* inputs, int32_t nbInputs,
        const char* equation) noexcept = 0;

    TENON_TAG virtual IAssertionLayer* addAssertion(ITensor& condition, const char* message) noexcept = 0;

    TENON_TAG virtual IOneHotLayer* addOneHot(ITensor& indices, ITensor& values, ITensor& depth,
        int32_t axis) noexcept = 0;

    TENON_TAG virtual INonZeroLayer* addNonZero(ITensor& input) noexcept = 0;

    TENON_TAG virtual IGridSampleLayer* addGridSample(ITensor& input, ITensor& grid) noexcept = 0;

    TENON_TAG virtual INMSLayer* addNMS(ITensor& boxes, ITensor& scores, ITensor& maxOutputBoxesPerClass) noexcept = 0;

    TENON_TAG virtual IReverseSequenceLayer* addReverseSequence(ITensor& input, ITensor& sequenceLens) noexcept = 0;

    TENON_TAG virtual INormalizationLayer* addNormalization(ITensor& input, ITensor& scale, ITensor& bias,
        uint32_t axesMask) noexcept = 0;

    TENON_TAG virtual ICastLayer* addCast(ITensor& input, DataType toType) noexcept = 0;

    TENON_TAG virtual IBuilder& getBuilder() const noexcept = 0;

    TENON_TAG virtual NetworkDefinitionCreationFlags getFlags() const noexcept = 0;

    TENON_TAG virtual bool getFlag(NetworkDefinitionCreationFlag networkDefinitionCreationFlag) const noexcept = 0;

    TENON_TAG virtual IQuantizeLayer* addQuantizeV2(ITensor& input, ITensor& scale, DataType outputType) noexcept = 0;

    TENON_TAG virtual IDequantizeLayer* addDequantizeV2(ITensor& input, ITensor& scale,
        DataType outputType) noexcept = 0;

    TENON_TAG virtual IFillLayer* addFillV2(const Dims64& dimensions, FillOperation op,
        DataType outputType) noexcept = 0;

    TENON_TAG virtual bool markDebug(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual bool unmarkDebug(ITensor& tensor) noexcept = 0;

    TENON_TAG virtual bool isDebugTensor(const ITensor& tensor) const noexcept = 0;

    TENON_TAG virtual bool markWeightsRefittable(const char* name) noexcept = 0;

    TENON_TAG virtual bool unmarkWeightsRefittable(const char* name) noexcept = 0;

    TENON_TAG virtual bool areWeightsMarkedRefittable(const char* name) const noexcept = 0;

    TENON_TAG virtual ISqueezeLayer* addSqueeze(ITensor& input, ITensor& axes) noexcept = 0;

    TENON_TAG virtual IUnsqueezeLayer* addUnsqueeze(ITensor& input, ITensor& axes) noexcept = 0;

    TENON_TAG virtual IDynamicQuantizeLayer* addDynamicQuantize(ITensor& input, int32_t axis, int32_t blockSize,
        DataType toType, DataType scaleType) noexcept = 0;

    TENON_TAG virtual ICumulativeLayer* addCumulative(ITensor& input, ITensor& axis, CumulativeOperation operation,
        bool exclusive, bool reverse) noexcept = 0;

    TENON_TAG virtual bool markUnfusedTensorsAsDebugTensors() noexcept = 0;

    TENON_TAG virtual bool unmarkUnfusedTensorsAsDebugTensors() noexcept = 0;

    TENON_TAG virtual ITopKLayer* addTopKV2(ITensor& input, TopKOperation op, int32_t k, uint32_t reduceAxes,
        DataType indicesType) noexcept = 0;

    TENON_TAG virtual INonZeroLayer* addNonZeroV2(ITensor& input, DataType indicesType) noexcept = 0;

    TENON_TAG virtual INMSLayer* addNMSV2(ITensor& boxes, ITensor& scores, ITensor& maxOutputBoxesPerClass,
        DataType indicesType) noexcept = 0;

    TENON_TAG virtual IAttention* addAttention(ITensor& query, ITensor& key, ITensor& value,
        AttentionNormalizationOp normOp, bool isCausal) noexcept = 0;

    TENON_TAG virtual IRotaryEmbeddingLayer* addRotaryEmbedding(ITensor& input, ITensor& cosCache, ITensor& sinCache,
        bool interleaved, int32_t rotaryEmbeddingDim) noexcept = 0;

    TENON_TAG virtual IDynamicQuantizeLayer* addDynamicQuantizeV2(ITensor& input, const Dims64& blockShape,
        DataType toType, DataType scaleType) noexcept = 0;

    TENON_TAG virtual IKVCacheUpdateLayer* addKVCacheUpdate(ITensor& cache, ITensor& update, ITensor& writeIndices,
        KVCacheMode cacheMode) noexcept = 0;

    TENON_TAG virtual INormalizationLayer* addNormalizationV2(ITensor& input, ITensor& scale, ITensor& bias,
        uint32_t axesMask) noexcept = 0;

    TENON_TAG virtual IMoELayer* addMoE(ITensor& hiddenStates, ITensor& selectedExpertsForTokens,
        ITensor& scoresForSelectedExperts) noexcept = 0;

    TENON_TAG virtual IDistCollectiveLayer* addDistCollective(ITensor& input, CollectiveOperation distCollectiveOp,
        ReduceOperation reduceOp, int64_t root, int64_t* groups, int64_t groupSize) noexcept = 0;
};

class VAlgorithmIOInfo : public apiv::VRoot
{
public:
    TENON_TAG ~VAlgorithmIOInfo() noexcept override = default;

    TENON_TAG virtual DataType getDataType() const noexcept = 0;

    TENON_TAG virtual Dims64 getStrides() const noexcept = 0;

    TENON_TAG virtual int64_t getVectorizedDim() const noexcept = 0;

    TENON_TAG virtual int64_t getComponentsPerElement() const noexcept = 0;
};

class VAlgorithmVariant : public apiv::VRoot
{
public:
    TENON_TAG ~VAlgorithmVariant() noexcept override = default;

    TENON_TAG virtual int64_t getImplementation() const noexcept = 0;

    TENON_TAG virtual int64_t getTactic() const noexcept = 0;
};

class VAlgorithmContext : public apiv::VRoot
{
public:
    TENON_TAG ~VAlgorithmContext() noexcept override = default;

    TENON_TAG virtual const char* getName() const noexcept = 0;

    TENON_TAG virtual Dims64 getDimensions(int32_t index, OptProfileSelector select) const noexcept = 0;

    TENON_TAG virtual int32_t getNbInputs() const noexcept = 0;

    TENON_TAG virtual int32_t getNbOutputs() const noexcept = 0;
};

class VAlgorithm : public apiv::VRoot
{
public:
    TENON_TAG ~VAlgorithm() noexcept override = default;

    TENON_TAG virtual const IAlgorithmVariant& getAlgorithmVariant() const noexcept = 0;

    TENON_TAG virtual float getTimingMSec() const noexcept = 0;

    TENON_TAG virtual std::size_t getWorkspaceSize() const noexcept = 0;

    TENON_TAG virtual const IAlgorithmIOInfo* getAlgorithmIOInfoByIndex(int32_t index) const noexcept = 0;
};

class VTimingCache : public apiv::VRoot
{
public:
    TENON_TAG ~VTimingCache() noexcept override = default;

    TENON_TAG virtual IHostMemory* serialize() const noexcept = 0;

    TENON_TAG virtual bool combine(const ITimingCache& inputCache, bool ignoreMismatch) noexcept = 0;

    TENON_TAG virtual bool reset() noexcept = 0;

    TENON_TAG virtual int64_t queryKeys(TimingCacheKey* keyBuffer, int64_t capacity) const noexcept = 0;

    TENON_TAG virtual TimingCacheValue query(const TimingCacheKey& key) const noexcept = 0;

    TENON_TAG virtual bool update(const TimingCacheKey& key, const TimingCacheValue& value) noexcept = 0;
};

class VBuilderConfig : public apiv::VRoot
{
public:
    TENON_TAG ~VBuilderConfig() noexcept override = default;

    TENON_TAG virtual void setAvgTimingIterations(int32_t avgTiming) noexcept = 0;

    TENON_TAG virtual int32_t getAvgTimingIterations() const noexcept = 0;

    TENON_TAG virtual void setEngineCapability(EngineCapability capability) noexcept = 0;

    TENON_TAG virtual EngineCapability getEngineCapability() const noexcept = 0;

    TENON_TAG virtual void setInt8Calibrator(IInt8Calibrator* calibrator) noexcept = 0;

    TENON_TAG virtual IInt8Calibrator* getInt8Calibrator() const noexcept = 0;

    TENON_TAG virtual void setFlags(BuilderFlags builderFlags) noexcept = 0;

    TENON_TAG virtual BuilderFlags getFlags() const noexcept = 0;

    TENON_TAG virtual void clearFlag(BuilderFlag builderFlag) noexcept = 0;

    TENON_TAG virtual void setFlag(BuilderFlag builderFlag) noexcept = 0;

    TENON_TAG virtual bool getFlag(BuilderFlag builderFlag) const noexcept = 0;

    TENON_TAG virtual void setDeviceType(const ILayer* layer, DeviceType deviceType) noexcept = 0;

    TENON_TAG virtual DeviceType getDeviceType(const ILayer* layer) const noexcept = 0;

    TENON_TAG virtual bool isDeviceTypeSet(const ILayer* layer) const noexcept = 0;

    TENON_TAG virtual void resetDeviceType(const ILayer* layer) noexcept = 0;

    TENON_TAG virtual bool canRunOnDLA(const ILayer* layer) const noexcept = 0;

    TENON_TAG virtual void setDLACore(int32_t dlaCore) noexcept = 0;

    TENON_TAG virtual int32_t getDLACore() const noexcept = 0;

    TENON_TAG virtual void setDefaultDeviceType(DeviceType deviceType) noexcept = 0;

    TENON_TAG virtual DeviceType getDefaultDeviceType() const noexcept = 0;

    TENON_TAG virtual void reset() noexcept = 0;

    TENON_TAG virtual void setProfileStream(const cudaStream_t stream) noexcept = 0;

    TENON_TAG virtual cudaStream_t getProfileStream() const noexcept = 0;

    TENON_TAG virtual int32_t addOptimizationProfile(const IOptimizationProfile* profile) noexcept = 0;

    TENON_TAG virtual int32_t getNbOptimizationProfiles() const noexcept = 0;

    TENON_TAG virtual void setProfilingVerbosity(ProfilingVerbosity verbosity) noexcept = 0;

    TENON_TAG virtual ProfilingVerbosity getProfilingVerbosity() const noexcept = 0;

    TENON_TAG virtual void setAlgorithmSelector(IAlgorithmSelector* selector) noexcept = 0;

    TENON_TAG virtual IAlgorithmSelector* getAlgorithmSelector() const noexcept = 0;

    TENON_TAG virtual bool setCalibrationProfile(const IOptimizationProfile* profile) noexcept = 0;

    TENON_TAG virtual const IOptimizationProfile* getCalibrationProfile() noexcept = 0;

    TENON_TAG virtual void setQuantizationFlags(QuantizationFlags flags) noexcept = 0;

    TENON_TAG virtual QuantizationFlags getQuantizationFlags() const noexcept = 0;

    TENON_TAG virtual void clearQuantizationFlag(QuantizationFlag flag) noexcept = 0;

    TENON_TAG virtual void setQuantizationFlag(QuantizationFlag flag) noexcept = 0;

    TENON_TAG virtual bool getQuantizationFlag(QuantizationFlag flag) const noexcept = 0;

    TENON_TAG virtual bool setTacticSources(TacticSources tacticSources) noexcept = 0;

    TENON_TAG virtual TacticSources getTacticSources() const noexcept = 0;

    TENON_TAG virtual ITimingCache* createTimingCache(const void* blob, std::size_t size) const noexcept = 0;

    TENON_TAG virtual bool setTimingCache(const ITimingCache& cache, bool ignoreMismatch) noexcept = 0;

    TENON_TAG virtual const ITimingCache* getTimingCache() const noexcept = 0;

    TENON_TAG virtual void setMemoryPoolLimit(MemoryPoolType pool, std::size_t poolSize) noexcept = 0;

    TENON_TAG virtual std::size_t getMemoryPoolLimit(MemoryPoolType pool) const noexcept = 0;

    TENON_TAG virtual void setPreviewFeature(PreviewFeature feature, bool enable) noexcept = 0;

    TENON_TAG virtual bool getPreviewFeature(PreviewFeature feature) const noexcept = 0;

    TENON_TAG virtual void setBuilderOptimizationLevel(int32_t level) noexcept = 0;

    TENON_TAG virtual int32_t getBuilderOptimizationLevel() const noexcept = 0;

    TENON_TAG virtual void setHardwareCompatibilityLevel(HardwareCompatibilityLevel hardwareCompatibilityLevel) noexcept = 0;

    TENON_TAG virtual HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept = 0;

    TENON_TAG virtual void setPluginsToSerialize(const char* const* paths, int32_t nbPaths) noexcept = 0;

    TENON_TAG virtual const char* getPluginToSerialize(int32_t index) const noexcept = 0;

    TENON_TAG virtual int32_t getNbPluginsToSerialize() const noexcept = 0;

    TENON_TAG virtual void setMaxAuxStreams(int32_t nbStreams) noexcept = 0;

    TENON_TAG virtual int32_t getMaxAuxStreams() const noexcept = 0;

    TENON_TAG virtual void setProgressMonitor(IProgressMonitor* monitor) noexcept = 0;

    TENON_TAG virtual IProgressMonitor* getProgressMonitor() const noexcept = 0;

    TENON_TAG virtual void setRuntimePlatform(RuntimePlatform runtimePlatform) noexcept = 0;

    TENON_TAG virtual RuntimePlatform getRuntimePlatform() const noexcept = 0;

    TENON_TAG virtual void setMaxNbTactics(int32_t maxTactics) noexcept = 0;

    TENON_TAG virtual int32_t getMaxNbTactics() const noexcept = 0;

    TENON_TAG virtual bool setTilingOptimizationLevel(TilingOptimizationLevel level) noexcept = 0;

    TENON_TAG virtual TilingOptimizationLevel getTilingOptimizationLevel() const noexcept = 0;

    TENON_TAG virtual bool setL2LimitForTiling(int64_t size) noexcept = 0;

    TENON_TAG virtual int64_t getL2LimitForTiling() const noexcept = 0;

    TENON_TAG virtual bool setRemoteAutoTuningConfig(const char* config) noexcept = 0;

    TENON_TAG virtual const char* getRemoteAutoTuningConfig() const noexcept = 0;
};

class VSerializationConfig : public apiv::VRoot
{
public:
    TENON_TAG ~VSerializationConfig() noexcept override = default;

    TENON_TAG virtual bool setFlags(SerializationFlags serializationFlags) noexcept = 0;

    TENON_TAG virtual SerializationFlags getFlags() const noexcept = 0;

    TENON_TAG virtual bool clearFlag(SerializationFlag serializationFlag) noexcept = 0;

    TENON_TAG virtual bool setFlag(SerializationFlag serializationFlag) noexcept = 0;

    TENON_TAG virtual bool getFlag(SerializationFlag serializationFlag) const noexcept = 0;
};

class VBuilder : public apiv::VRoot
{
public:
    TENON_TAG ~VBuilder() noexcept override = default;

    TENON_TAG virtual bool platformHasFastFp16() const noexcept = 0;

    TENON_TAG virtual bool platformHasFastInt8() const noexcept = 0;

    TENON_TAG virtual int32_t getMaxDLABatchSize() const noexcept = 0;

    TENON_TAG virtual int32_t getNbDLACores() const noexcept = 0;

    TENON_TAG virtual void setGpuAllocator(IGpuAllocator* allocator) noexcept = 0;

    TENON_TAG virtual IBuilderConfig* createBuilderConfig() noexcept = 0;

    TENON_TAG virtual INetworkDefinition* createNetworkV2(NetworkDefinitionCreationFlags flags) noexcept = 0;

    TENON_TAG virtual IOptimizationProfile* createOptimizationProfile() noexcept = 0;

    TENON_TAG virtual void setErrorRecorder(IErrorRecorder* recorder) noexcept = 0;

    TENON_TAG virtual IErrorRecorder* getErrorRecorder() const noexcept = 0;

    TENON_TAG virtual void reset() noexcept = 0;

    TENON_TAG virtual bool platformHasTf32() const noexcept = 0;

    TENON_TAG virtual IHostMemory* buildSerializedNetwork(INetworkDefinition& network,
        IBuilderConfig& config) noexcept = 0;

    TENON_TAG virtual bool isNetworkSupported(const INetworkDefinition& network,
        const IBuilderConfig& config) const noexcept = 0;

    TENON_TAG virtual ILogger* getLogger() const noexcept = 0;

    TENON_TAG virtual bool setMaxThreads(int32_t maxThreads) noexcept = 0;

    TENON_TAG virtual int32_t getMaxThreads() const noexcept = 0;

    TENON_TAG virtual IPluginRegistry& getPluginRegistry() noexcept = 0;

    TENON_TAG virtual ICudaEngine* buildEngineWithConfig(INetworkDefinition& network,
        IBuilderConfig& config) noexcept = 0;

    TENON_TAG virtual bool buildSerializedNetworkToStream(INetworkDefinition& network, IBuilderConfig& config,
        IStreamWriter& writer) noexcept = 0;

    TENON_TAG virtual IHostMemory* buildSerializedNetworkWithKernelText(INetworkDefinition& network,
        IBuilderConfig& config, IHostMemory*& kernelText) noexcept = 0;
};

class VRuntimeConfig : public apiv::VRoot
{
public:
    TENON_TAG ~VRuntimeConfig() noexcept override = default;

    TENON_TAG virtual IRuntimeConfig* getPImpl() noexcept = 0;

    TENON_TAG virtual void setExecutionContextAllocationStrategy(ExecutionContextAllocationStrategy strategy) noexcept = 0;

    TENON_TAG virtual ExecutionContextAllocationStrategy getExecutionContextAllocationStrategy() const noexcept = 0;
};

class VDistCollectiveLayer : public apiv::VRoot
{
public:
    TENON_TAG ~VDistCollectiveLayer() noexcept override = default;
};
} // namespace apiv
} // namespace nvinfer1

#endif // NV_INFER_IMPL_H
