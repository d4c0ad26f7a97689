"""What sources of releases 7 and 8 use and 10.16 lacks, written as additions to the public headers.

METHODS: class -> [(levels, declaration, body)]; `levels` is 8 for "at levels 7 and 8", 7 for "at level 7 only". A body of None
forwards to the second table (legacy_tables.py). ENUMERATORS: enum -> [(levels, name, value)]; a value that is a name is a
pure rename. All other values are unused by 10.16: from bit 24 up in flag enums, from 1000 up in others.
"""

DESTROY = [(8, "void destroy() noexcept", "delete this;")]


def hw(name, nd=None):
    """Setter and getter with DimsHW over the pair with Dims."""
    nd = nd or name + "Nd"
    argument = name[0].lower() + name[1:]
    return [(8, f"void set{name}(DimsHW {argument}) noexcept", f"set{nd}({argument});"),
            (8, f"DimsHW get{name}() const noexcept", f"return impl::firstTwo(get{nd}());")]


def builder_flag(setter, getter, flag):
    """A switch that level 7 has on the builder and later levels on the configuration."""
    return [(7, f"void {setter}(bool mode) noexcept", f"setDefaultFlag(BuilderFlag::{flag}, mode);"),
            (7, f"bool {getter}() const noexcept", f"return defaultConfig().getFlag(BuilderFlag::{flag});")]


def formula(kind, layer, default):
    """Setter and getter of the formula for the output sizes of one kind of layer."""
    return [(7, f"void set{kind}OutputDimensionsFormula(IOutputDimensionsFormula* formula) noexcept",
             f"legacy()->setOutputDimensionsFormula(LayerType::{layer}, formula);"),
            (7, f"IOutputDimensionsFormula& get{kind}OutputDimensionsFormula() const noexcept",
             f"apiv::legacy::VOutputDimensionsFormula* const own = legacy()->getOutputDimensionsFormula(LayerType::{layer});\n"
             f"        return own == nullptr ? impl::{default}() : static_cast<IOutputDimensionsFormula&>(*own);")]


