// Written by scripts/api/generate.py from tests/conformance/facts and scripts/api/docs. Do not edit.
//
// Copyright the Tenon authors. SPDX-License-Identifier: Apache-2.0
// clang-format off
#ifndef NV_INFER_H
#define NV_INFER_H

//! \file
//! The builder side: networks, layers, builder configuration, and all of NvInferRuntime.h.

#include "NvInferLegacyDims.h"
#include "NvInferRuntime.h"

namespace nvinfer1
{
class IActivationLayer;
class IAlgorithm;
class IAlgorithmContext;
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
class ICumulativeLayer;
class IDeconvolutionLayer;
class IDequantizeLayer;
class IDistCollectiveLayer;
class IDynamicQuantizeLayer;
class IEinsumLayer;
class IElementWiseLayer;
class IFillLayer;
class IGatherLayer;
class IGridSampleLayer;
class IIdentityLayer;
class IIfConditional;
class IIfConditionalInputLayer;
class IIfConditionalOutputLayer;
class IInt8Calibrator;
class IIteratorLayer;
class IKVCacheUpdateLayer;
class ILRNLayer;
class ILayer;
class ILoop;
class ILoopOutputLayer;
class IMatrixMultiplyLayer;
class IMoELayer;
class INMSLayer;
class INetworkDefinition;
class INonZeroLayer;
class INormalizationLayer;
class IOneHotLayer;
class IPaddingLayer;
class IParametricReLULayer;
class IPluginV2Layer;
class IPluginV3Layer;
class IPoolingLayer;
class IQuantizeLayer;
class IRaggedSoftMaxLayer;
class IRecurrenceLayer;
class IReduceLayer;
class IResizeLayer;
class IReverseSequenceLayer;
class IRotaryEmbeddingLayer;
class IScaleLayer;
class IScatterLayer;
class ISelectLayer;
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

TENON_OPEN_V_1_0
class IAlgorithmSelector;
class IInt8EntropyCalibrator;
class IInt8EntropyCalibrator2;
class IInt8LegacyCalibrator;
class IInt8MinMaxCalibrator;
class IProgressMonitor;
struct TimingCacheKey;
struct TimingCacheValue;
TENON_CLOSE_V_1_0

enum class ActivationType : int32_t;
enum class AttentionNormalizationOp : int32_t;
enum class BoundingBoxFormat : int32_t;
enum class BuilderFlag : int32_t;
enum class CalibrationAlgoType : int32_t;
enum class CollectiveOperation : int32_t;
enum class CumulativeOperation : int32_t;
enum class ElementWiseOperation : int32_t;
enum class FillOperation : int32_t;
enum class GatherMode : int32_t;
enum class HardwareCompatibilityLevel : int32_t;
enum class InterpolationMode : int32_t;
enum class KVCacheMode : int32_t;
enum class LayerType : int32_t;
enum class LoopOutput : int32_t;
enum class MatrixOperation : int32_t;
enum class MemoryPoolType : int32_t;
enum class MoEActType : int32_t;
enum class NetworkDefinitionCreationFlag : int32_t;
enum class PaddingMode : int32_t;
enum class PoolingType : int32_t;
enum class PreviewFeature : int32_t;
enum class QuantizationFlag : int32_t;
enum class ReduceOperation : int32_t;
enum class ResizeCoordinateTransformation : int32_t;
enum class ResizeRoundMode : int32_t;
enum class ResizeSelector : int32_t;
enum class RuntimePlatform : int32_t;
enum class SampleMode : int32_t;
enum class ScaleMode : int32_t;
enum class ScatterMode : int32_t;
enum class TilingOptimizationLevel : int32_t;
enum class TopKOperation : int32_t;
enum class TripLimit : int32_t;
enum class UnaryOperation : int32_t;
TENON_ALIAS_V_1_0(IAlgorithmSelector)
TENON_ALIAS_V_1_0(IErrorRecorder)
TENON_ALIAS_V_1_0(IGpuAllocator)
TENON_ALIAS_V_1_0(IInt8EntropyCalibrator)
TENON_ALIAS_V_1_0(IInt8EntropyCalibrator2)
TENON_ALIAS_V_1_0(IInt8LegacyCalibrator)
TENON_ALIAS_V_1_0(IInt8MinMaxCalibrator)
TENON_ALIAS_V_1_0(IPluginV3)
TENON_ALIAS_V_1_0(IProgressMonitor)
TENON_ALIAS_V_1_0(IStreamWriter)
TENON_ALIAS_V_1_0(TimingCacheKey)
TENON_ALIAS_V_1_0(TimingCacheValue)

namespace safe
{
class IPluginRegistry;
} // namespace safe

//! Bits by TensorFormat: 1 << format.
using TensorFormats = uint32_t;
//! Bits by BuilderFlag.
using BuilderFlags = uint32_t;
//! Bits by NetworkDefinitionCreationFlag.
using NetworkDefinitionCreationFlags = uint32_t;
//! Bits by QuantizationFlag.
using QuantizationFlags = uint32_t;

//! Which class a layer is of.
enum class LayerType : int32_t
{
    kCONVOLUTION = 0,
    kCAST = 1,
    kACTIVATION = 2,
    kPOOLING = 3,
    kLRN = 4,
    kSCALE = 5,
    kSOFTMAX = 6,
    kDECONVOLUTION = 7,
    kCONCATENATION = 8,
    kELEMENTWISE = 9,
    kPLUGIN = 10,
    kUNARY = 11,
    kPADDING = 12,
    kSHUFFLE = 13,
    kREDUCE = 14,
    kTOPK = 15,
    kGATHER = 16,
    kMATRIX_MULTIPLY = 17,
    kRAGGED_SOFTMAX = 18,
    kCONSTANT = 19,
    kIDENTITY = 20,
    kPLUGIN_V2 = 21,
    kSLICE = 22,
    kSHAPE = 23,
    kPARAMETRIC_RELU = 24,
    kRESIZE = 25,
    kTRIP_LIMIT = 26,
    kRECURRENCE = 27,
    kITERATOR = 28,
    kLOOP_OUTPUT = 29,
    kSELECT = 30,
    kFILL = 31,
    kQUANTIZE = 32,
    kDEQUANTIZE = 33,
    kCONDITION = 34,
    kCONDITIONAL_INPUT = 35,
    kCONDITIONAL_OUTPUT = 36,
    kSCATTER = 37,
    kEINSUM = 38,
    kASSERTION = 39,
    kONE_HOT = 40,
    kNON_ZERO = 41,
    kGRID_SAMPLE = 42,
    kNMS = 43,
    kREVERSE_SEQUENCE = 44,
    kNORMALIZATION = 45,
    kPLUGIN_V3 = 46,
    kSQUEEZE = 47,
    kUNSQUEEZE = 48,
    kCUMULATIVE = 49,
    kDYNAMIC_QUANTIZE = 50,
    kATTENTION_INPUT = 51,
    kATTENTION_OUTPUT = 52,
    kROTARY_EMBEDDING = 53,
    kKVCACHE_UPDATE = 54,
    kMOE = 55,
    kDIST_COLLECTIVE = 56,
#if TENON_API_LEVEL < 10
    kFULLY_CONNECTED = 1000,
    kRNN_V2 = 1001,
#endif
#if TENON_API_LEVEL < 8
    kRNN = 1002,
#endif
};

namespace impl
{
template <>
struct EnumMaxImpl<LayerType>
{
    static constexpr int32_t kVALUE = 57;
};
} // namespace impl

//! Functions of one element x. α and β are set on the layer.
enum class ActivationType : int32_t
{
    //! max(x, 0).
    kRELU = 0,
    //! 1 / (1 + e⁻ˣ).
    kSIGMOID = 1,
    //! tanh x.
    kTANH = 2,
    //! x for x ≥ 0, else αx.
    kLEAKY_RELU = 3,
    //! x for x ≥ 0, else α(eˣ − 1).
    kELU = 4,
    //! βx for x > 0, else β(αeˣ − α).
    kSELU = 5,
    //! x / (1 + |x|).
    kSOFTSIGN = 6,
    //! α log(e^(βx) + 1).
    kSOFTPLUS = 7,
    //! max(α, min(β, x)).
    kCLIP = 8,
    //! max(0, min(1, αx + β)).
    kHARD_SIGMOID = 9,
    //! α tanh(βx).
    kSCALED_TANH = 10,
    //! x for x > α, else 0.
    kTHRESHOLDED_RELU = 11,
    //! x / 2 × (1 + erf(x / √2)).
    kGELU_ERF = 12,
    //! x / 2 × (1 + tanh(√(2/π)(x + 0.044715 x³))).
    kGELU_TANH = 13,
};

namespace impl
{
template <>
struct EnumMaxImpl<ActivationType>
{
    static constexpr int32_t kVALUE = 14;
};
} // namespace impl

//! How a window's output extents follow from the padding.
enum class PaddingMode : int32_t
{
    //! The padding set; extents are rounded down.
    kEXPLICIT_ROUND_DOWN = 0,
    //! The padding set; extents are rounded up.
    kEXPLICIT_ROUND_UP = 1,
    //! Output extent is ⌈in / stride⌉; padding as needed, the odd element behind.
    kSAME_UPPER = 2,
    //! As kSAME_UPPER, the odd element before.
    kSAME_LOWER = 3,
#if TENON_API_LEVEL < 10
    kCAFFE_ROUND_DOWN = 1000,
    kCAFFE_ROUND_UP = 1001,
#endif
};

namespace impl
{
template <>
struct EnumMaxImpl<PaddingMode>
{
    static constexpr int32_t kVALUE = 4;
};
} // namespace impl

//! What is computed of a window.
enum class PoolingType : int32_t
{
    //! The largest element.
    kMAX = 0,
    //! The mean.
    kAVERAGE = 1,
    //! (1 − blend) × largest + blend × mean.
    kMAX_AVERAGE_BLEND = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<PoolingType>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

//! How many weights a scale layer has.
enum class ScaleMode : int32_t
{
    //! One for all elements.
    kUNIFORM = 0,
    //! One for each channel.
    kCHANNEL = 1,
    //! One for each element.
    kELEMENTWISE = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<ScaleMode>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

//! Functions of two elements.
enum class ElementWiseOperation : int32_t
{
    //! a + b.
    kSUM = 0,
    //! a × b.
    kPROD = 1,
    //! The larger one.
    kMAX = 2,
    //! The smaller one.
    kMIN = 3,
    //! a − b.
    kSUB = 4,
    //! a / b; towards zero for integers.
    kDIV = 5,
    //! a to the power of b.
    kPOW = 6,
    //! a / b, rounded down.
    kFLOOR_DIV = 7,
    //! Logical and, of kBOOL.
    kAND = 8,
    //! Logical or, of kBOOL.
    kOR = 9,
    //! Logical exclusive or, of kBOOL.
    kXOR = 10,
    //! a = b, as kBOOL.
    kEQUAL = 11,
    //! a > b, as kBOOL.
    kGREATER = 12,
    //! a < b, as kBOOL.
    kLESS = 13,
};

namespace impl
{
template <>
struct EnumMaxImpl<ElementWiseOperation>
{
    static constexpr int32_t kVALUE = 14;
};
} // namespace impl

enum class GatherMode : int32_t
{
    kDEFAULT = 0,
    kELEMENT = 1,
    kND = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<GatherMode>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

//! Functions of one element.
enum class UnaryOperation : int32_t
{
    kEXP = 0,
    kLOG = 1,
    kSQRT = 2,
    //! 1 / x.
    kRECIP = 3,
    kABS = 4,
    kNEG = 5,
    kSIN = 6,
    kCOS = 7,
    kTAN = 8,
    kSINH = 9,
    kCOSH = 10,
    kASIN = 11,
    kACOS = 12,
    kATAN = 13,
    kASINH = 14,
    kACOSH = 15,
    kATANH = 16,
    kCEIL = 17,
    kFLOOR = 18,
    kERF = 19,
    //! Logical not, of kBOOL.
    kNOT = 20,
    //! −1, 0 or 1.
    kSIGN = 21,
    //! To the nearest integer, halves to the even one.
    kROUND = 22,
    kISINF = 23,
    kISNAN = 24,
};

namespace impl
{
template <>
struct EnumMaxImpl<UnaryOperation>
{
    static constexpr int32_t kVALUE = 25;
};
} // namespace impl

//! What is computed.
enum class ReduceOperation : int32_t
{
    //! The sum.
    kSUM = 0,
    //! The product.
    kPROD = 1,
    //! The largest value.
    kMAX = 2,
    //! The smallest value.
    kMIN = 3,
    //! The mean.
    kAVG = 4,
    kNONE = 5,
};

namespace impl
{
template <>
struct EnumMaxImpl<ReduceOperation>
{
    static constexpr int32_t kVALUE = 6;
};
} // namespace impl

enum class CollectiveOperation : int32_t
{
    kALL_REDUCE = 0,
    kALL_GATHER = 1,
    kBROADCAST = 2,
    kREDUCE = 3,
    kREDUCE_SCATTER = 4,
};

namespace impl
{
template <>
struct EnumMaxImpl<CollectiveOperation>
{
    static constexpr int32_t kVALUE = 5;
};
} // namespace impl

//! What elements outside a tensor are.
enum class SampleMode : int32_t
{
    //! An error.
    kSTRICT_BOUNDS = 0,
    //! Those of the tensor repeated.
    kWRAP = 1,
    //! The nearest one inside.
    kCLAMP = 2,
    //! A given value, 0 by default.
    kFILL = 3,
    //! Those of the tensor mirrored.
    kREFLECT = 4,
#if TENON_API_LEVEL < 10
    kDEFAULT = kSTRICT_BOUNDS,
#endif
};

namespace impl
{
template <>
struct EnumMaxImpl<SampleMode>
{
    static constexpr int32_t kVALUE = 5;
};
} // namespace impl

enum class TopKOperation : int32_t
{
    kMAX = 0,
    kMIN = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<TopKOperation>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

//! What is done to an input of a matrix product.
enum class MatrixOperation : int32_t
{
    //! Nothing.
    kNONE = 0,
    //! The last two dimensions change places.
    kTRANSPOSE = 1,
    //! The last dimension is that of vectors: the tensor has one dimension less.
    kVECTOR = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<MatrixOperation>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

enum class InterpolationMode : int32_t
{
    kNEAREST = 0,
    kLINEAR = 1,
    kCUBIC = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<InterpolationMode>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

enum class ResizeCoordinateTransformation : int32_t
{
    kALIGN_CORNERS = 0,
    kASYMMETRIC = 1,
    kHALF_PIXEL = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<ResizeCoordinateTransformation>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

enum class ResizeSelector : int32_t
{
    kFORMULA = 0,
    kUPPER = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<ResizeSelector>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

enum class ResizeRoundMode : int32_t
{
    kHALF_UP = 0,
    kHALF_DOWN = 1,
    kFLOOR = 2,
    kCEIL = 3,
};

namespace impl
{
template <>
struct EnumMaxImpl<ResizeRoundMode>
{
    static constexpr int32_t kVALUE = 4;
};
} // namespace impl

enum class LoopOutput : int32_t
{
    kLAST_VALUE = 0,
    kCONCATENATE = 1,
    kREVERSE = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<LoopOutput>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

enum class TripLimit : int32_t
{
    kCOUNT = 0,
    kWHILE = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<TripLimit>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

enum class FillOperation : int32_t
{
    kLINSPACE = 0,
    kRANDOM_UNIFORM = 1,
    kRANDOM_NORMAL = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<FillOperation>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

enum class ScatterMode : int32_t
{
    kELEMENT = 0,
    kND = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<ScatterMode>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

enum class BoundingBoxFormat : int32_t
{
    kCORNER_PAIRS = 0,
    kCENTER_SIZES = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<BoundingBoxFormat>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

enum class CumulativeOperation : int32_t
{
    kSUM = 0,
};

namespace impl
{
template <>
struct EnumMaxImpl<CumulativeOperation>
{
    static constexpr int32_t kVALUE = 1;
};
} // namespace impl

enum class AttentionNormalizationOp : int32_t
{
    kNONE = 0,
    kSOFTMAX = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<AttentionNormalizationOp>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

enum class KVCacheMode : int32_t
{
    kLINEAR = 0,
};

namespace impl
{
template <>
struct EnumMaxImpl<KVCacheMode>
{
    static constexpr int32_t kVALUE = 1;
};
} // namespace impl

enum class MoEActType : int32_t
{
    kNONE = 0,
    kSILU = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<MoEActType>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

enum class CalibrationAlgoType : int32_t
{
    kLEGACY_CALIBRATION TRT_DEPRECATED_ENUM = 0,
    kENTROPY_CALIBRATION TRT_DEPRECATED_ENUM = 1,
    kENTROPY_CALIBRATION_2 TRT_DEPRECATED_ENUM = 2,
    kMINMAX_CALIBRATION TRT_DEPRECATED_ENUM = 3,
};

namespace impl
{
template <>
struct EnumMaxImpl<CalibrationAlgoType>
{
    static constexpr int32_t kVALUE = 4;
};
} // namespace impl

enum class QuantizationFlag : int32_t
{
    kCALIBRATE_BEFORE_FUSION TRT_DEPRECATED_ENUM = 0,
};

namespace impl
{
template <>
struct EnumMaxImpl<QuantizationFlag>
{
    static constexpr int32_t kVALUE = 1;
};
} // namespace impl

enum class RuntimePlatform : int32_t
{
    kSAME_AS_BUILD = 0,
    kWINDOWS_AMD64 = 1,
};

namespace impl
{
template <>
struct EnumMaxImpl<RuntimePlatform>
{
    static constexpr int32_t kVALUE = 2;
};
} // namespace impl

//! Switches of a build. As a flag: 1 << value.
enum class BuilderFlag : int32_t
{
    //! Layers may run in kHALF.
    kFP16 TRT_DEPRECATED_ENUM = 0,
    //! Layers may run in kINT8.
    kINT8 TRT_DEPRECATED_ENUM = 1,
    //! Wait and check after each layer.
    kDEBUG = 2,
    //! Layers that the device chosen cannot run go to another one.
    kGPU_FALLBACK = 3,
    //! The engine can get new weights later.
    kREFIT = 4,
    //! Time everything anew.
    kDISABLE_TIMING_CACHE = 5,
    //! 32-bit products may be computed in TF32. On by default.
    kTF32 = 6,
    //! Weights with zeros in the right places may be used as sparse ones.
    kSPARSE_WEIGHTS = 7,
    kSAFETY_SCOPE TRT_DEPRECATED_ENUM = 8,
    //! Types set on layers are kept; the build fails where that is impossible.
    kOBEY_PRECISION_CONSTRAINTS TRT_DEPRECATED_ENUM = 9,
    //! Types set on layers are kept where possible, with a warning where not.
    kPREFER_PRECISION_CONSTRAINTS TRT_DEPRECATED_ENUM = 10,
    //! No reformats at network inputs and outputs; the build fails where one would be needed.
    kDIRECT_IO TRT_DEPRECATED_ENUM = 11,
    //! The build fails when an algorithm selector leaves none.
    kREJECT_EMPTY_ALGORITHMS TRT_DEPRECATED_ENUM = 12,
    //! The engine can be loaded by later versions.
    kVERSION_COMPATIBLE = 13,
    kEXCLUDE_LEAN_RUNTIME = 14,
    //! Layers may run in kFP8.
    kFP8 TRT_DEPRECATED_ENUM = 15,
    kERROR_ON_TIMING_CACHE_MISS = 16,
    //! Layers may run in kBF16.
    kBF16 TRT_DEPRECATED_ENUM = 17,
    kDISABLE_COMPILATION_CACHE = 18,
    kSTRIP_PLAN = 19,
    kWEIGHTLESS TRT_DEPRECATED_ENUM = 19,
    kREFIT_IDENTICAL = 20,
    kWEIGHT_STREAMING = 21,
    kINT4 TRT_DEPRECATED_ENUM = 22,
    kREFIT_INDIVIDUAL = 23,
    kSTRICT_NANS = 24,
    kMONITOR_MEMORY = 25,
    kFP4 TRT_DEPRECATED_ENUM = 26,
    kEDITABLE_TIMING_CACHE = 27,
    kDISTRIBUTIVE_INDEPENDENCE = 28,
#if TENON_API_LEVEL < 10
    //! Of releases 7 and 8: types set on layers are kept where possible.
    kSTRICT_TYPES = 30,
    kENABLE_TACTIC_HEURISTIC = 31,
#endif
};

namespace impl
{
template <>
struct EnumMaxImpl<BuilderFlag>
{
    static constexpr int32_t kVALUE = 29;
};
} // namespace impl

//! Memory that a limit can be set for.
enum class MemoryPoolType : int32_t
{
    //! Scratch memory of one layer.
    kWORKSPACE = 0,
    kDLA_MANAGED_SRAM = 1,
    kDLA_LOCAL_DRAM = 2,
    kDLA_GLOBAL_DRAM = 3,
    //! Device memory while kernels are timed.
    kTACTIC_DRAM = 4,
    //! Shared memory of one kernel.
    kTACTIC_SHARED_MEMORY = 5,
};

namespace impl
{
template <>
struct EnumMaxImpl<MemoryPoolType>
{
    static constexpr int32_t kVALUE = 6;
};
} // namespace impl

enum class PreviewFeature : int32_t
{
    kPROFILE_SHARING_0806 TRT_DEPRECATED_ENUM = 0,
    kALIASED_PLUGIN_IO_10_03 = 1,
    kRUNTIME_ACTIVATION_RESIZE_10_10 = 2,
    kMULTIDEVICE_RUNTIME_10_16 = 3,
#if TENON_API_LEVEL < 10
    kFASTER_DYNAMIC_SHAPES_0805 = 1000,
    kDISABLE_EXTERNAL_TACTIC_SOURCES_FOR_CORE_0805 = 1001,
#endif
};

namespace impl
{
template <>
struct EnumMaxImpl<PreviewFeature>
{
    static constexpr int32_t kVALUE = 4;
};
} // namespace impl

enum class HardwareCompatibilityLevel : int32_t
{
    kNONE = 0,
    kAMPERE_PLUS = 1,
    kSAME_COMPUTE_CAPABILITY = 2,
};

namespace impl
{
template <>
struct EnumMaxImpl<HardwareCompatibilityLevel>
{
    static constexpr int32_t kVALUE = 3;
};
} // namespace impl

enum class TilingOptimizationLevel : int32_t
{
    kNONE = 0,
    kFAST = 1,
    kMODERATE = 2,
    kFULL = 3,
};

namespace impl
{
template <>
struct EnumMaxImpl<TilingOptimizationLevel>
{
    static constexpr int32_t kVALUE = 4;
};
} // namespace impl

//! What kind of network is made. As a flag: 1 << value.
enum class NetworkDefinitionCreationFlag : int32_t
{
    //! The batch is a dimension like others. Always so at API level 10.
    kEXPLICIT_BATCH TRT_DEPRECATED_ENUM = 0,
    //! The types of all tensors follow from the network alone; the flags that allow other types do nothing.
    kSTRONGLY_TYPED = 1,
    //! Python plugins that offer both are compiled when needed.
    kPREFER_JIT_PYTHON_PLUGINS = 2,
    //! Python plugins that offer both are compiled ahead of time.
    kPREFER_AOT_PYTHON_PLUGINS = 3,
#if TENON_API_LEVEL < 10
    kEXPLICIT_PRECISION = 24,
#endif
};

namespace impl
{
template <>
struct EnumMaxImpl<NetworkDefinitionCreationFlag>
{
    static constexpr int32_t kVALUE = 4;
};
} // namespace impl

//! An order of dimensions: output dimension i is input dimension order[i].
struct Permutation
{
    int32_t order[8];
};

TENON_OPEN_V_1_0
struct TimingCacheKey
{
    uint8_t data[16];
};

struct TimingCacheValue
{
    static constexpr uint64_t kINVALID_TACTIC_HASH = UINT64_MAX;

