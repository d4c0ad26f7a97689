#include "plan/network_reader.h"

#include "graph/weights_name.h"
#include "plan/checksum.h"

#include <algorithm>
#include <set>

namespace tenon::plan
{
namespace
{

using graph::Dim;
using graph::DimExpr;
using graph::Tensor;

template <typename... Args>
base::Error broken(fmt::format_string<Args...> format, Args&&... args)
{
    return base::error(
        base::ErrorCode::kINVALID_ARGUMENT, "plan: {}", fmt::format(format, std::forward<Args>(args)...));
}

class NetworkReader
{
public:
    NetworkReader(fb::NetworkT const& record, Sections const& sections, std::shared_ptr<void const> owner,
        graph::OpFactory const& factory)
        : record_(record)
        , sections_(sections)
        , owner_(std::move(owner))
        , factory_(factory)
    {
    }

    Result<graph::Graph> read()
    {
        network_.name = record_.name;
        network_.implicitBatch = record_.implicit_batch;
        network_.stronglyTyped = record_.strongly_typed;
        TENON_CHECK(readSymbols());
        TENON_CHECK(readDims());
        TENON_CHECK(readFreeTensors());
        for (auto const& op : record_.ops)
        {
            TENON_CHECK(readOp(*op));
        }
        TENON_CHECK(linkInputs());
        TENON_CHECK(readOutputs());
        TENON_CHECK(network_.verify().withNote("in a plan"));
        TENON_CHECK(network_.inferAll().withNote("while reading a plan"));
        return std::move(network_);
    }

private:
    Status readSymbols()
    {
        for (auto const& symbol : record_.symbols)
        {
            size_t const before = network_.symbols().size();
            if (symbol->min > symbol->max
                || static_cast<size_t>(network_.addSymbol(symbol->name, {symbol->min, symbol->max})) != before)
            {
                return broken("expected symbols with names of their own and ranges, found \"{}\" from {} to {}",
                    symbol->name, symbol->min, symbol->max);
            }
        }
        return {};
    }

    //! Made without folding: what a hostile file says must not cost more than its size.
    Status readDims()
    {
        for (size_t i = 0; i < record_.dim_nodes.size(); ++i)
        {
            fb::DimNode const& node = record_.dim_nodes[i];
            auto const before = [&](int32_t index) { return index >= 0 && static_cast<size_t>(index) < i; };
            if (node.kind() == static_cast<uint8_t>(DimExpr::Kind::kCONSTANT))
            {
                dims_.push_back(graph::constant(node.value()));
            }
            else if (node.kind() == static_cast<uint8_t>(DimExpr::Kind::kSYMBOL) && node.value() >= 0
                && static_cast<uint64_t>(node.value()) < network_.symbols().size())
            {
                dims_.push_back(graph::symbol(static_cast<int32_t>(node.value())));
            }
            else if (node.kind() == static_cast<uint8_t>(DimExpr::Kind::kOPERATION) && before(node.left())
                && before(node.right())
                && node.operation() <= static_cast<uint8_t>(graph::DimensionOperation::kCEIL_DIV))
            {
                dims_.push_back(std::make_shared<DimExpr>(DimExpr::Kind::kOPERATION, 0,
                    static_cast<graph::DimensionOperation>(node.operation()), dims_[node.left()], dims_[node.right()]));
            }
            else
            {
                return broken(
                    "expected dimension expression {} to be a constant, a symbol or an operation on earlier ones, found kind {}, value "
                    "{}, operation {} on {} and {}",
                    i, node.kind(), node.value(), node.operation(), node.left(), node.right());
            }
        }
        return {};
    }

    Result<graph::Shape> shapeOf(std::vector<int32_t> const& nodes, std::string const& tensor) const
    {
        graph::Shape shape;
        for (int32_t const node : nodes)
        {
            if (node < 0 || static_cast<size_t>(node) >= dims_.size())
            {
                return broken("tensor \"{}\": expected dims among the {} expressions, found number {}", tensor,
                    dims_.size(), node);
            }
            shape.push_back(dims_[node]);
        }
        return shape;
    }