METHODS = {
    "IHostMemory": DESTROY,
    "IRuntime": DESTROY + [
        (8, "ICudaEngine* deserializeCudaEngine(const void* blob, std::size_t size, IPluginFactory* pluginFactory) noexcept",
         "return pluginFactory == nullptr ? mImpl->deserializeCudaEngine(blob, size)\n"
         "                                        : legacy()->deserializeCudaEngine(blob, size, pluginFactory);"),
    ],
    "IRefitter": DESTROY,
    "ICudaEngine": DESTROY + [(8, m, None) for m in (
        "int32_t getNbBindings() const noexcept",
        "int32_t getBindingIndex(const char* name) const noexcept",
        "const char* getBindingName(int32_t bindingIndex) const noexcept",
        "bool bindingIsInput(int32_t bindingIndex) const noexcept",
        "Dims getBindingDimensions(int32_t bindingIndex) const noexcept",
        "DataType getBindingDataType(int32_t bindingIndex) const noexcept",
        "int32_t getMaxBatchSize() const noexcept",
        "TensorLocation getLocation(int32_t bindingIndex) const noexcept",
        "int32_t getBindingBytesPerComponent(int32_t bindingIndex) const noexcept",
        "int32_t getBindingComponentsPerElement(int32_t bindingIndex) const noexcept",
        "TensorFormat getBindingFormat(int32_t bindingIndex) const noexcept",
        "const char* getBindingFormatDesc(int32_t bindingIndex) const noexcept",
        "int32_t getBindingVectorizedDim(int32_t bindingIndex) const noexcept",
        "Dims getProfileDimensions(int32_t bindingIndex, int32_t profileIndex, OptProfileSelector select) const noexcept",
        "const int32_t* getProfileShapeValues(int32_t profileIndex, int32_t inputIndex, OptProfileSelector select) const "
        "noexcept",
        "bool isShapeBinding(int32_t bindingIndex) const noexcept",
        "bool isExecutionBinding(int32_t bindingIndex) const noexcept",
    )] + [(7, "std::size_t getWorkspaceSize() const noexcept", None)],
    "IExecutionContext": DESTROY + [(8, m, None) for m in (
        "bool execute(int32_t batchSize, void* const* bindings) noexcept",
        "bool enqueue(int32_t batchSize, void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept",
        "bool enqueueV2(void* const* bindings, cudaStream_t stream, cudaEvent_t* inputConsumed) noexcept",
        "Dims getStrides(int32_t bindingIndex) const noexcept",
        "bool setOptimizationProfile(int32_t profileIndex) noexcept",
        "bool setBindingDimensions(int32_t bindingIndex, Dims dimensions) noexcept",
        "Dims getBindingDimensions(int32_t bindingIndex) const noexcept",
        "bool setInputShapeBinding(int32_t bindingIndex, const int32_t* data) noexcept",
        "bool getShapeBinding(int32_t bindingIndex, int32_t* data) const noexcept",
    )],
    "ITensor": [
        (7, "float getDynamicRange() const noexcept",
         "float const low = -mImpl->getDynamicRangeMin();\n        float const high = mImpl->getDynamicRangeMax();\n"
         "        return !mImpl->dynamicRangeIsSet() ? -1.0F : low > high ? low : high;"),
    ],
    "IConvolutionLayer": hw("KernelSize") + hw("Stride") + hw("Padding") + hw("Dilation"),
    "IPoolingLayer": hw("WindowSize") + hw("Stride") + hw("Padding"),
    "IDeconvolutionLayer": hw("KernelSize") + hw("Stride") + hw("Padding"),
    "IPaddingLayer": hw("PrePadding") + hw("PostPadding"),
    "IResizeLayer": [
        (8, "void setAlignCorners(bool alignCorners) noexcept",
         "setCoordinateTransformation(alignCorners ? ResizeCoordinateTransformation::kALIGN_CORNERS\n"
         "                                                 : ResizeCoordinateTransformation::kASYMMETRIC);"),
        (8, "bool getAlignCorners() const noexcept",
         "return getCoordinateTransformation() == ResizeCoordinateTransformation::kALIGN_CORNERS;"),
    ],
    "IMatrixMultiplyLayer": [
        (7, "void setTranspose(int32_t index, bool val) noexcept",
         "setOperation(index, val ? MatrixOperation::kTRANSPOSE : MatrixOperation::kNONE);"),
        (7, "bool getTranspose(int32_t index) const noexcept",
         "return getOperation(index) == MatrixOperation::kTRANSPOSE;"),
    ],
    "INetworkDefinition": DESTROY + [
        (8, "IConvolutionLayer* addConvolution(ITensor& input, int32_t nbOutputMaps, DimsHW kernelSize, Weights kernelWeights, "
            "Weights biasWeights) noexcept",
         "return addConvolutionNd(input, nbOutputMaps, kernelSize, kernelWeights, biasWeights);"),
        (8, "IPoolingLayer* addPooling(ITensor& input, PoolingType type, DimsHW windowSize) noexcept",
         "return addPoolingNd(input, type, windowSize);"),
        (8, "IDeconvolutionLayer* addDeconvolution(ITensor& input, int32_t nbOutputMaps, DimsHW kernelSize, "
            "Weights kernelWeights, Weights biasWeights) noexcept",
         "return addDeconvolutionNd(input, nbOutputMaps, kernelSize, kernelWeights, biasWeights);"),
        (8, "IPaddingLayer* addPadding(ITensor& input, DimsHW prePadding, DimsHW postPadding) noexcept",
         "return addPaddingNd(input, prePadding, postPadding);"),
        (8, "IFullyConnectedLayer* addFullyConnected(ITensor& input, int32_t nbOutputs, Weights kernelWeights, "
            "Weights biasWeights) noexcept", None),
        (8, "IRNNv2Layer* addRNNv2(ITensor& input, int32_t layerCount, int32_t hiddenSize, int32_t maxSeqLen, RNNOperation op) "
            "noexcept", None),
        (8, "bool hasExplicitPrecision() const noexcept", "return false;"),
        (7, "IRNNLayer* addRNN(ITensor& inputs, int32_t layerCount, std::size_t hiddenSize, int32_t maxSeqLen, RNNOperation op, "
            "RNNInputMode mode, RNNDirection dir, Weights weights, Weights bias) noexcept", None),
        (7, "IPluginLayer* addPlugin(ITensor* const* inputs, int32_t nbInputs, IPlugin& plugin) noexcept", None),
        (7, "IPluginLayer* addPluginExt(ITensor* const* inputs, int32_t nbInputs, IPluginExt& plugin) noexcept", None),
    ] + formula("Pooling", "kPOOLING", "windowFormula")
      + formula("Convolution", "kCONVOLUTION", "windowFormula")
      + formula("Deconvolution", "kDECONVOLUTION", "deconvolutionFormula") + [
        (7, "IMatrixMultiplyLayer* addMatrixMultiply(ITensor& input0, bool transpose0, ITensor& input1, bool transpose1) "
            "noexcept",
         "return addMatrixMultiply(input0, transpose0 ? MatrixOperation::kTRANSPOSE : MatrixOperation::kNONE, input1,\n"
         "            transpose1 ? MatrixOperation::kTRANSPOSE : MatrixOperation::kNONE);"),
    ],
    "IAlgorithmIOInfo": [(8, "TensorFormat getTensorFormat() const noexcept", None)],
    "IAlgorithm": [
        (8, "const IAlgorithmIOInfo& getAlgorithmIOInfo(int32_t index) const noexcept",
         "return *getAlgorithmIOInfoByIndex(index);"),
    ],
    "IBuilderConfig": DESTROY + [
        (8, "void setMinTimingIterations(int32_t minTiming) noexcept", None),
        (8, "int32_t getMinTimingIterations() const noexcept", None),
        (8, "void setMaxWorkspaceSize(std::size_t workspaceSize) noexcept",
         "setMemoryPoolLimit(MemoryPoolType::kWORKSPACE, workspaceSize);"),
        (8, "std::size_t getMaxWorkspaceSize() const noexcept", "return getMemoryPoolLimit(MemoryPoolType::kWORKSPACE);"),
    ],
    "IBuilder": DESTROY + [
        (8, "void setMaxBatchSize(int32_t batchSize) noexcept", None),
        (8, "int32_t getMaxBatchSize() const noexcept", None),
        (7, "INetworkDefinition* createNetwork() noexcept", "return createNetworkV2(0U);"),
        (7, "ICudaEngine* buildCudaEngine(INetworkDefinition& network) noexcept",
         "return mImpl->buildEngineWithConfig(network, defaultConfig());"),
        (7, "void setMaxWorkspaceSize(std::size_t workspaceSize) noexcept",
         "defaultConfig().setMaxWorkspaceSize(workspaceSize);"),
        (7, "std::size_t getMaxWorkspaceSize() const noexcept", "return defaultConfig().getMaxWorkspaceSize();"),
    ] + builder_flag("setHalf2Mode", "getHalf2Mode", "kFP16")
      + builder_flag("setFp16Mode", "getFp16Mode", "kFP16")
      + builder_flag("setInt8Mode", "getInt8Mode", "kINT8")
      + builder_flag("setDebugSync", "getDebugSync", "kDEBUG")
      + builder_flag("setStrictTypeConstraints", "getStrictTypeConstraints", "kSTRICT_TYPES")
      + builder_flag("setRefittable", "getRefittable", "kREFIT") + [
        (7, "void allowGPUFallback(bool setFallBackMode) noexcept",
         "setDefaultFlag(BuilderFlag::kGPU_FALLBACK, setFallBackMode);"),
        (7, "void setMinFindIterations(int32_t minFind) noexcept", "defaultConfig().setMinTimingIterations(minFind);"),
        (7, "int32_t getMinFindIterations() const noexcept", "return defaultConfig().getMinTimingIterations();"),
        (7, "void setAverageFindIterations(int32_t avgFind) noexcept", "defaultConfig().setAvgTimingIterations(avgFind);"),
        (7, "int32_t getAverageFindIterations() const noexcept", "return defaultConfig().getAvgTimingIterations();"),
        (7, "void setInt8Calibrator(IInt8Calibrator* calibrator) noexcept", "defaultConfig().setInt8Calibrator(calibrator);"),
        (7, "void setDeviceType(ILayer* layer, DeviceType deviceType) noexcept",
         "defaultConfig().setDeviceType(layer, deviceType);"),
        (7, "DeviceType getDeviceType(const ILayer* layer) const noexcept", "return defaultConfig().getDeviceType(layer);"),
        (7, "bool isDeviceTypeSet(const ILayer* layer) const noexcept", "return defaultConfig().isDeviceTypeSet(layer);"),
        (7, "void resetDeviceType(ILayer* layer) noexcept", "defaultConfig().resetDeviceType(layer);"),
        (7, "bool canRunOnDLA(const ILayer* layer) const noexcept", "return defaultConfig().canRunOnDLA(layer);"),
        (7, "void setDefaultDeviceType(DeviceType deviceType) noexcept", "defaultConfig().setDefaultDeviceType(deviceType);"),
        (7, "DeviceType getDefaultDeviceType() const noexcept", "return defaultConfig().getDefaultDeviceType();"),
        (7, "void setDLACore(int32_t dlaCore) noexcept", "defaultConfig().setDLACore(dlaCore);"),
        (7, "int32_t getDLACore() const noexcept", "return defaultConfig().getDLACore();"),
        (7, "void setEngineCapability(EngineCapability capability) noexcept",
         "defaultConfig().setEngineCapability(capability);"),
        (7, "EngineCapability getEngineCapability() const noexcept", "return defaultConfig().getEngineCapability();"),
        (7, "void reset(INetworkDefinition& /*network*/) noexcept", "mImpl->reset();"),
    ],
    "IParser": DESTROY + [
        (7, "int32_t getRefitMap(const char** /*weightNames*/, const char** /*layerNames*/, nvinfer1::WeightsRole* /*roles*/) "
            "noexcept",
         'tenonReportUnsupported("IParser::getRefitMap", "name the weights, and use IRefitter::setNamedWeights");\n'
         "        return 0;"),
    ],
    "IOnnxConfig": DESTROY,
}