    uint64_t tacticHash;
    float timingMSec;
};
TENON_CLOSE_V_1_0
} // namespace nvinfer1

#if TENON_API_LEVEL < 10
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
#endif

namespace nvinfer1
{
//! A value in a network: made by a layer, or an input. Owned by the network.
class ITensor : public INoCopy
{
protected:
    TENON_TAG ~ITensor() noexcept override = default;

public:
    //! The name by which engines know inputs and outputs; copied. Must be unique among them when the engine is built.
    TENON_TAG void setName(const char* name) noexcept
    {
        mImpl->setName(name);
    }

    //! The name; "(Unnamed Layer* n) [kind]_output" by default for outputs of layers. Owned by the tensor.
    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    //! The shape of a network input; -1 for extents that vary. Ignored, with an error, for others.
    TENON_TAG void setDimensions(const Dims& dimensions) noexcept
    {
        mImpl->setDimensions(impl::toAbi(dimensions));
    }

    //! The shape: -1 for extents that are not known, -1 dimensions when the layer's inputs do not fit. Without the
    //! batch in implicit-batch networks.
    TENON_TAG Dims getDimensions() const noexcept
    {
        return impl::fromAbi(mImpl->getDimensions());
    }

    //! The type of a network input or output. Outputs are converted to it.
    TENON_TAG TRT_DEPRECATED void setType(DataType type) noexcept
    {
        mImpl->setType(type);
    }

    //! The type, as far as it is known before the engine is built.
    TENON_TAG DataType getType() const noexcept
    {
        return mImpl->getType();
    }

    //! The range of real values for 8-bit integers, symmetric: the larger magnitude counts. False unless both are
    //! finite.
    TENON_TAG TRT_DEPRECATED bool setDynamicRange(float min, float max) noexcept
    {
        return mImpl->setDynamicRange(min, max);
    }

    //! Whether it is an input of the network.
    TENON_TAG bool isNetworkInput() const noexcept
    {
        return mImpl->isNetworkInput();
    }

    //! Whether it was marked as an output.
    TENON_TAG bool isNetworkOutput() const noexcept
    {
        return mImpl->isNetworkOutput();
    }

    //! Implicit batch: one sample for the whole batch.
    TENON_TAG TRT_DEPRECATED void setBroadcastAcrossBatch(bool broadcastAcrossBatch) noexcept
    {
        mImpl->setBroadcastAcrossBatch(broadcastAcrossBatch);
    }

    //! Whether it is one sample for the whole batch.
    TENON_TAG TRT_DEPRECATED bool getBroadcastAcrossBatch() const noexcept
    {
        return mImpl->getBroadcastAcrossBatch();
    }

    //! Where the data has to be; follows from the use of the tensor.
    TENON_TAG TensorLocation getLocation() const noexcept
    {
        return mImpl->getLocation();
    }

    //! Where the data of an input has to be.
    TENON_TAG TRT_DEPRECATED void setLocation(TensorLocation location) noexcept
    {
        mImpl->setLocation(location);
    }

    //! Whether a range was set.
    TENON_TAG TRT_DEPRECATED bool dynamicRangeIsSet() const noexcept
    {
        return mImpl->dynamicRangeIsSet();
    }

    //! Forgets the range.
    TENON_TAG void resetDynamicRange() noexcept
    {
        mImpl->resetDynamicRange();
    }

    //! The lower end of the range, NaN if none was set.
    TENON_TAG float getDynamicRangeMin() const noexcept
    {
        return mImpl->getDynamicRangeMin();
    }

    //! The upper end of the range, NaN if none was set.
    TENON_TAG float getDynamicRangeMax() const noexcept
    {
        return mImpl->getDynamicRangeMax();
    }

    //! Formats that a network input or output may have: bits by TensorFormat. All by default, where reformats are
    //! allowed.
    TENON_TAG void setAllowedFormats(TensorFormats formats) noexcept
    {
        mImpl->setAllowedFormats(formats);
    }

    //! Formats that it may have.
    TENON_TAG TensorFormats getAllowedFormats() const noexcept
    {
        return mImpl->getAllowedFormats();
    }

    //! Whether shapes depend on its values.
    TENON_TAG bool isShapeTensor() const noexcept
    {
        return mImpl->isShapeTensor();
    }

    //! Whether its values are used by the inference itself, not for shapes alone.
    TENON_TAG bool isExecutionTensor() const noexcept
    {
        return mImpl->isExecutionTensor();
    }

    //! A name for a dimension of an input: dimensions of one name are equal at run time. Copied; null takes it away.
    TENON_TAG void setDimensionName(int32_t index, const char* name) noexcept
    {
        mImpl->setDimensionName(index, name);
    }

    //! The name of a dimension, or null.
    TENON_TAG const char* getDimensionName(int32_t index) const noexcept
    {
        return mImpl->getDimensionName(index);
    }

#if TENON_API_LEVEL < 10
#if TENON_API_LEVEL < 8
    //! The larger magnitude of the range's ends; −1 where none is set.
    TENON_TAG float getDynamicRange() const noexcept
    {
        float const low = -mImpl->getDynamicRangeMin();
        float const high = mImpl->getDynamicRangeMax();
        return !mImpl->dynamicRangeIsSet() ? -1.0F : low > high ? low : high;
    }
#endif
#endif

protected:
    apiv::VTensor* mImpl;
};

//! An operation of a network. Owned by the network. Setters that do not fit change nothing and report an error.
class ILayer : public INoCopy
{
protected:
    TENON_TAG ~ILayer() noexcept override = default;

public:
    //! Which class the layer is of.
    TENON_TAG LayerType getType() const noexcept
    {
        return mLayer->getType();
    }

    //! A name for messages and profiles; copied. Should be unique.
    TENON_TAG void setName(const char* name) noexcept
    {
        mLayer->setName(name);
    }

    //! The name; "(Unnamed Layer* n) [kind]" by default. Owned by the layer.
    TENON_TAG const char* getName() const noexcept
    {
        return mLayer->getName();
    }

    //! How many inputs it has.
    TENON_TAG int32_t getNbInputs() const noexcept
    {
        return mLayer->getNbInputs();
    }

    //! Input number `index`, or null.
    TENON_TAG ITensor* getInput(int32_t index) const noexcept
    {
        return mLayer->getInput(index);
    }

    //! How many outputs it has.
    TENON_TAG int32_t getNbOutputs() const noexcept
    {
        return mLayer->getNbOutputs();
    }

    //! Output number `index`, or null. Its shape is known at once where the inputs' are.
    TENON_TAG ITensor* getOutput(int32_t index) const noexcept
    {
        return mLayer->getOutput(index);
    }

    //! Another tensor for input number `index`. Some layers take parameters as further inputs; their classes say which.
    TENON_TAG void setInput(int32_t index, ITensor& tensor) noexcept
    {
        mLayer->setInput(index, tensor);
    }

    //! The type to compute in. A wish, or a demand with kOBEY_PRECISION_CONSTRAINTS; not for strongly typed networks.
    TENON_TAG TRT_DEPRECATED void setPrecision(DataType dataType) noexcept
    {
        mLayer->setPrecision(dataType);
    }

    //! The type to compute in.
    TENON_TAG DataType getPrecision() const noexcept
    {
        return mLayer->getPrecision();
    }

    //! Whether setPrecision() was called.
    TENON_TAG TRT_DEPRECATED bool precisionIsSet() const noexcept
    {
        return mLayer->precisionIsSet();
    }

    //! Takes back setPrecision().
    TENON_TAG TRT_DEPRECATED void resetPrecision() noexcept
    {
        mLayer->resetPrecision();
    }

    //! The type of output number `index`; as binding as setPrecision().
    TENON_TAG TRT_DEPRECATED void setOutputType(int32_t index, DataType dataType) noexcept
    {
        mLayer->setOutputType(index, dataType);
    }

    //! The type of output number `index`.
    TENON_TAG DataType getOutputType(int32_t index) const noexcept
    {
        return mLayer->getOutputType(index);
    }

    //! Whether setOutputType() was called.
    TENON_TAG TRT_DEPRECATED bool outputTypeIsSet(int32_t index) const noexcept
    {
        return mLayer->outputTypeIsSet(index);
    }

    //! Takes back setOutputType().
    TENON_TAG TRT_DEPRECATED void resetOutputType(int32_t index) noexcept
    {
        mLayer->resetOutputType(index);
    }

    //! A text that inspectors show; copied.
    TENON_TAG void setMetadata(const char* metadata) noexcept
    {
        mLayer->setMetadata(metadata);
    }

    //! The text last set, or "".
    TENON_TAG const char* getMetadata() const noexcept
    {
        return mLayer->getMetadata();
    }

    TENON_TAG bool setNbRanks(int32_t nbRanks) noexcept
    {
        return mLayer->setNbRanks(nbRanks);
    }

    TENON_TAG int32_t getNbRanks() const noexcept
    {
        return mLayer->getNbRanks();
    }

protected:
    apiv::VLayer* mLayer;
};

//! Convolution: input [N][C][spatial…], kernel [K][C / groups][kernel extents…], output [N][K][spatial…]. The kernel,
//! and the bias, may instead be inputs 1 and 2. Output extent with kEXPLICIT_ROUND_DOWN: ⌊(in + pre + post − ((k − 1) ×
//! dilation + 1)) / stride⌋ + 1.
class IConvolutionLayer : public ILayer
{
protected:
    TENON_TAG ~IConvolutionLayer() noexcept override = default;

public:
    //! How many channels come out, at least 1.
    TENON_TAG void setNbOutputMaps(impl::Extent nbOutputMaps) noexcept
    {
        mImpl->setNbOutputMaps(nbOutputMaps);
    }

    //! How many channels come out.
    TENON_TAG impl::Extent getNbOutputMaps() const noexcept
    {
        return impl::fromAbi(mImpl->getNbOutputMaps());
    }

    //! Into how many groups the channels fall that do not mix; divides both numbers of channels. 1 by default.
    TENON_TAG void setNbGroups(impl::Extent nbGroups) noexcept
    {
        mImpl->setNbGroups(nbGroups);
    }

    //! How many groups the channels fall into.
    TENON_TAG impl::Extent getNbGroups() const noexcept
    {
        return impl::fromAbi(mImpl->getNbGroups());
    }

    //! The kernel; not copied, see Weights.
    TENON_TAG void setKernelWeights(Weights weights) noexcept
    {
        mImpl->setKernelWeights(weights);
    }

    //! The kernel.
    TENON_TAG Weights getKernelWeights() const noexcept
    {
        return mImpl->getKernelWeights();
    }

    //! The bias, one number for each output channel, or none; not copied.
    TENON_TAG void setBiasWeights(Weights weights) noexcept
    {
        mImpl->setBiasWeights(weights);
    }

    //! The bias.
    TENON_TAG Weights getBiasWeights() const noexcept
    {
        return mImpl->getBiasWeights();
    }

    //! Elements added before each spatial dimension; 0 by default.
    TENON_TAG void setPrePadding(const Dims& padding) noexcept
    {
        mImpl->setPrePadding(impl::toAbi(padding));
    }

    //! Elements added before each spatial dimension.
    TENON_TAG Dims getPrePadding() const noexcept
    {
        return impl::fromAbi(mImpl->getPrePadding());
    }

    //! Elements added behind each spatial dimension; 0 by default.
    TENON_TAG void setPostPadding(const Dims& padding) noexcept
    {
        mImpl->setPostPadding(impl::toAbi(padding));
    }

    //! Elements added behind each spatial dimension.
    TENON_TAG Dims getPostPadding() const noexcept
    {
        return impl::fromAbi(mImpl->getPostPadding());
    }

    //! How the output's extents follow from the padding; kEXPLICIT_ROUND_DOWN by default.
    TENON_TAG void setPaddingMode(PaddingMode paddingMode) noexcept
    {
        mImpl->setPaddingMode(paddingMode);
    }

    //! How the output's extents follow from the padding.
    TENON_TAG PaddingMode getPaddingMode() const noexcept
    {
        return mImpl->getPaddingMode();
    }

    //! Extents of the kernel, 2 or 3 dimensions.
    TENON_TAG void setKernelSizeNd(const Dims& kernelSize) noexcept
    {
        mImpl->setKernelSizeNd(impl::toAbi(kernelSize));
    }

    //! Extents of the kernel.
    TENON_TAG Dims getKernelSizeNd() const noexcept
    {
        return impl::fromAbi(mImpl->getKernelSizeNd());
    }

    //! Steps between neighbouring outputs; 1 by default.
    TENON_TAG void setStrideNd(const Dims& stride) noexcept
    {
        mImpl->setStrideNd(impl::toAbi(stride));
    }

    //! Steps between neighbouring outputs.
    TENON_TAG Dims getStrideNd() const noexcept
    {
        return impl::fromAbi(mImpl->getStrideNd());
    }

    //! Elements added on both sides of each spatial dimension; sets setPrePadding() and setPostPadding().
    TENON_TAG void setPaddingNd(const Dims& padding) noexcept
    {
        mImpl->setPaddingNd(impl::toAbi(padding));
    }

    //! Elements added on both sides, if both are equal.
    TENON_TAG Dims getPaddingNd() const noexcept
    {
        return impl::fromAbi(mImpl->getPaddingNd());
    }

    //! Steps between neighbouring elements of the kernel; 1 by default.
    TENON_TAG void setDilationNd(const Dims& dilation) noexcept
    {
        mImpl->setDilationNd(impl::toAbi(dilation));
    }

    //! Steps between neighbouring elements of the kernel.
    TENON_TAG Dims getDilationNd() const noexcept
    {
        return impl::fromAbi(mImpl->getDilationNd());
    }

#if TENON_API_LEVEL < 10
    //! Height and width of the kernel.
    TENON_TAG void setKernelSize(DimsHW kernelSize) noexcept
    {
        setKernelSizeNd(kernelSize);
    }

    //! Height and width of the kernel.
    TENON_TAG DimsHW getKernelSize() const noexcept
    {
        return impl::firstTwo(getKernelSizeNd());
    }

    //! Vertical and horizontal steps between neighbouring outputs.
    TENON_TAG void setStride(DimsHW stride) noexcept
    {
        setStrideNd(stride);
    }

    //! Vertical and horizontal steps between neighbouring outputs.
    TENON_TAG DimsHW getStride() const noexcept
    {
        return impl::firstTwo(getStrideNd());
    }

    //! Rows and columns added on both sides.
    TENON_TAG void setPadding(DimsHW padding) noexcept
    {
        setPaddingNd(padding);
    }

    //! Rows and columns added on both sides.
    TENON_TAG DimsHW getPadding() const noexcept
    {
        return impl::firstTwo(getPaddingNd());
    }

    //! Vertical and horizontal steps between neighbouring elements of the kernel.
    TENON_TAG void setDilation(DimsHW dilation) noexcept
    {
        setDilationNd(dilation);
    }

    //! Vertical and horizontal steps between neighbouring elements of the kernel.
    TENON_TAG DimsHW getDilation() const noexcept
    {
        return impl::firstTwo(getDilationNd());
    }
#endif

    using ILayer::setInput;

protected:
    apiv::VConvolutionLayer* mImpl;
};

//! A function of each element.
class IActivationLayer : public ILayer
{
protected:
    TENON_TAG ~IActivationLayer() noexcept override = default;

public:
    //! Which function.
    TENON_TAG void setActivationType(ActivationType type) noexcept
    {
        mImpl->setActivationType(type);
    }

    //! Which function.
    TENON_TAG ActivationType getActivationType() const noexcept
    {
        return mImpl->getActivationType();
    }

    //! The first parameter; which one it is depends on the operation.
    TENON_TAG void setAlpha(float alpha) noexcept
    {
        mImpl->setAlpha(alpha);
    }

    //! The second parameter; which one it is depends on the operation.
    TENON_TAG void setBeta(float beta) noexcept
    {
        mImpl->setBeta(beta);
    }

    //! The first parameter.
    TENON_TAG float getAlpha() const noexcept
    {
        return mImpl->getAlpha();
    }

    //! The second parameter.
    TENON_TAG float getBeta() const noexcept
    {
        return mImpl->getBeta();
    }

protected:
    apiv::VActivationLayer* mImpl;
};

//! Largest or mean value of a window that moves over the spatial dimensions.
class IPoolingLayer : public ILayer
{
protected:
    TENON_TAG ~IPoolingLayer() noexcept override = default;

public:
    //! What is computed of a window.
    TENON_TAG void setPoolingType(PoolingType type) noexcept
    {
        mImpl->setPoolingType(type);
    }

    //! What is computed of a window.
    TENON_TAG PoolingType getPoolingType() const noexcept
    {
        return mImpl->getPoolingType();
    }

    //! For kMAX_AVERAGE_BLEND: the share of the mean.
    TENON_TAG void setBlendFactor(float blendFactor) noexcept
    {
        mImpl->setBlendFactor(blendFactor);
    }

    //! The share of the mean.
    TENON_TAG float getBlendFactor() const noexcept
    {
        return mImpl->getBlendFactor();
    }

    //! Whether the mean is over the elements that are not padding (the default), or over the whole window.
    TENON_TAG void setAverageCountExcludesPadding(bool exclusive) noexcept
    {
        mImpl->setAverageCountExcludesPadding(exclusive);
    }

    //! Whether padding does not count in the mean.
    TENON_TAG bool getAverageCountExcludesPadding() const noexcept
    {
        return mImpl->getAverageCountExcludesPadding();
    }

    //! Elements added before each spatial dimension; 0 by default.
    TENON_TAG void setPrePadding(const Dims& padding) noexcept
    {
        mImpl->setPrePadding(impl::toAbi(padding));
    }

    //! Elements added before each spatial dimension.
    TENON_TAG Dims getPrePadding() const noexcept
    {
        return impl::fromAbi(mImpl->getPrePadding());
    }

    //! Elements added behind each spatial dimension; 0 by default.
    TENON_TAG void setPostPadding(const Dims& padding) noexcept
    {
        mImpl->setPostPadding(impl::toAbi(padding));
    }

    //! Elements added behind each spatial dimension.
    TENON_TAG Dims getPostPadding() const noexcept
    {
        return impl::fromAbi(mImpl->getPostPadding());
    }

    //! How the output's extents follow from the padding; kEXPLICIT_ROUND_DOWN by default.
    TENON_TAG void setPaddingMode(PaddingMode paddingMode) noexcept
    {
        mImpl->setPaddingMode(paddingMode);
    }

