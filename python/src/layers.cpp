// ILayer and the layers of one operation each.
#include "properties.h"

#include <impl/NvInferLegacyLayers.h>

namespace nanobind::detail
{

std::type_info const* type_hook<nvinfer1::ILayer>::get(nvinfer1::ILayer const* layer)
{
    using namespace nvinfer1;
    if (layer == nullptr)
    {
        return &typeid(ILayer);
    }
    switch (layer->getType())
    {
    case LayerType::kCONVOLUTION: return &typeid(IConvolutionLayer);
    case LayerType::kCAST: return &typeid(ICastLayer);
    case LayerType::kACTIVATION: return &typeid(IActivationLayer);
    case LayerType::kPOOLING: return &typeid(IPoolingLayer);
    case LayerType::kLRN: return &typeid(ILRNLayer);
    case LayerType::kSCALE: return &typeid(IScaleLayer);
    case LayerType::kSOFTMAX: return &typeid(ISoftMaxLayer);
    case LayerType::kDECONVOLUTION: return &typeid(IDeconvolutionLayer);
    case LayerType::kCONCATENATION: return &typeid(IConcatenationLayer);
    case LayerType::kELEMENTWISE: return &typeid(IElementWiseLayer);
    case LayerType::kUNARY: return &typeid(IUnaryLayer);
    case LayerType::kPADDING: return &typeid(IPaddingLayer);
    case LayerType::kSHUFFLE: return &typeid(IShuffleLayer);
    case LayerType::kREDUCE: return &typeid(IReduceLayer);
    case LayerType::kTOPK: return &typeid(ITopKLayer);
    case LayerType::kGATHER: return &typeid(IGatherLayer);
    case LayerType::kMATRIX_MULTIPLY: return &typeid(IMatrixMultiplyLayer);
    case LayerType::kRAGGED_SOFTMAX: return &typeid(IRaggedSoftMaxLayer);
    case LayerType::kCONSTANT: return &typeid(IConstantLayer);
    case LayerType::kIDENTITY: return &typeid(IIdentityLayer);
    case LayerType::kPLUGIN_V2: return &typeid(IPluginV2Layer);
    case LayerType::kPLUGIN_V3: return &typeid(IPluginV3Layer);
    case LayerType::kSLICE: return &typeid(ISliceLayer);
    case LayerType::kSHAPE: return &typeid(IShapeLayer);
    case LayerType::kPARAMETRIC_RELU: return &typeid(IParametricReLULayer);
    case LayerType::kRESIZE: return &typeid(IResizeLayer);
    case LayerType::kTRIP_LIMIT: return &typeid(ITripLimitLayer);
    case LayerType::kRECURRENCE: return &typeid(IRecurrenceLayer);
    case LayerType::kITERATOR: return &typeid(IIteratorLayer);
    case LayerType::kLOOP_OUTPUT: return &typeid(ILoopOutputLayer);
    case LayerType::kSELECT: return &typeid(ISelectLayer);
    case LayerType::kFILL: return &typeid(IFillLayer);
    case LayerType::kQUANTIZE: return &typeid(IQuantizeLayer);
    case LayerType::kDEQUANTIZE: return &typeid(IDequantizeLayer);
    case LayerType::kCONDITION: return &typeid(IConditionLayer);
    case LayerType::kCONDITIONAL_INPUT: return &typeid(IIfConditionalInputLayer);
    case LayerType::kCONDITIONAL_OUTPUT: return &typeid(IIfConditionalOutputLayer);
    case LayerType::kSCATTER: return &typeid(IScatterLayer);
    case LayerType::kEINSUM: return &typeid(IEinsumLayer);
    case LayerType::kASSERTION: return &typeid(IAssertionLayer);
    case LayerType::kONE_HOT: return &typeid(IOneHotLayer);
    case LayerType::kNON_ZERO: return &typeid(INonZeroLayer);
    case LayerType::kGRID_SAMPLE: return &typeid(IGridSampleLayer);
    case LayerType::kNMS: return &typeid(INMSLayer);
    case LayerType::kREVERSE_SEQUENCE: return &typeid(IReverseSequenceLayer);
    case LayerType::kNORMALIZATION: return &typeid(INormalizationLayer);
    case LayerType::kSQUEEZE: return &typeid(ISqueezeLayer);
    case LayerType::kUNSQUEEZE: return &typeid(IUnsqueezeLayer);
    case LayerType::kCUMULATIVE: return &typeid(ICumulativeLayer);
    case LayerType::kATTENTION_INPUT: return &typeid(IAttentionInputLayer);
    case LayerType::kATTENTION_OUTPUT: return &typeid(IAttentionOutputLayer);
    case LayerType::kROTARY_EMBEDDING: return &typeid(IRotaryEmbeddingLayer);
    case LayerType::kKVCACHE_UPDATE: return &typeid(IKVCacheUpdateLayer);
    case LayerType::kMOE: return &typeid(IMoELayer);
    case LayerType::kDIST_COLLECTIVE: return &typeid(IDistCollectiveLayer);
    case LayerType::kDYNAMIC_QUANTIZE: return &typeid(IDynamicQuantizeLayer);
    case apiv::legacy::kLAYER_TYPE_FULLY_CONNECTED: return &typeid(IFullyConnectedLayer);
    default: return &typeid(ILayer);
    }
}

} // namespace nanobind::detail

