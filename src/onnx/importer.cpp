#include "onnx/importer.h"

#include "base/dims.h"

#include <algorithm>
#include <numeric>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::Dims;
using nvinfer1::ITensor;

Status expectInputs(std::span<Value const> inputs, size_t least, size_t most)
{
    if (inputs.size() < least || inputs.size() > most)
    {
        return invalidArgument("inputs: expected {}, found {}", least == most ? std::to_string(least) : fmt::format("{} to {}", least, most),
            inputs.size());
    }
    for (size_t i = 0; i < least; ++i)
    {
        if (!inputs[i])
        {
            return invalidArgument("input {}: expected a value, found none", i);
        }
    }
    return {};
}

Status Importer::import(::onnx::GraphProto const& graph, int64_t opset)
{
    position_ = {};
    TENON_CHECK(addInitializers(graph));
    TENON_CHECK(addInputs(graph));
    TENON_ASSIGN(std::vector<int32_t> const order, sortNodes(graph));
    for (int32_t const index : order)
    {
        TENON_CHECK(addNode(graph.node(index), index, opset));
    }
    position_ = {};
    return markOutputs(graph);
}

Status Importer::addInitializers(::onnx::GraphProto const& graph)
{
    if (graph.sparse_initializer_size() != 0)
    {
        return base::notImplemented("sparse initializers (the model has {})", graph.sparse_initializer_size());
    }
    for (auto const& proto : graph.initializer())
    {
        TENON_ASSIGN(Constant const* const constant, weights_.add(proto));
        if (!values_.emplace(proto.name(), Value{nullptr, constant}).second)
        {
            return invalidArgument("initializer \"{}\": expected a unique name, found it twice", proto.name());
        }
    }
    return {};
}

Status Importer::addInputs(::onnx::GraphProto const& graph)
{
    for (auto const& info : graph.input())
    {
        // Old models list initializers among the inputs.
        if (values_.count(info.name()) != 0)
        {
            continue;
        }
        if (!info.type().has_tensor_type())
        {
            return invalidArgument("input \"{}\": expected a tensor, found another type", info.name());
        }
        auto const& type = info.type().tensor_type();
        TENON_ASSIGN(nvinfer1::DataType const dataType, dataTypeOf(type.elem_type(), fmt::format("input \"{}\"", info.name())));
        if (type.elem_type() == ::onnx::TensorProto::DOUBLE)
        {
            warn(fmt::format("input \"{}\": fp64 becomes fp32, give fp32 values", info.name()));
        }
        int const rank = type.shape().dim_size();
        if (!type.has_shape() || rank > base::kMaxDims)
        {
            return invalidArgument("input \"{}\": expected a shape of at most {} dimensions, found {}", info.name(), base::kMaxDims,
                type.has_shape() ? fmt::format("{}", rank) : "none");
        }
        if (implicitBatch_ && rank == 0)
        {
            return invalidArgument("input \"{}\": expected a leading batch dimension, which an implicit-batch network hides, found a scalar",
                info.name());
        }
        Dims dims{};
        for (int i = implicitBatch_ ? 1 : 0; i < rank; ++i)
        {
            dims.d[dims.nbDims++] = type.shape().dim(i).has_dim_value() ? type.shape().dim(i).dim_value() : -1;
        }
        ITensor* const tensor = network_.addInput(info.name().c_str(), dataType, dims);
        if (tensor == nullptr)
        {
            return invalidArgument("input \"{}\" with dimensions {}: the network refused it; its reason is in the log", info.name(),
                base::toString(dims));
        }
        for (int i = implicitBatch_ ? 1 : 0; i < rank; ++i)
        {
            if (type.shape().dim(i).has_dim_param() && !type.shape().dim(i).dim_param().empty())
            {
                tensor->setDimensionName(i - (implicitBatch_ ? 1 : 0), type.shape().dim(i).dim_param().c_str());
            }
        }
        values_[info.name()] = Value{tensor, nullptr};
    }
    return {};
}