# Private additions that the bodies above use.
PRIVATE = {
    "IBuilder": [
        (7, "IBuilderConfig& defaultConfig() const noexcept", "return *legacy()->getDefaultConfig();"),
        (7, "void setDefaultFlag(BuilderFlag flag, bool mode) noexcept",
         "mode ? defaultConfig().setFlag(flag) : defaultConfig().clearFlag(flag);"),
    ],
}

# Methods of 10.16 that do something else at levels 7 and 8: their bodies there.
OLD_BODIES = {
    "IBuilder::createNetworkV2": "return legacy()->createNetworkV2(flags, TENON_API_LEVEL);",
}

ENUMERATORS = {
    "EngineCapability": [(8, "kDEFAULT", "kSTANDARD"), (8, "kSAFE_GPU", "kSAFETY"), (8, "kSAFE_DLA", "kDLA_STANDALONE")],
    "ProfilingVerbosity": [(8, "kDEFAULT", "kLAYER_NAMES_ONLY"), (8, "kVERBOSE", "kDETAILED")],
    "SampleMode": [(8, "kDEFAULT", "kSTRICT_BOUNDS")],
    "TensorFormat": [(7, "kNCHW", "kLINEAR"), (7, "kNC2HW2", "kCHW2"), (7, "kNHWC8", "kHWC8")],
    "LayerType": [(8, "kFULLY_CONNECTED", 1000), (8, "kRNN_V2", 1001), (7, "kRNN", 1002)],
    "PaddingMode": [(8, "kCAFFE_ROUND_DOWN", 1000), (8, "kCAFFE_ROUND_UP", 1001)],
    "BuilderFlag": [(8, "kSTRICT_TYPES", 30), (8, "kENABLE_TACTIC_HEURISTIC", 31)],
    "PreviewFeature": [(8, "kFASTER_DYNAMIC_SHAPES_0805", 1000), (8, "kDISABLE_EXTERNAL_TACTIC_SOURCES_FOR_CORE_0805", 1001)],
    "NetworkDefinitionCreationFlag": [(8, "kEXPLICIT_PRECISION", 24)],
}