namespace tenon::python
{

namespace
{

using namespace nvinfer1;

DimsHW asHw(Dims const& dims)
{
    return dims.nbDims == 2 ? DimsHW(static_cast<std::int32_t>(dims.d[0]), static_cast<std::int32_t>(dims.d[1]))
                            : DimsHW();
}

void bindBase(nb::module_& m)
{
    Documented<ILayer>(m, "ILayer", "A layer. Belongs to its network. Its class follows from its kind.")
        .TENON_PROPERTY(ILayer, "name", Name)
        .TENON_PROPERTY(ILayer, "metadata", Metadata)
        .TENON_READONLY(ILayer, "type", getType)
        .TENON_READONLY(ILayer, "num_inputs", getNbInputs)
        .TENON_READONLY(ILayer, "num_outputs", getNbOutputs)
        .def_prop_rw(
            "precision", [](ILayer const& self) { return self.getPrecision(); },
            [](ILayer& self, DataType type) { self.setPrecision(type); },
            "The type to compute in; see precision_is_set.")
        .TENON_READONLY(ILayer, "precision_is_set", precisionIsSet)
        .def("reset_precision", &ILayer::resetPrecision)
        .def("get_input", &ILayer::getInput, nb::arg("index"), nb::rv_policy::reference_internal,
            "None where there is no such input.")
        .def("set_input", &ILayer::setInput, nb::arg("index"), nb::arg("tensor"))
        .def("get_output", &ILayer::getOutput, nb::arg("index"), nb::rv_policy::reference_internal,
            "None where there is no such output.")
        .def("set_output_type", &ILayer::setOutputType, nb::arg("index"), nb::arg("dtype"))
        .def("get_output_type", &ILayer::getOutputType, nb::arg("index"))
        .def("output_type_is_set", &ILayer::outputTypeIsSet, nb::arg("index"))
        .def("reset_output_type", &ILayer::resetOutputType, nb::arg("index"));
}

template <typename Layer>
void bindConvolution(nb::module_& m, char const* name, char const* doc)
{
    Documented<Layer, ILayer>(m, name, doc)
        .TENON_PROPERTY(Layer, "num_output_maps", NbOutputMaps)
        .TENON_PROPERTY(Layer, "num_groups", NbGroups)
        .TENON_WEIGHTS_PROPERTY(Layer, "kernel", KernelWeights)
        .TENON_WEIGHTS_PROPERTY(Layer, "bias", BiasWeights)
        .TENON_PROPERTY(Layer, "pre_padding", PrePadding)
        .TENON_PROPERTY(Layer, "post_padding", PostPadding)
        .TENON_PROPERTY(Layer, "padding_mode", PaddingMode)
        .TENON_PROPERTY(Layer, "kernel_size_nd", KernelSizeNd)
        .TENON_PROPERTY(Layer, "stride_nd", StrideNd)
        .TENON_PROPERTY(Layer, "padding_nd", PaddingNd)
        .TENON_PROPERTY(Layer, "dilation_nd", DilationNd)
        // Of releases 7 and 8: the same for two dimensions.
        .def_prop_rw(
            "kernel_size", [](Layer const& self) { return asHw(self.getKernelSizeNd()); },
            [](Layer& self, DimsHW const& size) { self.setKernelSizeNd(size); })
        .def_prop_rw(
            "stride", [](Layer const& self) { return asHw(self.getStrideNd()); },
            [](Layer& self, DimsHW const& stride) { self.setStrideNd(stride); })
        .def_prop_rw(
            "padding", [](Layer const& self) { return asHw(self.getPaddingNd()); },
            [](Layer& self, DimsHW const& padding) { self.setPaddingNd(padding); })
        .def_prop_rw(
            "dilation", [](Layer const& self) { return asHw(self.getDilationNd()); },
            [](Layer& self, DimsHW const& dilation) { self.setDilationNd(dilation); });
}

void bindWithWeights(nb::module_& m)
{
    bindConvolution<IConvolutionLayer>(m, "IConvolutionLayer", "Convolution over 1 to 3 dimensions.");
    bindConvolution<IDeconvolutionLayer>(m, "IDeconvolutionLayer", "Transposed convolution over 1 to 3 dimensions.");
    Documented<IFullyConnectedLayer, ILayer>(m, "IFullyConnectedLayer", "Product with a matrix, of releases 7 and 8.")
        .TENON_PROPERTY(IFullyConnectedLayer, "num_output_channels", NbOutputChannels)
        .TENON_WEIGHTS_PROPERTY(IFullyConnectedLayer, "kernel", KernelWeights)
        .TENON_WEIGHTS_PROPERTY(IFullyConnectedLayer, "bias", BiasWeights);
    Documented<IScaleLayer, ILayer>(
        m, "IScaleLayer", "(x * scale + shift) ** power, for all, by channel or by element.")
        .TENON_PROPERTY(IScaleLayer, "mode", Mode)
        .TENON_WEIGHTS_PROPERTY(IScaleLayer, "shift", Shift)
        .TENON_WEIGHTS_PROPERTY(IScaleLayer, "scale", Scale)
        .TENON_WEIGHTS_PROPERTY(IScaleLayer, "power", Power)
        .TENON_PROPERTY(IScaleLayer, "channel_axis", ChannelAxis);
    Documented<IConstantLayer, ILayer>(m, "IConstantLayer", "A tensor of weights.")
        .TENON_WEIGHTS_PROPERTY(IConstantLayer, "weights", Weights)
        .TENON_PROPERTY(IConstantLayer, "shape", Dimensions);
}

void bindPointwise(nb::module_& m)
{
    Documented<IActivationLayer, ILayer>(m, "IActivationLayer", "A function of each element.")
        .TENON_PROPERTY(IActivationLayer, "type", ActivationType)
        .TENON_PROPERTY(IActivationLayer, "alpha", Alpha)
        .TENON_PROPERTY(IActivationLayer, "beta", Beta);
    Documented<IElementWiseLayer, ILayer>(m, "IElementWiseLayer", "An operation on two tensors, which broadcast.")
        .TENON_PROPERTY(IElementWiseLayer, "op", Operation);
    Documented<IUnaryLayer, ILayer>(m, "IUnaryLayer", "An operation on each element.")
        .TENON_PROPERTY(IUnaryLayer, "op", Operation);
    Documented<IParametricReLULayer, ILayer>(m, "IParametricReLULayer", "Leaky ReLU whose slopes are a tensor.");
    Documented<ISelectLayer, ILayer>(m, "ISelectLayer", "One of two tensors' elements, by a third.");
    Documented<IIdentityLayer, ILayer>(m, "IIdentityLayer", "The input.");
    Documented<ICastLayer, ILayer>(m, "ICastLayer", "The input in another type.")
        .TENON_PROPERTY(ICastLayer, "to_type", ToType);
    Documented<IQuantizeLayer, ILayer>(m, "IQuantizeLayer", "To int8 by scales.")
        .TENON_PROPERTY(IQuantizeLayer, "axis", Axis)
        .TENON_PROPERTY(IQuantizeLayer, "to_type", ToType);
    Documented<IDequantizeLayer, ILayer>(m, "IDequantizeLayer", "From int8 by scales.")
        .TENON_PROPERTY(IDequantizeLayer, "axis", Axis)
        .TENON_PROPERTY(IDequantizeLayer, "to_type", ToType);
}

void bindNeighbourhood(nb::module_& m)
{
    Documented<IPoolingLayer, ILayer>(m, "IPoolingLayer", "Maximum or average of a window.")
        .TENON_PROPERTY(IPoolingLayer, "type", PoolingType)
        .TENON_PROPERTY(IPoolingLayer, "pre_padding", PrePadding)
        .TENON_PROPERTY(IPoolingLayer, "post_padding", PostPadding)
        .TENON_PROPERTY(IPoolingLayer, "padding_mode", PaddingMode)
        .TENON_PROPERTY(IPoolingLayer, "blend_factor", BlendFactor)
        .TENON_PROPERTY(IPoolingLayer, "average_count_excludes_padding", AverageCountExcludesPadding)
        .TENON_PROPERTY(IPoolingLayer, "window_size_nd", WindowSizeNd)
        .TENON_PROPERTY(IPoolingLayer, "stride_nd", StrideNd)
        .TENON_PROPERTY(IPoolingLayer, "padding_nd", PaddingNd)
        .def_prop_rw(
            "window_size", [](IPoolingLayer const& self) { return asHw(self.getWindowSizeNd()); },
            [](IPoolingLayer& self, DimsHW const& size) { self.setWindowSizeNd(size); })
        .def_prop_rw(
            "stride", [](IPoolingLayer const& self) { return asHw(self.getStrideNd()); },
            [](IPoolingLayer& self, DimsHW const& stride) { self.setStrideNd(stride); })
        .def_prop_rw(
            "padding", [](IPoolingLayer const& self) { return asHw(self.getPaddingNd()); },
            [](IPoolingLayer& self, DimsHW const& padding) { self.setPaddingNd(padding); });
    Documented<ILRNLayer, ILayer>(m, "ILRNLayer", "Local response normalization.")
        .TENON_PROPERTY(ILRNLayer, "window_size", WindowSize)
        .TENON_PROPERTY(ILRNLayer, "alpha", Alpha)
        .TENON_PROPERTY(ILRNLayer, "beta", Beta)
        .TENON_PROPERTY(ILRNLayer, "k", K);
    Documented<IGridSampleLayer, ILayer>(m, "IGridSampleLayer", "Samples of a tensor at the places of a grid.")
        .TENON_PROPERTY(IGridSampleLayer, "interpolation_mode", InterpolationMode)
        .TENON_PROPERTY(IGridSampleLayer, "align_corners", AlignCorners)
        .TENON_PROPERTY(IGridSampleLayer, "sample_mode", SampleMode);
    Documented<IResizeLayer, ILayer>(m, "IResizeLayer", "The input at another size.")
        .TENON_PROPERTY(IResizeLayer, "shape", OutputDimensions)
        .def_prop_rw(
            "scales",
            [](IResizeLayer const& self) {
                std::vector<float> scales(static_cast<std::size_t>(std::max(self.getScales(0, nullptr), 0)));
                self.getScales(static_cast<std::int32_t>(scales.size()), scales.data());
                return scales;
            },
            [](IResizeLayer& self, std::vector<float> const& scales) {
                self.setScales(scales.data(), static_cast<std::int32_t>(scales.size()));
            })
        .TENON_PROPERTY(IResizeLayer, "resize_mode", ResizeMode)
        .TENON_PROPERTY(IResizeLayer, "coordinate_transformation", CoordinateTransformation)
        .def_prop_rw(
            "align_corners",
            [](IResizeLayer const& self) {
                return self.getCoordinateTransformation() == ResizeCoordinateTransformation::kALIGN_CORNERS;
            },
            [](IResizeLayer& self, bool on) {
                self.setCoordinateTransformation(
                    on ? ResizeCoordinateTransformation::kALIGN_CORNERS : ResizeCoordinateTransformation::kASYMMETRIC);
            },
            "Of releases 7 and 8: the coordinate transformation ALIGN_CORNERS, else ASYMMETRIC.")
        .TENON_PROPERTY(IResizeLayer, "selector_for_single_pixel", SelectorForSinglePixel)
        .TENON_PROPERTY(IResizeLayer, "nearest_rounding", NearestRounding)
        .TENON_PROPERTY(IResizeLayer, "cubic_coeff", CubicCoeff)
        .TENON_PROPERTY(IResizeLayer, "exclude_outside", ExcludeOutside);
}

//! Layers of large language models.
void bindAttention(nb::module_& m)
{
    Documented<IAttention>(m, "IAttention", "softmax(Q K^T) V over heads, as several layers. Belongs to its network.")
        .TENON_PROPERTY(IAttention, "norm_op", NormalizationOperation)
        .TENON_PROPERTY(IAttention, "causal", Causal)
        .TENON_PROPERTY(IAttention, "decomposable", Decomposable)
        .TENON_PROPERTY(IAttention, "name", Name)
        .TENON_READONLY(IAttention, "num_inputs", getNbInputs)
        .TENON_READONLY(IAttention, "num_outputs", getNbOutputs)
        .def_prop_rw(
            "mask", [](IAttention& self) { return self.getMask(); },
            [](IAttention& self, ITensor& mask) { self.setMask(mask); },
            nb::for_getter(nb::rv_policy::reference_internal))
        .def("set_input", &IAttention::setInput, nb::arg("index"), nb::arg("input"))
        .def("get_input", &IAttention::getInput, nb::arg("index"), nb::rv_policy::reference_internal)
        .def("get_output", &IAttention::getOutput, nb::arg("index"), nb::rv_policy::reference_internal);
    Documented<IAttentionBoundaryLayer, ILayer>(m, "IAttentionBoundaryLayer", "A layer at an attention's edge.")
        .def_prop_ro("attention", &IAttentionBoundaryLayer::getAttention, nb::rv_policy::reference_internal);
    Documented<IAttentionInputLayer, IAttentionBoundaryLayer>(m, "IAttentionInputLayer", "What an attention takes.");
    Documented<IAttentionOutputLayer, IAttentionBoundaryLayer>(m, "IAttentionOutputLayer", "What an attention gives.");
    Documented<IRotaryEmbeddingLayer, ILayer>(
        m, "IRotaryEmbeddingLayer", "Positions as rotations of pairs of elements.")
        .TENON_PROPERTY(IRotaryEmbeddingLayer, "interleaved", Interleaved)
        .TENON_PROPERTY(IRotaryEmbeddingLayer, "rotary_embedding_dim", RotaryEmbeddingDim);
    Documented<IKVCacheUpdateLayer, ILayer>(
        m, "IKVCacheUpdateLayer", "A cache of keys or values with new ones written in.")
        .TENON_PROPERTY(IKVCacheUpdateLayer, "cache_mode", CacheMode);
    Documented<IMoELayer, ILayer>(m, "IMoELayer", "A mixture of experts.")
        .TENON_PROPERTY(IMoELayer, "activation_type", ActivationType)
        .TENON_PROPERTY(IMoELayer, "quantization_to_type", QuantizationToType)
        .TENON_PROPERTY(IMoELayer, "quantization_block_shape", QuantizationBlockShape)
        .TENON_PROPERTY(IMoELayer, "dyn_q_output_scale_type", DynQOutputScaleType)
        .def(
            "set_gated_weights",
            [](IMoELayer& self, ITensor& gate, ITensor& up, ITensor& down, MoEActType type) {
                self.setGatedWeights(gate, up, down, type);
            },
            nb::arg("fc_gate_weights"), nb::arg("fc_up_weights"), nb::arg("fc_down_weights"),
            nb::arg("activation_type"))
        .def("set_gated_biases", &IMoELayer::setGatedBiases, nb::arg("fc_gate_biases"), nb::arg("fc_up_biases"),
            nb::arg("fc_down_biases"))
        .def("set_swiglu_params", &IMoELayer::setSwigluParams, nb::arg("limit"), nb::arg("alpha"), nb::arg("beta"));
    Documented<IDistCollectiveLayer, ILayer>(m, "IDistCollectiveLayer", "A value shared among processes.");
    Documented<IDynamicQuantizeLayer, ILayer>(
        m, "IDynamicQuantizeLayer", "To a narrow type by scales found block by block.")
        .TENON_PROPERTY(IDynamicQuantizeLayer, "to_type", ToType)
        .TENON_PROPERTY(IDynamicQuantizeLayer, "scale_type", ScaleType)
        .TENON_PROPERTY(IDynamicQuantizeLayer, "axis", Axis)
        .TENON_PROPERTY(IDynamicQuantizeLayer, "block_size", BlockSize)
        .TENON_PROPERTY(IDynamicQuantizeLayer, "block_shape", BlockShape);
}

void bindRearranging(nb::module_& m)
{
    Documented<IConcatenationLayer, ILayer>(m, "IConcatenationLayer", "Tensors one after the other.")
        .TENON_PROPERTY(IConcatenationLayer, "axis", Axis);
    Documented<IShuffleLayer, ILayer>(m, "IShuffleLayer", "Transpose, reshape, transpose.")
        .TENON_PROPERTY(IShuffleLayer, "first_transpose", FirstTranspose)
        .TENON_PROPERTY(IShuffleLayer, "reshape_dims", ReshapeDimensions)
        .TENON_PROPERTY(IShuffleLayer, "second_transpose", SecondTranspose)
        .TENON_PROPERTY(IShuffleLayer, "zero_is_placeholder", ZeroIsPlaceholder);
    Documented<ISliceLayer, ILayer>(m, "ISliceLayer", "A part of a tensor, with steps.")
        .TENON_PROPERTY(ISliceLayer, "start", Start)
        .TENON_PROPERTY(ISliceLayer, "shape", Size)
        .TENON_PROPERTY(ISliceLayer, "stride", Stride)
        .TENON_PROPERTY(ISliceLayer, "mode", Mode)
        .TENON_PROPERTY(ISliceLayer, "axes", Axes);
    Documented<IShapeLayer, ILayer>(m, "IShapeLayer", "The input's shape, as a tensor.");
    Documented<IGatherLayer, ILayer>(m, "IGatherLayer", "Elements by indices.")
        .TENON_PROPERTY(IGatherLayer, "axis", GatherAxis)
        .TENON_PROPERTY(IGatherLayer, "num_elementwise_dims", NbElementWiseDims)
        .TENON_PROPERTY(IGatherLayer, "mode", Mode);
    Documented<IScatterLayer, ILayer>(m, "IScatterLayer", "Updates written by indices.")
        .TENON_PROPERTY(IScatterLayer, "mode", Mode)
        .TENON_PROPERTY(IScatterLayer, "axis", Axis);
    Documented<IPaddingLayer, ILayer>(m, "IPaddingLayer", "Zeros around, or less of, two dimensions.")
        .TENON_PROPERTY(IPaddingLayer, "pre_padding_nd", PrePaddingNd)
        .TENON_PROPERTY(IPaddingLayer, "post_padding_nd", PostPaddingNd)
        .TENON_PROPERTY(IPaddingLayer, "pre_padding", PrePaddingNd)
        .TENON_PROPERTY(IPaddingLayer, "post_padding", PostPaddingNd);
    Documented<IOneHotLayer, ILayer>(m, "IOneHotLayer", "Indices as vectors.")
        .TENON_PROPERTY(IOneHotLayer, "axis", Axis);
    Documented<IReverseSequenceLayer, ILayer>(m, "IReverseSequenceLayer", "Each sequence's first elements, backwards.")
        .TENON_PROPERTY(IReverseSequenceLayer, "batch_axis", BatchAxis)
        .TENON_PROPERTY(IReverseSequenceLayer, "sequence_axis", SequenceAxis);
    Documented<ISqueezeLayer, ILayer>(m, "ISqueezeLayer", "Without some dimensions of 1.");
    Documented<IUnsqueezeLayer, ILayer>(m, "IUnsqueezeLayer", "With more dimensions of 1.");
    Documented<IFillLayer, ILayer>(m, "IFillLayer", "A tensor made by a rule.")
        .TENON_PROPERTY(IFillLayer, "shape", Dimensions)
        .TENON_PROPERTY(IFillLayer, "operation", Operation)
        .TENON_PROPERTY(IFillLayer, "alpha", Alpha)
        .TENON_PROPERTY(IFillLayer, "beta", Beta)
        .TENON_PROPERTY(IFillLayer, "alpha_int64", AlphaInt64)
        .TENON_PROPERTY(IFillLayer, "beta_int64", BetaInt64)
        .TENON_READONLY(IFillLayer, "is_alpha_beta_int64", isAlphaBetaInt64)
        .TENON_PROPERTY(IFillLayer, "to_type", ToType);
}

void bindReductions(nb::module_& m)
{
    Documented<ISoftMaxLayer, ILayer>(m, "ISoftMaxLayer", "Softmax over the axes of a bit mask.")
        .TENON_PROPERTY(ISoftMaxLayer, "axes", Axes);
    Documented<IRaggedSoftMaxLayer, ILayer>(m, "IRaggedSoftMaxLayer", "Softmax over each row's first elements.");
    Documented<IReduceLayer, ILayer>(m, "IReduceLayer", "Sums and the like over the axes of a bit mask.")
        .TENON_PROPERTY(IReduceLayer, "op", Operation)
        .TENON_PROPERTY(IReduceLayer, "axes", ReduceAxes)
        .TENON_PROPERTY(IReduceLayer, "keep_dims", KeepDimensions);
    Documented<ITopKLayer, ILayer>(m, "ITopKLayer", "The k largest or smallest, and where they are.")
        .TENON_PROPERTY(ITopKLayer, "op", Operation)
        .TENON_PROPERTY(ITopKLayer, "k", K)
        .TENON_PROPERTY(ITopKLayer, "axes", ReduceAxes)
        .TENON_PROPERTY(ITopKLayer, "indices_type", IndicesType);
    Documented<INormalizationLayer, ILayer>(m, "INormalizationLayer", "Instance, group and layer normalization.")
        .TENON_PROPERTY(INormalizationLayer, "epsilon", Epsilon)
        .TENON_PROPERTY(INormalizationLayer, "axes", Axes)
        .TENON_PROPERTY(INormalizationLayer, "num_groups", NbGroups)
        .TENON_PROPERTY(INormalizationLayer, "compute_precision", ComputePrecision);
    Documented<ICumulativeLayer, ILayer>(m, "ICumulativeLayer", "Sums up to each element.")
        .TENON_PROPERTY(ICumulativeLayer, "op", Operation)
        .TENON_PROPERTY(ICumulativeLayer, "exclusive", Exclusive)
        .TENON_PROPERTY(ICumulativeLayer, "reverse", Reverse);
    Documented<IMatrixMultiplyLayer, ILayer>(m, "IMatrixMultiplyLayer", "Products of matrices.")
        .def_prop_rw(
            "op0", [](IMatrixMultiplyLayer const& self) { return self.getOperation(0); },
            [](IMatrixMultiplyLayer& self, MatrixOperation op) { self.setOperation(0, op); })
        .def_prop_rw(
            "op1", [](IMatrixMultiplyLayer const& self) { return self.getOperation(1); },
            [](IMatrixMultiplyLayer& self, MatrixOperation op) { self.setOperation(1, op); });
    Documented<IEinsumLayer, ILayer>(m, "IEinsumLayer", "Sums of products by an equation.")
        .TENON_PROPERTY(IEinsumLayer, "equation", Equation);
    Documented<INonZeroLayer, ILayer>(m, "INonZeroLayer", "Where a tensor is not zero.")
        .TENON_PROPERTY(INonZeroLayer, "indices_type", IndicesType);
    Documented<INMSLayer, ILayer>(m, "INMSLayer", "Boxes that others do not cover.")
        .TENON_PROPERTY(INMSLayer, "bounding_box_format", BoundingBoxFormat)
        .TENON_PROPERTY(INMSLayer, "topk_box_limit", TopKBoxLimit)
        .TENON_PROPERTY(INMSLayer, "indices_type", IndicesType);
    Documented<IAssertionLayer, ILayer>(m, "IAssertionLayer", "Ends an inference where a condition is false.")
        .TENON_PROPERTY(IAssertionLayer, "message", Message);
}

} // namespace

void bindLayers(nb::module_& m)
{
    bindBase(m);
    bindWithWeights(m);
    bindPointwise(m);
    bindNeighbourhood(m);
    bindAttention(m);
    bindRearranging(m);
    bindReductions(m);
}

} // namespace tenon::python
