// Importer: walks the nodes of a graph in order and adds layers to the network, through the public API only.
#pragma once

#include "onnx/function_sizes.h"
#include "onnx/node.h"
#include "onnx/value.h"
#include "onnx/weight_store.h"

#include <NvInfer.h>

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace tenon::onnx
{

//! State of one parse. In an implicit-batch network tensors have no batch dimension: the importer drops the leading dimension of
//! the model's inputs, and operations count their axes from the next.
class Importer
{
public:
    //! `flags`: see nvonnxparser::OnnxParserFlag.
    Importer(nvinfer1::INetworkDefinition& network, nvinfer1::ILogger& logger, WeightStore& weights,
        nvonnxparser::OnnxParserFlags flags = 0)
        : network_(network)
        , logger_(logger)
        , weights_(weights)
        , implicitBatch_(network.hasImplicitBatchDimension())
        , flags_(flags)
    {
    }

    //! Adds the whole model. On failure position() says at which node. The model must outlive the importer.
    Status import(::onnx::ModelProto const& model);
    //! Adds what it can, and tells of each node whether it could: what depends on a node that failed is not tried. For supportsModel.
    struct NodeSupport
    {
        bool isSupported{false};
        bool isTried{false};
        base::Error failure{};
        NodePosition position{};
    };
    //! By node; an error is one of the model as a whole.
    Result<std::vector<NodeSupport>> tryEach(::onnx::ModelProto const& model);
    NodePosition const& position() const { return position_; }

    //! For IParser::getLayerOutputTensor: tensors by the name of the node that made them.
    std::unordered_map<std::string, std::vector<nvinfer1::ITensor*>> const& nodeOutputs() const { return nodeOutputs_; }

    // What operations use:
    nvinfer1::INetworkDefinition& network() { return network_; }
    WeightStore& weights() { return weights_; }
    bool implicitBatch() const { return implicitBatch_; }
    void warn(std::string const& message) { logger_.log(nvinfer1::ILogger::Severity::kWARNING, message.c_str()); }
    void verbose(std::string const& message) { logger_.log(nvinfer1::ILogger::Severity::kVERBOSE, message.c_str()); }
    nvinfer1::ILogger& logger() { return logger_; }

    //! What a name stands for where the importer is now; null for nothing.
    Value const* find(std::string const& name) const;
    //! Adds a subgraph's nodes, with its inputs standing for `inputs` and further names standing for `outside`, and gives the values of its
    //! outputs. Names inside are gone afterwards.
    Result<std::vector<Value>> importBody(::onnx::GraphProto const& graph, std::span<Value const> inputs,
        std::vector<std::pair<std::string, Value>> const& outside, int64_t opset);
    //! True where plugins go before importers (kENABLE_PLUGIN_OVERRIDE).
    bool prefersPlugins() const
    {
        return (flags_ >> static_cast<int32_t>(nvonnxparser::OnnxParserFlag::kENABLE_PLUGIN_OVERRIDE) & 1U) != 0;
    }

    //! The value as a tensor; constants become a Constant layer, once each.
    Result<nvinfer1::ITensor*> tensor(Value const& value);
    //! Both with one rank, NumPy-style: the lower rank gets leading ones.
    Status matchRanks(nvinfer1::ITensor*& a, nvinfer1::ITensor*& b);
    Result<nvinfer1::ITensor*> withRank(nvinfer1::ITensor& tensor, int32_t rank);
    Result<nvinfer1::ITensor*> reshape(nvinfer1::ITensor& tensor, nvinfer1::Dims const& dims);

    //! The API's axis for an ONNX axis (negative counts from the end) of a tensor of the API's rank `rank`.
    //! Error if out of range, or if it is the batch of an implicit-batch network.
    Result<int32_t> axis(int64_t onnxAxis, int32_t rank);
    //! Rank as ONNX counts it.
    int32_t onnxRank(nvinfer1::ITensor const& tensor) const
    {
        return tensor.getDimensions().nbDims + (implicitBatch_ ? 1 : 0);
    }

    //! Names a new layer after the node; the first output of the last layer of a node becomes the node's output. Error if the API
    //! refused to make it (null) or its output's shape cannot be inferred; the API has told the logger why.
    template <typename Layer>
    Result<Layer*> added(Layer* layer)
    {
        TENON_CHECK(checkAdded(layer));
        return layer;
    }
    //! added(), and its first output.
    Result<nvinfer1::ITensor*> output(nvinfer1::ILayer* layer);
    //! A one-output node's result.
    Result<std::vector<Value>> result(nvinfer1::ILayer* layer);

private:
    Status checkAdded(nvinfer1::ILayer* layer);
    Status addInputs(::onnx::GraphProto const& graph);
    Status addInitializers(::onnx::GraphProto const& graph);
    using Nodes = ::google::protobuf::RepeatedPtrField<::onnx::NodeProto>;

    Status begin(::onnx::ModelProto const& model);
    Status addNodes(Nodes const& nodes, int64_t opset);
    Status addNode(::onnx::NodeProto const& proto, int32_t index, int64_t opset);
    Result<std::vector<Value>> importNode(Node const& node, std::span<Value const> inputs);
    Result<std::vector<Value>> importFunction(
        ::onnx::FunctionProto const& function, Node const& node, std::span<Value const> inputs);
    Status markOutputs(::onnx::GraphProto const& graph);
    //! Numbers of the nodes in an order in which each has its inputs, as they stand where that is one.
    Result<std::vector<int32_t>> sortNodes(Nodes const& nodes) const;
    //! Numbers of the nodes by the names of their outputs.
    Result<std::unordered_map<std::string_view, int32_t>> producersOf(Nodes const& nodes) const;
    void nameWeights(Constant const& constant);
    void setValue(std::string const& name, Value value);
    //! Names that were set since `mark` stand for what they did before.
    void forgetSince(size_t mark);

    nvinfer1::INetworkDefinition& network_;
    nvinfer1::ILogger& logger_;
    WeightStore& weights_;
    bool implicitBatch_;
    nvonnxparser::OnnxParserFlags flags_;
    ::onnx::FunctionProto const* functionOf(Node const& node) const;
    Functions functions_;
    std::unordered_map<::onnx::FunctionProto const*, int64_t> functionSizes_;
    int64_t functionNodes_{0}; //!< that calls of functions have become so far; //!< by domain, name and overload
    std::vector<std::string> functionStack_;
    int32_t depth_{0};                                               //!< of subgraphs and functions
    std::vector<std::pair<std::string, std::optional<Value>>> undo_; //!< while depth_ > 0
    NodePosition position_;
    std::string layerName_;
    int32_t layersOfNode_{0};
    nvinfer1::ILayer const* lastAdded_{nullptr}; //!< has its name already
    std::unordered_map<std::string, Value> values_;
    std::map<Constant const*, nvinfer1::ITensor*> constantTensors_;
    std::unordered_map<std::string, std::vector<nvinfer1::ITensor*>> nodeOutputs_;
};

//! Imports one node. Absent optional inputs are empty Values. As many results as the node has outputs, at most.
using ImportNode = Result<std::vector<Value>> (*)(Importer& importer, Node const& node, std::span<Value const> inputs);

//! The importer of an operation of the default domain; null if there is none.
ImportNode findImporter(std::string_view op);

//! True if a plugin of the node's op type, plugin_version and plugin_namespace is registered. Tells the log of nothing.
bool hasPlugin(Importer& importer, Node const& node);

//! A node that no importer knows, looked up as a plugin by op type, plugin_version and plugin_namespace.
Result<std::vector<Value>> importPlugin(Importer& importer, Node const& node, std::span<Value const> inputs);

//! Names that a subgraph takes from outside of it.
std::vector<std::string> outerNames(::onnx::GraphProto const& graph);

//! Error unless there are from `least` to `most` inputs and the first `least` are present.
Status expectInputs(std::span<Value const> inputs, size_t least, size_t most);

} // namespace tenon::onnx
