// INetworkDefinition: the public face of a graph. Owns the graph, and a public object for each of its layers and
// tensors.
//
// Thread safety: as in the public API, one thread at a time.
#pragma once

#include "api/legacy/network_table.h"
#include "api/missing/network_definition.h"
#include "api/network/coordinates.h"
#include "api/network/layer.h"
#include "api/network/output_formulas.h"
#include "api/network/tensor.h"
#include "api/reporting.h"
#include "graph/graph.h"

#include <array>
#include <set>
#include <unordered_map>

namespace tenon::api
{

class Attention;
class Loop;
class IfConditional;

//! That indices are of kINT32 or kINT64.
base::Status checkTypeOfIndices(nvinfer1::DataType type);

class NetworkDefinition final : public nvinfer1::INetworkDefinition, public missing::NetworkDefinition
{
public:
    //! `builder` is what getBuilder answers; not used otherwise.
    NetworkDefinition(std::shared_ptr<Reporting const> parent, nvinfer1::IBuilder& builder,
        nvinfer1::NetworkDefinitionCreationFlags flags, bool implicitBatch);
    ~NetworkDefinition() noexcept override;

    // network_definition.cpp: the network itself.
    nvinfer1::IBuilder& getBuilder() const noexcept override { return *builder_; }
    void setName(char const* name) noexcept override;
    char const* getName() const noexcept override { return graph_.name.c_str(); }
    bool hasImplicitBatchDimension() const noexcept override { return graph_.implicitBatch; }
    nvinfer1::NetworkDefinitionCreationFlags getFlags() const noexcept override { return flags_; }
    bool getFlag(nvinfer1::NetworkDefinitionCreationFlag flag) const noexcept override;
    void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporting_->setRecorder(recorder); }
    nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporting_->recorder(); }
    int32_t getNbLayers() const noexcept override { return static_cast<int32_t>(layers_.size()); }
    nvinfer1::ILayer* getLayer(int32_t index) const noexcept override;
    bool setWeightsName(nvinfer1::Weights weights, char const* name) noexcept override;
    bool markWeightsRefittable(char const* name) noexcept override;
    bool unmarkWeightsRefittable(char const* name) noexcept override;
    bool areWeightsMarkedRefittable(char const* name) const noexcept override;

    // network_tensors.cpp: inputs and outputs.
    nvinfer1::ITensor* addInput(
        char const* name, nvinfer1::DataType type, nvinfer1::Dims const& dimensions) noexcept override;
    void markOutput(nvinfer1::ITensor& tensor) noexcept override;
    void unmarkOutput(nvinfer1::ITensor& tensor) noexcept override;
    void removeTensor(nvinfer1::ITensor& tensor) noexcept override;
    int32_t getNbInputs() const noexcept override { return static_cast<int32_t>(graph_.inputs().size()); }
    nvinfer1::ITensor* getInput(int32_t index) const noexcept override;
    int32_t getNbOutputs() const noexcept override { return static_cast<int32_t>(graph_.outputs().size()); }
    nvinfer1::ITensor* getOutput(int32_t index) const noexcept override;

    bool markDebug(nvinfer1::ITensor& tensor) noexcept override;
    bool unmarkDebug(nvinfer1::ITensor& tensor) noexcept override;
    bool isDebugTensor(nvinfer1::ITensor const& tensor) const noexcept override;
    //! Keeps nothing from being fused; lets IExecutionContext::setUnfusedTensorsDebugState show what remains.
    bool markUnfusedTensorsAsDebugTensors() noexcept override;
    bool unmarkUnfusedTensorsAsDebugTensors() noexcept override;
    bool showsUnfused() const { return showsUnfused_; }
    bool markOutputForShapes(nvinfer1::ITensor& tensor) noexcept override;
    bool unmarkOutputForShapes(nvinfer1::ITensor& tensor) noexcept override;

    // layers/<layer>.cpp: one method each.
    nvinfer1::IConvolutionLayer* addConvolutionNd(nvinfer1::ITensor& input, int64_t nbOutputMaps,
        nvinfer1::Dims const& kernelSize, nvinfer1::Weights kernelWeights,
        nvinfer1::Weights biasWeights) noexcept override;
    nvinfer1::IActivationLayer* addActivation(
        nvinfer1::ITensor& input, nvinfer1::ActivationType type) noexcept override;
    nvinfer1::IPoolingLayer* addPoolingNd(
        nvinfer1::ITensor& input, nvinfer1::PoolingType type, nvinfer1::Dims const& windowSize) noexcept override;
    nvinfer1::IMatrixMultiplyLayer* addMatrixMultiply(nvinfer1::ITensor& input0, nvinfer1::MatrixOperation operation0,
        nvinfer1::ITensor& input1, nvinfer1::MatrixOperation operation1) noexcept override;
    nvinfer1::IShuffleLayer* addShuffle(nvinfer1::ITensor& input) noexcept override;
    nvinfer1::IConstantLayer* addConstant(
        nvinfer1::Dims const& dimensions, nvinfer1::Weights weights) noexcept override;
    nvinfer1::IElementWiseLayer* addElementWise(nvinfer1::ITensor& input1, nvinfer1::ITensor& input2,
        nvinfer1::ElementWiseOperation operation) noexcept override;
    nvinfer1::ICastLayer* addCast(nvinfer1::ITensor& input, nvinfer1::DataType toType) noexcept override;
    nvinfer1::IIdentityLayer* addIdentity(nvinfer1::ITensor& input) noexcept override;
    nvinfer1::IReduceLayer* addReduce(nvinfer1::ITensor& input, nvinfer1::ReduceOperation operation,
        uint32_t reduceAxes, bool keepDimensions) noexcept override;
    nvinfer1::ISoftMaxLayer* addSoftMax(nvinfer1::ITensor& input) noexcept override;
    nvinfer1::IUnaryLayer* addUnary(nvinfer1::ITensor& input, nvinfer1::UnaryOperation operation) noexcept override;
    nvinfer1::IConcatenationLayer* addConcatenation(
        nvinfer1::ITensor* const* inputs, int32_t nbInputs) noexcept override;
    nvinfer1::IPaddingLayer* addPaddingNd(nvinfer1::ITensor& input, nvinfer1::Dims const& prePadding,
        nvinfer1::Dims const& postPadding) noexcept override;
    nvinfer1::IScaleLayer* addScale(nvinfer1::ITensor& input, nvinfer1::ScaleMode mode, nvinfer1::Weights shift,
        nvinfer1::Weights scale, nvinfer1::Weights power) noexcept override;
    nvinfer1::IScaleLayer* addScaleNd(nvinfer1::ITensor& input, nvinfer1::ScaleMode mode, nvinfer1::Weights shift,
        nvinfer1::Weights scale, nvinfer1::Weights power, int32_t channelAxis) noexcept override;
    nvinfer1::IShapeLayer* addShape(nvinfer1::ITensor& input) noexcept override;
    nvinfer1::ISliceLayer* addSlice(nvinfer1::ITensor& input, nvinfer1::Dims const& start, nvinfer1::Dims const& size,
        nvinfer1::Dims const& stride) noexcept override;
    nvinfer1::IGatherLayer* addGather(
        nvinfer1::ITensor& data, nvinfer1::ITensor& indices, int32_t axis) noexcept override;
    nvinfer1::IGatherLayer* addGatherV2(
        nvinfer1::ITensor& data, nvinfer1::ITensor& indices, nvinfer1::GatherMode mode) noexcept override;
    nvinfer1::ISelectLayer* addSelect(
        nvinfer1::ITensor& condition, nvinfer1::ITensor& thenInput, nvinfer1::ITensor& elseInput) noexcept override;
    nvinfer1::IFillLayer* addFill(nvinfer1::Dims const& dimensions, nvinfer1::FillOperation op) noexcept override;
    nvinfer1::IFillLayer* addFillV2(
        nvinfer1::Dims const& dimensions, nvinfer1::FillOperation op, nvinfer1::DataType outputType) noexcept override;
    nvinfer1::ITopKLayer* addTopK(
        nvinfer1::ITensor& input, nvinfer1::TopKOperation op, int32_t k, uint32_t reduceAxes) noexcept override;
    nvinfer1::ITopKLayer* addTopKV2(nvinfer1::ITensor& input, nvinfer1::TopKOperation op, int32_t k,
        uint32_t reduceAxes, nvinfer1::DataType indicesType) noexcept override;
    nvinfer1::IScatterLayer* addScatter(nvinfer1::ITensor& data, nvinfer1::ITensor& indices, nvinfer1::ITensor& updates,
        nvinfer1::ScatterMode mode) noexcept override;
    nvinfer1::IOneHotLayer* addOneHot(nvinfer1::ITensor& indices, nvinfer1::ITensor& values, nvinfer1::ITensor& depth,
        int32_t axis) noexcept override;
    nvinfer1::ICumulativeLayer* addCumulative(nvinfer1::ITensor& input, nvinfer1::ITensor& axis,
        nvinfer1::CumulativeOperation operation, bool exclusive, bool reverse) noexcept override;
    nvinfer1::INormalizationLayer* addNormalization(nvinfer1::ITensor& input, nvinfer1::ITensor& scale,
        nvinfer1::ITensor& bias, uint32_t axesMask) noexcept override;
    nvinfer1::INormalizationLayer* addNormalizationV2(nvinfer1::ITensor& input, nvinfer1::ITensor& scale,
        nvinfer1::ITensor& bias, uint32_t axesMask) noexcept override;
    nvinfer1::ISqueezeLayer* addSqueeze(nvinfer1::ITensor& input, nvinfer1::ITensor& axes) noexcept override;
    nvinfer1::IUnsqueezeLayer* addUnsqueeze(nvinfer1::ITensor& input, nvinfer1::ITensor& axes) noexcept override;
    nvinfer1::IResizeLayer* addResize(nvinfer1::ITensor& input) noexcept override;
    nvinfer1::IDeconvolutionLayer* addDeconvolutionNd(nvinfer1::ITensor& input, int64_t nbOutputMaps,
        nvinfer1::Dims const& kernelSize, nvinfer1::Weights kernelWeights,
        nvinfer1::Weights biasWeights) noexcept override;
    nvinfer1::IGridSampleLayer* addGridSample(nvinfer1::ITensor& input, nvinfer1::ITensor& grid) noexcept override;
    nvinfer1::IReverseSequenceLayer* addReverseSequence(
        nvinfer1::ITensor& input, nvinfer1::ITensor& sequenceLens) noexcept override;
    nvinfer1::IEinsumLayer* addEinsum(
        nvinfer1::ITensor* const* inputs, int32_t nbInputs, char const* equation) noexcept override;
    nvinfer1::IParametricReLULayer* addParametricReLU(
        nvinfer1::ITensor& input, nvinfer1::ITensor& slope) noexcept override;
    nvinfer1::ILRNLayer* addLRN(
        nvinfer1::ITensor& input, int64_t window, float alpha, float beta, float k) noexcept override;
    nvinfer1::IRaggedSoftMaxLayer* addRaggedSoftMax(
        nvinfer1::ITensor& input, nvinfer1::ITensor& bounds) noexcept override;
    nvinfer1::IQuantizeLayer* addQuantize(nvinfer1::ITensor& input, nvinfer1::ITensor& scale) noexcept override;
    nvinfer1::IQuantizeLayer* addQuantizeV2(
        nvinfer1::ITensor& input, nvinfer1::ITensor& scale, nvinfer1::DataType outputType) noexcept override;
    nvinfer1::IDequantizeLayer* addDequantize(nvinfer1::ITensor& input, nvinfer1::ITensor& scale) noexcept override;
    nvinfer1::IDequantizeLayer* addDequantizeV2(
        nvinfer1::ITensor& input, nvinfer1::ITensor& scale, nvinfer1::DataType outputType) noexcept override;
    nvinfer1::IPluginV2Layer* addPluginV2(
        nvinfer1::ITensor* const* inputs, int32_t nbInputs, nvinfer1::IPluginV2& plugin) noexcept override;
    nvinfer1::IPluginV3Layer* addPluginV3(nvinfer1::ITensor* const* inputs, int32_t nbInputs,
        nvinfer1::ITensor* const* shapeInputs, int32_t nbShapeInputs, nvinfer1::IPluginV3& plugin) noexcept override;
    nvinfer1::INonZeroLayer* addNonZero(nvinfer1::ITensor& input) noexcept override;
    nvinfer1::INonZeroLayer* addNonZeroV2(nvinfer1::ITensor& input, nvinfer1::DataType indicesType) noexcept override;
    nvinfer1::INMSLayer* addNMS(nvinfer1::ITensor& boxes, nvinfer1::ITensor& scores,
        nvinfer1::ITensor& maxOutputBoxesPerClass) noexcept override;
    nvinfer1::INMSLayer* addNMSV2(nvinfer1::ITensor& boxes, nvinfer1::ITensor& scores,
        nvinfer1::ITensor& maxOutputBoxesPerClass, nvinfer1::DataType indicesType) noexcept override;
    nvinfer1::IAssertionLayer* addAssertion(nvinfer1::ITensor& condition, char const* message) noexcept override;
    nvinfer1::IAttention* addAttention(nvinfer1::ITensor& query, nvinfer1::ITensor& key, nvinfer1::ITensor& value,
        nvinfer1::AttentionNormalizationOp normOp, bool causal) noexcept override;
    //! Null: scales of blocks are missing, with the types that need them.
    nvinfer1::IDynamicQuantizeLayer* addDynamicQuantize(nvinfer1::ITensor& input, int32_t axis, int32_t blockSize,
        nvinfer1::DataType toType, nvinfer1::DataType scaleType) noexcept override;
    nvinfer1::IDynamicQuantizeLayer* addDynamicQuantizeV2(nvinfer1::ITensor& input, nvinfer1::Dims const& blockShape,
        nvinfer1::DataType toType, nvinfer1::DataType scaleType) noexcept override;
    nvinfer1::IMoELayer* addMoE(nvinfer1::ITensor& hiddenStates, nvinfer1::ITensor& selectedExpertsForTokens,
        nvinfer1::ITensor& scoresForSelectedExperts) noexcept override;
    nvinfer1::IRotaryEmbeddingLayer* addRotaryEmbedding(nvinfer1::ITensor& input, nvinfer1::ITensor& cosCache,
        nvinfer1::ITensor& sinCache, bool interleaved, int32_t rotaryEmbeddingDim) noexcept override;
    nvinfer1::IKVCacheUpdateLayer* addKVCacheUpdate(nvinfer1::ITensor& cache, nvinfer1::ITensor& update,
        nvinfer1::ITensor& writeIndices, nvinfer1::KVCacheMode cacheMode) noexcept override;
    nvinfer1::ILoop* addLoop() noexcept override;
    nvinfer1::IIfConditional* addIfConditional() noexcept override;
    //! Reached through the second table of levels 7 and 8.
    nvinfer1::IFullyConnectedLayer* addFullyConnected(nvinfer1::ITensor& input, int32_t nbOutputs,
        nvinfer1::Weights kernelWeights, nvinfer1::Weights biasWeights) noexcept;

    // What layers and tensors ask of their network.
    graph::Graph& graph() { return graph_; }
    graph::Graph const& graph() const { return graph_; }
    std::unordered_map<void const*, std::string> const& weightsNames() const { return weightsNames_; }
    std::set<std::string> const& markedWeights() const { return markedWeights_; }
    base::Log log() const noexcept { return reporting_->log(); }
    //! Calls `release(object)` when the network goes; not called if this throws.
    void keep(void* object, void (*release)(void*));
    legacy::NetworkTable& legacyTable() { return legacyTable_; }
    OutputFormulas& formulas() { return formulas_; }
    Coordinates coordinates() const { return Coordinates(graph_.implicitBatch); }
    //! The hidden leading dimension; implicit-batch networks only.
    graph::Dim batchSymbol() { return graph::symbol(graph_.addSymbol("batch")); }
    //! The public object of a value.
    Tensor* faceOf(graph::Tensor& value) const;
    //! The value behind a public object. Error if it belongs to another network or was removed.
    Result<graph::Tensor*> valueOf(nvinfer1::ITensor const& tensor) const;
    Result<std::vector<graph::Tensor*>> valuesOf(nvinfer1::ITensor* const* tensors, int32_t count) const;
    //! The axis, in the graph's coordinates, that operations along one axis have at first: the third from the last of
    //! the user's dimensions, or the first where there are fewer. The first also while the tensor's rank is not known.
    int32_t defaultAxis(graph::Tensor& tensor);
    //! Makes shape inputs of the network inputs that a shape tensor is computed from, so that its values are known as expressions of
    //! theirs. Does nothing where they are known already, or cannot be.
    Status makeShapeTensor(graph::Tensor& value);
    Status checkInputDims(std::string_view input, nvinfer1::Dims const& dimensions) const;
    Status checkInputType(std::string_view input, nvinfer1::DataType type) const;

    //! Adds an operation with its public object. `typeName` as in default names: "(Unnamed Layer* 3) [Convolution]".
    template <typename LayerClass>
    LayerClass& addLayer(std::unique_ptr<graph::Op> op, std::vector<graph::Tensor*> inputs, nvinfer1::LayerType type,
        std::string_view typeName)
    {
        nameLayer(*op, typeName);
        // Taken back where memory runs out before the layer is complete.
        auto const takeBack = [this](graph::Op* half) { graph_.removeOp(*half); };
        std::unique_ptr<graph::Op, decltype(takeBack)> added(&graph_.addOp(std::move(op), std::move(inputs)), takeBack);
        formulas_.apply(*added);
        nameOutputs(*added);
        auto layer = std::make_unique<LayerClass>(*this, *added, type);
        LayerClass& face = *layer;
        layers_.push_back(std::move(layer));
        static_cast<void>(added.release());
        return face;
    }