    Result<graph::ConstantData> weightAt(int32_t index, std::string const& where) const
    {
        if (index < 0 || static_cast<size_t>(index) >= record_.weights.size())
        {
            return broken("{}: expected one of the {} weights, found number {}", where, record_.weights.size(), index);
        }
        fb::Weight const& weight = record_.weights[index];
        auto const type = static_cast<base::DataType>(weight.type());
        uint64_t end = 0;
        bool const inside = !__builtin_add_overflow(weight.offset(), weight.bytes(), &end)
            && end <= sections_.weights.size() && weight.offset() % kWeightAlignment == 0;
        bool const counted = base::isKnown(type) && weight.count() >= 0 && weight.count() <= (INT64_MAX >> 6);
        graph::ConstantData data{
            type, weight.count(), inside ? sections_.weights.data() + weight.offset() : nullptr, owner_, nullptr};
        if (static_cast<size_t>(index) < record_.weight_names.size() && !record_.weight_names[index].empty())
        {
            data.name = std::make_shared<std::string const>(record_.weight_names[index]);
        }
        bool const named = data.name != nullptr && graph::WeightsName::parse(*data.name).has_value();
        bool const values = counted && (base::isFloating(type) || type == base::DataType::kINT8);
        if (named && values && weight.bytes() == 0 && weight.count() > 0)
        {
            data.data = nullptr; // left out: IRefitter gives them back
            return data;
        }
        if (!inside || !counted || data.bytes() != weight.bytes())
        {
            return broken(
                "{}: expected weights inside their section of {} bytes, found {} elements of type {} in {} bytes at {}",
                where, sections_.weights.size(), weight.count(), weight.type(), weight.bytes(), weight.offset());
        }
        return data;
    }

    //! What both kinds of tensors without a producer, and outputs, have in common.
    Status describe(Tensor& tensor, fb::TensorT const& record) const
    {
        tensor.name = record.name;
        tensor.allowedFormats = record.allowed_formats;
        tensor.dimensionNames = record.dimension_names;
        tensor.broadcastAcrossBatch = record.broadcast_across_batch;
        tensor.onHost = record.on_host;
        tensor.constantLayer = record.constant_layer;
        tensor.isDebug = record.is_debug;
        if (record.dynamic_range.size() == 2)
        {
            tensor.dynamicRange = {record.dynamic_range[0], record.dynamic_range[1]};
        }
        else if (!record.dynamic_range.empty())
        {
            return broken("tensor \"{}\": expected a dynamic range of two numbers, found {}", record.name,
                record.dynamic_range.size());
        }
        return {};
    }

    static bool isPlain(graph::Shape const& shape)
    {
        return std::all_of(shape.begin(), shape.end(), [](Dim const& dim) {
            return dim->kind() == DimExpr::Kind::kSYMBOL || (dim->isConstant() && dim->value() >= 0);
        });
    }

    Status readInput(fb::TensorT const& record, size_t index)
    {
        auto const type = static_cast<base::DataType>(record.type);
        TENON_ASSIGN(graph::Shape shape, shapeOf(record.dims, record.name));
        if (!base::isKnown(type) || shape.size() > static_cast<size_t>(base::kMaxDims) || !isPlain(shape))
        {
            return broken(
                "input \"{}\": expected a known type and at most {} dims that are sizes or symbols, found type {} and {} dims",
                record.name, base::kMaxDims, record.type, shape.size());
        }
        if (record_.inputs[index] != static_cast<int32_t>(index))
        {
            return broken("input {}: expected tensor {}, found {}", index, index, record_.inputs[index]);
        }
        Tensor& tensor = network_.addInput(record.name, type, std::move(shape));
        if (record.has_values)
        {
            TENON_ASSIGN(tensor.values, shapeOf(record.values, record.name));
        }
        tensors_.push_back(&tensor);
        return describe(tensor, record);
    }

    Status readConstant(fb::TensorT const& record)
    {
        TENON_ASSIGN(graph::ConstantData data, weightAt(record.weight, fmt::format("constant \"{}\"", record.name)));
        TENON_ASSIGN(graph::Shape shape, shapeOf(record.dims, record.name));
        if (shape.size() > static_cast<size_t>(base::kMaxDims) || !graph::isConstant(shape))
        {
            return broken(
                "constant \"{}\": expected at most {} fixed dims, found {}", record.name, base::kMaxDims, shape.size());
        }
        TENON_ASSIGN(int64_t const count,
            base::volume(graph::toDims(shape)).withNote("in constant \"{}\" of a plan", record.name));
        if (count != data.count || static_cast<int32_t>(data.type) != record.type)
        {
            return broken("constant \"{}\": expected {} elements of type {}, found {} of type {}", record.name, count,
                record.type, data.count, static_cast<int32_t>(data.type));
        }
        Tensor& tensor = network_.addConstant(record.name, std::move(shape), std::move(data));
        if (record.has_values)
        {
            TENON_ASSIGN(tensor.values, shapeOf(record.values, record.name));
        }
        tensors_.push_back(&tensor);
        return describe(tensor, record);
    }