Result<std::vector<int32_t>> Importer::sortNodes(::onnx::GraphProto const& graph) const
{
    std::unordered_map<std::string, int32_t> producers;
    for (int32_t i = 0; i < graph.node_size(); ++i)
    {
        for (std::string const& name : graph.node(i).output())
        {
            if (!name.empty() && (values_.count(name) != 0 || !producers.emplace(name, i).second))
            {
                return invalidArgument("node {} \"{}\": expected an output name of its own, found \"{}\", which another node, input or "
                                       "initializer has",
                    i, graph.node(i).name(), name);
            }
        }
    }
    std::vector<int32_t> missing(graph.node_size(), 0);
    std::vector<std::vector<int32_t>> consumers(graph.node_size());
    std::vector<int32_t> order;
    for (int32_t i = 0; i < graph.node_size(); ++i)
    {
        for (std::string const& name : graph.node(i).input())
        {
            if (name.empty() || values_.count(name) != 0)
            {
                continue;
            }
            auto const it = producers.find(name);
            if (it == producers.end())
            {
                return invalidArgument("node {} \"{}\" ({}): expected its input \"{}\" among the model's inputs, initializers and node "
                                       "outputs, found none of this name",
                    i, graph.node(i).name(), graph.node(i).op_type(), name);
            }
            ++missing[i];
            consumers[it->second].push_back(i);
        }
        if (missing[i] == 0)
        {
            order.push_back(i);
        }
    }
    for (size_t next = 0; next < order.size(); ++next)
    {
        for (int32_t const consumer : consumers[order[next]])
        {
            if (--missing[consumer] == 0)
            {
                order.push_back(consumer);
            }
        }
    }
    if (order.size() != missing.size())
    {
        auto const it = std::find_if(missing.begin(), missing.end(), [](int32_t count) { return count != 0; });
        int32_t const index = static_cast<int32_t>(it - missing.begin());
        return invalidArgument("model: expected nodes without a cycle, found one through node {} \"{}\" ({})", index,
            graph.node(index).name(), graph.node(index).op_type());
    }
    return order;
}

Status Importer::addNode(::onnx::NodeProto const& proto, int32_t index, int64_t opset)
{
    Node const node(proto, index, opset);
    position_ = node.position();
    layerName_ = node.name();
    layersOfNode_ = 0;
    std::vector<Value> inputs;
    for (std::string const& name : proto.input())
    {
        inputs.push_back(name.empty() ? Value{} : values_.at(name));
    }
    bool const isStandard = node.domain().empty() || node.domain() == "ai.onnx";
    ImportNode const importNode = isStandard ? findImporter(node.op()) : nullptr;
    auto results = (importNode == nullptr ? importPlugin : importNode)(*this, node, inputs);
    if (!results.ok())
    {
        return std::move(results).error().withNote(fmt::format("in {}", node.label()));
    }
    for (int i = 0; i < proto.output_size(); ++i)
    {
        std::string const& name = proto.output(i);
        if (name.empty())
        {
            continue;
        }
        if (static_cast<size_t>(i) >= results->size() || !(*results)[i])
        {
            return base::notImplemented("output {} (\"{}\") of {}", i, name, node.label());
        }
        Value const& value = (*results)[i];
        if (value.tensor != nullptr)
        {
            nodeOutputs_[proto.name()].push_back(value.tensor);
            bool const isAlias = std::any_of(inputs.begin(), inputs.end(), [&](Value const& in) { return in.tensor == value.tensor; });
            if (!isAlias)
            {
                value.tensor->setName(name.c_str());
            }
        }
        values_[name] = value;
    }
    return {};
}

Status Importer::markOutputs(::onnx::GraphProto const& graph)
{
    for (auto const& info : graph.output())
    {
        auto const it = values_.find(info.name());
        if (it == values_.end())
        {
            return invalidArgument("output \"{}\": expected it among the outputs of the nodes, found no such name", info.name());
        }
        layerName_ = info.name();
        layersOfNode_ = 0;
        TENON_ASSIGN(ITensor * tensor, this->tensor(it->second));
        if (info.name() != tensor->getName())
        {
            // What is an input or output already keeps that name: this output needs a tensor of its own.
            if (tensor->isNetworkInput() || tensor->isNetworkOutput())
            {
                TENON_ASSIGN(tensor, output(network_.addIdentity(*tensor)));
            }
            tensor->setName(info.name().c_str());
        }
        network_.markOutput(*tensor);
        TENON_ASSIGN(nvinfer1::DataType const declared,
            dataTypeOf(info.type().tensor_type().elem_type(), fmt::format("output \"{}\"", info.name())));
        if (declared != tensor->getType())
        {
            verbose(fmt::format("output \"{}\": the model declares another type than the network computes", info.name()));
        }
    }
    return {};
}

Status Importer::checkAdded(nvinfer1::ILayer* layer)
{
    if (layer == nullptr)
    {
        return invalidArgument("the network refused the layer; its reason is in the log");
    }
    if (layer == lastAdded_)
    {
        return {};
    }
    lastAdded_ = layer;
    std::string const name = layersOfNode_++ == 0 ? layerName_ : fmt::format("{} [{}]", layerName_, layersOfNode_ - 1);
    layer->setName(name.c_str());
    return {};
}

Result<ITensor*> Importer::output(nvinfer1::ILayer* layer)
{
    TENON_CHECK(checkAdded(layer));
    ITensor* const tensor = layer->getOutput(0);
    if (tensor == nullptr || tensor->getDimensions().nbDims < 0)
    {
        return invalidArgument("the shape of the output cannot be inferred; the reason is in the log");
    }
    return tensor;
}

Result<std::vector<Value>> Importer::result(nvinfer1::ILayer* layer)
{
    TENON_ASSIGN(ITensor* const tensor, output(layer));
    return std::vector<Value>{Value{tensor, nullptr}};
}