    //! How the output's extents follow from the padding.
    TENON_TAG PaddingMode getPaddingMode() const noexcept
    {
        return mImpl->getPaddingMode();
    }

    //! Extents of the window, 2 or 3 dimensions.
    TENON_TAG void setWindowSizeNd(const Dims& windowSize) noexcept
    {
        mImpl->setWindowSizeNd(impl::toAbi(windowSize));
    }

    //! Extents of the window.
    TENON_TAG Dims getWindowSizeNd() const noexcept
    {
        return impl::fromAbi(mImpl->getWindowSizeNd());
    }

    //! Steps between neighbouring outputs; 1 by default.
    TENON_TAG void setStrideNd(const Dims& stride) noexcept
    {
        mImpl->setStrideNd(impl::toAbi(stride));
    }

    //! Steps between neighbouring outputs.
    TENON_TAG Dims getStrideNd() const noexcept
    {
        return impl::fromAbi(mImpl->getStrideNd());
    }

    //! Elements added on both sides of each spatial dimension; sets setPrePadding() and setPostPadding().
    TENON_TAG void setPaddingNd(const Dims& padding) noexcept
    {
        mImpl->setPaddingNd(impl::toAbi(padding));
    }

    //! Elements added on both sides, if both are equal.
    TENON_TAG Dims getPaddingNd() const noexcept
    {
        return impl::fromAbi(mImpl->getPaddingNd());
    }

#if TENON_API_LEVEL < 10
    //! Height and width of the window.
    TENON_TAG void setWindowSize(DimsHW windowSize) noexcept
    {
        setWindowSizeNd(windowSize);
    }

    //! Height and width of the window.
    TENON_TAG DimsHW getWindowSize() const noexcept
    {
        return impl::firstTwo(getWindowSizeNd());
    }

    //! Vertical and horizontal steps between neighbouring outputs.
    TENON_TAG void setStride(DimsHW stride) noexcept
    {
        setStrideNd(stride);
    }

    //! Vertical and horizontal steps between neighbouring outputs.
    TENON_TAG DimsHW getStride() const noexcept
    {
        return impl::firstTwo(getStrideNd());
    }

    //! Rows and columns added on both sides.
    TENON_TAG void setPadding(DimsHW padding) noexcept
    {
        setPaddingNd(padding);
    }

    //! Rows and columns added on both sides.
    TENON_TAG DimsHW getPadding() const noexcept
    {
        return impl::firstTwo(getPaddingNd());
    }
#endif

protected:
    apiv::VPoolingLayer* mImpl;
};

//! x / (k + α × mean of squares over a window of channels)^β.
class ILRNLayer : public ILayer
{
protected:
    TENON_TAG ~ILRNLayer() noexcept override = default;

public:
    //! Channels in the window, odd.
    TENON_TAG void setWindowSize(impl::Extent windowSize) noexcept
    {
        mImpl->setWindowSize(windowSize);
    }

    //! Channels in the window.
    TENON_TAG impl::Extent getWindowSize() const noexcept
    {
        return impl::fromAbi(mImpl->getWindowSize());
    }

    //! The first parameter; which one it is depends on the operation.
    TENON_TAG void setAlpha(float alpha) noexcept
    {
        mImpl->setAlpha(alpha);
    }

    //! The first parameter.
    TENON_TAG float getAlpha() const noexcept
    {
        return mImpl->getAlpha();
    }

    //! The second parameter; which one it is depends on the operation.
    TENON_TAG void setBeta(float beta) noexcept
    {
        mImpl->setBeta(beta);
    }

    //! The second parameter.
    TENON_TAG float getBeta() const noexcept
    {
        return mImpl->getBeta();
    }

    //! The constant k.
    TENON_TAG void setK(float k) noexcept
    {
        mImpl->setK(k);
    }

    //! The constant k.
    TENON_TAG float getK() const noexcept
    {
        return mImpl->getK();
    }

protected:
    apiv::VLRNLayer* mImpl;
};

//! (x × scale + shift) ^ power.
class IScaleLayer : public ILayer
{
protected:
    TENON_TAG ~IScaleLayer() noexcept override = default;

public:
    //! How it is done.
    TENON_TAG void setMode(ScaleMode mode) noexcept
    {
        mImpl->setMode(mode);
    }

    //! How it is done.
    TENON_TAG ScaleMode getMode() const noexcept
    {
        return mImpl->getMode();
    }

    //! What is added; empty for 0. Not copied.
    TENON_TAG void setShift(Weights shift) noexcept
    {
        mImpl->setShift(shift);
    }

    //! What is added.
    TENON_TAG Weights getShift() const noexcept
    {
        return mImpl->getShift();
    }

    //! What is multiplied by; empty for 1. Not copied.
    TENON_TAG void setScale(Weights scale) noexcept
    {
        mImpl->setScale(scale);
    }

    //! What is multiplied by.
    TENON_TAG Weights getScale() const noexcept
    {
        return mImpl->getScale();
    }

    //! The exponent; empty for 1. Not copied.
    TENON_TAG void setPower(Weights power) noexcept
    {
        mImpl->setPower(power);
    }

    //! The exponent.
    TENON_TAG Weights getPower() const noexcept
    {
        return mImpl->getPower();
    }

    //! Which dimension has the channels.
    TENON_TAG int32_t getChannelAxis() const noexcept
    {
        return mImpl->getChannelAxis();
    }

    //! For kCHANNEL: which dimension has the channels.
    TENON_TAG void setChannelAxis(int32_t channelAxis) noexcept
    {
        mImpl->setChannelAxis(channelAxis);
    }

protected:
    apiv::VScaleLayer* mImpl;
};

//! eˣ / Σ eˣ along one dimension, which setAxes() names as a single bit; the third from the last by default, or the
//! first.
class ISoftMaxLayer : public ILayer
{
protected:
    TENON_TAG ~ISoftMaxLayer() noexcept override = default;

public:
    //! The dimensions that the operation goes along: bits, 1 << dimension.
    TENON_TAG void setAxes(uint32_t axes) noexcept
    {
        mImpl->setAxes(axes);
    }

    //! The dimensions that the operation goes along, as bits.
    TENON_TAG uint32_t getAxes() const noexcept
    {
        return mImpl->getAxes();
    }

protected:
    apiv::VSoftMaxLayer* mImpl;
};

//! Joins tensors along one dimension; the third from the last by default. All other extents are equal.
class IConcatenationLayer : public ILayer
{
protected:
    TENON_TAG ~IConcatenationLayer() noexcept override = default;

public:
    //! The dimension that the operation goes along, 0 for the outermost.
    TENON_TAG void setAxis(int32_t axis) noexcept
    {
        mImpl->setAxis(axis);
    }

    //! The dimension that the operation goes along.
    TENON_TAG int32_t getAxis() const noexcept
    {
        return mImpl->getAxis();
    }

protected:
    apiv::VConcatenationLayer* mImpl;
};

//! Transposed convolution: kernel [C][K / groups][kernel extents…]. Output extent: (in − 1) × stride − pre − post + (k
//! − 1) × dilation + 1.
class IDeconvolutionLayer : public ILayer
{
protected:
    TENON_TAG ~IDeconvolutionLayer() noexcept override = default;

public:
    //! How many channels come out, at least 1.
    TENON_TAG void setNbOutputMaps(impl::Extent nbOutputMaps) noexcept
    {
        mImpl->setNbOutputMaps(nbOutputMaps);
    }

    //! How many channels come out.
    TENON_TAG impl::Extent getNbOutputMaps() const noexcept
    {
        return impl::fromAbi(mImpl->getNbOutputMaps());
    }

    //! Into how many groups the channels fall that do not mix; divides both numbers of channels. 1 by default.
    TENON_TAG void setNbGroups(impl::Extent nbGroups) noexcept
    {
        mImpl->setNbGroups(nbGroups);
    }

    //! How many groups the channels fall into.
    TENON_TAG impl::Extent getNbGroups() const noexcept
    {
        return impl::fromAbi(mImpl->getNbGroups());
    }

    //! The kernel; not copied, see Weights.
    TENON_TAG void setKernelWeights(Weights weights) noexcept
    {
        mImpl->setKernelWeights(weights);
    }

    //! The kernel.
    TENON_TAG Weights getKernelWeights() const noexcept
    {
        return mImpl->getKernelWeights();
    }

    //! The bias, one number for each output channel, or none; not copied.
    TENON_TAG void setBiasWeights(Weights weights) noexcept
    {
        mImpl->setBiasWeights(weights);
    }

    //! The bias.
    TENON_TAG Weights getBiasWeights() const noexcept
    {
        return mImpl->getBiasWeights();
    }

    //! Elements added before each spatial dimension; 0 by default.
    TENON_TAG void setPrePadding(const Dims& padding) noexcept
    {
        mImpl->setPrePadding(impl::toAbi(padding));
    }

    //! Elements added before each spatial dimension.
    TENON_TAG Dims getPrePadding() const noexcept
    {
        return impl::fromAbi(mImpl->getPrePadding());
    }

    //! Elements added behind each spatial dimension; 0 by default.
    TENON_TAG void setPostPadding(const Dims& padding) noexcept
    {
        mImpl->setPostPadding(impl::toAbi(padding));
    }

    //! Elements added behind each spatial dimension.
    TENON_TAG Dims getPostPadding() const noexcept
    {
        return impl::fromAbi(mImpl->getPostPadding());
    }

    //! How the output's extents follow from the padding; kEXPLICIT_ROUND_DOWN by default.
    TENON_TAG void setPaddingMode(PaddingMode paddingMode) noexcept
    {
        mImpl->setPaddingMode(paddingMode);
    }

    //! How the output's extents follow from the padding.
    TENON_TAG PaddingMode getPaddingMode() const noexcept
    {
        return mImpl->getPaddingMode();
    }

    //! Extents of the kernel, 2 or 3 dimensions.
    TENON_TAG void setKernelSizeNd(const Dims& kernelSize) noexcept
    {
        mImpl->setKernelSizeNd(impl::toAbi(kernelSize));
    }

    //! Extents of the kernel.
    TENON_TAG Dims getKernelSizeNd() const noexcept
    {
        return impl::fromAbi(mImpl->getKernelSizeNd());
    }

    //! Steps between neighbouring outputs; 1 by default.
    TENON_TAG void setStrideNd(const Dims& stride) noexcept
    {
        mImpl->setStrideNd(impl::toAbi(stride));
    }

    //! Steps between neighbouring outputs.
    TENON_TAG Dims getStrideNd() const noexcept
    {
        return impl::fromAbi(mImpl->getStrideNd());
    }

    //! Elements added on both sides of each spatial dimension; sets setPrePadding() and setPostPadding().
    TENON_TAG void setPaddingNd(const Dims& padding) noexcept
    {
        mImpl->setPaddingNd(impl::toAbi(padding));
    }

    //! Elements added on both sides, if both are equal.
    TENON_TAG Dims getPaddingNd() const noexcept
    {
        return impl::fromAbi(mImpl->getPaddingNd());
    }

    //! Steps between neighbouring elements of the kernel; 1 by default.
    TENON_TAG void setDilationNd(const Dims& dilation) noexcept
    {
        mImpl->setDilationNd(impl::toAbi(dilation));
    }

    //! Steps between neighbouring elements of the kernel.
    TENON_TAG Dims getDilationNd() const noexcept
    {
        return impl::fromAbi(mImpl->getDilationNd());
    }

#if TENON_API_LEVEL < 10
    //! Height and width of the kernel.
    TENON_TAG void setKernelSize(DimsHW kernelSize) noexcept
    {
        setKernelSizeNd(kernelSize);
    }

    //! Height and width of the kernel.
    TENON_TAG DimsHW getKernelSize() const noexcept
    {
        return impl::firstTwo(getKernelSizeNd());
    }

    //! Vertical and horizontal steps between neighbouring outputs.
    TENON_TAG void setStride(DimsHW stride) noexcept
    {
        setStrideNd(stride);
    }

    //! Vertical and horizontal steps between neighbouring outputs.
    TENON_TAG DimsHW getStride() const noexcept
    {
        return impl::firstTwo(getStrideNd());
    }

    //! Rows and columns added on both sides.
    TENON_TAG void setPadding(DimsHW padding) noexcept
    {
        setPaddingNd(padding);
    }

    //! Rows and columns added on both sides.
    TENON_TAG DimsHW getPadding() const noexcept
    {
        return impl::firstTwo(getPaddingNd());
    }
#endif

    using ILayer::setInput;

protected:
    apiv::VDeconvolutionLayer* mImpl;
};

//! A function of two elements. Extents are equal, or 1 in one of the inputs.
class IElementWiseLayer : public ILayer
{
protected:
    TENON_TAG ~IElementWiseLayer() noexcept override = default;

public:
    //! What is computed.
    TENON_TAG void setOperation(ElementWiseOperation op) noexcept
    {
        mImpl->setOperation(op);
    }

    //! What is computed.
    TENON_TAG ElementWiseOperation getOperation() const noexcept
    {
        return mImpl->getOperation();
    }

protected:
    apiv::VElementWiseLayer* mImpl;
};

//! Picks elements of input 0 by the indices in input 1.
class IGatherLayer : public ILayer
{
protected:
    TENON_TAG ~IGatherLayer() noexcept override = default;

public:
    //! For kDEFAULT and kELEMENT: which dimension the indices count in.
    TENON_TAG void setGatherAxis(int32_t axis) noexcept
    {
        mImpl->setGatherAxis(axis);
    }

    //! Which dimension the indices count in.
    TENON_TAG int32_t getGatherAxis() const noexcept
    {
        return mImpl->getGatherAxis();
    }

    //! How many leading dimensions both inputs share.
    TENON_TAG void setNbElementWiseDims(int32_t elementWiseDims) noexcept
    {
        mImpl->setNbElementWiseDims(elementWiseDims);
    }

    //! How many leading dimensions both inputs share.
    TENON_TAG int32_t getNbElementWiseDims() const noexcept
    {
        return mImpl->getNbElementWiseDims();
    }

    //! How it is done.
    TENON_TAG void setMode(GatherMode mode) noexcept
    {
        mImpl->setMode(mode);
    }

    //! How it is done.
    TENON_TAG GatherMode getMode() const noexcept
    {
        return mImpl->getMode();
    }

protected:
    apiv::VGatherLayer* mImpl;
};

//! A layer that is a V2 plugin.
class TRT_DEPRECATED IPluginV2Layer : public ILayer
{
protected:
    TENON_TAG ~IPluginV2Layer() noexcept override = default;

public:
    //! The plugin: the clone that the network made.
    TENON_TAG IPluginV2& getPlugin() noexcept
    {
        return mImpl->getPlugin();
    }

protected:
    apiv::VPluginV2Layer* mImpl;
};

//! A layer that is a V3 plugin.
class IPluginV3Layer : public ILayer
{
protected:
    TENON_TAG ~IPluginV3Layer() noexcept override = default;

public:
    //! The plugin: the clone that the network made.
    TENON_TAG IPluginV3& getPlugin() noexcept
    {
        return mImpl->getPlugin();
    }

protected:
    apiv::VPluginV3Layer* mImpl;
};

//! A function of each element, without parameters.
class IUnaryLayer : public ILayer
{
protected:
    TENON_TAG ~IUnaryLayer() noexcept override = default;

public:
    //! What is computed.
    TENON_TAG void setOperation(UnaryOperation op) noexcept
    {
        mImpl->setOperation(op);
    }

    //! What is computed.
    TENON_TAG UnaryOperation getOperation() const noexcept
    {
        return mImpl->getOperation();
    }

protected:
    apiv::VUnaryLayer* mImpl;
};

//! Sum, product, mean, largest or smallest value over some dimensions.
class IReduceLayer : public ILayer
{
protected:
    TENON_TAG ~IReduceLayer() noexcept override = default;

public:
    //! What is computed.
    TENON_TAG void setOperation(ReduceOperation op) noexcept
    {
        mImpl->setOperation(op);
    }

    //! What is computed.
    TENON_TAG ReduceOperation getOperation() const noexcept
    {
        return mImpl->getOperation();
    }

    //! The dimensions that go: bits, 1 << dimension.
    TENON_TAG void setReduceAxes(uint32_t reduceAxes) noexcept
    {
        mImpl->setReduceAxes(reduceAxes);
    }

    //! The dimensions that go, as bits.
    TENON_TAG uint32_t getReduceAxes() const noexcept
    {
        return mImpl->getReduceAxes();
    }

    //! Whether they stay with extent 1.
    TENON_TAG void setKeepDimensions(bool keepDimensions) noexcept
    {
        mImpl->setKeepDimensions(keepDimensions);
    }

    //! Whether they stay with extent 1.
    TENON_TAG bool getKeepDimensions() const noexcept
    {
        return mImpl->getKeepDimensions();
    }

protected:
    apiv::VReduceLayer* mImpl;
};

//! Adds zeros around, or with negative numbers cuts off, the last two dimensions.
class IPaddingLayer : public ILayer
{
protected:
    TENON_TAG ~IPaddingLayer() noexcept override = default;

public:
    //! Rows and columns before.
    TENON_TAG void setPrePaddingNd(const Dims& padding) noexcept
    {
        mImpl->setPrePaddingNd(impl::toAbi(padding));
    }

    //! Rows and columns before.
    TENON_TAG Dims getPrePaddingNd() const noexcept
    {
        return impl::fromAbi(mImpl->getPrePaddingNd());
    }

    //! Rows and columns behind.
    TENON_TAG void setPostPaddingNd(const Dims& padding) noexcept
    {
        mImpl->setPostPaddingNd(impl::toAbi(padding));
    }

    //! Rows and columns behind.
    TENON_TAG Dims getPostPaddingNd() const noexcept
    {
        return impl::fromAbi(mImpl->getPostPaddingNd());
    }

#if TENON_API_LEVEL < 10
    //! Rows and columns before.
    TENON_TAG void setPrePadding(DimsHW prePadding) noexcept
    {
        setPrePaddingNd(prePadding);
    }

    //! Rows and columns before.
    TENON_TAG DimsHW getPrePadding() const noexcept
    {
        return impl::firstTwo(getPrePaddingNd());
    }

    //! Rows and columns behind.
    TENON_TAG void setPostPadding(DimsHW postPadding) noexcept
    {
        setPostPaddingNd(postPadding);
    }

    //! Rows and columns behind.
    TENON_TAG DimsHW getPostPadding() const noexcept
    {
        return impl::firstTwo(getPostPaddingNd());
    }
#endif

protected:
    apiv::VPaddingLayer* mImpl;
};

//! Transpose, then reshape, then transpose; each may be left out. Input 1 may hold the reshape's extents instead.
class IShuffleLayer : public ILayer
{
protected:
    TENON_TAG ~IShuffleLayer() noexcept override = default;

public:
    //! The first order of dimensions.
    TENON_TAG void setFirstTranspose(Permutation permutation) noexcept
    {
        mImpl->setFirstTranspose(permutation);
    }

    //! The first order of dimensions.
    TENON_TAG Permutation getFirstTranspose() const noexcept
    {
        return mImpl->getFirstTranspose();
    }

    //! The new extents: 0 takes the extent of the same index (see setZeroIsPlaceholder()), one −1 whatever remains.
    TENON_TAG void setReshapeDimensions(const Dims& dimensions) noexcept
    {
        mImpl->setReshapeDimensions(impl::toAbi(dimensions));
    }

    //! The new extents, as set.
    TENON_TAG Dims getReshapeDimensions() const noexcept
    {
        return impl::fromAbi(mImpl->getReshapeDimensions());
    }

    //! The second order of dimensions.
    TENON_TAG void setSecondTranspose(Permutation permutation) noexcept
    {
        mImpl->setSecondTranspose(permutation);
    }

    //! The second order of dimensions.
    TENON_TAG Permutation getSecondTranspose() const noexcept
    {
        return mImpl->getSecondTranspose();
    }

    //! Whether 0 in the new extents means the input's extent (the default), or an empty dimension.
    TENON_TAG void setZeroIsPlaceholder(bool zeroIsPlaceholder) noexcept
    {
        mImpl->setZeroIsPlaceholder(zeroIsPlaceholder);
    }

    //! Whether 0 in the new extents means the input's extent.
    TENON_TAG bool getZeroIsPlaceholder() const noexcept
    {
        return mImpl->getZeroIsPlaceholder();
    }

    using ILayer::setInput;

protected:
    apiv::VShuffleLayer* mImpl;
};

//! Elements start, start + stride, … of each dimension. Inputs 1 to 3 may hold start, size and stride, input 4 the
//! value for kFILL.
class ISliceLayer : public ILayer
{
protected:
    TENON_TAG ~ISliceLayer() noexcept override = default;

public:
    //! The first element in each dimension.
    TENON_TAG void setStart(const Dims& start) noexcept
    {
        mImpl->setStart(impl::toAbi(start));
    }

    //! The first element in each dimension.
    TENON_TAG Dims getStart() const noexcept
    {
        return impl::fromAbi(mImpl->getStart());
    }

    //! The output's extents.
    TENON_TAG void setSize(const Dims& size) noexcept
    {
        mImpl->setSize(impl::toAbi(size));
    }

    //! The output's extents.
    TENON_TAG Dims getSize() const noexcept
    {
        return impl::fromAbi(mImpl->getSize());
    }