    //! Inputs, then constants; what the operations make comes behind.
    Status readFreeTensors()
    {
        if (record_.inputs.size() > record_.tensors.size())
        {
            return broken(
                "expected no more inputs than tensors, found {} and {}", record_.inputs.size(), record_.tensors.size());
        }
        for (size_t i = 0; i < record_.inputs.size(); ++i)
        {
            TENON_CHECK(readInput(*record_.tensors[i], i));
        }
        while (tensors_.size() < record_.tensors.size() && record_.tensors[tensors_.size()]->weight >= 0)
        {
            TENON_CHECK(readConstant(*record_.tensors[tensors_.size()]));
        }
        return {};
    }

    Result<graph::AttributeValue> attributeOf(fb::AttributeT const& record, std::string const& op) const
    {
        switch (record.kind)
        {
        case 0: return graph::AttributeValue(record.integer);
        case 1: return graph::AttributeValue(record.real);
        case 2: return graph::AttributeValue(record.text);
        case 3: return graph::AttributeValue(record.integers);
        case 4: return graph::AttributeValue(record.reals);
        case 5: break;
        default:
            return broken("layer \"{}\": expected a kind from 0 to 5 of attribute \"{}\", found {}", op, record.name,
                record.kind);
        }
        auto const type = static_cast<base::DataType>(record.weight_type);
        if (!base::isKnown(type))
        {
            return broken("layer \"{}\": expected a type of attribute \"{}\", found number {}", op, record.name,
                record.weight_type);
        }
        if (record.weight < 0)
        {
            return graph::AttributeValue(graph::ConstantData{type, 0, nullptr, nullptr, nullptr});
        }
        TENON_ASSIGN(graph::ConstantData data,
            weightAt(record.weight, fmt::format("layer \"{}\", attribute \"{}\"", op, record.name)));
        return graph::AttributeValue(std::move(data));
    }

    Result<graph::PluginRecord> pluginOf(fb::PluginT const& record, std::string const& op) const
    {
        graph::PluginRecord plugin = pluginFacts(record);
        uint64_t end = 0;
        if (__builtin_add_overflow(record.blob_offset, record.blob_bytes, &end) || end > sections_.blobs.size())
        {
            return broken(
                "layer \"{}\": expected its plugin's data inside their section of {} bytes, found {} bytes at {}", op,
                sections_.blobs.size(), record.blob_bytes, record.blob_offset);
        }
        std::span<std::byte const> const blob = sections_.blobs.subspan(record.blob_offset, record.blob_bytes);
        if (checksumOf(blob) != record.blob_hash)
        {
            return broken("layer \"{}\": expected hash {:016x} of its plugin's data, found {:016x}", op,
                record.blob_hash, checksumOf(blob));
        }
        plugin.blob.assign(blob.begin(), blob.end());
        return plugin;
    }

    Status readOp(fb::OpT const& record)
    {
        graph::OpRecord facts{record.kind, record.name, {}, std::nullopt};
        for (auto const& attribute : record.attributes)
        {
            TENON_ASSIGN(facts.attributes[attribute->name], attributeOf(*attribute, record.name));
        }
        if (record.plugin != nullptr)
        {
            TENON_ASSIGN(facts.plugin, pluginOf(*record.plugin, record.name));
        }
        for (auto const& body : record.bodies)
        {
            TENON_ASSIGN(graph::Graph inner,
                NetworkReader(*body, sections_, owner_, factory_)
                    .read()
                    .withNote("in the body of layer \"{}\"", record.name));
            facts.bodies.push_back(std::make_shared<graph::Graph>(std::move(inner)));
        }
        TENON_ASSIGN(std::unique_ptr<graph::Op> made, factory_.make(facts).withNote("while reading a plan"));
        int32_t const outputs = made->outputCount();
        size_t const known = tensors_.size();
        if (outputs < 0 || static_cast<size_t>(outputs) != record.outputs.size()
            || record.requested_output_types.size() != record.outputs.size()
            || static_cast<size_t>(outputs) > record_.tensors.size() - known)
        {
            return broken("{}: expected {} outputs among the {} tensors, found {}", made->label(), outputs,
                record_.tensors.size(), record.outputs.size());
        }
        graph::Op& op = network_.addOp(std::move(made), {});
        for (size_t o = 0; o < record.outputs.size(); ++o)
        {
            if (record.outputs[o] != static_cast<int32_t>(known + o))
            {
                return broken(
                    "{}: expected output {} to be tensor {}, found {}", op.label(), o, known + o, record.outputs[o]);
            }
            TENON_CHECK(describe(*op.outputs[o], *record_.tensors[known + o]));
            tensors_.push_back(op.outputs[o]);
        }
        TENON_CHECK(readSizes(op, record));
        if (op.keepsStoredShapes())
        {
            TENON_CHECK(keepShapes(op, known));
        }
        return readRequests(op, record);
    }