Result<ITensor*> Importer::tensor(Value const& value)
{
    if (value.tensor != nullptr)
    {
        return value.tensor;
    }
    if (value.constant == nullptr)
    {
        return invalidArgument("expected a value, found an absent input");
    }
    auto const known = constantTensors_.find(value.constant);
    if (known != constantTensors_.end())
    {
        return known->second;
    }
    std::vector<int64_t> shape = value.constant->shape;
    TENON_ASSIGN(Dims const dims, base::makeDims(shape));
    auto* const layer = network_.addConstant(dims, value.constant->weights);
    if (layer == nullptr)
    {
        return invalidArgument("constant \"{}\" of dimensions {}: the network refused it; its reason is in the log", value.constant->name,
            base::toString(dims));
    }
    layer->setName(value.constant->name.c_str());
    ITensor* const tensor = layer->getOutput(0);
    tensor->setName(value.constant->name.c_str());
    constantTensors_[value.constant] = tensor;
    return tensor;
}

Result<ITensor*> Importer::reshape(ITensor& tensor, Dims const& dims)
{
    auto* const layer = network_.addShuffle(tensor);
    if (layer != nullptr)
    {
        layer->setReshapeDimensions(dims);
    }
    return output(layer);
}

Result<ITensor*> Importer::withRank(ITensor& tensor, int32_t rank)
{
    Dims const old = tensor.getDimensions();
    if (old.nbDims == rank)
    {
        return &tensor;
    }
    Dims dims{};
    dims.nbDims = rank;
    int32_t const shift = rank - old.nbDims;
    // An implicit-batch constant of the model's full rank stands for all items of the batch.
    for (int32_t i = 0; i < -shift; ++i)
    {
        if (old.d[i] != 1)
        {
            return invalidArgument("tensor \"{}\" of dimensions {}: expected a leading dimension of 1 to fit rank {}, found {}",
                tensor.getName(), base::toString(old), rank, old.d[i]);
        }
    }
    int32_t dynamic = 0;
    bool isEmpty = false;
    for (int32_t i = 0; i < rank; ++i)
    {
        dims.d[i] = i < shift ? 1 : old.d[i - shift];
        dynamic += dims.d[i] < 0 ? 1 : 0;
        isEmpty = isEmpty || dims.d[i] == 0;
    }
    if (shift > 0 && (dynamic > 1 || isEmpty))
    {
        // A reshape could not say these dims.
        std::vector<int64_t> axes(static_cast<size_t>(shift));
        std::iota(axes.begin(), axes.end(), 0);
        TENON_ASSIGN(ITensor* const which, this->tensor({nullptr, weights_.add<int64_t>("axes", nvinfer1::DataType::kINT64, {shift}, axes)}));
        return output(network_.addUnsqueeze(tensor, *which));
    }
    if (dynamic > 1)
    {
        return base::notImplemented("tensor \"{}\" of dimensions {} as rank {}: more than one dimension is dynamic", tensor.getName(),
            base::toString(old), rank);
    }
    return reshape(tensor, dims);
}

Status Importer::matchRanks(ITensor*& a, ITensor*& b)
{
    int32_t rank = std::max(a->getDimensions().nbDims, b->getDimensions().nbDims);
    if (implicitBatch_)
    {
        // Constants keep the model's batch dimension of 1, which tensors of this network do not show.
        auto const isConstant = [&](ITensor* t) {
            return std::any_of(constantTensors_.begin(), constantTensors_.end(), [&](auto const& known) { return known.second == t; });
        };
        if (isConstant(a) != isConstant(b))
        {
            ITensor* const live = isConstant(a) ? b : a;
            ITensor* const fixed = isConstant(a) ? a : b;
            bool const fullRank = fixed->getDimensions().nbDims == live->getDimensions().nbDims + 1 && fixed->getDimensions().d[0] == 1;
            rank = fullRank ? live->getDimensions().nbDims : rank;
        }
    }
    TENON_ASSIGN(a, withRank(*a, rank));
    TENON_ASSIGN(b, withRank(*b, rank));
    return {};
}

Result<int32_t> Importer::axis(int64_t onnxAxis, int32_t rank)
{
    int32_t const full = rank + (implicitBatch_ ? 1 : 0);
    int64_t const positive = onnxAxis < 0 ? onnxAxis + full : onnxAxis;
    if (positive < 0 || positive >= full)
    {
        return invalidArgument("axis: expected {} to {}, found {}", -full, full - 1, onnxAxis);
    }
    if (implicitBatch_ && positive == 0)
    {
        return invalidArgument("axis {}: is the batch, which an implicit-batch network hides; use an explicit batch", onnxAxis);
    }
    return static_cast<int32_t>(positive) - (implicitBatch_ ? 1 : 0);
}

} // namespace tenon::onnx