    //! Steps in each dimension; may be negative.
    TENON_TAG void setStride(const Dims& stride) noexcept
    {
        mImpl->setStride(impl::toAbi(stride));
    }

    //! Steps in each dimension.
    TENON_TAG Dims getStride() const noexcept
    {
        return impl::fromAbi(mImpl->getStride());
    }

    //! How it is done.
    TENON_TAG void setMode(SampleMode mode) noexcept
    {
        mImpl->setMode(mode);
    }

    //! How it is done.
    TENON_TAG SampleMode getMode() const noexcept
    {
        return mImpl->getMode();
    }

    //! The dimensions that the operation goes along: bits, 1 << dimension.
    TENON_TAG void setAxes(const Dims& axes) noexcept
    {
        mImpl->setAxes(impl::toAbi(axes));
    }

    //! The dimensions that the operation goes along, as bits.
    TENON_TAG Dims getAxes() const noexcept
    {
        return impl::fromAbi(mImpl->getAxes());
    }

    using ILayer::setInput;

protected:
    apiv::VSliceLayer* mImpl;
};

//! The extents of its input, as a one-dimensional tensor of kINT64.
class IShapeLayer : public ILayer
{
protected:
    TENON_TAG ~IShapeLayer() noexcept override = default;

    apiv::VShapeLayer* mImpl;
};

//! The k largest or smallest values along one dimension, sorted (output 0), and their indices (output 1).
class ITopKLayer : public ILayer
{
protected:
    TENON_TAG ~ITopKLayer() noexcept override = default;

public:
    //! What is computed.
    TENON_TAG void setOperation(TopKOperation op) noexcept
    {
        mImpl->setOperation(op);
    }

    //! What is computed.
    TENON_TAG TopKOperation getOperation() const noexcept
    {
        return mImpl->getOperation();
    }

    //! How many. Input 1 may hold it instead.
    TENON_TAG void setK(int32_t k) noexcept
    {
        mImpl->setK(k);
    }

    //! How many.
    TENON_TAG int32_t getK() const noexcept
    {
        return mImpl->getK();
    }

    //! The dimension: a single bit.
    TENON_TAG void setReduceAxes(uint32_t reduceAxes) noexcept
    {
        mImpl->setReduceAxes(reduceAxes);
    }

    //! The dimension, as a bit.
    TENON_TAG uint32_t getReduceAxes() const noexcept
    {
        return mImpl->getReduceAxes();
    }

    //! The type of the indices in the output: kINT32 or kINT64.
    TENON_TAG bool setIndicesType(DataType type) noexcept
    {
        return mImpl->setIndicesType(type);
    }

    //! The type of the indices in the output.
    TENON_TAG DataType getIndicesType() const noexcept
    {
        return mImpl->getIndicesType();
    }

    using ILayer::setInput;

protected:
    apiv::VTopKLayer* mImpl;
};

//! Product of matrices in the last two dimensions; extents before them are equal, or 1 in one of the inputs.
class IMatrixMultiplyLayer : public ILayer
{
protected:
    TENON_TAG ~IMatrixMultiplyLayer() noexcept override = default;

public:
    //! What is done to input `index` before.
    TENON_TAG void setOperation(int32_t index, MatrixOperation op) noexcept
    {
        mImpl->setOperation(index, op);
    }

    //! What is done to input `index` before.
    TENON_TAG MatrixOperation getOperation(int32_t index) const noexcept
    {
        return mImpl->getOperation(index);
    }

#if TENON_API_LEVEL < 10
#if TENON_API_LEVEL < 8
    //! Whether input `index` is transposed before.
    TENON_TAG void setTranspose(int32_t index, bool val) noexcept
    {
        setOperation(index, val ? MatrixOperation::kTRANSPOSE : MatrixOperation::kNONE);
    }

    //! Whether input `index` is transposed before.
    TENON_TAG bool getTranspose(int32_t index) const noexcept
    {
        return getOperation(index) == MatrixOperation::kTRANSPOSE;
    }
#endif
#endif

protected:
    apiv::VMatrixMultiplyLayer* mImpl;
};

//! The indices of all elements that are not zero: output [rank][number]. The number is known only afterwards.
class INonZeroLayer : public ILayer
{
protected:
    TENON_TAG ~INonZeroLayer() noexcept override = default;

public:
    //! The type of the indices in the output: kINT32 or kINT64.
    TENON_TAG bool setIndicesType(DataType type) noexcept
    {
        return mImpl->setIndicesType(type);
    }

    //! The type of the indices in the output.
    TENON_TAG DataType getIndicesType() const noexcept
    {
        return mImpl->getIndicesType();
    }

protected:
    apiv::VNonZeroLayer* mImpl;
};

class IRaggedSoftMaxLayer : public ILayer
{
protected:
    TENON_TAG ~IRaggedSoftMaxLayer() noexcept override = default;

    apiv::VRaggedSoftMaxLayer* mImpl;
};

//! Its input, in another type if the output's type was set.
class IIdentityLayer : public ILayer
{
protected:
    TENON_TAG ~IIdentityLayer() noexcept override = default;

    apiv::VIdentityLayer* mImpl;
};

//! Its input, converted to another type.
class ICastLayer : public ILayer
{
protected:
    TENON_TAG ~ICastLayer() noexcept override = default;

public:
    //! The type of the output.
    TENON_TAG void setToType(DataType toType) noexcept
    {
        mImpl->setToType(toType);
    }

    //! The type of the output.
    TENON_TAG DataType getToType() const noexcept
    {
        return mImpl->getToType();
    }

protected:
    apiv::VCastLayer* mImpl;
};

//! A constant tensor.
class IConstantLayer : public ILayer
{
protected:
    TENON_TAG ~IConstantLayer() noexcept override = default;

public:
    //! The elements; not copied, see Weights. Their number is the product of the extents.
    TENON_TAG void setWeights(Weights weights) noexcept
    {
        mImpl->setWeights(weights);
    }

    //! The elements.
    TENON_TAG Weights getWeights() const noexcept
    {
        return mImpl->getWeights();
    }

    //! The shape.
    TENON_TAG void setDimensions(const Dims& dimensions) noexcept
    {
        mImpl->setDimensions(impl::toAbi(dimensions));
    }

    //! The shape.
    TENON_TAG Dims getDimensions() const noexcept
    {
        return impl::fromAbi(mImpl->getDimensions());
    }

protected:
    apiv::VConstantLayer* mImpl;
};

//! x for x ≥ 0, else x times the slope from input 1.
class IParametricReLULayer : public ILayer
{
protected:
    TENON_TAG ~IParametricReLULayer() noexcept override = default;

    apiv::VParametricReLULayer* mImpl;
};

//! Another extent for each spatial dimension, by interpolation. Input 1 may hold the output's extents.
class IResizeLayer : public ILayer
{
protected:
    TENON_TAG ~IResizeLayer() noexcept override = default;

public:
    //! The output's extents.
    TENON_TAG void setOutputDimensions(const Dims& dimensions) noexcept
    {
        mImpl->setOutputDimensions(impl::toAbi(dimensions));
    }

    //! The output's extents as set.
    TENON_TAG Dims getOutputDimensions() const noexcept
    {
        return impl::fromAbi(mImpl->getOutputDimensions());
    }

    //! Output extent / input extent, for each dimension; extents are rounded down. Copied.
    TENON_TAG void setScales(const float* scales, int32_t nbScales) noexcept
    {
        mImpl->setScales(scales, nbScales);
    }

    //! Writes the factors, at most `size`; the result is how many there are.
    TENON_TAG int32_t getScales(int32_t size, float* scales) const noexcept
    {
        return mImpl->getScales(size, scales);
    }

    //! How values between elements are found; kNEAREST by default.
    TENON_TAG void setResizeMode(InterpolationMode interpolationMode) noexcept
    {
        mImpl->setResizeMode(interpolationMode);
    }

    //! How values between elements are found.
    TENON_TAG InterpolationMode getResizeMode() const noexcept
    {
        return mImpl->getResizeMode();
    }

    //! Which input coordinate belongs to an output coordinate.
    TENON_TAG void setCoordinateTransformation(ResizeCoordinateTransformation coordTransform) noexcept
    {
        mImpl->setCoordinateTransformation(coordTransform);
    }

    //! Which input coordinate belongs to an output coordinate.
    TENON_TAG ResizeCoordinateTransformation getCoordinateTransformation() const noexcept
    {
        return mImpl->getCoordinateTransformation();
    }

    //! Which coordinate is taken when the output extent is 1.
    TENON_TAG void setSelectorForSinglePixel(ResizeSelector selector) noexcept
    {
        mImpl->setSelectorForSinglePixel(selector);
    }

    //! Which coordinate is taken when the output extent is 1.
    TENON_TAG ResizeSelector getSelectorForSinglePixel() const noexcept
    {
        return mImpl->getSelectorForSinglePixel();
    }

    //! How kNEAREST rounds coordinates.
    TENON_TAG void setNearestRounding(ResizeRoundMode value) noexcept
    {
        mImpl->setNearestRounding(value);
    }

    //! How kNEAREST rounds coordinates.
    TENON_TAG ResizeRoundMode getNearestRounding() const noexcept
    {
        return mImpl->getNearestRounding();
    }

    //! The coefficient of kCUBIC, −0.75 by default.
    TENON_TAG void setCubicCoeff(float A) noexcept
    {
        mImpl->setCubicCoeff(A);
    }

    //! The coefficient of kCUBIC.
    TENON_TAG float getCubicCoeff() const noexcept
    {
        return mImpl->getCubicCoeff();
    }

    //! Whether weights of elements outside are 0 and the others scaled up.
    TENON_TAG void setExcludeOutside(bool excludeFlag) noexcept
    {
        mImpl->setExcludeOutside(excludeFlag);
    }

    //! Whether weights of elements outside are 0.
    TENON_TAG bool getExcludeOutside() const noexcept
    {
        return mImpl->getExcludeOutside();
    }

#if TENON_API_LEVEL < 10
    //! Whether the corners of input and output coincide.
    TENON_TAG void setAlignCorners(bool alignCorners) noexcept
    {
        setCoordinateTransformation(alignCorners ? ResizeCoordinateTransformation::kALIGN_CORNERS
                                                 : ResizeCoordinateTransformation::kASYMMETRIC);
    }

    //! Whether the corners of input and output coincide.
    TENON_TAG bool getAlignCorners() const noexcept
    {
        return getCoordinateTransformation() == ResizeCoordinateTransformation::kALIGN_CORNERS;
    }
#endif

    using ILayer::setInput;

protected:
    apiv::VResizeLayer* mImpl;
};

class ILoopBoundaryLayer : public ILayer
{
protected:
    TENON_TAG ~ILoopBoundaryLayer() noexcept override = default;

public:
    TENON_TAG ILoop* getLoop() const noexcept
    {
        return mBoundary->getLoop();
    }

protected:
    apiv::VLoopBoundaryLayer* mBoundary;
};

class IIfConditionalBoundaryLayer : public ILayer
{
protected:
    TENON_TAG ~IIfConditionalBoundaryLayer() noexcept override = default;

public:
    TENON_TAG IIfConditional* getConditional() const noexcept
    {
        return mBoundary->getConditional();
    }

protected:
    apiv::VConditionalBoundaryLayer* mBoundary;
};

class IConditionLayer : public IIfConditionalBoundaryLayer
{
protected:
    TENON_TAG ~IConditionLayer() noexcept override = default;

    apiv::VConditionLayer* mImpl;
};

class IIfConditionalOutputLayer : public IIfConditionalBoundaryLayer
{
protected:
    TENON_TAG ~IIfConditionalOutputLayer() noexcept override = default;

    apiv::VConditionalOutputLayer* mImpl;
};

class IIfConditionalInputLayer : public IIfConditionalBoundaryLayer
{
protected:
    TENON_TAG ~IIfConditionalInputLayer() noexcept override = default;

    apiv::VConditionalInputLayer* mImpl;
};

//! A condition in the network: layers between its inputs and outputs run only on the branch taken.
class IIfConditional : public INoCopy
{
protected:
    TENON_TAG ~IIfConditional() noexcept override = default;

public:
    //! The condition: a scalar kBOOL.
    TENON_TAG IConditionLayer* setCondition(ITensor& condition) noexcept
    {
        return mImpl->setCondition(condition);
    }

    //! A value that is one thing if the condition holds, another if not; both of one shape and type.
    TENON_TAG IIfConditionalOutputLayer* addOutput(ITensor& trueSubgraphOutput, ITensor& falseSubgraphOutput) noexcept
    {
        return mImpl->addOutput(trueSubgraphOutput, falseSubgraphOutput);
    }

    //! A value that the branches use.
    TENON_TAG IIfConditionalInputLayer* addInput(ITensor& input) noexcept
    {
        return mImpl->addInput(input);
    }

    //! A name for messages; copied.
    TENON_TAG void setName(const char* name) noexcept
    {
        mImpl->setName(name);
    }

    //! The name last set.
    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

protected:
    apiv::VIfConditional* mImpl;
};

class IRecurrenceLayer : public ILoopBoundaryLayer
{
protected:
    TENON_TAG ~IRecurrenceLayer() noexcept override = default;

public:
    using ILayer::setInput;

protected:
    apiv::VRecurrenceLayer* mImpl;
};

class ILoopOutputLayer : public ILoopBoundaryLayer
{
protected:
    TENON_TAG ~ILoopOutputLayer() noexcept override = default;

public:
    TENON_TAG LoopOutput getLoopOutput() const noexcept
    {
        return mImpl->getLoopOutput();
    }

    //! The dimension that the operation goes along, 0 for the outermost.
    TENON_TAG void setAxis(int32_t axis) noexcept
    {
        mImpl->setAxis(axis);
    }

    //! The dimension that the operation goes along.
    TENON_TAG int32_t getAxis() const noexcept
    {
        return mImpl->getAxis();
    }

    using ILayer::setInput;

protected:
    apiv::VLoopOutputLayer* mImpl;
};

class ITripLimitLayer : public ILoopBoundaryLayer
{
protected:
    TENON_TAG ~ITripLimitLayer() noexcept override = default;

public:
    TENON_TAG TripLimit getTripLimit() const noexcept
    {
        return mImpl->getTripLimit();
    }

protected:
    apiv::VTripLimitLayer* mImpl;
};

class IIteratorLayer : public ILoopBoundaryLayer
{
protected:
    TENON_TAG ~IIteratorLayer() noexcept override = default;

public:
    //! The dimension that the operation goes along, 0 for the outermost.
    TENON_TAG void setAxis(int32_t axis) noexcept
    {
        mImpl->setAxis(axis);
    }

    //! The dimension that the operation goes along.
    TENON_TAG int32_t getAxis() const noexcept
    {
        return mImpl->getAxis();
    }

    //! Whether to go from the end to the beginning.
    TENON_TAG void setReverse(bool reverse) noexcept
    {
        mImpl->setReverse(reverse);
    }

    //! Whether to go from the end to the beginning.
    TENON_TAG bool getReverse() const noexcept
    {
        return mImpl->getReverse();
    }

protected:
    apiv::VIteratorLayer* mImpl;
};

//! A loop in the network: its layers belong to it by what they are connected to.
class ILoop : public INoCopy
{
protected:
    TENON_TAG ~ILoop() noexcept override = default;

public:
    //! A value that one iteration hands to the next. setInput(1, …) says what is handed on.
    TENON_TAG IRecurrenceLayer* addRecurrence(ITensor& initialValue) noexcept
    {
        return mImpl->addRecurrence(initialValue);
    }

    //! How long the loop runs: a number of iterations (kCOUNT), or while a kBOOL is true (kWHILE).
    TENON_TAG ITripLimitLayer* addTripLimit(ITensor& tensor, TripLimit limit) noexcept
    {
        return mImpl->addTripLimit(tensor, limit);
    }

    //! A slice of `tensor` along `axis` for each iteration.
    TENON_TAG IIteratorLayer* addIterator(ITensor& tensor, int32_t axis = 0, bool reverse = false) noexcept
    {
        return mImpl->addIterator(tensor, axis, reverse);
    }

    //! A value that leaves the loop. For kCONCATENATE and kREVERSE setInput(1, …) gives the number of iterations.
    TENON_TAG ILoopOutputLayer* addLoopOutput(ITensor& tensor, LoopOutput outputKind, int32_t axis = 0) noexcept
    {
        return mImpl->addLoopOutput(tensor, outputKind, axis);
    }

    //! A name for messages; copied.
    TENON_TAG void setName(const char* name) noexcept
    {
        mImpl->setName(name);
    }

    //! The name last set.
    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

protected:
    apiv::VLoop* mImpl;
};

//! Input 1 where input 0 is true, else input 2.
class ISelectLayer : public ILayer
{
protected:
    TENON_TAG ~ISelectLayer() noexcept override = default;

    apiv::VSelectLayer* mImpl;
};

//! Fails the inference, or the build, when its input is not all true.
class IAssertionLayer : public ILayer
{
protected:
    TENON_TAG ~IAssertionLayer() noexcept override = default;

public:
    //! What the failure says; copied.
    TENON_TAG void setMessage(const char* message) noexcept
    {
        mImpl->setMessage(message);
    }

    //! What the failure says.
    TENON_TAG const char* getMessage() const noexcept
    {
        return mImpl->getMessage();
    }

protected:
    apiv::VAssertionLayer* mImpl;
};

//! A tensor of evenly spaced or random values.
class IFillLayer : public ILayer
{
protected:
    TENON_TAG ~IFillLayer() noexcept override = default;

public:
    //! The output's extents. Input 0 may hold them instead.
    TENON_TAG void setDimensions(const Dims& dimensions) noexcept
    {
        mImpl->setDimensions(impl::toAbi(dimensions));
    }

    //! The output's extents.
    TENON_TAG Dims getDimensions() const noexcept
    {
        return impl::fromAbi(mImpl->getDimensions());
    }

    //! What is computed.
    TENON_TAG void setOperation(FillOperation op) noexcept
    {
        mImpl->setOperation(op);
    }

    //! What is computed.
    TENON_TAG FillOperation getOperation() const noexcept
    {
        return mImpl->getOperation();
    }

    //! The first parameter; which one it is depends on the operation.
    TENON_TAG void setAlpha(double alpha) noexcept
    {
        mImpl->setAlpha(alpha);
    }

    //! The first parameter.
    TENON_TAG double getAlpha() const noexcept
    {
        return mImpl->getAlpha();
    }

    //! The second parameter; which one it is depends on the operation.
    TENON_TAG void setBeta(double beta) noexcept
    {
        mImpl->setBeta(beta);
    }

    //! The second parameter.
    TENON_TAG double getBeta() const noexcept
    {
        return mImpl->getBeta();
    }

    TENON_TAG void setAlphaInt64(int64_t alpha) noexcept
    {
        mImpl->setAlphaInt64(alpha);
    }

    TENON_TAG int64_t getAlphaInt64() const noexcept
    {
        return mImpl->getAlphaInt64();
    }

    TENON_TAG void setBetaInt64(int64_t beta) noexcept
    {
        mImpl->setBetaInt64(beta);
    }

    TENON_TAG int64_t getBetaInt64() const noexcept
    {
        return mImpl->getBetaInt64();
    }

    TENON_TAG bool isAlphaBetaInt64() const noexcept
    {
        return mImpl->isAlphaBetaInt64();
    }

    //! The type of the output.
    TENON_TAG void setToType(DataType toType) noexcept
    {
        mImpl->setToType(toType);
    }

    //! The type of the output.
    TENON_TAG DataType getToType() const noexcept
    {
        return mImpl->getToType();
    }

    using ILayer::setInput;

protected:
    apiv::VFillLayer* mImpl;
};

class IQuantizeLayer : public ILayer
{
protected:
    TENON_TAG ~IQuantizeLayer() noexcept override = default;

public:
    //! The dimension that the operation goes along.
    TENON_TAG int32_t getAxis() const noexcept
    {
        return mImpl->getAxis();
    }

    //! The dimension that the operation goes along, 0 for the outermost.
    TENON_TAG void setAxis(int32_t axis) noexcept
    {
        mImpl->setAxis(axis);
    }

    TENON_TAG bool setBlockShape(const Dims& blockShape) noexcept
    {
        return mImpl->setBlockShape(impl::toAbi(blockShape));
    }

    TENON_TAG Dims getBlockShape() const noexcept
    {
        return impl::fromAbi(mImpl->getBlockShape());
    }

    //! The type of the output.
    TENON_TAG void setToType(DataType toType) noexcept
    {
        mImpl->setToType(toType);
    }

    //! The type of the output.
    TENON_TAG DataType getToType() const noexcept
    {
        return mImpl->getToType();
    }

protected:
    apiv::VQuantizeLayer* mImpl;
};

class IDequantizeLayer : public ILayer
{
protected:
    TENON_TAG ~IDequantizeLayer() noexcept override = default;

public:
    //! The dimension that the operation goes along.
    TENON_TAG int32_t getAxis() const noexcept
    {
        return mImpl->getAxis();
    }

    //! The dimension that the operation goes along, 0 for the outermost.
    TENON_TAG void setAxis(int32_t axis) noexcept
    {
        mImpl->setAxis(axis);
    }