    //! Symbols that stand for what the operation's runs tell: an inference takes the same ones again.
    Status readSizes(graph::Op& op, fb::OpT const& record)
    {
        for (fb::SizeSymbol const& size : record.sizes)
        {
            auto const isNode = [&](int32_t node) { return node >= 0 && static_cast<size_t>(node) < dims_.size(); };
            bool const isNew = size.symbol() >= 0 && static_cast<size_t>(size.symbol()) < network_.symbols().size()
                && sizeSymbols_.insert(size.symbol()).second;
            if (!isNew || !isNode(size.expected()) || !isNode(size.upper()))
            {
                return broken(
                    "{}: expected sizes with a symbol of their own among {} and bounds among {} expressions, found symbol {} and bounds {} and {}",
                    op.label(), network_.symbols().size(), dims_.size(), size.symbol(), size.expected(), size.upper());
            }
            op.sizes.push_back({size.index(), size.symbol(), dims_[size.expected()], dims_[size.upper()]});
        }
        return {};
    }

    //! Takes the file's word for the outputs of an operation that cannot infer them any more.
    Status keepShapes(graph::Op& op, size_t first)
    {
        for (size_t o = 0; o < op.outputs.size(); ++o)
        {
            fb::TensorT const& record = *record_.tensors[first + o];
            Tensor& tensor = *op.outputs[o];
            tensor.type = static_cast<base::DataType>(record.type);
            TENON_ASSIGN(tensor.dims, shapeOf(record.dims, record.name));
            if (!base::isKnown(tensor.type) || tensor.dims.size() > static_cast<size_t>(base::kMaxDims))
            {
                return broken("tensor \"{}\": expected a known type and at most {} dims, found type {} and {} dims",
                    record.name, base::kMaxDims, record.type, record.dims.size());
            }
            if (record.has_values)
            {
                TENON_ASSIGN(tensor.values, shapeOf(record.values, record.name));
            }
            tensor.inferred = true;
        }
        return {};
    }

    Status readRequests(graph::Op& op, fb::OpT const& record) const
    {
        auto const type = [&](int32_t number, std::optional<base::DataType>& into) -> Status {
            if (number != -1 && !base::isKnown(static_cast<base::DataType>(number)))
            {
                return broken("{}: expected a requested type, found number {}", op.label(), number);
            }
            into = number == -1 ? std::nullopt : std::optional(static_cast<base::DataType>(number));
            return {};
        };
        TENON_CHECK(type(record.requested_precision, op.requestedPrecision));
        for (size_t o = 0; o < record.requested_output_types.size(); ++o)
        {
            TENON_CHECK(type(record.requested_output_types[o], op.requestedOutputTypes[o]));
        }
        return {};
    }

    //! Operations may use what later ones make: links come once all are there.
    Status linkInputs()
    {
        if (tensors_.size() != record_.tensors.size())
        {
            return broken("expected {} tensors, found {} that inputs, constants and operations account for",
                record_.tensors.size(), tensors_.size());
        }
        for (size_t i = 0; i < record_.ops.size(); ++i)
        {
            graph::Op& op = *network_.ops()[i];
            std::vector<int32_t> const& inputs = record_.ops[i]->inputs;
            for (size_t in = 0; in < inputs.size(); ++in)
            {
                if (inputs[in] < -1 || inputs[in] >= static_cast<int32_t>(tensors_.size()))
                {
                    return broken("{}: expected input {} among the {} tensors, found number {}", op.label(), in,
                        tensors_.size(), inputs[in]);
                }
                Tensor* const tensor = inputs[in] < 0 ? nullptr : tensors_[inputs[in]];
                op.inputs.push_back(tensor);
                if (tensor != nullptr)
                {
                    tensor->consumers.push_back(&op);
                }
            }
        }
        return {};
    }

