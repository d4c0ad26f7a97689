#include "onnx/importer.h"

#include "base/dims.h"
#include "onnx/model.h"
#include "onnx/sequence.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <queue>
#include <set>

namespace tenon::onnx
{

using base::invalidArgument;
using nvinfer1::Dims;
using nvinfer1::ITensor;

Status expectInputs(std::span<Value const> inputs, size_t least, size_t most)
{
    if (inputs.size() < least || inputs.size() > most)
    {
        return invalidArgument("inputs: expected {}, found {}",
            least == most ? std::to_string(least) : fmt::format("{} to {}", least, most), inputs.size());
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

namespace
{

//! Deeper ones call themselves.
constexpr int32_t kMaxDepth = 32;
//! Nodes that a model's functions may become: some ten times as many as large models have.
constexpr int64_t kMaxFunctionNodes = 1 << 18;

} // namespace

Status Importer::begin(::onnx::ModelProto const& model)
{
    position_ = {};
    for (::onnx::FunctionProto const& function : model.functions())
    {
        functions_[{function.domain(), function.name(), overloadOf(function)}] = &function;
    }
    functionSizes_ = functionSizes(functions_);
    TENON_CHECK(addInitializers(model.graph()));
    return addInputs(model.graph());
}

Status Importer::import(::onnx::ModelProto const& model)
{
    TENON_CHECK(begin(model));
    TENON_ASSIGN(int64_t const opset, defaultOpset(model));
    TENON_CHECK(addNodes(model.graph().node(), opset));
    position_ = {};
    return markOutputs(model.graph());
}

Status Importer::addNodes(Nodes const& nodes, int64_t opset)
{
    TENON_ASSIGN(std::vector<int32_t> const order, sortNodes(nodes));
    for (int32_t const index : order)
    {
        TENON_CHECK(addNode(nodes.Get(index), index, opset));
    }
    return {};
}

Result<std::vector<Importer::NodeSupport>> Importer::tryEach(::onnx::ModelProto const& model)
{
    TENON_CHECK(begin(model));
    TENON_ASSIGN(int64_t const opset, defaultOpset(model));
    Nodes const& nodes = model.graph().node();
    TENON_ASSIGN(std::vector<int32_t> const order, sortNodes(nodes));
    std::vector<NodeSupport> all(static_cast<size_t>(nodes.size()));
    for (int32_t const index : order)
    {
        NodeSupport& support = all[static_cast<size_t>(index)];
        ::onnx::NodeProto const& proto = nodes.Get(index);
        Node const node(proto, index, opset);
        auto const isThere = [&](std::string const& name) { return name.empty() || find(name) != nullptr; };
        support.isTried = std::all_of(proto.input().begin(), proto.input().end(), isThere);
        if (!support.isTried)
        {
            // What it needs could not be made: whether there is an importer is all that can be said.
            bool const isStandard = node.domain().empty() || node.domain() == "ai.onnx";
            support.isSupported = (isStandard && findImporter(node.op()) != nullptr) || functionOf(node) != nullptr
                || hasPlugin(*this, node);
            continue;
        }
        Status status = addNode(proto, index, opset);
        support.isSupported = status.ok();
        if (!status.ok())
        {
            support.failure = std::move(status).error();
            support.position = position_;
        }
    }
    position_ = {};
    bool const complete =
        std::all_of(all.begin(), all.end(), [](NodeSupport const& each) { return each.isSupported && each.isTried; });
    if (complete)
    {
        TENON_CHECK(markOutputs(model.graph()));
    }
    return all;
}

Value const* Importer::find(std::string const& name) const
{
    auto const it = values_.find(name);
    return it == values_.end() ? nullptr : &it->second;
}

void Importer::setValue(std::string const& name, Value value)
{
    if (depth_ > 0)
    {
        Value const* const before = find(name);
        undo_.emplace_back(name, before == nullptr ? std::nullopt : std::optional(*before));
    }
    values_[name] = std::move(value);
}

void Importer::forgetSince(size_t mark)
{
    while (undo_.size() > mark)
    {
        auto& [name, before] = undo_.back();
        if (before)
        {
            values_[name] = *before;
        }
        else
        {
            values_.erase(name);
        }
        undo_.pop_back();
    }
}

Result<std::vector<Value>> Importer::importBody(::onnx::GraphProto const& graph, std::span<Value const> inputs,
    std::vector<std::pair<std::string, Value>> const& outside, int64_t opset)
{
    if (static_cast<size_t>(graph.input_size()) != inputs.size())
    {
        return invalidArgument(
            "subgraph \"{}\": expected {} inputs, found {}", graph.name(), inputs.size(), graph.input_size());
    }
    if (depth_ >= kMaxDepth)
    {
        return invalidArgument(
            "subgraph \"{}\": expected at most {} subgraphs and functions inside each other, found more", graph.name(),
            kMaxDepth);
    }
    size_t const mark = undo_.size();
    NodePosition const position = position_;
    std::string const layerName = layerName_;
    int32_t const layers = layersOfNode_;
    ++depth_;
    auto const run = [&]() -> Result<std::vector<Value>> {
        for (auto const& [name, value] : outside)
        {
            setValue(name, value);
        }
        for (size_t i = 0; i < inputs.size(); ++i)
        {
            setValue(graph.input(static_cast<int>(i)).name(), inputs[i]);
        }
        for (auto const& proto : graph.initializer())
        {
            TENON_ASSIGN(Constant const* const constant, weights_.add(proto));
            nameWeights(*constant);
            setValue(proto.name(), Value{nullptr, constant, nullptr});
        }
        TENON_CHECK(addNodes(graph.node(), opset));
        std::vector<Value> outputs;
        for (auto const& output : graph.output())
        {
            Value const* const value = find(output.name());
            if (value == nullptr)
            {
                return invalidArgument(
                    "subgraph \"{}\": expected its output \"{}\" among the values that it sees, found no such name",
                    graph.name(), output.name());
            }
            outputs.push_back(*value);
        }
        return outputs;
    };
    auto outputs = run();
    --depth_;
    forgetSince(mark);
    if (outputs.ok())
    {
        position_ = position;
        layerName_ = layerName;
        layersOfNode_ = layers;
    }
    return outputs;
}

namespace
{

::onnx::AttributeProto const* attributeFor(
    std::string const& name, Node const& caller, std::vector<::onnx::AttributeProto> const& defaults)
{
    if (auto const* const given = caller.attribute(name))
    {
        return given;
    }
    auto const it =
        std::find_if(defaults.begin(), defaults.end(), [&](auto const& each) { return each.name() == name; });
    return it == defaults.end() ? nullptr : &*it;
}

//! A function's node with the attributes that its caller gives; those that the caller does not give go.
::onnx::NodeProto withCallersAttributes(
    ::onnx::NodeProto const& proto, Node const& caller, std::vector<::onnx::AttributeProto> const& defaults)
{
    ::onnx::NodeProto node = proto;
    node.clear_attribute();
    for (auto const& attribute : proto.attribute())
    {
        if (attribute.ref_attr_name().empty())
        {
            ::onnx::AttributeProto& kept = *node.add_attribute();
            kept = attribute;
            for (int i = 0; i < kept.g().node_size(); ++i)
            {
                *kept.mutable_g()->mutable_node(i) = withCallersAttributes(attribute.g().node(i), caller, defaults);
            }
        }
        else if (auto const* const given = attributeFor(attribute.ref_attr_name(), caller, defaults))
        {
            ::onnx::AttributeProto& set = *node.add_attribute();
            set = *given;
            set.set_name(attribute.name());
        }
    }
    return node;
}

int64_t opsetOf(::onnx::FunctionProto const& function, int64_t otherwise)
{
    for (auto const& import : function.opset_import())
    {
        if (import.domain().empty() || import.domain() == "ai.onnx")
        {
            return import.version();
        }
    }
    return otherwise;
}

} // namespace

Result<std::vector<Value>> Importer::importFunction(
    ::onnx::FunctionProto const& function, Node const& node, std::span<Value const> inputs)
{
    if (inputs.size() > static_cast<size_t>(function.input_size()))
    {
        return invalidArgument("function \"{}\": expected at most {} inputs, found {}", function.name(),
            function.input_size(), inputs.size());
    }
    if (depth_ >= kMaxDepth)
    {
        return invalidArgument(
            "function \"{}\": expected at most {} subgraphs and functions inside each other, found more; it may call itself",
            function.name(), kMaxDepth);
    }
    functionNodes_ += functionStack_.empty() ? functionSizes_.at(&function) : 0;
    if (functionNodes_ > kMaxFunctionNodes)
    {
        return invalidArgument(
            "function \"{}\": expected the calls of the model's functions to become at most {} nodes, found more; functions that call each other "
            "several times grow with each level",
            function.name(), kMaxFunctionNodes);
    }
    Nodes nodes;
    std::vector<::onnx::AttributeProto> const defaults = defaultAttributes(function);
    for (auto const& proto : function.node())
    {
        ::onnx::NodeProto& copy = *nodes.Add();
        copy = withCallersAttributes(proto, node, defaults);
        copy.set_name(fmt::format("{}/{}", node.name(), proto.name().empty() ? proto.op_type() : proto.name()));
    }
    size_t const mark = undo_.size();
    ++depth_;
    functionStack_.push_back(fmt::format("{} ({})", node.name(), function.name()));
    auto const run = [&]() -> Result<std::vector<Value>> {
        // A function sees nothing but its inputs.
        std::unordered_map<std::string, Value> outer;
        outer.swap(values_);
        std::vector<std::pair<std::string, std::optional<Value>>> outerUndo;
        outerUndo.swap(undo_);
        for (int i = 0; i < function.input_size(); ++i)
        {
            values_[function.input(i)] =
                static_cast<size_t>(i) < inputs.size() ? inputs[static_cast<size_t>(i)] : Value{};
        }
        Status status = addNodes(nodes, opsetOf(function, node.opset()));
        std::vector<Value> outputs;
        for (auto const& name : function.output())
        {
            Value const* const value = find(name);
            if (value == nullptr && status.ok())
            {
                status =
                    invalidArgument("function \"{}\": expected its output \"{}\" among its values, found no such name",
                        function.name(), name);
            }
            outputs.push_back(value == nullptr ? Value{} : *value);
        }
        outer.swap(values_);
        outerUndo.swap(undo_);
        TENON_CHECK(std::move(status));
        return outputs;
    };
    NodePosition const position = position_;
    auto outputs = run();
    --depth_;
    forgetSince(mark);
    functionStack_.pop_back();
    if (outputs.ok())
    {
        position_ = position;
    }
    return outputs;
}

//! Refitting finds weights by the names of initializers.
void Importer::nameWeights(Constant const& constant)
{
    if (!constant.name.empty() && constant.weights.values != nullptr && constant.weights.count > 0)
    {
        network_.setWeightsName(constant.weights, constant.name.c_str());
    }
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
        nameWeights(*constant);
        if (!values_.emplace(proto.name(), Value{nullptr, constant, nullptr}).second)
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
        TENON_ASSIGN(
            nvinfer1::DataType const dataType, dataTypeOf(type.elem_type(), fmt::format("input \"{}\"", info.name())));
        if (type.elem_type() == ::onnx::TensorProto::DOUBLE)
        {
            warn(fmt::format("input \"{}\": fp64 becomes fp32, give fp32 values", info.name()));
        }
        int const rank = type.shape().dim_size();
        if (!type.has_shape() || rank > base::kMaxDims)
        {
            return invalidArgument("input \"{}\": expected a shape of at most {} dimensions, found {}", info.name(),
                base::kMaxDims, type.has_shape() ? fmt::format("{}", rank) : "none");
        }
        if (implicitBatch_ && rank == 0)
        {
            return invalidArgument(
                "input \"{}\": expected a leading batch dimension, which an implicit-batch network hides, found a scalar",
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
            return invalidArgument("input \"{}\" with dimensions {}: the network refused it; its reason is in the log",
                info.name(), base::toString(dims));
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

namespace
{

//! Adds the names that a subgraph takes from outside.
void addOuterNames(::onnx::GraphProto const& graph, std::set<std::string>& names)
{
    std::set<std::string> own;
    for (auto const& input : graph.input())
    {
        own.insert(input.name());
    }
    for (auto const& initializer : graph.initializer())
    {
        own.insert(initializer.name());
    }
    for (auto const& node : graph.node())
    {
        own.insert(node.output().begin(), node.output().end());
    }
    std::set<std::string> used;
    for (auto const& node : graph.node())
    {
        used.insert(node.input().begin(), node.input().end());
        for (auto const& attribute : node.attribute())
        {
            if (attribute.has_g())
            {
                addOuterNames(attribute.g(), used);
            }
        }
    }
    for (auto const& output : graph.output())
    {
        used.insert(output.name());
    }
    std::set_difference(used.begin(), used.end(), own.begin(), own.end(), std::inserter(names, names.end()));
}

//! Calls `see` with the names that a node and its subgraphs take, until it reports an error.
template <typename See>
Status forEachNeed(::onnx::NodeProto const& node, See const& see)
{
    for (std::string const& name : node.input())
    {
        TENON_CHECK(name.empty() ? Status() : see(name));
    }
    std::set<std::string> inside;
    for (auto const& attribute : node.attribute())
    {
        if (attribute.has_g())
        {
            addOuterNames(attribute.g(), inside);
        }
    }
    inside.erase("");
    for (std::string const& name : inside)
    {
        TENON_CHECK(see(name));
    }
    return {};
}

} // namespace

std::vector<std::string> outerNames(::onnx::GraphProto const& graph)
{
    std::set<std::string> names;
    addOuterNames(graph, names);
    names.erase("");
    return {names.begin(), names.end()};
}

Result<std::unordered_map<std::string_view, int32_t>> Importer::producersOf(Nodes const& nodes) const
{
    std::unordered_map<std::string_view, int32_t> producers;
    producers.reserve(static_cast<size_t>(nodes.size()));
    for (int32_t i = 0; i < nodes.size(); ++i)
    {
        for (std::string const& name : nodes.Get(i).output())
        {
            // Inside of a subgraph a name may hide one of outside.
            bool const taken = depth_ == 0 && values_.count(name) != 0;
            if (!name.empty() && (taken || !producers.emplace(name, i).second))
            {
                return invalidArgument(
                    "node {} \"{}\": expected an output name of its own, found \"{}\", which another node, input or "
                    "initializer has",
                    i, nodes.Get(i).name(), name);
            }
        }
    }
    return producers;
}

Result<std::vector<int32_t>> Importer::sortNodes(Nodes const& nodes) const
{
    TENON_ASSIGN(auto const producers, producersOf(nodes));
    struct Use
    {
        int32_t producer, consumer;
    };
    std::vector<Use> uses;
    bool isInOrder = true;
    for (int32_t i = 0; i < nodes.size(); ++i)
    {
        TENON_CHECK(forEachNeed(nodes.Get(i), [&](std::string const& name) -> Status {
            auto const it = producers.find(name);
            if (it != producers.end())
            {
                uses.push_back({it->second, i});
                isInOrder = isInOrder && it->second < i;
                return {};
            }
            if (values_.count(name) != 0)
            {
                return {};
            }
            return invalidArgument(
                "node {} \"{}\" ({}): expected its input \"{}\" among the model's inputs, initializers and node "
                "outputs, found none of this name",
                i, nodes.Get(i).name(), nodes.Get(i).op_type(), name);
        }));
    }
    std::vector<int32_t> order(static_cast<size_t>(nodes.size()));
    std::iota(order.begin(), order.end(), 0);
    if (isInOrder)
    {
        // As the specification wants it.
        return order;
    }
    order.clear();
    std::vector<int32_t> missing(static_cast<size_t>(nodes.size()), 0);
    std::vector<std::vector<int32_t>> consumers(static_cast<size_t>(nodes.size()));
    for (Use const& use : uses)
    {
        ++missing[static_cast<size_t>(use.consumer)];
        consumers[static_cast<size_t>(use.producer)].push_back(use.consumer);
    }
    std::priority_queue<int32_t, std::vector<int32_t>, std::greater<>> ready;
    for (int32_t i = 0; i < nodes.size(); ++i)
    {
        if (missing[static_cast<size_t>(i)] == 0)
        {
            ready.push(i);
        }
    }
    while (!ready.empty())
    {
        int32_t const next = ready.top();
        ready.pop();
        order.push_back(next);
        for (int32_t const consumer : consumers[static_cast<size_t>(next)])
        {
            if (--missing[static_cast<size_t>(consumer)] == 0)
            {
                ready.push(consumer);
            }
        }
    }
    if (order.size() != missing.size())
    {
        auto const it = std::find_if(missing.begin(), missing.end(), [](int32_t count) { return count != 0; });
        int32_t const index = static_cast<int32_t>(it - missing.begin());
        return invalidArgument("model: expected nodes without a cycle, found one through node {} \"{}\" ({})", index,
            nodes.Get(index).name(), nodes.Get(index).op_type());
    }
    return order;
}

::onnx::FunctionProto const* Importer::functionOf(Node const& node) const
{
    if (functions_.empty())
    {
        return nullptr;
    }
    auto const it = functions_.find({node.domain(), node.op(), overloadOf(node.proto())});
    return it == functions_.end() ? nullptr : it->second;
}

Result<std::vector<Value>> Importer::importNode(Node const& node, std::span<Value const> inputs)
{
    if (auto const* const function = functionOf(node))
    {
        return importFunction(*function, node, inputs);
    }
    bool const isStandard = node.domain().empty() || node.domain() == "ai.onnx";
    ImportNode const importer = isStandard ? findImporter(node.op()) : nullptr;
    if (importer == nullptr || (prefersPlugins() && hasPlugin(*this, node)))
    {
        return importPlugin(*this, node, inputs);
    }
    return importer(*this, node, inputs);
}

Status Importer::addNode(::onnx::NodeProto const& proto, int32_t index, int64_t opset)
{
    Node const node(proto, index, opset);
    position_ = node.position();
    position_.functions = functionStack_;
    layerName_ = node.name();
    layersOfNode_ = 0;
    std::vector<Value> inputs;
    for (std::string const& name : proto.input())
    {
        inputs.push_back(name.empty() ? Value{} : values_.at(name));
    }
    auto results = importNode(node, inputs);
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
        if (static_cast<size_t>(i) >= results->size() || !(*results)[static_cast<size_t>(i)])
        {
            return base::notImplemented("output {} (\"{}\") of {}", i, name, node.label());
        }
        Value const& value = (*results)[static_cast<size_t>(i)];
        if (value.tensor != nullptr)
        {
            nodeOutputs_[proto.name()].push_back(value.tensor);
            bool const isAlias =
                std::any_of(inputs.begin(), inputs.end(), [&](Value const& in) { return in.tensor == value.tensor; });
            if (!isAlias && !value.tensor->isNetworkInput())
            {
                value.tensor->setName(name.c_str());
            }
        }
        setValue(name, value);
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
            return invalidArgument(
                "output \"{}\": expected it among the outputs of the nodes, found no such name", info.name());
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
            verbose(
                fmt::format("output \"{}\": the model declares another type than the network computes", info.name()));
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
    if (value.sequence != nullptr)
    {
        return invalidArgument("expected a tensor, found a sequence of {}", value.sequence->size());
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
        return invalidArgument("constant \"{}\" of dimensions {}: the network refused it; its reason is in the log",
            value.constant->name, base::toString(dims));
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
    if (rank < 0 || rank > Dims::MAX_DIMS)
    {
        return invalidArgument("tensor \"{}\" of dimensions {}: expected to get up to {} dimensions, found {}",
            tensor.getName(), base::toString(old), static_cast<int32_t>(Dims::MAX_DIMS), rank);
    }
    Dims dims{};
    dims.nbDims = rank;
    int32_t const shift = rank - old.nbDims;
    // An implicit-batch constant of the model's full rank stands for all items of the batch.
    for (int32_t i = 0; i < -shift; ++i)
    {
        if (old.d[i] != 1)
        {
            return invalidArgument(
                "tensor \"{}\" of dimensions {}: expected a leading dimension of 1 to fit rank {}, found {}",
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
        TENON_ASSIGN(ITensor* const which,
            this->tensor({nullptr, weights_.add<int64_t>("axes", nvinfer1::DataType::kINT64, {shift}, axes)}));
        return output(network_.addUnsqueeze(tensor, *which));
    }
    if (dynamic > 1)
    {
        return base::notImplemented("tensor \"{}\" of dimensions {} as rank {}: more than one dimension is dynamic",
            tensor.getName(), base::toString(old), rank);
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
            return std::any_of(
                constantTensors_.begin(), constantTensors_.end(), [&](auto const& known) { return known.second == t; });
        };
        if (isConstant(a) != isConstant(b))
        {
            ITensor* const live = isConstant(a) ? b : a;
            ITensor* const fixed = isConstant(a) ? a : b;
            bool const fullRank =
                fixed->getDimensions().nbDims == live->getDimensions().nbDims + 1 && fixed->getDimensions().d[0] == 1;
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
        return invalidArgument(
            "axis {}: is the batch, which an implicit-batch network hides; use an explicit batch", onnxAxis);
    }
    return static_cast<int32_t>(positive) - (implicitBatch_ ? 1 : 0);
}

} // namespace tenon::onnx
