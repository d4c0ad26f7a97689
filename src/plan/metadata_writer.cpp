#include "plan/metadata_writer.h"

#include "graph/weights_name.h"
#include "plan/plan_generated.h"

#include <algorithm>
#include <deque>
#include <map>
#include <tuple>
#include <utility>

namespace tenon::plan
{
namespace
{

using graph::Tensor;

//! The network that is being written.
struct OpenNetwork
{
    graph::DimProgram dims_;
    std::vector<int32_t> nodeOfInstruction_;
    std::map<std::tuple<int32_t, int32_t, int64_t, int32_t, int32_t>, int32_t> knownNodes_;
    std::vector<fb::DimNode> nodes_;
    std::vector<fb::Weight> views_;
    std::vector<std::string> names_; //!< of views_
    std::vector<int32_t> numbers_;   //!< by tensor id
    std::vector<Tensor const*> tensors_;
};

class Writer final : public Metadata, private OpenNetwork
{
    using Open = OpenNetwork;

public:
    explicit Writer(Contents contents)
        : contents_(contents)
    {
    }

    Status fill(Plan const& plan)
    {
        fb::MetadataT metadata;
        metadata.settings = settingsOf(plan.settings);
        TENON_ASSIGN(metadata.network, networkOf(plan.network));
        for (graph::Profile const& profile : plan.profiles)
        {
            metadata.profiles.push_back(profileOf(profile));
        }
        for (Overlay const& overlay : plan.overlays)
        {
            metadata.overlays.push_back(overlayOf(overlay));
        }
        for (Library const& library : plan.libraries)
        {
            auto record = std::make_unique<fb::LibraryT>();
            record->name = library.name;
            record->build_id = library.buildId;
            record->offset = libraries.add(library.bytes);
            record->bytes = library.bytes.size();
            record->hash = checksumOf(library.bytes);
            metadata.libraries.push_back(std::move(record));
        }
        builder_.Finish(fb::Metadata::Pack(builder_, &metadata));
        return {};
    }

    std::span<std::byte const> buffer() const override
    {
        return {reinterpret_cast<std::byte const*>(builder_.GetBufferPointer()), builder_.GetSize()};
    }

private:
    static std::unique_ptr<fb::SettingsT> settingsOf(Settings const& settings)
    {
        auto record = std::make_unique<fb::SettingsT>();
        record->name = settings.name;
        record->implicit_batch = settings.implicitBatch;
        record->max_batch_size = settings.maxBatchSize;
        record->builder_api_level = settings.builderApiLevel;
        record->builder_flags = settings.builderFlags;
        record->profiling_verbosity = settings.profilingVerbosity;
        record->tenon_version = settings.tenonVersion;
        record->shows_unfused = settings.showsUnfused;
        return record;
    }

    Result<std::unique_ptr<fb::NetworkT>> networkOf(graph::Graph const& network)
    {
        auto record = std::make_unique<fb::NetworkT>();
        record->name = network.name;
        record->implicit_batch = network.implicitBatch;
        record->strongly_typed = network.stronglyTyped;
        for (graph::Symbol const& symbol : network.symbols())
        {
            auto one = std::make_unique<fb::SymbolT>();
            one->name = symbol.name;
            one->min = symbol.range.min;
            one->max = symbol.range.max;
            record->symbols.push_back(std::move(one));
        }
        numberTensors(network);
        for (Tensor const* const tensor : tensors_)
        {
            record->tensors.push_back(tensorOf(*tensor));
        }
        for (auto const& op : network.ops())
        {
            TENON_ASSIGN(auto one, opOf(*op));
            record->ops.push_back(std::move(one));
        }
        for (Tensor const* const input : network.inputs())
        {
            record->inputs.push_back(numbers_[input->id]);
        }
        for (Tensor const* const output : network.outputs())
        {
            record->outputs.push_back(numbers_[output->id]);
        }
        record->dim_nodes = std::move(nodes_);
        record->weights = std::move(views_);
        bool const named =
            std::any_of(names_.begin(), names_.end(), [](std::string const& name) { return !name.empty(); });
        record->weight_names = named ? std::move(names_) : std::vector<std::string>();
        return record;
    }

    //! The node of an expression. Equal expressions are one node, whether or not they were shared in memory: equal plans give equal
    //! bytes.
    int32_t nodeOf(graph::Dim const& dim)
    {
        int32_t const place = dims_.add(dim);
        for (size_t i = nodeOfInstruction_.size(); i < dims_.instructions().size(); ++i)
        {
            graph::DimProgram::Instruction const& step = dims_.instructions()[i];
            bool const operation = step.kind == graph::DimExpr::Kind::kOPERATION;
            int32_t const left = operation ? nodeOfInstruction_[step.left] : -1;
            int32_t const right = operation ? nodeOfInstruction_[step.right] : -1;
            std::tuple const key(
                static_cast<int32_t>(step.kind), static_cast<int32_t>(step.operation), step.value, left, right);
            auto const [known, isNew] = knownNodes_.try_emplace(key, static_cast<int32_t>(nodes_.size()));
            if (isNew)
            {
                nodes_.emplace_back(
                    step.value, left, right, static_cast<uint8_t>(step.kind), static_cast<uint8_t>(step.operation));
            }
            nodeOfInstruction_.push_back(known->second);
        }
        return nodeOfInstruction_[place];
    }