    Status readOutputs()
    {
        for (int32_t const output : record_.outputs)
        {
            if (output < 0 || output >= static_cast<int32_t>(tensors_.size()) || tensors_[output]->isOutput)
            {
                return broken(
                    "expected each output to be one of the {} tensors, once, found number {}", tensors_.size(), output);
            }
            network_.markOutput(*tensors_[output]);
        }
        return {};
    }

    fb::NetworkT const& record_;
    Sections const& sections_;
    std::shared_ptr<void const> owner_;
    graph::OpFactory const& factory_;
    graph::Graph network_;
    std::vector<Dim> dims_;
    std::set<int32_t> sizeSymbols_;
    std::vector<Tensor*> tensors_; //!< by number in the file, which becomes the id
};

//! Values of all dimension nodes of the file at one point.
void evaluateNodes(fb::NetworkT const& record, std::vector<int64_t> const& symbols, std::vector<int64_t>& values)
{
    values.clear();
    for (fb::DimNode const& node : record.dim_nodes)
    {
        switch (static_cast<DimExpr::Kind>(node.kind()))
        {
        case DimExpr::Kind::kCONSTANT: values.push_back(node.value()); break;
        case DimExpr::Kind::kSYMBOL: values.push_back(symbols[node.value()]); break;
        case DimExpr::Kind::kOPERATION:
        {
            auto const value = graph::apply(
                static_cast<graph::DimensionOperation>(node.operation()), values[node.left()], values[node.right()]);
            values.push_back(value.ok() ? *value : INT64_MIN);
            break;
        }
        }
    }
}

} // namespace

graph::PluginRecord pluginFacts(fb::PluginT const& record)
{
    graph::PluginRecord plugin;
    plugin.name = record.name;
    plugin.version = record.version;
    plugin.pluginNamespace = record.plugin_namespace;
    plugin.generation = record.generation;
    plugin.apiVersion = record.api_version;
    for (auto const& field : record.fields)
    {
        plugin.fields.push_back({field->name, field->type, field->length});
    }
    plugin.libraryPath = record.library_path;
    plugin.buildId = record.build_id;
    return plugin;
}

Result<graph::Graph> readNetwork(fb::NetworkT const& record, Sections const& sections,
    std::shared_ptr<void const> const& owner, graph::OpFactory const& factory)
{
    return NetworkReader(record, sections, owner, factory).read();
}

Status checkStoredDims(fb::NetworkT const& record, graph::Graph const& network, TensorRanges const& ranges)
{
    std::vector<int64_t> stored, inferred;
    for (int32_t p = 0; p < ranges.profileCount(); ++p)
    {
        for (int64_t SymbolBounds::*const point : {&SymbolBounds::min, &SymbolBounds::opt, &SymbolBounds::max})
        {
            std::vector<int64_t> symbols;
            for (SymbolBounds const& bounds : ranges.symbols(p))
            {
                symbols.push_back(bounds.*point);
            }
            if (!ranges.program().run(symbols, inferred).ok())
            {
                // A corner of the profile that no inference can have, such as a division by a dimension of 0.
                continue;
            }
            evaluateNodes(record, symbols, stored);
            for (size_t t = 0; t < record.tensors.size(); ++t)
            {
                fb::TensorT const& tensor = *record.tensors[t];
                std::span<int32_t const> const places = ranges.places(t);
                bool same = tensor.dims.size() == places.size()
                    && tensor.type == static_cast<int32_t>(network.tensors()[t]->type);
                for (size_t d = 0; same && d < places.size(); ++d)
                {
                    int32_t const node = tensor.dims[d];
                    same =
                        node >= 0 && static_cast<size_t>(node) < stored.size() && stored[node] == inferred[places[d]];
                }
                if (!same)
                {
                    return broken(
                        "tensor \"{}\": expected the type and shape that its layer tells ({} {}), found others; the plugin or library "
                        "that makes it changed since the plan was built: build it again",
                        tensor.name, base::name(network.tensors()[t]->type),
                        base::toString(graph::toDims(network.tensors()[t]->dims)));
                }
            }
        }
    }
    return {};
}

} // namespace tenon::plan