    TENON_TAG bool setBlockShape(const Dims& blockShape) noexcept
    {
        return mImpl->setBlockShape(impl::toAbi(blockShape));
    }

    TENON_TAG Dims getBlockShape() const noexcept
    {
        return impl::fromAbi(mImpl->getBlockShape());
    }

    //! The type of the output.
    TENON_TAG void setToType(DataType toType) noexcept
    {
        mImpl->setToType(toType);
    }

    //! The type of the output.
    TENON_TAG DataType getToType() const noexcept
    {
        return mImpl->getToType();
    }

protected:
    apiv::VDequantizeLayer* mImpl;
};

class IDynamicQuantizeLayer : public ILayer
{
protected:
    TENON_TAG ~IDynamicQuantizeLayer() noexcept override = default;

public:
    //! The type of the output.
    TENON_TAG void setToType(DataType toType) noexcept
    {
        mImpl->setToType(toType);
    }

    //! The type of the output.
    TENON_TAG DataType getToType() const noexcept
    {
        return mImpl->getToType();
    }

    TENON_TAG void setScaleType(DataType scaleType) noexcept
    {
        mImpl->setScaleType(scaleType);
    }

    TENON_TAG DataType getScaleType() const noexcept
    {
        return mImpl->getScaleType();
    }

    //! The dimension that the operation goes along, 0 for the outermost.
    TENON_TAG TRT_DEPRECATED void setAxis(int32_t axis) noexcept
    {
        mImpl->setAxis(axis);
    }

    //! The dimension that the operation goes along.
    TENON_TAG TRT_DEPRECATED int32_t getAxis() const noexcept
    {
        return mImpl->getAxis();
    }

    TENON_TAG TRT_DEPRECATED void setBlockSize(int32_t size) noexcept
    {
        mImpl->setBlockSize(size);
    }

    TENON_TAG TRT_DEPRECATED int32_t getBlockSize() const noexcept
    {
        return mImpl->getBlockSize();
    }

    TENON_TAG void setBlockShape(const Dims& blockShape) noexcept
    {
        mImpl->setBlockShape(impl::toAbi(blockShape));
    }

    TENON_TAG Dims getBlockShape() const noexcept
    {
        return impl::fromAbi(mImpl->getBlockShape());
    }

    using ILayer::setInput;

protected:
    apiv::VDynamicQuantizeLayer* mImpl;
};

class IEinsumLayer : public ILayer
{
protected:
    TENON_TAG ~IEinsumLayer() noexcept override = default;

public:
    TENON_TAG bool setEquation(const char* equation) noexcept
    {
        return mImpl->setEquation(equation);
    }

    TENON_TAG const char* getEquation() const noexcept
    {
        return mImpl->getEquation();
    }

protected:
    apiv::VEinsumLayer* mImpl;
};

class IScatterLayer : public ILayer
{
protected:
    TENON_TAG ~IScatterLayer() noexcept override = default;

public:
    //! How it is done.
    TENON_TAG void setMode(ScatterMode mode) noexcept
    {
        mImpl->setMode(mode);
    }

    //! How it is done.
    TENON_TAG ScatterMode getMode() const noexcept
    {
        return mImpl->getMode();
    }

    //! The dimension that the operation goes along, 0 for the outermost.
    TENON_TAG void setAxis(int32_t axis) noexcept
    {
        mImpl->setAxis(axis);
    }

    //! The dimension that the operation goes along.
    TENON_TAG int32_t getAxis() const noexcept
    {
        return mImpl->getAxis();
    }

protected:
    apiv::VScatterLayer* mImpl;
};

class IOneHotLayer : public ILayer
{
protected:
    TENON_TAG ~IOneHotLayer() noexcept override = default;

public:
    //! The dimension that the operation goes along, 0 for the outermost.
    TENON_TAG void setAxis(int32_t axis) noexcept
    {
        mImpl->setAxis(axis);
    }

    //! The dimension that the operation goes along.
    TENON_TAG int32_t getAxis() const noexcept
    {
        return mImpl->getAxis();
    }

protected:
    apiv::VOneHotLayer* mImpl;
};

//! Values of input 0 at the coordinates in input 1.
class IGridSampleLayer : public ILayer
{
protected:
    TENON_TAG ~IGridSampleLayer() noexcept override = default;

public:
    //! How values between elements are found.
    TENON_TAG void setInterpolationMode(InterpolationMode mode) noexcept
    {
        mImpl->setInterpolationMode(mode);
    }

    //! How values between elements are found.
    TENON_TAG InterpolationMode getInterpolationMode() const noexcept
    {
        return mImpl->getInterpolationMode();
    }

    //! Whether −1 and 1 are the centres of the outermost elements, or their outer edges.
    TENON_TAG void setAlignCorners(bool alignCorners) noexcept
    {
        mImpl->setAlignCorners(alignCorners);
    }

    //! Whether −1 and 1 are the centres of the outermost elements.
    TENON_TAG bool getAlignCorners() const noexcept
    {
        return mImpl->getAlignCorners();
    }

    //! What elements outside are.
    TENON_TAG bool setSampleMode(SampleMode mode) noexcept
    {
        return mImpl->setSampleMode(mode);
    }

    //! What elements outside are.
    TENON_TAG SampleMode getSampleMode() const noexcept
    {
        return mImpl->getSampleMode();
    }

protected:
    apiv::VGridSampleLayer* mImpl;
};

//! Takes boxes out that overlap a better one.
class INMSLayer : public ILayer
{
protected:
    TENON_TAG ~INMSLayer() noexcept override = default;

public:
    //! What the four numbers of a box are.
    TENON_TAG void setBoundingBoxFormat(BoundingBoxFormat fmt) noexcept
    {
        mImpl->setBoundingBoxFormat(fmt);
    }

    //! What the four numbers of a box are.
    TENON_TAG BoundingBoxFormat getBoundingBoxFormat() const noexcept
    {
        return mImpl->getBoundingBoxFormat();
    }

    TENON_TAG void setTopKBoxLimit(int32_t limit) noexcept
    {
        mImpl->setTopKBoxLimit(limit);
    }

    TENON_TAG int32_t getTopKBoxLimit() const noexcept
    {
        return mImpl->getTopKBoxLimit();
    }

    //! The type of the indices in the output: kINT32 or kINT64.
    TENON_TAG bool setIndicesType(DataType type) noexcept
    {
        return mImpl->setIndicesType(type);
    }

    //! The type of the indices in the output.
    TENON_TAG DataType getIndicesType() const noexcept
    {
        return mImpl->getIndicesType();
    }

    using ILayer::setInput;

protected:
    apiv::VNMSLayer* mImpl;
};

//! Each sequence of a batch reversed, up to its length.
class IReverseSequenceLayer : public ILayer
{
protected:
    TENON_TAG ~IReverseSequenceLayer() noexcept override = default;

public:
    //! The dimension of the batch.
    TENON_TAG void setBatchAxis(int32_t batchAxis) noexcept
    {
        mImpl->setBatchAxis(batchAxis);
    }

    //! The dimension of the batch.
    TENON_TAG int32_t getBatchAxis() const noexcept
    {
        return mImpl->getBatchAxis();
    }

    //! The dimension of the sequences.
    TENON_TAG void setSequenceAxis(int32_t sequenceAxis) noexcept
    {
        mImpl->setSequenceAxis(sequenceAxis);
    }

    //! The dimension of the sequences.
    TENON_TAG int32_t getSequenceAxis() const noexcept
    {
        return mImpl->getSequenceAxis();
    }

protected:
    apiv::VReverseSequenceLayer* mImpl;
};

//! (x − mean) / √(variance + ε) × scale + bias.
class INormalizationLayer : public ILayer
{
protected:
    TENON_TAG ~INormalizationLayer() noexcept override = default;

public:
    //! What is added to the variance.
    TENON_TAG void setEpsilon(float eps) noexcept
    {
        mImpl->setEpsilon(eps);
    }

    //! What is added to the variance.
    TENON_TAG float getEpsilon() const noexcept
    {
        return mImpl->getEpsilon();
    }

    //! The dimensions that the operation goes along: bits, 1 << dimension.
    TENON_TAG void setAxes(uint32_t axesMask) noexcept
    {
        mImpl->setAxes(axesMask);
    }

    //! The dimensions that the operation goes along, as bits.
    TENON_TAG uint32_t getAxes() const noexcept
    {
        return mImpl->getAxes();
    }

    //! Into how many groups the channels fall, each normalized for itself.
    TENON_TAG void setNbGroups(impl::Extent nbGroups) noexcept
    {
        mImpl->setNbGroups(nbGroups);
    }

    //! Into how many groups the channels fall, each normalized for itself.
    TENON_TAG impl::Extent getNbGroups() const noexcept
    {
        return impl::fromAbi(mImpl->getNbGroups());
    }

    //! The type to compute in, kFLOAT by default.
    TENON_TAG TRT_DEPRECATED void setComputePrecision(DataType type) noexcept
    {
        mImpl->setComputePrecision(type);
    }

    //! The type to compute in.
    TENON_TAG TRT_DEPRECATED DataType getComputePrecision() const noexcept
    {
        return mImpl->getComputePrecision();
    }

    TENON_TAG bool isV2() const noexcept
    {
        return mImpl->isV2();
    }

protected:
    apiv::VNormalizationLayer* mImpl;
};

class ISqueezeLayer : public ILayer
{
protected:
    TENON_TAG ~ISqueezeLayer() noexcept override = default;

public:
    using ILayer::setInput;

protected:
    apiv::VSqueezeLayer* mImpl;
};

class IUnsqueezeLayer : public ILayer
{
protected:
    TENON_TAG ~IUnsqueezeLayer() noexcept override = default;

public:
    using ILayer::setInput;

protected:
    apiv::VUnsqueezeLayer* mImpl;
};

class ICumulativeLayer : public ILayer
{
protected:
    TENON_TAG ~ICumulativeLayer() noexcept override = default;

public:
    //! What is computed.
    TENON_TAG bool setOperation(CumulativeOperation op) noexcept
    {
        return mImpl->setOperation(op);
    }

    //! What is computed.
    TENON_TAG CumulativeOperation getOperation() const noexcept
    {
        return mImpl->getOperation();
    }

    TENON_TAG void setExclusive(bool exclusive) noexcept
    {
        mImpl->setExclusive(exclusive);
    }

    TENON_TAG bool getExclusive() const noexcept
    {
        return mImpl->getExclusive();
    }

    //! Whether to go from the end to the beginning.
    TENON_TAG void setReverse(bool reverse) noexcept
    {
        mImpl->setReverse(reverse);
    }

    //! Whether to go from the end to the beginning.
    TENON_TAG bool getReverse() const noexcept
    {
        return mImpl->getReverse();
    }

protected:
    apiv::VCumulativeLayer* mImpl;
};

class IAttentionBoundaryLayer : public ILayer
{
protected:
    TENON_TAG ~IAttentionBoundaryLayer() noexcept override = default;

public:
    TENON_TAG IAttention* getAttention() const noexcept
    {
        return mBoundary->getAttention();
    }

protected:
    apiv::VAttentionBoundaryLayer* mBoundary;
};

class IAttentionInputLayer : public IAttentionBoundaryLayer
{
protected:
    TENON_TAG ~IAttentionInputLayer() noexcept override = default;

public:
    using ILayer::setInput;

protected:
    apiv::VAttentionInputLayer* mImpl;
};

class IAttentionOutputLayer : public IAttentionBoundaryLayer
{
protected:
    TENON_TAG ~IAttentionOutputLayer() noexcept override = default;

    apiv::VAttentionOutputLayer* mImpl;
};

class IAttention : public INoCopy
{
protected:
    TENON_TAG ~IAttention() noexcept override = default;

public:
    TENON_TAG bool setNormalizationOperation(AttentionNormalizationOp op) noexcept
    {
        return mImpl->setNormalizationOperation(op);
    }

    TENON_TAG AttentionNormalizationOp getNormalizationOperation() const noexcept
    {
        return mImpl->getNormalizationOperation();
    }

    TENON_TAG bool setMask(ITensor& mask) noexcept
    {
        return mImpl->setMask(mask);
    }

    TENON_TAG ITensor* getMask() noexcept
    {
        return mImpl->getMask();
    }

    TENON_TAG bool setCausal(bool isCausal) noexcept
    {
        return mImpl->setCausal(isCausal);
    }

    TENON_TAG bool getCausal() const noexcept
    {
        return mImpl->getCausal();
    }

    TENON_TAG bool setDecomposable(bool decomposable) noexcept
    {
        return mImpl->setDecomposable(decomposable);
    }

    TENON_TAG bool getDecomposable() const noexcept
    {
        return mImpl->getDecomposable();
    }

    TENON_TAG bool setInput(int32_t index, ITensor& input) noexcept
    {
        return mImpl->setInput(index, input);
    }

    TENON_TAG int32_t getNbInputs() const noexcept
    {
        return mImpl->getNbInputs();
    }

    TENON_TAG ITensor* getInput(int32_t index) const noexcept
    {
        return mImpl->getInput(index);
    }

    TENON_TAG int32_t getNbOutputs() const noexcept
    {
        return mImpl->getNbOutputs();
    }

    TENON_TAG ITensor* getOutput(int32_t index) const noexcept
    {
        return mImpl->getOutput(index);
    }

    TENON_TAG bool setName(const char* name) noexcept
    {
        return mImpl->setName(name);
    }

    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    TENON_TAG bool setNormalizationQuantizeScale(ITensor& tensor) noexcept
    {
        return mImpl->setNormalizationQuantizeScale(tensor);
    }

    TENON_TAG ITensor* getNormalizationQuantizeScale() const noexcept
    {
        return mImpl->getNormalizationQuantizeScale();
    }

    TENON_TAG bool setNormalizationQuantizeToType(DataType type) noexcept
    {
        return mImpl->setNormalizationQuantizeToType(type);
    }

    TENON_TAG DataType getNormalizationQuantizeToType() const noexcept
    {
        return mImpl->getNormalizationQuantizeToType();
    }

    TENON_TAG bool setMetadata(const char* metadata) noexcept
    {
        return mImpl->setMetadata(metadata);
    }

    TENON_TAG const char* getMetadata() const noexcept
    {
        return mImpl->getMetadata();
    }

    TENON_TAG bool setNbRanks(int32_t nbRanks) noexcept
    {
        return mImpl->setNbRanks(nbRanks);
    }

    TENON_TAG int32_t getNbRanks() const noexcept
    {
        return mImpl->getNbRanks();
    }

protected:
    apiv::VAttention* mImpl;
};

class IRotaryEmbeddingLayer : public ILayer
{
protected:
    TENON_TAG ~IRotaryEmbeddingLayer() noexcept override = default;

public:
    TENON_TAG void setInterleaved(bool interleaved) noexcept
    {
        mImpl->setInterleaved(interleaved);
    }

    TENON_TAG bool getInterleaved() const noexcept
    {
        return mImpl->getInterleaved();
    }

    TENON_TAG bool setRotaryEmbeddingDim(int32_t rotaryEmbeddingDim) noexcept
    {
        return mImpl->setRotaryEmbeddingDim(rotaryEmbeddingDim);
    }

    TENON_TAG int32_t getRotaryEmbeddingDim() const noexcept
    {
        return mImpl->getRotaryEmbeddingDim();
    }

    using ILayer::setInput;

protected:
    apiv::VRotaryEmbeddingLayer* mImpl;
};

class IKVCacheUpdateLayer : public ILayer
{
protected:
    TENON_TAG ~IKVCacheUpdateLayer() noexcept override = default;

public:
    TENON_TAG bool setCacheMode(KVCacheMode cacheMode) noexcept
    {
        return mImpl->setCacheMode(cacheMode);
    }

    TENON_TAG KVCacheMode getCacheMode() const noexcept
    {
        return mImpl->getCacheMode();
    }

    using ILayer::setInput;

protected:
    apiv::VKVCacheUpdateLayer* mImpl;
};

class IMoELayer : public ILayer
{
protected:
    TENON_TAG ~IMoELayer() noexcept override = default;

public:
    TENON_TAG void setGatedWeights(ITensor& fcGateWeights, ITensor& fcUpWeights, ITensor& fcDownWeights,
        MoEActType activationType) noexcept
    {
        mImpl->setGatedWeights(fcGateWeights, fcUpWeights, fcDownWeights, activationType);
    }

    TENON_TAG void setGatedBiases(ITensor& fcGateBiases, ITensor& fcUpBiases, ITensor& fcDownBiases) noexcept
    {
        mImpl->setGatedBiases(fcGateBiases, fcUpBiases, fcDownBiases);
    }

    TENON_TAG void setActivationType(MoEActType activationType) noexcept
    {
        mImpl->setActivationType(activationType);
    }

    TENON_TAG MoEActType getActivationType() const noexcept
    {
        return mImpl->getActivationType();
    }

    TENON_TAG void setQuantizationStatic(ITensor& fcDownActivationScale, DataType dataType) noexcept
    {
        mImpl->setQuantizationStatic(fcDownActivationScale, dataType);
    }

    TENON_TAG void setQuantizationDynamicDblQ(ITensor& fcDownActivationDblQScale, DataType dataType,
        const Dims& blockShape, DataType dynQOutputScaleType) noexcept
    {
        mImpl->setQuantizationDynamicDblQ(fcDownActivationDblQScale, dataType, impl::toAbi(blockShape), dynQOutputScaleType);
    }

    TENON_TAG void setQuantizationToType(DataType type) noexcept
    {
        mImpl->setQuantizationToType(type);
    }

    TENON_TAG DataType getQuantizationToType() const noexcept
    {
        return mImpl->getQuantizationToType();
    }

    TENON_TAG void setQuantizationBlockShape(const Dims& blockShape) noexcept
    {
        mImpl->setQuantizationBlockShape(impl::toAbi(blockShape));
    }

    TENON_TAG Dims getQuantizationBlockShape() const noexcept
    {
        return impl::fromAbi(mImpl->getQuantizationBlockShape());
    }

    TENON_TAG void setDynQOutputScaleType(DataType type) noexcept
    {
        mImpl->setDynQOutputScaleType(type);
    }

    TENON_TAG DataType getDynQOutputScaleType() const noexcept
    {
        return mImpl->getDynQOutputScaleType();
    }

    TENON_TAG void setSwigluParams(float limit, float alpha, float beta) noexcept
    {
        mImpl->setSwigluParams(limit, alpha, beta);
    }

    TENON_TAG void setSwigluParamLimit(float limit) noexcept
    {
        mImpl->setSwigluParamLimit(limit);
    }

    TENON_TAG float getSwigluParamLimit() const noexcept
    {
        return mImpl->getSwigluParamLimit();
    }

    TENON_TAG void setSwigluParamAlpha(float alpha) noexcept
    {
        mImpl->setSwigluParamAlpha(alpha);
    }

    TENON_TAG float getSwigluParamAlpha() const noexcept
    {
        return mImpl->getSwigluParamAlpha();
    }

    TENON_TAG void setSwigluParamBeta(float beta) noexcept
    {
        mImpl->setSwigluParamBeta(beta);
    }

    TENON_TAG float getSwigluParamBeta() const noexcept
    {
        return mImpl->getSwigluParamBeta();
    }

    TENON_TAG void setInput(int32_t index, ITensor& tensor) noexcept
    {
        mImpl->setInput(index, tensor);
    }

    using ILayer::setInput;

protected:
    apiv::VMoELayer* mImpl;
};

class IDistCollectiveLayer : public ILayer
{
protected:
    TENON_TAG ~IDistCollectiveLayer() noexcept override = default;

    apiv::VDistCollectiveLayer* mImpl;
};

//! A network in the making. Owns its layers and tensors; they are valid while it is. Used by one thread at a time.
//! Methods that add a layer return null, with a message, when the inputs do not fit.
//!
//! Names, shapes and parameters are copied; weights are not: see Weights. Indices of dimensions in implicit-batch
//! networks do not count the batch.
class INetworkDefinition : public INoCopy
{
public:
    TENON_TAG ~INetworkDefinition() noexcept override = default;

    //! The builder that made the network.
    TENON_TAG virtual IBuilder& getBuilder() const noexcept
    {
        return mImpl->getBuilder();
    }

    //! An input. -1 extents vary, and need an optimization profile. Null when the name is in use, or an extent is less
    //! than -1.
    TENON_TAG ITensor* addInput(const char* name, DataType type, const Dims& dimensions) noexcept
    {
        return mImpl->addInput(name, type, impl::toAbi(dimensions));
    }

    //! Makes a tensor an output.
    TENON_TAG void markOutput(ITensor& tensor) noexcept
    {
        mImpl->markOutput(tensor);
    }

    //! Gives the tensor to debug listeners.
    TENON_TAG bool markDebug(ITensor& tensor) noexcept
    {
        return mImpl->markDebug(tensor);
    }

    //! Takes back markDebug().
    TENON_TAG bool unmarkDebug(ITensor& tensor) noexcept
    {
        return mImpl->unmarkDebug(tensor);
    }

    //! Whether the tensor is given to debug listeners.
    TENON_TAG bool isDebugTensor(const ITensor& tensor) const noexcept
    {
        return mImpl->isDebugTensor(tensor);
    }

    TENON_TAG bool markUnfusedTensorsAsDebugTensors() noexcept
    {
        return mImpl->markUnfusedTensorsAsDebugTensors();
    }

