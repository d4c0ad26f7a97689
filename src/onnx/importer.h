// Importer: walks the nodes of a graph in order and adds layers to the network, through the public API only.
#pragma once

#include "onnx/node.h"
#include "onnx/value.h"
#include "onnx/weight_store.h"

#include <NvInfer.h>

#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace tenon::onnx
{

//! State of one parse. In an implicit-batch network tensors have no batch dimension: the importer drops the leading dimension of
//! the model's inputs, and operations count their axes from the next.
class Importer
{
public:
    Importer(nvinfer1::INetworkDefinition& network, nvinfer1::ILogger& logger, WeightStore& weights)
        : network_(network)
        , logger_(logger)
        , weights_(weights)
        , implicitBatch_(network.hasImplicitBatchDimension())
    {
    }

    //! Adds the whole graph. On failure position() says at which node.
    Status import(::onnx::GraphProto const& graph, int64_t opset);
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
    int32_t onnxRank(nvinfer1::ITensor const& tensor) const { return tensor.getDimensions().nbDims + (implicitBatch_ ? 1 : 0); }

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
    Status addNode(::onnx::NodeProto const& proto, int32_t index, int64_t opset);
    Status markOutputs(::onnx::GraphProto const& graph);
    Result<std::vector<int32_t>> sortNodes(::onnx::GraphProto const& graph) const;

    nvinfer1::INetworkDefinition& network_;
    nvinfer1::ILogger& logger_;
    WeightStore& weights_;
    bool implicitBatch_;
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

//! A node that no importer knows, looked up as a plugin by op type, plugin_version and plugin_namespace.
Result<std::vector<Value>> importPlugin(Importer& importer, Node const& node, std::span<Value const> inputs);

//! Error unless there are from `least` to `most` inputs and the first `least` are present.
Status expectInputs(std::span<Value const> inputs, size_t least, size_t most);

} // namespace tenon::onnx