protected:
    base::Log callLog() const noexcept override { return reporting_->log(); }

private:
    using Kept = std::unique_ptr<void, void (*)(void*)>;

    //! Runs the body of a method that adds a layer.
    template <typename Face, typename Body>
    Face* add(char const* method, Body&& body) noexcept
    {
        return valueOr<Face*>(callLog(), method, nullptr, std::forward<Body>(body));
    }
    nvinfer1::INormalizationLayer* addNormalizationOf(
        char const* method, std::array<nvinfer1::ITensor*, 3> inputs, uint32_t axesMask, bool version2) noexcept;
    void nameLayer(graph::Op& op, std::string_view typeName) const;
    static void nameOutputs(graph::Op& op);

    std::vector<Kept> kept_; //!< goes last: the graph refers to weights in it
    std::shared_ptr<Reporting> reporting_;
    nvinfer1::IBuilder* builder_;
    nvinfer1::NetworkDefinitionCreationFlags flags_;
    graph::Graph graph_;
    OutputFormulas formulas_;
    std::vector<std::unique_ptr<Attention>> attentions_;
    std::vector<std::unique_ptr<Loop>> loops_;
    std::vector<std::unique_ptr<IfConditional>> conditionals_;
    std::vector<std::unique_ptr<Layer>> layers_;
    mutable std::vector<std::unique_ptr<Tensor>> tensors_; //!< by graph::Tensor::id; null where nobody asked yet
    std::vector<std::unique_ptr<Tensor>> removedTensors_;
    std::set<std::string> markedWeights_;
    bool showsUnfused_{false};
    std::unordered_map<void const*, std::string> weightsNames_; //!< by address of the values
    legacy::NetworkTable legacyTable_{*this};
};

} // namespace tenon::api