    TENON_TAG bool unmarkUnfusedTensorsAsDebugTensors() noexcept
    {
        return mImpl->unmarkUnfusedTensorsAsDebugTensors();
    }

    //! A function of each element.
    TENON_TAG IActivationLayer* addActivation(ITensor& input, ActivationType type) noexcept
    {
        return mImpl->addActivation(input, type);
    }

    //! Local response normalization; `window` is odd.
    TENON_TAG ILRNLayer* addLRN(ITensor& input, impl::Extent window, float alpha, float beta, float k) noexcept
    {
        return mImpl->addLRN(input, window, alpha, beta, k);
    }

    //! (x × scale + shift) ^ power, with the channels in the third dimension from the last.
    TENON_TAG IScaleLayer* addScale(ITensor& input, ScaleMode mode, Weights shift, Weights scale,
        Weights power) noexcept
    {
        return mImpl->addScale(input, mode, shift, scale, power);
    }

    //! eˣ / Σ eˣ along one dimension.
    TENON_TAG ISoftMaxLayer* addSoftMax(ITensor& input) noexcept
    {
        return mImpl->addSoftMax(input);
    }

    //! Joins `nbInputs` tensors along one dimension.
    TENON_TAG IConcatenationLayer* addConcatenation(ITensor* const* inputs, int32_t nbInputs) noexcept
    {
        return mImpl->addConcatenation(inputs, nbInputs);
    }

    //! A function of two elements. Ranks are equal, extents equal or 1.
    TENON_TAG IElementWiseLayer* addElementWise(ITensor& input1, ITensor& input2, ElementWiseOperation op) noexcept
    {
        return mImpl->addElementWise(input1, input2, op);
    }

    //! A function of each element, without parameters.
    TENON_TAG IUnaryLayer* addUnary(ITensor& input, UnaryOperation operation) noexcept
    {
        return mImpl->addUnary(input, operation);
    }

    //! Transpose and reshape.
    TENON_TAG IShuffleLayer* addShuffle(ITensor& input) noexcept
    {
        return mImpl->addShuffle(input);
    }

    //! For each index a vector of `depth` with one value in one place, another elsewhere.
    TENON_TAG IOneHotLayer* addOneHot(ITensor& indices, ITensor& values, ITensor& depth, int32_t axis) noexcept
    {
        return mImpl->addOneHot(indices, values, depth, axis);
    }

    //! How many layers there are.
    TENON_TAG int32_t getNbLayers() const noexcept
    {
        return mImpl->getNbLayers();
    }

    //! Layer number `index`, in the order in which they were added, or null.
    TENON_TAG ILayer* getLayer(int32_t index) const noexcept
    {
        return mImpl->getLayer(index);
    }

    //! How many inputs there are.
    TENON_TAG int32_t getNbInputs() const noexcept
    {
        return mImpl->getNbInputs();
    }

    //! Input number `index`, in the order in which they were added, or null.
    TENON_TAG ITensor* getInput(int32_t index) const noexcept
    {
        return mImpl->getInput(index);
    }

    //! How many outputs there are.
    TENON_TAG int32_t getNbOutputs() const noexcept
    {
        return mImpl->getNbOutputs();
    }

    //! Output number `index`, in the order in which they were marked, or null.
    TENON_TAG ITensor* getOutput(int32_t index) const noexcept
    {
        return mImpl->getOutput(index);
    }

    //! Sum, product, mean, largest or smallest value over the dimensions in `reduceAxes` (bits, 1 << dimension).
    TENON_TAG IReduceLayer* addReduce(ITensor& input, ReduceOperation operation, uint32_t reduceAxes,
        bool keepDimensions) noexcept
    {
        return mImpl->addReduce(input, operation, reduceAxes, keepDimensions);
    }

    //! The `k` largest or smallest values along one dimension.
    TENON_TAG TRT_DEPRECATED ITopKLayer* addTopK(ITensor& input, TopKOperation op, int32_t k,
        uint32_t reduceAxes) noexcept
    {
        return mImpl->addTopK(input, op, k, reduceAxes);
    }

    //! The `k` largest or smallest values along one dimension.
    TENON_TAG ITopKLayer* addTopK(ITensor& input, TopKOperation op, int32_t k, uint32_t reduceAxes,
        DataType indicesType) noexcept
    {
        return mImpl->addTopKV2(input, op, k, reduceAxes, indicesType);
    }

    //! Elements of `data` by index along `axis`.
    TENON_TAG IGatherLayer* addGather(ITensor& data, ITensor& indices, int32_t axis) noexcept
    {
        return mImpl->addGather(data, indices, axis);
    }

    //! Elements of `data` by index, in one of three ways.
    TENON_TAG IGatherLayer* addGatherV2(ITensor& data, ITensor& indices, GatherMode mode) noexcept
    {
        return mImpl->addGatherV2(data, indices, mode);
    }

    TENON_TAG IRaggedSoftMaxLayer* addRaggedSoftMax(ITensor& input, ITensor& bounds) noexcept
    {
        return mImpl->addRaggedSoftMax(input, bounds);
    }

    //! Product of matrices.
    TENON_TAG IMatrixMultiplyLayer* addMatrixMultiply(ITensor& input0, MatrixOperation op0, ITensor& input1,
        MatrixOperation op1) noexcept
    {
        return mImpl->addMatrixMultiply(input0, op0, input1, op1);
    }

    //! The indices of all elements that are not zero.
    TENON_TAG TRT_DEPRECATED INonZeroLayer* addNonZero(ITensor& input) noexcept
    {
        return mImpl->addNonZero(input);
    }

    //! The indices of all elements that are not zero.
    TENON_TAG INonZeroLayer* addNonZero(ITensor& input, DataType indicesType) noexcept
    {
        return mImpl->addNonZeroV2(input, indicesType);
    }

    //! A constant; the product of `dimensions` is the number of weights.
    TENON_TAG IConstantLayer* addConstant(const Dims& dimensions, Weights weights) noexcept
    {
        return mImpl->addConstant(impl::toAbi(dimensions), weights);
    }

    //! The input as it is.
    TENON_TAG IIdentityLayer* addIdentity(ITensor& input) noexcept
    {
        return mImpl->addIdentity(input);
    }

    //! The input, converted to `toType`.
    TENON_TAG ICastLayer* addCast(ITensor& input, DataType toType) noexcept
    {
        return mImpl->addCast(input, toType);
    }

    //! Takes a tensor out that no layer makes any more.
    TENON_TAG void removeTensor(ITensor& tensor) noexcept
    {
        mImpl->removeTensor(tensor);
    }

    //! Takes back markOutput().
    TENON_TAG void unmarkOutput(ITensor& tensor) noexcept
    {
        mImpl->unmarkOutput(tensor);
    }

    //! A layer that is a clone of `plugin`; the caller keeps its own. Null, with the reason, when the plugin does not
    //! go with the network's batch mode.
    TENON_TAG TRT_DEPRECATED IPluginV2Layer* addPluginV2(ITensor* const* inputs, int32_t nbInputs,
        IPluginV2& plugin) noexcept
    {
        return mImpl->addPluginV2(inputs, nbInputs, plugin);
    }

    //! A layer that is a clone of `plugin`; `shapeInputs` are those whose values shapes depend on.
    TENON_TAG IPluginV3Layer* addPluginV3(ITensor* const* inputs, int32_t nbInputs, ITensor* const* shapeInputs,
        int32_t nbShapeInputs, IPluginV3& plugin) noexcept
    {
        return mImpl->addPluginV3(inputs, nbInputs, shapeInputs, nbShapeInputs, plugin);
    }

    //! Parts of a tensor. The three dims have the input's rank.
    TENON_TAG ISliceLayer* addSlice(ITensor& input, const Dims& start, const Dims& size, const Dims& stride) noexcept
    {
        return mImpl->addSlice(input, impl::toAbi(start), impl::toAbi(size), impl::toAbi(stride));
    }

    //! A name for messages; copied.
    TENON_TAG void setName(const char* name) noexcept
    {
        mImpl->setName(name);
    }

    //! The name last set; "" by default.
    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    //! The extents of a tensor.
    TENON_TAG IShapeLayer* addShape(ITensor& input) noexcept
    {
        return mImpl->addShape(input);
    }

    //! Whether the batch is no dimension of the tensors.
    TENON_TAG TRT_DEPRECATED bool hasImplicitBatchDimension() const noexcept
    {
        return mImpl->hasImplicitBatchDimension();
    }

    //! The flags that the network was made with.
    TENON_TAG NetworkDefinitionCreationFlags getFlags() const noexcept
    {
        return mImpl->getFlags();
    }

    //! Whether the network was made with a flag.
    TENON_TAG bool getFlag(NetworkDefinitionCreationFlag networkDefinitionCreationFlag) const noexcept
    {
        return mImpl->getFlag(networkDefinitionCreationFlag);
    }

    //! Makes the values of a shape tensor an output.
    TENON_TAG bool markOutputForShapes(ITensor& tensor) noexcept
    {
        return mImpl->markOutputForShapes(tensor);
    }

    //! Takes back markOutputForShapes().
    TENON_TAG bool unmarkOutputForShapes(ITensor& tensor) noexcept
    {
        return mImpl->unmarkOutputForShapes(tensor);
    }

    //! x for x ≥ 0, else x × slope.
    TENON_TAG IParametricReLULayer* addParametricReLU(ITensor& input, ITensor& slope) noexcept
    {
        return mImpl->addParametricReLU(input, slope);
    }

    //! Convolution; 2 or 3 spatial dimensions by `kernelSize`. Empty kernel weights wait for setInput(1, …).
    TENON_TAG IConvolutionLayer* addConvolutionNd(ITensor& input, impl::Extent nbOutputMaps, const Dims& kernelSize,
        Weights kernelWeights, Weights biasWeights) noexcept
    {
        return mImpl->addConvolutionNd(input, nbOutputMaps, impl::toAbi(kernelSize), kernelWeights, biasWeights);
    }

    //! Pooling; 2 or 3 spatial dimensions by `windowSize`.
    TENON_TAG IPoolingLayer* addPoolingNd(ITensor& input, PoolingType type, const Dims& windowSize) noexcept
    {
        return mImpl->addPoolingNd(input, type, impl::toAbi(windowSize));
    }

    //! Transposed convolution; 2 or 3 spatial dimensions by `kernelSize`.
    TENON_TAG IDeconvolutionLayer* addDeconvolutionNd(ITensor& input, impl::Extent nbOutputMaps, Dims kernelSize,
        Weights kernelWeights, Weights biasWeights) noexcept
    {
        return mImpl->addDeconvolutionNd(input, nbOutputMaps, impl::toAbi(kernelSize), kernelWeights, biasWeights);
    }

    //! (x × scale + shift) ^ power, with the channels in dimension `channelAxis`.
    TENON_TAG IScaleLayer* addScaleNd(ITensor& input, ScaleMode mode, Weights shift, Weights scale, Weights power,
        int32_t channelAxis) noexcept
    {
        return mImpl->addScaleNd(input, mode, shift, scale, power, channelAxis);
    }

    //! Interpolation to another shape, which is set on the layer.
    TENON_TAG IResizeLayer* addResize(ITensor& input) noexcept
    {
        return mImpl->addResize(input);
    }

    //! A loop. Owned by the network.
    TENON_TAG ILoop* addLoop() noexcept
    {
        return mImpl->addLoop();
    }

    //! A condition with two branches. Owned by the network.
    TENON_TAG IIfConditional* addIfConditional() noexcept
    {
        return mImpl->addIfConditional();
    }

    //! `thenInput` where `condition` is true, else `elseInput`.
    TENON_TAG ISelectLayer* addSelect(ITensor& condition, ITensor& thenInput, ITensor& elseInput) noexcept
    {
        return mImpl->addSelect(condition, thenInput, elseInput);
    }

    //! Fails, with `message`, when `condition` is not all true.
    TENON_TAG IAssertionLayer* addAssertion(ITensor& condition, const char* message) noexcept
    {
        return mImpl->addAssertion(condition, message);
    }

    //! Evenly spaced or random values.
    TENON_TAG TRT_DEPRECATED IFillLayer* addFill(const Dims& dimensions, FillOperation op) noexcept
    {
        return mImpl->addFill(impl::toAbi(dimensions), op);
    }

    //! Evenly spaced or random values.
    TENON_TAG IFillLayer* addFill(const Dims& dimensions, FillOperation op, DataType outputType) noexcept
    {
        return mImpl->addFillV2(impl::toAbi(dimensions), op, outputType);
    }

    //! Zeros around the last two dimensions.
    TENON_TAG IPaddingLayer* addPaddingNd(ITensor& input, const Dims& prePadding, const Dims& postPadding) noexcept
    {
        return mImpl->addPaddingNd(input, impl::toAbi(prePadding), impl::toAbi(postPadding));
    }

    //! A name for weights, by which they can be refitted. False when no layer has these weights.
    TENON_TAG bool setWeightsName(Weights weights, const char* name) noexcept
    {
        return mImpl->setWeightsName(weights, name);
    }

    //! Where errors of this object go; null for the logger only.
    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    //! The recorder last set, or null.
    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    //! Integers times `scale`.
    TENON_TAG TRT_DEPRECATED IDequantizeLayer* addDequantize(ITensor& input, ITensor& scale) noexcept
    {
        return mImpl->addDequantize(input, scale);
    }

    //! Integers times `scale`.
    TENON_TAG IDequantizeLayer* addDequantize(ITensor& input, ITensor& scale, DataType outputType) noexcept
    {
        return mImpl->addDequantizeV2(input, scale, outputType);
    }

    //! `data` with `updates` put in at `indices`.
    TENON_TAG IScatterLayer* addScatter(ITensor& data, ITensor& indices, ITensor& updates, ScatterMode mode) noexcept
    {
        return mImpl->addScatter(data, indices, updates, mode);
    }

    //! Values divided by `scale`, rounded and clamped.
    TENON_TAG TRT_DEPRECATED IQuantizeLayer* addQuantize(ITensor& input, ITensor& scale) noexcept
    {
        return mImpl->addQuantize(input, scale);
    }

    //! Values divided by `scale`, rounded and clamped.
    TENON_TAG IQuantizeLayer* addQuantize(ITensor& input, ITensor& scale, DataType outputType) noexcept
    {
        return mImpl->addQuantizeV2(input, scale, outputType);
    }

    TENON_TAG TRT_DEPRECATED IDynamicQuantizeLayer* addDynamicQuantize(ITensor& input, int32_t axis, int32_t blockSize,
        DataType outputType, DataType scaleType) noexcept
    {
        return mImpl->addDynamicQuantize(input, axis, blockSize, outputType, scaleType);
    }

    TENON_TAG IDynamicQuantizeLayer* addDynamicQuantizeV2(ITensor& input, const Dims& blockShape, DataType outputType,
        DataType scaleType) noexcept
    {
        return mImpl->addDynamicQuantizeV2(input, impl::toAbi(blockShape), outputType, scaleType);
    }

    //! A sum of products by `equation`, such as "ij,jk->ik".
    TENON_TAG IEinsumLayer* addEinsum(ITensor* const* inputs, int32_t nbInputs, const char* equation) noexcept
    {
        return mImpl->addEinsum(inputs, nbInputs, equation);
    }

    //! Values of `input` at the coordinates in `grid`.
    TENON_TAG IGridSampleLayer* addGridSample(ITensor& input, ITensor& grid) noexcept
    {
        return mImpl->addGridSample(input, grid);
    }

    //! The boxes that are left when those that overlap a better one are taken out.
    TENON_TAG TRT_DEPRECATED INMSLayer* addNMS(ITensor& boxes, ITensor& scores,
        ITensor& maxOutputBoxesPerClass) noexcept
    {
        return mImpl->addNMS(boxes, scores, maxOutputBoxesPerClass);
    }

    //! The boxes that are left when those that overlap a better one are taken out.
    TENON_TAG INMSLayer* addNMS(ITensor& boxes, ITensor& scores, ITensor& maxOutputBoxesPerClass,
        DataType indicesType) noexcept
    {
        return mImpl->addNMSV2(boxes, scores, maxOutputBoxesPerClass, indicesType);
    }

    //! Each sequence of a batch reversed, up to its length.
    TENON_TAG IReverseSequenceLayer* addReverseSequence(ITensor& input, ITensor& sequenceLens) noexcept
    {
        return mImpl->addReverseSequence(input, sequenceLens);
    }

    //! Values minus mean, divided by the standard deviation over the dimensions in `axesMask`, times `scale`, plus
    //! `bias`.
    TENON_TAG TRT_DEPRECATED INormalizationLayer* addNormalization(ITensor& input, ITensor& scale, ITensor& bias,
        uint32_t axesMask) noexcept
    {
        return mImpl->addNormalization(input, scale, bias, axesMask);
    }

    //! Running sums along `axis`.
    TENON_TAG ICumulativeLayer* addCumulative(ITensor& input, ITensor& axis, CumulativeOperation operation,
        bool exclusive, bool reverse) noexcept
    {
        return mImpl->addCumulative(input, axis, operation, exclusive, reverse);
    }

    //! softmax(query × keyᵀ) × value.
    TENON_TAG IAttention* addAttention(ITensor& query, ITensor& key, ITensor& value, AttentionNormalizationOp normOp,
        bool causal) noexcept
    {
        return mImpl->addAttention(query, key, value, normOp, causal);
    }

    TENON_TAG IRotaryEmbeddingLayer* addRotaryEmbedding(ITensor& input, ITensor& cosCache, ITensor& sinCache,
        bool interleaved, int32_t rotaryEmbeddingDim) noexcept
    {
        return mImpl->addRotaryEmbedding(input, cosCache, sinCache, interleaved, rotaryEmbeddingDim);
    }

    TENON_TAG IKVCacheUpdateLayer* addKVCacheUpdate(ITensor& cache, ITensor& update, ITensor& writeIndices,
        KVCacheMode cacheMode) noexcept
    {
        return mImpl->addKVCacheUpdate(cache, update, writeIndices, cacheMode);
    }

    TENON_TAG IMoELayer* addMoE(ITensor& hiddenStates, ITensor& selectedExpertsForTokens,
        ITensor& scoresForSelectedExperts) noexcept
    {
        return mImpl->addMoE(hiddenStates, selectedExpertsForTokens, scoresForSelectedExperts);
    }

    TENON_TAG IDistCollectiveLayer* addDistCollective(ITensor& input, CollectiveOperation distCollectiveOp,
        ReduceOperation reduceOp, int64_t root, int64_t* groups, int64_t groupSize) noexcept
    {
        return mImpl->addDistCollective(input, distCollectiveOp, reduceOp, root, groups, groupSize);
    }

    TENON_TAG bool markWeightsRefittable(const char* name) noexcept
    {
        return mImpl->markWeightsRefittable(name);
    }

    TENON_TAG bool unmarkWeightsRefittable(const char* name) noexcept
    {
        return mImpl->unmarkWeightsRefittable(name);
    }

    TENON_TAG bool areWeightsMarkedRefittable(const char* name) const noexcept
    {
        return mImpl->areWeightsMarkedRefittable(name);
    }

    //! Without the dimensions, of extent 1, that `axes` names.
    TENON_TAG ISqueezeLayer* addSqueeze(ITensor& input, ITensor& axes) noexcept
    {
        return mImpl->addSqueeze(input, axes);
    }

    //! With dimensions of extent 1 at the places that `axes` names.
    TENON_TAG IUnsqueezeLayer* addUnsqueeze(ITensor& input, ITensor& axes) noexcept
    {
        return mImpl->addUnsqueeze(input, axes);
    }

    //! As addNormalization(), with scale and bias of the normalized dimensions' shape.
    TENON_TAG INormalizationLayer* addNormalizationV2(ITensor& input, ITensor& scale, ITensor& bias,
        uint32_t axesMask) noexcept
    {
        return mImpl->addNormalizationV2(input, scale, bias, axesMask);
    }

#if TENON_API_LEVEL < 10
    //! Deletes the object. It must not be used afterwards.
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

    //! Convolution with a two-dimensional kernel.
    TENON_TAG IConvolutionLayer* addConvolution(ITensor& input, int32_t nbOutputMaps, DimsHW kernelSize,
        Weights kernelWeights, Weights biasWeights) noexcept
    {
        return addConvolutionNd(input, nbOutputMaps, kernelSize, kernelWeights, biasWeights);
    }

    //! Pooling with a two-dimensional window.
    TENON_TAG IPoolingLayer* addPooling(ITensor& input, PoolingType type, DimsHW windowSize) noexcept
    {
        return addPoolingNd(input, type, windowSize);
    }

    //! Transposed convolution with a two-dimensional kernel.
    TENON_TAG IDeconvolutionLayer* addDeconvolution(ITensor& input, int32_t nbOutputMaps, DimsHW kernelSize,
        Weights kernelWeights, Weights biasWeights) noexcept
    {
        return addDeconvolutionNd(input, nbOutputMaps, kernelSize, kernelWeights, biasWeights);
    }

    //! Zeros around the last two dimensions.
    TENON_TAG IPaddingLayer* addPadding(ITensor& input, DimsHW prePadding, DimsHW postPadding) noexcept
    {
        return addPaddingNd(input, prePadding, postPadding);
    }