    //! The order that reading makes again: inputs, constants, outputs of operations.
    void numberTensors(graph::Graph const& network)
    {
        numbers_.assign(network.tensors().size(), -1);
        auto const take = [&](Tensor const& tensor) {
            if (numbers_[tensor.id] < 0)
            {
                numbers_[tensor.id] = static_cast<int32_t>(tensors_.size());
                tensors_.push_back(&tensor);
            }
        };
        for (Tensor const* const input : network.inputs())
        {
            take(*input);
        }
        for (auto const& tensor : network.tensors())
        {
            if (tensor != nullptr && tensor->producer == nullptr)
            {
                take(*tensor);
            }
        }
        for (auto const& op : network.ops())
        {
            for (Tensor const* const output : op->outputs)
            {
                take(*output);
            }
        }
    }

    int32_t viewOf(graph::ConstantData const& data)
    {
        bool const left = graph::isMissing(data)
            || (contents_ == Contents::kWITHOUT_REFITTABLE && data.name != nullptr
                && graph::WeightsName::parse(*data.name).has_value());
        views_.emplace_back(
            left ? 0 : weights.add(data.span()), left ? 0 : data.bytes(), data.count, static_cast<int32_t>(data.type));
        names_.push_back(data.name == nullptr ? std::string() : *data.name);
        return static_cast<int32_t>(views_.size() - 1);
    }

    std::unique_ptr<fb::TensorT> tensorOf(Tensor const& tensor)
    {
        auto record = std::make_unique<fb::TensorT>();
        record->name = tensor.name;
        record->type = static_cast<int32_t>(tensor.type);
        for (graph::Dim const& dim : tensor.dims)
        {
            record->dims.push_back(nodeOf(dim));
        }
        record->has_values = tensor.values.has_value();
        for (size_t i = 0; tensor.values && i < tensor.values->size(); ++i)
        {
            record->values.push_back(nodeOf((*tensor.values)[i]));
        }
        record->is_output = tensor.isOutput;
        record->weight = tensor.constant && tensor.producer == nullptr ? viewOf(*tensor.constant) : -1;
        record->allowed_formats = tensor.allowedFormats;
        if (tensor.dynamicRange)
        {
            record->dynamic_range = {tensor.dynamicRange->first, tensor.dynamicRange->second};
        }
        record->dimension_names = tensor.dimensionNames;
        record->broadcast_across_batch = tensor.broadcastAcrossBatch;
        record->on_host = tensor.onHost;
        record->constant_layer = tensor.constantLayer;
        record->is_debug = tensor.isDebug;
        return record;
    }

    //! A network inside of this one: what is kept for each network is laid aside. Weights and blobs are shared.
    Result<std::unique_ptr<fb::NetworkT>> bodyOf(graph::Graph const& body)
    {
        Open outer = std::exchange(static_cast<Open&>(*this), Open());
        auto record = networkOf(body);
        static_cast<Open&>(*this) = std::move(outer);
        return record;
    }

    Result<std::unique_ptr<fb::OpT>> opOf(graph::Op const& op)
    {
        TENON_ASSIGN(graph::OpRecord const facts, op.record().withNote("while storing {} \"{}\"", op.kind(), op.name));
        auto record = std::make_unique<fb::OpT>();
        record->kind = facts.kind;
        record->name = facts.name;
        for (auto const& [name, value] : facts.attributes)
        {
            record->attributes.push_back(attributeOf(name, value));
        }
        if (facts.plugin)
        {
            record->plugin = pluginOf(*facts.plugin);
        }
        for (Tensor const* const input : op.inputs)
        {
            record->inputs.push_back(input == nullptr ? -1 : numbers_[input->id]);
        }
        for (Tensor const* const output : op.outputs)
        {
            record->outputs.push_back(numbers_[output->id]);
        }
        record->requested_precision = op.requestedPrecision ? static_cast<int32_t>(*op.requestedPrecision) : -1;
        for (graph::SizeSymbol const& size : op.sizes)
        {
            record->sizes.emplace_back(size.index, size.symbol, nodeOf(size.expected), nodeOf(size.upper));
        }
        for (auto const& body : facts.bodies)
        {
            TENON_ASSIGN(auto inner, bodyOf(*body).withNote("in {}", op.label()));
            record->bodies.push_back(std::move(inner));
        }
        for (auto const& type : op.requestedOutputTypes)
        {
            record->requested_output_types.push_back(type ? static_cast<int32_t>(*type) : -1);
        }
        return record;
    }

