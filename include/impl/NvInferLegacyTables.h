// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_LEGACY_TABLES_H
#define NV_INFER_LEGACY_TABLES_H

//! \file
//! What releases 7 and 8 had and 10.16 lacks: one more table beside those of NvInferImpl.h for each class
//! concerned. Dims are 64-bit here at every API level.

#include "../NvInferImpl.h"

namespace nvinfer1
{
class IFullyConnectedLayer;
class IRNNLayer;
class IRNNv2Layer;
class IPluginLayer;
class IPlugin;
class IPluginExt;
class IPluginFactory;
enum class EngineCapability : int32_t;
enum class ProfilingVerbosity : int32_t;
enum class SampleMode : int32_t;
enum class TensorFormat : int32_t;
enum class LayerType : int32_t;
enum class PaddingMode : int32_t;
enum class BuilderFlag : int32_t;
enum class PreviewFeature : int32_t;
enum class NetworkDefinitionCreationFlag : int32_t;
enum class RNNOperation : int32_t;
enum class RNNInputMode : int32_t;
enum class RNNDirection : int32_t;

namespace apiv
{
namespace legacy
{
//! Names a second table.
enum class TableKind : int32_t
{
    kBUILDER = 0,
    kBUILDER_CONFIG = 1,
    kNETWORK_DEFINITION = 2,
    kCUDA_ENGINE = 3,
    kEXECUTION_CONTEXT = 4,
    kALGORITHM_IO_INFO = 5,
    kRUNTIME = 6,
};

// Enumerators of levels 7 and 8 that 10.16 lacks, as a library compiled at level 10 sees them.
constexpr LayerType kLAYER_TYPE_FULLY_CONNECTED = static_cast<LayerType>(1000);
constexpr LayerType kLAYER_TYPE_RNN_V2 = static_cast<LayerType>(1001);
constexpr LayerType kLAYER_TYPE_RNN = static_cast<LayerType>(1002);
constexpr PaddingMode kPADDING_MODE_CAFFE_ROUND_DOWN = static_cast<PaddingMode>(1000);
constexpr PaddingMode kPADDING_MODE_CAFFE_ROUND_UP = static_cast<PaddingMode>(1001);
constexpr BuilderFlag kBUILDER_FLAG_STRICT_TYPES = static_cast<BuilderFlag>(30);
constexpr BuilderFlag kBUILDER_FLAG_ENABLE_TACTIC_HEURISTIC = static_cast<BuilderFlag>(31);
constexpr PreviewFeature kPREVIEW_FEATURE_FASTER_DYNAMIC_SHAPES_0805 = static_cast<PreviewFeature>(1000);
constexpr PreviewFeature kPREVIEW_FEATURE_DISABLE_EXTERNAL_TACTIC_SOURCES_FOR_CORE_0805 = static_cast<PreviewFeature>(1001);
constexpr NetworkDefinitionCreationFlag kNETWORK_DEFINITION_CREATION_FLAG_EXPLICIT_PRECISION = static_cast<NetworkDefinitionCreationFlag>(24);

//! What users implement as IOutputDimensionsFormula at level 7. May throw.
class VOutputDimensionsFormula
{
public:
    //! Spatial sizes of an output, 2 of them, from as many sizes each of the input, the kernel, and so on.
    virtual Dims64 computeAbi(const Dims64& inputDims, const Dims64& kernelSize, const Dims64& stride, const Dims64& padding,
        const Dims64& dilation, const char* layerName) const = 0;

protected:
    ~VOutputDimensionsFormula() = default;
};

//! Of IBuilder.
class VBuilder
{
public:
    //! Flags 0 make an implicit-batch network: this table is for levels 7 and 8 (`apiLevel`).
    virtual INetworkDefinition* createNetworkV2(NetworkDefinitionCreationFlags flags, int32_t apiLevel) noexcept = 0;
    virtual void setMaxBatchSize(int32_t batchSize) noexcept = 0;
    virtual int32_t getMaxBatchSize() const noexcept = 0;
    //! The configuration that level 7 sets through the builder itself, and that buildCudaEngine uses. Owned by the
    //! builder, the same at every call.
    virtual IBuilderConfig* getDefaultConfig() noexcept = 0;

protected:
    ~VBuilder() = default;
};

//! Of IBuilderConfig.
class VBuilderConfig
{
public:
    virtual void setMinTimingIterations(int32_t minTiming) noexcept = 0;
    virtual int32_t getMinTimingIterations() const noexcept = 0;

protected:
    ~VBuilderConfig() = default;
};

//! Of INetworkDefinition.
class VNetworkDefinition
{
public:
    virtual IFullyConnectedLayer* addFullyConnected(ITensor& input, int32_t nbOutputs, Weights kernelWeights,
        Weights biasWeights) noexcept = 0;
    virtual IRNNv2Layer* addRNNv2(ITensor& input, int32_t layerCount, int32_t hiddenSize, int32_t maxSeqLen,
        RNNOperation op) noexcept = 0;
    virtual IRNNLayer* addRNN(ITensor& inputs, int32_t layerCount, std::size_t hiddenSize, int32_t maxSeqLen,
        RNNOperation op, RNNInputMode mode, RNNDirection dir, Weights weights, Weights bias) noexcept = 0;
    virtual IPluginLayer* addPlugin(ITensor* const* inputs, int32_t nbInputs, IPlugin& plugin) noexcept = 0;
    virtual IPluginLayer* addPluginExt(ITensor* const* inputs, int32_t nbInputs, IPluginExt& plugin) noexcept = 0;
    //! For kPOOLING, kCONVOLUTION or kDECONVOLUTION; nullptr restores the usual sizes. The formula is the caller's,
    //! and must live as long as the network.
    virtual void setOutputDimensionsFormula(LayerType layer, VOutputDimensionsFormula* formula) noexcept = 0;
    //! nullptr where none was set.
    virtual VOutputDimensionsFormula* getOutputDimensionsFormula(LayerType layer) const noexcept = 0;

protected:
    ~VNetworkDefinition() = default;
};

//! Of ICudaEngine.
class VCudaEngine
{
public:
    virtual int32_t getNbBindings() const noexcept = 0;
    virtual int32_t getBindingIndex(const char* name) const noexcept = 0;
    virtual const char* getBindingName(int32_t bindingIndex) const noexcept = 0;
    virtual bool bindingIsInput(int32_t bindingIndex) const noexcept = 0;
    virtual Dims64 getBindingDimensions(int32_t bindingIndex) const noexcept = 0;
    virtual DataType getBindingDataType(int32_t bindingIndex) const noexcept = 0;
    virtual int32_t getMaxBatchSize() const noexcept = 0;
    virtual TensorLocation getLocation(int32_t bindingIndex) const noexcept = 0;
    virtual int32_t getBindingBytesPerComponent(int32_t bindingIndex) const noexcept = 0;
    virtual int32_t getBindingComponentsPerElement(int32_t bindingIndex) const noexcept = 0;
    virtual TensorFormat getBindingFormat(int32_t bindingIndex) const noexcept = 0;
    virtual const char* getBindingFormatDesc(int32_t bindingIndex) const noexcept = 0;
    virtual int32_t getBindingVectorizedDim(int32_t bindingIndex) const noexcept = 0;
    virtual Dims64 getProfileDimensions(int32_t bindingIndex, int32_t profileIndex,
        OptProfileSelector select) const noexcept = 0;
    virtual const int32_t* getProfileShapeValues(int32_t profileIndex, int32_t inputIndex,
        OptProfileSelector select) const noexcept = 0;
    virtual bool isShapeBinding(int32_t bindingIndex) const noexcept = 0;
    virtual bool isExecutionBinding(int32_t bindingIndex) const noexcept = 0;
    virtual std::size_t getWorkspaceSize() const noexcept = 0;

protected:
    ~VCudaEngine() = default;
};

//! Of IExecutionContext.
class VExecutionContext
{
public:
    virtual bool execute(int32_t batchSize, void* const* bindings) noexcept = 0;
    virtual bool enqueue(int32_t batchSize, void* const* bindings, cudaStream_t stream,
        cudaEvent_t* inputConsumed) noexcept = 0;
    virtual bool enqueueV2(void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept = 0;
    virtual Dims64 getStrides(int32_t bindingIndex) const noexcept = 0;
    virtual bool setOptimizationProfile(int32_t profileIndex) noexcept = 0;
    virtual bool setBindingDimensions(int32_t bindingIndex, const Dims64& dimensions) noexcept = 0;
    virtual Dims64 getBindingDimensions(int32_t bindingIndex) const noexcept = 0;
    virtual bool setInputShapeBinding(int32_t bindingIndex, const int32_t* data) noexcept = 0;
    virtual bool getShapeBinding(int32_t bindingIndex, int32_t* data) const noexcept = 0;

protected:
    ~VExecutionContext() = default;
};

//! Of IAlgorithmIOInfo.
class VAlgorithmIOInfo
{
public:
    virtual TensorFormat getTensorFormat() const noexcept = 0;

protected:
    ~VAlgorithmIOInfo() = default;
};

//! Of IRuntime.
class VRuntime
{
public:
    virtual ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size,
        IPluginFactory* pluginFactory) noexcept = 0;

protected:
    ~VRuntime() = default;
};

//! The table behind IFullyConnectedLayer.
class VFullyConnectedLayer : public VRoot
{
public:
    ~VFullyConnectedLayer() noexcept override = default;
    virtual void setNbOutputChannels(int32_t nbOutputs) noexcept = 0;
    virtual int32_t getNbOutputChannels() const noexcept = 0;
    virtual void setKernelWeights(Weights weights) noexcept = 0;
    virtual Weights getKernelWeights() const noexcept = 0;
    virtual void setBiasWeights(Weights weights) noexcept = 0;
    virtual Weights getBiasWeights() const noexcept = 0;
};

} // namespace legacy
} // namespace apiv
} // namespace nvinfer1

//! The second table of kind `kind` (a TableKind) of an object. `object` points to the table of 10.16 behind the
//! object's class, say nvinfer1::apiv::VBuilder for kBUILDER; the result, to nvinfer1::apiv::legacy::VBuilder.
//! Never null for an object of this library and a kind that goes with its class. Owned by the object.
extern "C" TENSORRTAPI void* tenonLegacyTable(void* object, int32_t kind) noexcept;

//! Reports that `what` is not supported, and what to do instead, to the logger that getLogger() gives.
extern "C" TENSORRTAPI void tenonReportUnsupported(const char* what, const char* instead) noexcept;

#endif // NV_INFER_LEGACY_TABLES_H