# Text before the classes of a header, at levels 7 and 8.
HEADS = {
    "NvInfer.h": """\
namespace nvinfer1
{
//! The operations of a recurrent layer.
enum class RNNOperation : int32_t
{
    kRELU = 0,
    kTANH = 1,
    kLSTM = 2,
    kGRU = 3,
};

//! The directions of a recurrent layer.
enum class RNNDirection : int32_t
{
    kUNIDIRECTION = 0,
    kBIDIRECTION = 1,
};

//! How a recurrent layer takes its input.
enum class RNNInputMode : int32_t
{
    kLINEAR = 0,
    kSKIP = 1,
};

//! The gates of a recurrent layer.
enum class RNNGateType : int32_t
{
    kINPUT = 0,
    kOUTPUT = 1,
    kFORGET = 2,
    kUPDATE = 3,
    kRESET = 4,
    kCELL = 5,
    kHIDDEN = 6,
};

class IRNNv2Layer;
#if TENON_API_LEVEL < 8
class IRNNLayer;
class IPluginLayer;

//! How a network computes the spatial sizes of a kind of layer. Users implement it to have sizes other than the usual ones.
class IOutputDimensionsFormula : public apiv::legacy::VOutputDimensionsFormula
{
public:
    //! Converts, and calls compute().
    TENON_TAG Dims64 computeAbi(Dims64 const& inputDims, Dims64 const& kernelSize, Dims64 const& stride, Dims64 const& padding,
        Dims64 const& dilation, const char* layerName) const final
    {
        return impl::toAbi(compute(impl::firstTwo(impl::fromAbi(inputDims)), impl::firstTwo(impl::fromAbi(kernelSize)),
            impl::firstTwo(impl::fromAbi(stride)), impl::firstTwo(impl::fromAbi(padding)),
            impl::firstTwo(impl::fromAbi(dilation)), layerName));
    }

    //! Height and width of the output of a layer. `padding` is that before the input; the padding after it follows from the
    //! sizes that this returns. Called whenever shapes are inferred; must give the same sizes for the same arguments.
    TENON_TAG virtual DimsHW compute(DimsHW inputDims, DimsHW kernelSize, DimsHW stride, DimsHW padding, DimsHW dilation,
        const char* layerName) const TENON_NOEXCEPT = 0;

    TENON_TAG virtual ~IOutputDimensionsFormula() = default;
};

namespace impl
{
//! The usual sizes, of convolutions and pooling, or of deconvolutions.
class UsualFormula final : public IOutputDimensionsFormula
{
public:
    TENON_TAG explicit UsualFormula(bool grows)
        : mGrows(grows)
    {
    }

    TENON_TAG DimsHW compute(DimsHW inputDims, DimsHW kernelSize, DimsHW stride, DimsHW padding, DimsHW dilation,
        const char* /*layerName*/) const override
    {
        DimsHW result;
        for (int32_t i = 0; i < 2; ++i)
        {
            int32_t const extent = dilation.d[i] * (kernelSize.d[i] - 1) + 1;
            result.d[i] = mGrows ? (inputDims.d[i] - 1) * stride.d[i] + extent - 2 * padding.d[i]
                                 : (inputDims.d[i] + 2 * padding.d[i] - extent) / stride.d[i] + 1;
        }
        return result;
    }

private:
    bool mGrows;
};

TENON_TAG inline IOutputDimensionsFormula& windowFormula()
{
    static UsualFormula formula(false);
    return formula;
}

TENON_TAG inline IOutputDimensionsFormula& deconvolutionFormula()
{
    static UsualFormula formula(true);
    return formula;
}
} // namespace impl
#endif
} // namespace nvinfer1
""",
}