    //! Product with a matrix of `nbOutputs` rows, over the last three dimensions taken as one.
    TENON_TAG IFullyConnectedLayer* addFullyConnected(ITensor& input, int32_t nbOutputs, Weights kernelWeights,
        Weights biasWeights) noexcept
    {
        return legacy()->addFullyConnected(input, nbOutputs, kernelWeights, biasWeights);
    }

    TENON_TAG IRNNv2Layer* addRNNv2(ITensor& input, int32_t layerCount, int32_t hiddenSize, int32_t maxSeqLen,
        RNNOperation op) noexcept
    {
        return legacy()->addRNNv2(input, layerCount, hiddenSize, maxSeqLen, op);
    }

    //! Whether the network was made with kEXPLICIT_PRECISION; false.
    TENON_TAG bool hasExplicitPrecision() const noexcept
    {
        return false;
    }

#if TENON_API_LEVEL < 8
    TENON_TAG IRNNLayer* addRNN(ITensor& inputs, int32_t layerCount, std::size_t hiddenSize, int32_t maxSeqLen,
        RNNOperation op, RNNInputMode mode, RNNDirection dir, Weights weights, Weights bias) noexcept
    {
        return legacy()->addRNN(inputs, layerCount, hiddenSize, maxSeqLen, op, mode, dir, weights, bias);
    }

    TENON_TAG IPluginLayer* addPlugin(ITensor* const* inputs, int32_t nbInputs, IPlugin& plugin) noexcept
    {
        return legacy()->addPlugin(inputs, nbInputs, plugin);
    }

    TENON_TAG IPluginLayer* addPluginExt(ITensor* const* inputs, int32_t nbInputs, IPluginExt& plugin) noexcept
    {
        return legacy()->addPluginExt(inputs, nbInputs, plugin);
    }

    TENON_TAG void setPoolingOutputDimensionsFormula(IOutputDimensionsFormula* formula) noexcept
    {
        legacy()->setOutputDimensionsFormula(LayerType::kPOOLING, formula);
    }

    TENON_TAG IOutputDimensionsFormula& getPoolingOutputDimensionsFormula() const noexcept
    {
        apiv::legacy::VOutputDimensionsFormula* const own = legacy()->getOutputDimensionsFormula(LayerType::kPOOLING);
        return own == nullptr ? impl::windowFormula() : static_cast<IOutputDimensionsFormula&>(*own);
    }

    TENON_TAG void setConvolutionOutputDimensionsFormula(IOutputDimensionsFormula* formula) noexcept
    {
        legacy()->setOutputDimensionsFormula(LayerType::kCONVOLUTION, formula);
    }

    TENON_TAG IOutputDimensionsFormula& getConvolutionOutputDimensionsFormula() const noexcept
    {
        apiv::legacy::VOutputDimensionsFormula* const own = legacy()->getOutputDimensionsFormula(LayerType::kCONVOLUTION);
        return own == nullptr ? impl::windowFormula() : static_cast<IOutputDimensionsFormula&>(*own);
    }

    TENON_TAG void setDeconvolutionOutputDimensionsFormula(IOutputDimensionsFormula* formula) noexcept
    {
        legacy()->setOutputDimensionsFormula(LayerType::kDECONVOLUTION, formula);
    }

    TENON_TAG IOutputDimensionsFormula& getDeconvolutionOutputDimensionsFormula() const noexcept
    {
        apiv::legacy::VOutputDimensionsFormula* const own = legacy()->getOutputDimensionsFormula(LayerType::kDECONVOLUTION);
        return own == nullptr ? impl::deconvolutionFormula() : static_cast<IOutputDimensionsFormula&>(*own);
    }

    //! Product of matrices.
    TENON_TAG IMatrixMultiplyLayer* addMatrixMultiply(ITensor& input0, bool transpose0, ITensor& input1,
        bool transpose1) noexcept
    {
        return addMatrixMultiply(input0, transpose0 ? MatrixOperation::kTRANSPOSE : MatrixOperation::kNONE, input1,
            transpose1 ? MatrixOperation::kTRANSPOSE : MatrixOperation::kNONE);
    }
#endif

private:
    TENON_TAG apiv::legacy::VNetworkDefinition* legacy() const noexcept
    {
        int32_t const kind = static_cast<int32_t>(apiv::legacy::TableKind::kNETWORK_DEFINITION);
        return static_cast<apiv::legacy::VNetworkDefinition*>(tenonLegacyTable(mImpl, kind));
    }
#endif

protected:
    apiv::VNetworkDefinition* mImpl;
};

//! Finds the ranges of tensors for 8-bit integers by running samples. Derive from one of its kinds.
class TRT_DEPRECATED IInt8Calibrator : public IVersionedInterface
{
public:
    TENON_TAG ~IInt8Calibrator() noexcept override = default;

    //! Samples in a batch.
    TENON_TAG TRT_DEPRECATED virtual int32_t getBatchSize() const TENON_NOEXCEPT = 0;

    //! Puts addresses of the next batch's inputs into `bindings`, in the order of `names`. False when there is none
    //! left.
    TENON_TAG virtual bool getBatch(void* bindings[], const char* names[], int32_t nbBindings) TENON_NOEXCEPT = 0;

    //! What writeCalibrationCache() was given in an earlier build, or null. Owned by the calibrator.
    TENON_TAG virtual const void* readCalibrationCache(std::size_t& length) TENON_NOEXCEPT = 0;

    //! Ranges to keep for the next build.
    TENON_TAG virtual void writeCalibrationCache(const void* ptr, std::size_t length) TENON_NOEXCEPT = 0;

    //! How ranges are found.
    TENON_TAG virtual CalibrationAlgoType getAlgorithm() TENON_NOEXCEPT = 0;

#if TENON_API_LEVEL < 10
    TENON_TAG InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IInt8Calibrator", 1, 0};
    }
#endif
};

TENON_OPEN_V_1_0
class TRT_DEPRECATED IInt8EntropyCalibrator : public IInt8Calibrator
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IInt8EntropyCalibrator", 1, 0};
    }

    TENON_TAG ~IInt8EntropyCalibrator() noexcept override = default;

    TENON_TAG virtual CalibrationAlgoType getAlgorithm() TENON_NOEXCEPT override
    {
        return CalibrationAlgoType::kENTROPY_CALIBRATION;
    }
};

class TRT_DEPRECATED IInt8EntropyCalibrator2 : public IInt8Calibrator
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IInt8EntropyCalibrator2", 1, 0};
    }

    TENON_TAG ~IInt8EntropyCalibrator2() noexcept override = default;

    TENON_TAG virtual CalibrationAlgoType getAlgorithm() TENON_NOEXCEPT override
    {
        return CalibrationAlgoType::kENTROPY_CALIBRATION_2;
    }
};

class TRT_DEPRECATED IInt8MinMaxCalibrator : public IInt8Calibrator
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IInt8MinMaxCalibrator", 1, 0};
    }

    TENON_TAG ~IInt8MinMaxCalibrator() noexcept override = default;

    TENON_TAG virtual CalibrationAlgoType getAlgorithm() TENON_NOEXCEPT override
    {
        return CalibrationAlgoType::kMINMAX_CALIBRATION;
    }
};

class TRT_DEPRECATED IInt8LegacyCalibrator : public IInt8Calibrator
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IInt8Calibrator", 1, 0};
    }

    TENON_TAG ~IInt8LegacyCalibrator() noexcept override = default;

    TENON_TAG virtual CalibrationAlgoType getAlgorithm() TENON_NOEXCEPT override
    {
        return CalibrationAlgoType::kLEGACY_CALIBRATION;
    }

    TENON_TAG virtual double getQuantile() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual double getRegressionCutoff() const TENON_NOEXCEPT = 0;

    TENON_TAG virtual const void* readHistogramCache(std::size_t& length) TENON_NOEXCEPT = 0;

    TENON_TAG virtual void writeHistogramCache(const void* ptr, std::size_t length) TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0

class TRT_DEPRECATED IAlgorithmIOInfo : public INoCopy
{
protected:
    TENON_TAG ~IAlgorithmIOInfo() noexcept override = default;

public:
    TENON_TAG DataType getDataType() const noexcept
    {
        return mImpl->getDataType();
    }

    TENON_TAG Dims getStrides() const noexcept
    {
        return impl::fromAbi(mImpl->getStrides());
    }

    TENON_TAG int64_t getVectorizedDim() const noexcept
    {
        return mImpl->getVectorizedDim();
    }

    TENON_TAG int64_t getComponentsPerElement() const noexcept
    {
        return mImpl->getComponentsPerElement();
    }

#if TENON_API_LEVEL < 10
    TENON_TAG TensorFormat getTensorFormat() const noexcept
    {
        return legacy()->getTensorFormat();
    }

private:
    TENON_TAG apiv::legacy::VAlgorithmIOInfo* legacy() const noexcept
    {
        int32_t const kind = static_cast<int32_t>(apiv::legacy::TableKind::kALGORITHM_IO_INFO);
        return static_cast<apiv::legacy::VAlgorithmIOInfo*>(tenonLegacyTable(mImpl, kind));
    }
#endif

protected:
    apiv::VAlgorithmIOInfo* mImpl;
};

class TRT_DEPRECATED IAlgorithmVariant : public INoCopy
{
protected:
    TENON_TAG ~IAlgorithmVariant() noexcept override = default;

public:
    TENON_TAG int64_t getImplementation() const noexcept
    {
        return mImpl->getImplementation();
    }

    TENON_TAG int64_t getTactic() const noexcept
    {
        return mImpl->getTactic();
    }

protected:
    apiv::VAlgorithmVariant* mImpl;
};

class TRT_DEPRECATED IAlgorithmContext : public INoCopy
{
protected:
    TENON_TAG ~IAlgorithmContext() noexcept override = default;

public:
    TENON_TAG const char* getName() const noexcept
    {
        return mImpl->getName();
    }

    TENON_TAG Dims getDimensions(int32_t index, OptProfileSelector select) const noexcept
    {
        return impl::fromAbi(mImpl->getDimensions(index, select));
    }

    TENON_TAG int32_t getNbInputs() const noexcept
    {
        return mImpl->getNbInputs();
    }

    TENON_TAG int32_t getNbOutputs() const noexcept
    {
        return mImpl->getNbOutputs();
    }

protected:
    apiv::VAlgorithmContext* mImpl;
};

//! A way to run a layer, with what it takes.
class TRT_DEPRECATED IAlgorithm : public INoCopy
{
protected:
    TENON_TAG ~IAlgorithm() noexcept override = default;

public:
    //! Which kernel it is.
    TENON_TAG const IAlgorithmVariant& getAlgorithmVariant() const noexcept
    {
        return mImpl->getAlgorithmVariant();
    }

    //! Milliseconds that it took.
    TENON_TAG float getTimingMSec() const noexcept
    {
        return mImpl->getTimingMSec();
    }

    //! Bytes of scratch memory that it needs.
    TENON_TAG std::size_t getWorkspaceSize() const noexcept
    {
        return mImpl->getWorkspaceSize();
    }

    //! What input or output number `index` (inputs first) has to be, or null. Owned by the algorithm.
    TENON_TAG const IAlgorithmIOInfo* getAlgorithmIOInfoByIndex(int32_t index) const noexcept
    {
        return mImpl->getAlgorithmIOInfoByIndex(index);
    }

#if TENON_API_LEVEL < 10
    TENON_TAG const IAlgorithmIOInfo& getAlgorithmIOInfo(int32_t index) const noexcept
    {
        return *getAlgorithmIOInfoByIndex(index);
    }
#endif

protected:
    apiv::VAlgorithm* mImpl;
};

TENON_OPEN_V_1_0
//! Has a say in which algorithms layers use. Implemented by the application.
class TRT_DEPRECATED IAlgorithmSelector : public IVersionedInterface
{
public:
    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IAlgorithmSelector", 1, 0};
    }

    TENON_TAG ~IAlgorithmSelector() noexcept override = default;

    //! Writes which of the choices are allowed to `selection`; the result is how many.
    TENON_TAG virtual int32_t selectAlgorithms(const IAlgorithmContext& context, const IAlgorithm* const* choices,
        int32_t nbChoices, int32_t* selection) TENON_NOEXCEPT = 0;

    //! Tells what was chosen for all layers.
    TENON_TAG virtual void reportAlgorithms(const IAlgorithmContext* const* algoContexts,
        const IAlgorithm* const* algoChoices, int32_t nbAlgorithms) TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0

//! How long kernels took, to spare timing them again.
class ITimingCache : public INoCopy
{
public:
    TENON_TAG ~ITimingCache() noexcept override = default;

    //! The timings as bytes. The caller deletes the result.
    TENON_TAG IHostMemory* serialize() const noexcept
    {
        return mImpl->serialize();
    }

    //! Adds the timings of another cache. False when it is of another device or version, unless `ignoreMismatch`.
    TENON_TAG bool combine(const ITimingCache& inputCache, bool ignoreMismatch) noexcept
    {
        return mImpl->combine(inputCache, ignoreMismatch);
    }

    //! Forgets all timings.
    TENON_TAG bool reset() noexcept
    {
        return mImpl->reset();
    }

    TENON_TAG int64_t queryKeys(TimingCacheKey* keyBuffer, int64_t capacity) const noexcept
    {
        return mImpl->queryKeys(keyBuffer, capacity);
    }

    TENON_TAG TimingCacheValue query(const TimingCacheKey& key) const noexcept
    {
        return mImpl->query(key);
    }

    TENON_TAG bool update(const TimingCacheKey& key, const TimingCacheValue& value) noexcept
    {
        return mImpl->update(key, value);
    }

protected:
    apiv::VTimingCache* mImpl;
};

TENON_OPEN_V_1_0
//! Hears how a build goes on. Implemented by the application; called from several threads.
class IProgressMonitor : public IVersionedInterface
{
public:
    TENON_TAG IProgressMonitor() = default;

    TENON_TAG virtual InterfaceInfo getInterfaceInfo() const noexcept override
    {
        return InterfaceInfo{"IProgressMonitor", 1, 0};
    }

    TENON_TAG ~IProgressMonitor() noexcept override = default;

    //! A phase with `nbSteps` steps begins, as part of `parentPhase` (null for none).
    TENON_TAG virtual void phaseStart(const char* phaseName, const char* parentPhase,
        int32_t nbSteps) TENON_NOEXCEPT = 0;

    //! A step of a phase is done. False stops the build.
    TENON_TAG virtual bool stepComplete(const char* phaseName, int32_t step) TENON_NOEXCEPT = 0;

    //! A phase is over.
    TENON_TAG virtual void phaseFinish(const char* phaseName) TENON_NOEXCEPT = 0;
};
TENON_CLOSE_V_1_0

//! How an engine is built. Not copied: changes between two builds count.
class IBuilderConfig : public INoCopy
{
public:
    TENON_TAG ~IBuilderConfig() noexcept override = default;

    //! How many runs the time of a kernel is the mean of.
    TENON_TAG virtual void setAvgTimingIterations(int32_t avgTiming) noexcept
    {
        mImpl->setAvgTimingIterations(avgTiming);
    }

    //! How many runs the time of a kernel is the mean of.
    TENON_TAG int32_t getAvgTimingIterations() const noexcept
    {
        return mImpl->getAvgTimingIterations();
    }

    //! What the engine is restricted to; kSTANDARD is what is served.
    TENON_TAG void setEngineCapability(EngineCapability capability) noexcept
    {
        mImpl->setEngineCapability(capability);
    }

    //! What the engine is restricted to.
    TENON_TAG EngineCapability getEngineCapability() const noexcept
    {
        return mImpl->getEngineCapability();
    }

    //! Who finds the ranges for 8-bit integers, or null. Must live until the engine is built.
    TENON_TAG TRT_DEPRECATED void setInt8Calibrator(IInt8Calibrator* calibrator) noexcept
    {
        mImpl->setInt8Calibrator(calibrator);
    }

    //! The calibrator last set, or null.
    TENON_TAG TRT_DEPRECATED IInt8Calibrator* getInt8Calibrator() const noexcept
    {
        return mImpl->getInt8Calibrator();
    }

    //! Bits by BuilderFlag, all at once.
    TENON_TAG void setFlags(BuilderFlags builderFlags) noexcept
    {
        mImpl->setFlags(builderFlags);
    }

    //! Bits by BuilderFlag.
    TENON_TAG BuilderFlags getFlags() const noexcept
    {
        return mImpl->getFlags();
    }

    //! Clears one flag.
    TENON_TAG void clearFlag(BuilderFlag builderFlag) noexcept
    {
        mImpl->clearFlag(builderFlag);
    }

    //! Sets one flag.
    TENON_TAG void setFlag(BuilderFlag builderFlag) noexcept
    {
        mImpl->setFlag(builderFlag);
    }

    //! Whether a flag is set.
    TENON_TAG bool getFlag(BuilderFlag builderFlag) const noexcept
    {
        return mImpl->getFlag(builderFlag);
    }

    //! The device that a layer runs on.
    TENON_TAG void setDeviceType(const ILayer* layer, DeviceType deviceType) noexcept
    {
        mImpl->setDeviceType(layer, deviceType);
    }

    //! The device that a layer runs on.
    TENON_TAG DeviceType getDeviceType(const ILayer* layer) const noexcept
    {
        return mImpl->getDeviceType(layer);
    }

    //! Whether a device was set for this layer.
    TENON_TAG bool isDeviceTypeSet(const ILayer* layer) const noexcept
    {
        return mImpl->isDeviceTypeSet(layer);
    }

    //! Back to the default device for this layer.
    TENON_TAG void resetDeviceType(const ILayer* layer) noexcept
    {
        mImpl->resetDeviceType(layer);
    }

    //! There is no DLA here; false.
    TENON_TAG bool canRunOnDLA(const ILayer* layer) const noexcept
    {
        return mImpl->canRunOnDLA(layer);
    }

    //! There is no DLA here; says so.
    TENON_TAG void setDLACore(int32_t dlaCore) noexcept
    {
        mImpl->setDLACore(dlaCore);
    }

    //! There is no DLA here; -1.
    TENON_TAG int32_t getDLACore() const noexcept
    {
        return mImpl->getDLACore();
    }

    //! The device for layers that have none set.
    TENON_TAG void setDefaultDeviceType(DeviceType deviceType) noexcept
    {
        mImpl->setDefaultDeviceType(deviceType);
    }

    //! The device for layers that have none set.
    TENON_TAG DeviceType getDefaultDeviceType() const noexcept
    {
        return mImpl->getDefaultDeviceType();
    }

    //! Back to all defaults.
    TENON_TAG void reset() noexcept
    {
        mImpl->reset();
    }

    //! The stream on which kernels are timed.
    TENON_TAG void setProfileStream(const cudaStream_t stream) noexcept
    {
        mImpl->setProfileStream(stream);
    }

    //! The stream on which kernels are timed.
    TENON_TAG cudaStream_t getProfileStream() const noexcept
    {
        return mImpl->getProfileStream();
    }

    //! Adds a profile; the result is its index, or -1, with a message, when it is not valid. At least one is needed for
    //! inputs with -1 extents. Stays owned by the builder.
    TENON_TAG int32_t addOptimizationProfile(const IOptimizationProfile* profile) noexcept
    {
        return mImpl->addOptimizationProfile(profile);
    }

    //! How many profiles were added.
    TENON_TAG int32_t getNbOptimizationProfiles() const noexcept
    {
        return mImpl->getNbOptimizationProfiles();
    }

    //! How much the engine tells of its layers afterwards.
    TENON_TAG void setProfilingVerbosity(ProfilingVerbosity verbosity) noexcept
    {
        mImpl->setProfilingVerbosity(verbosity);
    }

    //! How much the engine tells of its layers afterwards.
    TENON_TAG ProfilingVerbosity getProfilingVerbosity() const noexcept
    {
        return mImpl->getProfilingVerbosity();
    }

    //! Who has a say in which algorithms are used.
    TENON_TAG TRT_DEPRECATED void setAlgorithmSelector(IAlgorithmSelector* selector) noexcept
    {
        mImpl->setAlgorithmSelector(selector);
    }

    //! The selector last set, or null.
    TENON_TAG TRT_DEPRECATED IAlgorithmSelector* getAlgorithmSelector() const noexcept
    {
        return mImpl->getAlgorithmSelector();
    }

    //! The shapes to calibrate with.
    TENON_TAG TRT_DEPRECATED bool setCalibrationProfile(const IOptimizationProfile* profile) noexcept
    {
        return mImpl->setCalibrationProfile(profile);
    }

    //! The shapes to calibrate with, or null.
    TENON_TAG TRT_DEPRECATED const IOptimizationProfile* getCalibrationProfile() noexcept
    {
        return mImpl->getCalibrationProfile();
    }

    TENON_TAG TRT_DEPRECATED void setQuantizationFlags(QuantizationFlags flags) noexcept
    {
        mImpl->setQuantizationFlags(flags);
    }

    TENON_TAG TRT_DEPRECATED QuantizationFlags getQuantizationFlags() const noexcept
    {
        return mImpl->getQuantizationFlags();
    }