    std::unique_ptr<fb::AttributeT> attributeOf(std::string const& name, graph::AttributeValue const& value)
    {
        auto record = std::make_unique<fb::AttributeT>();
        record->name = name;
        record->kind = static_cast<uint8_t>(value.index());
        struct Put
        {
            Writer& writer;
            fb::AttributeT& into;
            void operator()(int64_t number) { into.integer = number; }
            void operator()(double number) { into.real = number; }
            void operator()(std::string const& text) { into.text = text; }
            void operator()(std::vector<int64_t> const& list) { into.integers = list; }
            void operator()(std::vector<double> const& list) { into.reals = list; }
            void operator()(graph::ConstantData const& data)
            {
                into.weight_type = static_cast<int32_t>(data.type);
                into.weight = data.empty() ? -1 : writer.viewOf(data);
            }
        };
        std::visit(Put{*this, *record}, value);
        return record;
    }

    std::unique_ptr<fb::PluginT> pluginOf(graph::PluginRecord const& plugin)
    {
        auto record = std::make_unique<fb::PluginT>();
        record->name = plugin.name;
        record->version = plugin.version;
        record->plugin_namespace = plugin.pluginNamespace;
        record->generation = plugin.generation;
        record->api_version = plugin.apiVersion;
        for (graph::PluginRecord::Field const& field : plugin.fields)
        {
            auto one = std::make_unique<fb::PluginFieldT>();
            one->name = field.name;
            one->type = field.type;
            one->length = field.length;
            record->fields.push_back(std::move(one));
        }
        record->library_path = plugin.libraryPath;
        record->build_id = plugin.buildId;
        // A record is made afresh each time; its blob must outlive this function.
        keptBlobs_.push_back(plugin.blob);
        record->blob_offset = blobs.add(keptBlobs_.back());
        record->blob_bytes = plugin.blob.size();
        record->blob_hash = checksumOf(keptBlobs_.back());
        return record;
    }

    static std::unique_ptr<fb::ProfileInputT> boundsOf(std::string const& name, std::span<int64_t const> min,
        std::span<int64_t const> opt, std::span<int64_t const> max)
    {
        auto record = std::make_unique<fb::ProfileInputT>();
        record->name = name;
        record->min.assign(min.begin(), min.end());
        record->opt.assign(opt.begin(), opt.end());
        record->max.assign(max.begin(), max.end());
        return record;
    }

    static std::unique_ptr<fb::ProfileT> profileOf(graph::Profile const& profile)
    {
        auto record = std::make_unique<fb::ProfileT>();
        for (auto const& [name, dims] : profile.dims)
        {
            record->dims.push_back(
                boundsOf(name, base::sizesOf(dims.min), base::sizesOf(dims.opt), base::sizesOf(dims.max)));
        }
        for (auto const& [name, values] : profile.shapeValues)
        {
            record->shape_values.push_back(boundsOf(name, values.min, values.opt, values.max));
        }
        return record;
    }

    std::unique_ptr<fb::OverlayT> overlayOf(Overlay const& overlay) const
    {
        auto record = std::make_unique<fb::OverlayT>();
        record->device = static_cast<int32_t>(overlay.device);
        record->device_description = overlay.deviceDescription;
        record->activation_bytes = overlay.activationBytes;
        record->max_workspace_bytes = overlay.maxWorkspaceBytes;
        record->host_activation_bytes = overlay.hostActivationBytes;
        record->max_host_workspace_bytes = overlay.maxHostWorkspaceBytes;
        for (Slot const& slot : overlay.slots)
        {
            record->slots.emplace_back(slot.offsetBytes, slot.maxBytes, static_cast<int32_t>(slot.kind),
                numbers_[slot.tensor], static_cast<int32_t>(slot.type), static_cast<int32_t>(slot.format));
        }
        for (Step const& step : overlay.steps)
        {
            auto one = std::make_unique<fb::StepT>();
            one->op = step.op;
            one->implementation = step.candidate.implementation;
            one->tactic = step.candidate.tactic;
            one->cost_hint = step.candidate.costHint;
            for (graph::TypeFormat const& each : step.candidate.inputs)
            {
                one->input_formats.emplace_back(static_cast<int32_t>(each.type), static_cast<int32_t>(each.format));
            }
            for (graph::TypeFormat const& each : step.candidate.outputs)
            {
                one->output_formats.emplace_back(static_cast<int32_t>(each.type), static_cast<int32_t>(each.format));
            }
            one->inputs = step.inputs;
            one->outputs = step.outputs;
            one->device = static_cast<int32_t>(step.candidate.device);
            record->steps.push_back(std::move(one));
        }
        return record;
    }

    Contents contents_;
    flatbuffers::FlatBufferBuilder builder_;
    std::deque<std::vector<std::byte>> keptBlobs_;
};

} // namespace

Result<std::unique_ptr<Metadata>> Metadata::of(Plan const& plan, Contents contents)
{
    auto writer = std::make_unique<Writer>(contents);
    TENON_CHECK(writer->fill(plan));
    return std::unique_ptr<Metadata>(std::move(writer));
}

} // namespace tenon::plan