# Text at the end of a header, at levels 7 and 8.
TAILS = {
    "NvInferRuntime.h": """\
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
""",
    "NvInferLegacyDims.h": """\
namespace nvinfer1
{
#if TENON_API_LEVEL < 8
TENON_OPEN_LEVEL
//! Channels, height, width.
class DimsCHW : public Dims3
{
public:
    TENON_TAG DimsCHW()
        : Dims3()
    {
    }

    TENON_TAG DimsCHW(int32_t channels, int32_t height, int32_t width)
        : Dims3(channels, height, width)
    {
        type[0] = DimensionType::kCHANNEL;
    }

    TENON_TAG int32_t& c()
    {
        return d[0];
    }

    TENON_TAG int32_t c() const
    {
        return d[0];
    }

    TENON_TAG int32_t& h()
    {
        return d[1];
    }

    TENON_TAG int32_t h() const
    {
        return d[1];
    }

    TENON_TAG int32_t& w()
    {
        return d[2];
    }

    TENON_TAG int32_t w() const
    {
        return d[2];
    }
};

//! Batch, channels, height, width.
class DimsNCHW : public Dims4
{
public:
    TENON_TAG DimsNCHW()
        : Dims4()
    {
    }

    TENON_TAG DimsNCHW(int32_t batchSize, int32_t channels, int32_t height, int32_t width)
        : Dims4(batchSize, channels, height, width)
    {
        type[0] = DimensionType::kINDEX;
        type[1] = DimensionType::kCHANNEL;
    }

    TENON_TAG int32_t& n()
    {
        return d[0];
    }

    TENON_TAG int32_t n() const
    {
        return d[0];
    }

    TENON_TAG int32_t& c()
    {
        return d[1];
    }

    TENON_TAG int32_t c() const
    {
        return d[1];
    }

    TENON_TAG int32_t& h()
    {
        return d[2];
    }

    TENON_TAG int32_t h() const
    {
        return d[2];
    }

    TENON_TAG int32_t& w()
    {
        return d[3];
    }

    TENON_TAG int32_t w() const
    {
        return d[3];
    }
};
TENON_CLOSE_LEVEL
#endif

namespace impl
{
//! The first two dims, as height and width.
TENON_TAG inline DimsHW firstTwo(Dims const& dims) noexcept
{
    return dims.nbDims < 2 ? DimsHW{} : DimsHW{dims.d[0], dims.d[1]};
}
} // namespace impl
} // namespace nvinfer1
""",
    "NvInferRuntimeCommon.h": """\
// Sources of releases 7 and 8 find loggers, allocators and plugin registration here.
#ifndef NV_INFER_IMPL_H
#include "NvInferRuntime.h"
#endif
""",
    "NvInfer.h": """\
namespace nvinfer1
{
using ResizeMode = InterpolationMode;
using SliceMode = SampleMode;
} // namespace nvinfer1

#include "impl/NvInferLegacyLayers.h"

namespace nvinfer1
{
//! A recurrent layer. Declared; no object of it is ever made: INetworkDefinition::addRNNv2 refuses. Use a loop.
class IRNNv2Layer : public ILayer
{
public:
    TENON_TAG virtual int32_t getLayerCount() const noexcept = 0;
    TENON_TAG virtual int32_t getHiddenSize() const noexcept = 0;
    TENON_TAG virtual int32_t getMaxSeqLength() const noexcept = 0;
    TENON_TAG virtual int32_t getDataLength() const noexcept = 0;
    TENON_TAG virtual void setSequenceLengths(ITensor& seqLengths) noexcept = 0;
    TENON_TAG virtual ITensor* getSequenceLengths() const noexcept = 0;
    TENON_TAG virtual void setOperation(RNNOperation op) noexcept = 0;
    TENON_TAG virtual RNNOperation getOperation() const noexcept = 0;
    TENON_TAG virtual void setInputMode(RNNInputMode op) noexcept = 0;
    TENON_TAG virtual RNNInputMode getInputMode() const noexcept = 0;
    TENON_TAG virtual void setDirection(RNNDirection op) noexcept = 0;
    TENON_TAG virtual RNNDirection getDirection() const noexcept = 0;
    TENON_TAG virtual void setWeightsForGate(int32_t layerIndex, RNNGateType gate, bool isW, Weights weights) noexcept = 0;
    TENON_TAG virtual Weights getWeightsForGate(int32_t layerIndex, RNNGateType gate, bool isW) const noexcept = 0;
    TENON_TAG virtual void setBiasForGate(int32_t layerIndex, RNNGateType gate, bool isW, Weights bias) noexcept = 0;
    TENON_TAG virtual Weights getBiasForGate(int32_t layerIndex, RNNGateType gate, bool isW) const noexcept = 0;
    TENON_TAG virtual void setHiddenState(ITensor& hidden) noexcept = 0;
    TENON_TAG virtual ITensor* getHiddenState() const noexcept = 0;
    TENON_TAG virtual void setCellState(ITensor& cell) noexcept = 0;
    TENON_TAG virtual ITensor* getCellState() const noexcept = 0;
};

#if TENON_API_LEVEL < 8
//! A recurrent layer. Declared; no object of it is ever made: INetworkDefinition::addRNN refuses. Use a loop.
class IRNNLayer : public ILayer
{
public:
    TENON_TAG virtual uint32_t getLayerCount() const = 0;
    TENON_TAG virtual std::size_t getHiddenSize() const = 0;
    TENON_TAG virtual int32_t getSeqLength() const = 0;
    TENON_TAG virtual void setOperation(RNNOperation op) = 0;
    TENON_TAG virtual RNNOperation getOperation() const = 0;
    TENON_TAG virtual void setInputMode(RNNInputMode op) = 0;
    TENON_TAG virtual RNNInputMode getInputMode() const = 0;
    TENON_TAG virtual void setDirection(RNNDirection op) = 0;
    TENON_TAG virtual RNNDirection getDirection() const = 0;
    TENON_TAG virtual void setWeights(Weights weights) = 0;
    TENON_TAG virtual Weights getWeights() const = 0;
    TENON_TAG virtual void setBias(Weights bias) = 0;
    TENON_TAG virtual Weights getBias() const = 0;
    TENON_TAG virtual int32_t getDataLength() const = 0;
    TENON_TAG virtual void setHiddenState(ITensor& hidden) = 0;
    TENON_TAG virtual ITensor* getHiddenState() const = 0;
    TENON_TAG virtual void setCellState(ITensor& cell) = 0;
    TENON_TAG virtual ITensor* getCellState() const = 0;
};

//! A layer with a plugin of the first interface. Declared; no object of it is ever made: INetworkDefinition::addPlugin refuses.
class IPluginLayer : public ILayer
{
public:
    TENON_TAG virtual IPlugin& getPlugin() = 0;
};
#endif
} // namespace nvinfer1
""",
    "NvInferPluginUtils.h": """\
namespace nvinfer1
{
namespace plugin
{
//! Four numbers.
typedef struct Quadruple
{
    int32_t data[4];
} Quadruple;
} // namespace plugin

#if TENON_API_LEVEL < 8
//! Plugins of the standard library that level 7 names by number.
enum class PluginType : int32_t
{
    kFASTERRCNN = 0,
    kNORMALIZE = 1,
    kPERMUTE = 2,
    kPRIORBOX = 3,
    kSSDDETECTIONOUTPUT = 4,
    kCONCAT = 5,
    kPRELU = 6,
    kYOLOREORG = 7,
    kYOLOREGION = 8,
    kANCHORGENERATOR = 9,
};
#endif
} // namespace nvinfer1
""",
}