    TENON_TAG TRT_DEPRECATED void clearQuantizationFlag(QuantizationFlag flag) noexcept
    {
        mImpl->clearQuantizationFlag(flag);
    }

    TENON_TAG TRT_DEPRECATED void setQuantizationFlag(QuantizationFlag flag) noexcept
    {
        mImpl->setQuantizationFlag(flag);
    }

    TENON_TAG TRT_DEPRECATED bool getQuantizationFlag(QuantizationFlag flag) const noexcept
    {
        return mImpl->getQuantizationFlag(flag);
    }

    //! Where kernels may come from: bits by TacticSource.
    TENON_TAG bool setTacticSources(TacticSources tacticSources) noexcept
    {
        return mImpl->setTacticSources(tacticSources);
    }

    //! Where kernels may come from.
    TENON_TAG TacticSources getTacticSources() const noexcept
    {
        return mImpl->getTacticSources();
    }

    //! A cache with timings from serialize(), or an empty one for null and 0. The caller deletes it.
    TENON_TAG ITimingCache* createTimingCache(const void* blob, std::size_t size) const noexcept
    {
        return mImpl->createTimingCache(blob, size);
    }

    //! Timings to use and to add to. False, with a message, when it was made on another device or by another version,
    //! unless `ignoreMismatch`.
    TENON_TAG bool setTimingCache(const ITimingCache& cache, bool ignoreMismatch) noexcept
    {
        return mImpl->setTimingCache(cache, ignoreMismatch);
    }

    //! The cache last set, or null.
    TENON_TAG const ITimingCache* getTimingCache() const noexcept
    {
        return mImpl->getTimingCache();
    }

    //! The most bytes of a pool; for kWORKSPACE the scratch memory of one layer. By default all of the device's memory.
    TENON_TAG void setMemoryPoolLimit(MemoryPoolType pool, std::size_t poolSize) noexcept
    {
        mImpl->setMemoryPoolLimit(pool, poolSize);
    }

    //! The limit of a pool in bytes.
    TENON_TAG std::size_t getMemoryPoolLimit(MemoryPoolType pool) const noexcept
    {
        return mImpl->getMemoryPoolLimit(pool);
    }

    //! Switches a preview feature.
    TENON_TAG void setPreviewFeature(PreviewFeature feature, bool enable) noexcept
    {
        mImpl->setPreviewFeature(feature, enable);
    }

    //! Whether a preview feature is on.
    TENON_TAG bool getPreviewFeature(PreviewFeature feature) const noexcept
    {
        return mImpl->getPreviewFeature(feature);
    }

    //! How much time a build may take for a fast engine: 0 (least) to 5.
    TENON_TAG void setBuilderOptimizationLevel(int32_t level) noexcept
    {
        mImpl->setBuilderOptimizationLevel(level);
    }

    //! The level last set, 3 by default.
    TENON_TAG int32_t getBuilderOptimizationLevel() noexcept
    {
        return mImpl->getBuilderOptimizationLevel();
    }

    //! On which other devices the engine has to run.
    TENON_TAG void setHardwareCompatibilityLevel(HardwareCompatibilityLevel hardwareCompatibilityLevel) noexcept
    {
        mImpl->setHardwareCompatibilityLevel(hardwareCompatibilityLevel);
    }

    //! On which other devices the engine has to run.
    TENON_TAG HardwareCompatibilityLevel getHardwareCompatibilityLevel() const noexcept
    {
        return mImpl->getHardwareCompatibilityLevel();
    }

    //! Plugin libraries to put into the engine, by path.
    TENON_TAG void setPluginsToSerialize(const char* const* paths, int32_t nbPaths) noexcept
    {
        mImpl->setPluginsToSerialize(paths, nbPaths);
    }

    //! Path number `index`, or null.
    TENON_TAG const char* getPluginToSerialize(int32_t index) const noexcept
    {
        return mImpl->getPluginToSerialize(index);
    }

    //! How many plugin libraries are put into the engine.
    TENON_TAG int32_t getNbPluginsToSerialize() const noexcept
    {
        return mImpl->getNbPluginsToSerialize();
    }

    //! The most streams besides the caller's that an inference may use.
    TENON_TAG void setMaxAuxStreams(int32_t nbStreams) noexcept
    {
        mImpl->setMaxAuxStreams(nbStreams);
    }

    //! The most streams besides the caller's.
    TENON_TAG int32_t getMaxAuxStreams() const noexcept
    {
        return mImpl->getMaxAuxStreams();
    }

    //! Who hears of the build's progress, and may stop it; null for none.
    TENON_TAG void setProgressMonitor(IProgressMonitor* monitor) noexcept
    {
        mImpl->setProgressMonitor(monitor);
    }

    //! The monitor last set, or null.
    TENON_TAG IProgressMonitor* getProgressMonitor() const noexcept
    {
        return mImpl->getProgressMonitor();
    }

    TENON_TAG void setRuntimePlatform(RuntimePlatform runtimePlatform) noexcept
    {
        mImpl->setRuntimePlatform(runtimePlatform);
    }

    TENON_TAG RuntimePlatform getRuntimePlatform() const noexcept
    {
        return mImpl->getRuntimePlatform();
    }

    TENON_TAG void setMaxNbTactics(int32_t maxNbTactics) noexcept
    {
        mImpl->setMaxNbTactics(maxNbTactics);
    }

    TENON_TAG int32_t getMaxNbTactics() const noexcept
    {
        return mImpl->getMaxNbTactics();
    }

    TENON_TAG bool setTilingOptimizationLevel(TilingOptimizationLevel level) noexcept
    {
        return mImpl->setTilingOptimizationLevel(level);
    }

    TENON_TAG TilingOptimizationLevel getTilingOptimizationLevel() const noexcept
    {
        return mImpl->getTilingOptimizationLevel();
    }

    TENON_TAG bool setL2LimitForTiling(int64_t size) noexcept
    {
        return mImpl->setL2LimitForTiling(size);
    }

    TENON_TAG int64_t getL2LimitForTiling() const noexcept
    {
        return mImpl->getL2LimitForTiling();
    }

    TENON_TAG bool setRemoteAutoTuningConfig(const char* config) noexcept
    {
        return mImpl->setRemoteAutoTuningConfig(config);
    }

    TENON_TAG const char* getRemoteAutoTuningConfig() const noexcept
    {
        return mImpl->getRemoteAutoTuningConfig();
    }

#if TENON_API_LEVEL < 10
    //! Deletes the object. It must not be used afterwards.
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

    //! At least how many runs are timed.
    TENON_TAG void setMinTimingIterations(int32_t minTiming) noexcept
    {
        legacy()->setMinTimingIterations(minTiming);
    }

    //! At least how many runs are timed.
    TENON_TAG int32_t getMinTimingIterations() const noexcept
    {
        return legacy()->getMinTimingIterations();
    }

    //! The most bytes of scratch memory that a layer may use; setMemoryPoolLimit() with kWORKSPACE.
    TENON_TAG void setMaxWorkspaceSize(std::size_t workspaceSize) noexcept
    {
        setMemoryPoolLimit(MemoryPoolType::kWORKSPACE, workspaceSize);
    }

    //! The most bytes of scratch memory that a layer may use.
    TENON_TAG std::size_t getMaxWorkspaceSize() const noexcept
    {
        return getMemoryPoolLimit(MemoryPoolType::kWORKSPACE);
    }

private:
    TENON_TAG apiv::legacy::VBuilderConfig* legacy() const noexcept
    {
        int32_t const kind = static_cast<int32_t>(apiv::legacy::TableKind::kBUILDER_CONFIG);
        return static_cast<apiv::legacy::VBuilderConfig*>(tenonLegacyTable(mImpl, kind));
    }
#endif

protected:
    apiv::VBuilderConfig* mImpl;
};

//! Makes networks and builds engines from them. Used by one thread at a time.
class IBuilder : public INoCopy
{
public:
    TENON_TAG ~IBuilder() noexcept override = default;

    //! Whether 16-bit floating point runs faster than 32-bit on the device.
    TENON_TAG TRT_DEPRECATED bool platformHasFastFp16() const noexcept
    {
        return mImpl->platformHasFastFp16();
    }

    //! Whether 8-bit integers run faster than 32-bit floating point on the device.
    TENON_TAG TRT_DEPRECATED bool platformHasFastInt8() const noexcept
    {
        return mImpl->platformHasFastInt8();
    }

    //! There is no DLA here; 0.
    TENON_TAG int32_t getMaxDLABatchSize() const noexcept
    {
        return mImpl->getMaxDLABatchSize();
    }

    //! There is no DLA here; 0.
    TENON_TAG int32_t getNbDLACores() const noexcept
    {
        return mImpl->getNbDLACores();
    }

    //! Where device memory comes from while building, and for engines built; null for the library's own allocator.
    TENON_TAG void setGpuAllocator(IGpuAllocator* allocator) noexcept
    {
        mImpl->setGpuAllocator(allocator);
    }

    //! A configuration with all defaults. The caller deletes it before the builder.
    TENON_TAG IBuilderConfig* createBuilderConfig() noexcept
    {
        return mImpl->createBuilderConfig();
    }

    //! An empty network; flags are bits by NetworkDefinitionCreationFlag. The batch is a dimension like others; at API
    //! levels 7 and 8 it is implicit unless kEXPLICIT_BATCH is set. The caller deletes it before the builder. Null when
    //! the flags are not known.
    TENON_TAG INetworkDefinition* createNetworkV2(NetworkDefinitionCreationFlags flags) noexcept
    {
#if TENON_API_LEVEL >= 10
        return mImpl->createNetworkV2(flags);
#else
        return legacy()->createNetworkV2(flags, TENON_API_LEVEL);
#endif
    }

    //! A profile without shapes. Owned by the builder.
    TENON_TAG IOptimizationProfile* createOptimizationProfile() noexcept
    {
        return mImpl->createOptimizationProfile();
    }

    //! Where errors of this object, and of networks and engines made with it, go; null for the logger only.
    TENON_TAG void setErrorRecorder(IErrorRecorder* recorder) noexcept
    {
        mImpl->setErrorRecorder(recorder);
    }

    //! The recorder last set, or null.
    TENON_TAG IErrorRecorder* getErrorRecorder() const noexcept
    {
        return mImpl->getErrorRecorder();
    }

    //! Back to the state after creation.
    TENON_TAG void reset() noexcept
    {
        mImpl->reset();
    }

    //! Whether the device has TF32.
    TENON_TAG TRT_DEPRECATED bool platformHasTf32() const noexcept
    {
        return mImpl->platformHasTf32();
    }

    //! Builds an engine and serializes it. The caller deletes the result. Null, with a message that names layer and
    //! reason, on failure. Takes seconds to minutes; progress is logged and goes to the progress monitor.
    TENON_TAG IHostMemory* buildSerializedNetwork(INetworkDefinition& network, IBuilderConfig& config) noexcept
    {
        return mImpl->buildSerializedNetwork(network, config);
    }

    //! As buildSerializedNetwork(), written piece by piece.
    TENON_TAG bool buildSerializedNetworkToStream(INetworkDefinition& network, IBuilderConfig& config,
        IStreamWriter& writer) noexcept
    {
        return mImpl->buildSerializedNetworkToStream(network, config, writer);
    }

    //! Builds an engine and serializes it. The caller deletes the result. Null, with a message that names layer and
    //! reason, on failure. Takes seconds to minutes; progress is logged and goes to the progress monitor.
    TENON_TAG IHostMemory* buildSerializedNetwork(INetworkDefinition& network, IBuilderConfig& config,
        IHostMemory*& kernelText) noexcept
    {
        return mImpl->buildSerializedNetworkWithKernelText(network, config, kernelText);
    }

    //! Builds an engine, ready to use. The caller deletes it. Null, with a message, on failure.
    TENON_TAG ICudaEngine* buildEngineWithConfig(INetworkDefinition& network, IBuilderConfig& config) noexcept
    {
        return mImpl->buildEngineWithConfig(network, config);
    }

    //! Whether the network could be built with this configuration, without building it.
    TENON_TAG bool isNetworkSupported(const INetworkDefinition& network, const IBuilderConfig& config) const noexcept
    {
        return mImpl->isNetworkSupported(network, config);
    }

    //! The logger that the builder was made with.
    TENON_TAG ILogger* getLogger() const noexcept
    {
        return mImpl->getLogger();
    }

    //! The most threads that a build uses; false when not positive.
    TENON_TAG bool setMaxThreads(int32_t maxThreads) noexcept
    {
        return mImpl->setMaxThreads(maxThreads);
    }

    //! The most threads that a build uses.
    TENON_TAG int32_t getMaxThreads() const noexcept
    {
        return mImpl->getMaxThreads();
    }

    //! The registry in which the builder finds plugins.
    TENON_TAG IPluginRegistry& getPluginRegistry() noexcept
    {
        return mImpl->getPluginRegistry();
    }

#if TENON_API_LEVEL < 10
    //! Deletes the object. It must not be used afterwards.
    TENON_TAG void destroy() noexcept
    {
        delete this;
    }

    //! Implicit batch: the largest batch that the engine serves, 1 by default.
    TENON_TAG void setMaxBatchSize(int32_t batchSize) noexcept
    {
        legacy()->setMaxBatchSize(batchSize);
    }

    //! The largest batch, as set.
    TENON_TAG int32_t getMaxBatchSize() const noexcept
    {
        return legacy()->getMaxBatchSize();
    }

#if TENON_API_LEVEL < 8
    //! An empty network with implicit batch.
    TENON_TAG INetworkDefinition* createNetwork() noexcept
    {
        return createNetworkV2(0U);
    }

    //! Builds an engine with what was set on the builder itself. The caller destroys it. Null, with a message, on
    //! failure.
    TENON_TAG ICudaEngine* buildCudaEngine(INetworkDefinition& network) noexcept
    {
        return mImpl->buildEngineWithConfig(network, defaultConfig());
    }

    //! The most bytes of scratch memory that a layer may use.
    TENON_TAG void setMaxWorkspaceSize(std::size_t workspaceSize) noexcept
    {
        defaultConfig().setMaxWorkspaceSize(workspaceSize);
    }

    //! The most bytes of scratch memory that a layer may use.
    TENON_TAG std::size_t getMaxWorkspaceSize() const noexcept
    {
        return defaultConfig().getMaxWorkspaceSize();
    }

    //! As setFp16Mode().
    TENON_TAG void setHalf2Mode(bool mode) noexcept
    {
        setDefaultFlag(BuilderFlag::kFP16, mode);
    }

    //! As getFp16Mode().
    TENON_TAG bool getHalf2Mode() const noexcept
    {
        return defaultConfig().getFlag(BuilderFlag::kFP16);
    }

    //! Whether layers may run in 16-bit floating point.
    TENON_TAG void setFp16Mode(bool mode) noexcept
    {
        setDefaultFlag(BuilderFlag::kFP16, mode);
    }

    //! Whether layers may run in 16-bit floating point.
    TENON_TAG bool getFp16Mode() const noexcept
    {
        return defaultConfig().getFlag(BuilderFlag::kFP16);
    }

    //! Whether layers may run in 8-bit integers.
    TENON_TAG void setInt8Mode(bool mode) noexcept
    {
        setDefaultFlag(BuilderFlag::kINT8, mode);
    }

    //! Whether layers may run in 8-bit integers.
    TENON_TAG bool getInt8Mode() const noexcept
    {
        return defaultConfig().getFlag(BuilderFlag::kINT8);
    }

    TENON_TAG void setDebugSync(bool mode) noexcept
    {
        setDefaultFlag(BuilderFlag::kDEBUG, mode);
    }

    TENON_TAG bool getDebugSync() const noexcept
    {
        return defaultConfig().getFlag(BuilderFlag::kDEBUG);
    }

    //! Whether the types set on layers are kept even where that is slower.
    TENON_TAG void setStrictTypeConstraints(bool mode) noexcept
    {
        setDefaultFlag(BuilderFlag::kSTRICT_TYPES, mode);
    }

    //! Whether the types set on layers are kept.
    TENON_TAG bool getStrictTypeConstraints() const noexcept
    {
        return defaultConfig().getFlag(BuilderFlag::kSTRICT_TYPES);
    }

    //! Whether the engine can get new weights later.
    TENON_TAG void setRefittable(bool mode) noexcept
    {
        setDefaultFlag(BuilderFlag::kREFIT, mode);
    }

    //! Whether the engine can get new weights later.
    TENON_TAG bool getRefittable() const noexcept
    {
        return defaultConfig().getFlag(BuilderFlag::kREFIT);
    }

    TENON_TAG void allowGPUFallback(bool setFallBackMode) noexcept
    {
        setDefaultFlag(BuilderFlag::kGPU_FALLBACK, setFallBackMode);
    }

    TENON_TAG void setMinFindIterations(int32_t minFind) noexcept
    {
        defaultConfig().setMinTimingIterations(minFind);
    }

    TENON_TAG int32_t getMinFindIterations() const noexcept
    {
        return defaultConfig().getMinTimingIterations();
    }

    TENON_TAG void setAverageFindIterations(int32_t avgFind) noexcept
    {
        defaultConfig().setAvgTimingIterations(avgFind);
    }

    TENON_TAG int32_t getAverageFindIterations() const noexcept
    {
        return defaultConfig().getAvgTimingIterations();
    }

    //! Who finds the ranges for 8-bit integers.
    TENON_TAG void setInt8Calibrator(IInt8Calibrator* calibrator) noexcept
    {
        defaultConfig().setInt8Calibrator(calibrator);
    }

    TENON_TAG void setDeviceType(ILayer* layer, DeviceType deviceType) noexcept
    {
        defaultConfig().setDeviceType(layer, deviceType);
    }

    TENON_TAG DeviceType getDeviceType(const ILayer* layer) const noexcept
    {
        return defaultConfig().getDeviceType(layer);
    }

    TENON_TAG bool isDeviceTypeSet(const ILayer* layer) const noexcept
    {
        return defaultConfig().isDeviceTypeSet(layer);
    }

    TENON_TAG void resetDeviceType(ILayer* layer) noexcept
    {
        defaultConfig().resetDeviceType(layer);
    }

    TENON_TAG bool canRunOnDLA(const ILayer* layer) const noexcept
    {
        return defaultConfig().canRunOnDLA(layer);
    }

    TENON_TAG void setDefaultDeviceType(DeviceType deviceType) noexcept
    {
        defaultConfig().setDefaultDeviceType(deviceType);
    }

    TENON_TAG DeviceType getDefaultDeviceType() const noexcept
    {
        return defaultConfig().getDefaultDeviceType();
    }

    TENON_TAG void setDLACore(int32_t dlaCore) noexcept
    {
        defaultConfig().setDLACore(dlaCore);
    }

    TENON_TAG int32_t getDLACore() const noexcept
    {
        return defaultConfig().getDLACore();
    }

    TENON_TAG void setEngineCapability(EngineCapability capability) noexcept
    {
        defaultConfig().setEngineCapability(capability);
    }

    TENON_TAG EngineCapability getEngineCapability() const noexcept
    {
        return defaultConfig().getEngineCapability();
    }

    //! Back to the state after creation.
    TENON_TAG void reset(INetworkDefinition& /*network*/) noexcept
    {
        mImpl->reset();
    }
#endif

private:
    TENON_TAG apiv::legacy::VBuilder* legacy() const noexcept
    {
        int32_t const kind = static_cast<int32_t>(apiv::legacy::TableKind::kBUILDER);
        return static_cast<apiv::legacy::VBuilder*>(tenonLegacyTable(mImpl, kind));
    }

#if TENON_API_LEVEL < 8
    TENON_TAG IBuilderConfig& defaultConfig() const noexcept
    {
        return *legacy()->getDefaultConfig();
    }

    TENON_TAG void setDefaultFlag(BuilderFlag flag, bool mode) noexcept
    {
        mode ? defaultConfig().setFlag(flag) : defaultConfig().clearFlag(flag);
    }
#endif
#endif

protected:
    apiv::VBuilder* mImpl;
};
} // namespace nvinfer1

//! Behind createInferBuilder(), which is what programs call. `version` is the caller's NV_TENSORRT_VERSION.
extern "C" TENSORRTAPI void* createInferBuilder_INTERNAL(void* logger, int32_t version) noexcept;

namespace nvinfer1
{
//! The registry in which a builder of this capability finds plugins: the process's own for kSTANDARD, null for others.
extern "C" TENSORRTAPI IPluginRegistry* getBuilderPluginRegistry(EngineCapability capability) noexcept;

extern "C" TENSORRTAPI bool setInternalLibraryPath(const AsciiChar* path) noexcept;

extern "C" TRT_DEPRECATED_API safe::IPluginRegistry* getBuilderSafePluginRegistry(EngineCapability capability) noexcept;

namespace // each translation unit has its own, so that the version passed is its own
{
//! A builder. The caller owns it and deletes it; `logger` must outlive it and all that it makes. Null, with a message,
//! when the library cannot serve the version that the caller was compiled for.
inline IBuilder* createInferBuilder(ILogger& logger) noexcept
{
    return static_cast<IBuilder*>(createInferBuilder_INTERNAL(&logger, NV_TENSORRT_VERSION));
}
} // namespace
} // namespace nvinfer1

#if TENON_API_LEVEL < 10
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
#endif

#endif // NV_INFER_H