# Virtual functions of interfaces that users implement, where levels 7 and 8 differ: (class, method) -> text that stands for
# the declaration at these levels. The slot stays 10.16's.
USER_SLOTS = {
    ("IGpuAllocator", "deallocate"): """\
    //! Calls free(), which is what sources of releases 7 and 8 implement.
    TENON_TAG virtual bool deallocate(void* const memory) TENON_NOEXCEPT
    {
        this->free(memory);
        return true;
    }
""",
    ("IOutputAllocator", "notifyShape"): """\
    //! Converts, and calls notifyShape() with this level's dims.
    TENON_TAG virtual void notifyShapeAbi(const char* tensorName, const Dims64& dims) noexcept final
    {
        notifyShape(tensorName, impl::fromAbi(dims));
    }
""",
}

# What stands behind the last slot of 10.16 at levels 7 and 8. The library never calls these.
USER_TAILS = {
    "IGpuAllocator": """\
    //! Frees memory that allocate() or reallocate() gave. May be called with nullptr.
    TENON_TAG virtual void free(void* const memory) TENON_NOEXCEPT = 0;
""",
    "IOutputAllocator": """\
    //! The version of this interface in releases before 10.
    TENON_TAG virtual int32_t getInterfaceVersion() const TENON_NOEXCEPT
    {
        return 1;
    }

    //! Tells the actual shape of an output, in the course of the inference, before its data is complete.
    TENON_TAG virtual void notifyShape(const char* tensorName, const Dims& dims) TENON_NOEXCEPT = 0;
""",
    "IPluginCreator": """\
    //! The release that the creator was compiled for.
    TENON_TAG virtual int32_t getTensorRTVersion() const TENON_NOEXCEPT
    {
        return NV_TENSORRT_VERSION;
    }
""",
    "IInt8Calibrator": """\
    TENON_TAG InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IInt8Calibrator", 1, 0};
    }
""",
}
