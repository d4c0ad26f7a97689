#include "plan/inspection.h"

#include "plan/metadata_reader.h"
#include "plan/network_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

namespace tenon::plan
{
namespace
{

//! Expressions longer than this are cut: text doubles with each operation in the worst case.
constexpr size_t kMaxExpression = 80;

//! An attribute of plugin layers: name, 0x1f, value, 0x1e for each field.
constexpr char const* kFieldValues = "fieldValues";

template <typename... Args>
base::Error malformed(fmt::format_string<Args...> format, Args&&... args)
{
    return base::error(
        base::ErrorCode::kINVALID_ARGUMENT, "plan: {}", fmt::format(format, std::forward<Args>(args)...));
}

template <typename List>
bool has(List const& list, int64_t index)
{
    return index >= 0 && static_cast<size_t>(index) < list.size();
}

class Inspector
{
public:
    explicit Inspector(fb::NetworkT const& network)
        : network_(network)
    {
        for (size_t i = 0; i < network.dim_nodes.size(); ++i)
        {
            dims_.push_back(dimText(network.dim_nodes[i], i));
        }
    }

    Result<std::vector<TensorFacts>> tensors(std::vector<int32_t> const& indices) const
    {
        std::vector<TensorFacts> list;
        for (int32_t const index : indices)
        {
            if (!has(network_.tensors, index))
            {
                return malformed("expected inputs and outputs among its {} tensors, found number {}",
                    network_.tensors.size(), index);
            }
            fb::TensorT const& tensor = *network_.tensors[static_cast<size_t>(index)];
            TensorFacts facts{tensor.name, static_cast<base::DataType>(tensor.type), {}};
            for (size_t d = 0; d < tensor.dims.size(); ++d)
            {
                bool const isNamed = d < tensor.dimension_names.size() && !tensor.dimension_names[d].empty();
                std::string const text = has(dims_, tensor.dims[d]) ? dims_[static_cast<size_t>(tensor.dims[d])] : "?";
                bool const isNumber = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
                facts.dims.push_back(isNamed && !isNumber ? tensor.dimension_names[d] : text);
            }
            list.push_back(std::move(facts));
        }
        return list;
    }

    Result<LayerFacts> layer(fb::OpT const& op) const
    {
        LayerFacts facts{op.name, op.kind, 0, op.plugin == nullptr ? 0 : op.plugin->blob_bytes};
        for (auto const& attribute : op.attributes)
        {
            constexpr uint8_t kWeight = 5;
            if (attribute->kind == kWeight && attribute->weight >= 0)
            {
                TENON_ASSIGN(uint64_t const bytes, bytesOf(attribute->weight));
                facts.weightBytes += bytes;
            }
        }
        for (int32_t const input : op.inputs)
        {
            if (has(network_.tensors, input) && network_.tensors[static_cast<size_t>(input)]->weight >= 0)
            {
                TENON_ASSIGN(uint64_t const bytes, bytesOf(network_.tensors[static_cast<size_t>(input)]->weight));
                facts.weightBytes += bytes;
            }
        }
        return facts;
    }

private:
    std::string dimText(fb::DimNode const& node, size_t number) const
    {
        if (node.kind() == 0)
        {
            return std::to_string(node.value());
        }
        if (node.kind() == 1)
        {
            return has(network_.symbols, node.value()) ? network_.symbols[static_cast<size_t>(node.value())]->name
                                                       : "?";
        }
        bool const known =
            node.left() >= 0 && node.right() >= 0 && static_cast<size_t>(std::max(node.left(), node.right())) < number;
        static constexpr std::array<char const*, 9> kNames{
            "+", "*", "max", "min", "-", "==", "<", "floor_div", "ceil_div"};
        std::string const name = node.operation() < kNames.size() ? kNames[node.operation()] : "?";
        std::string text = known ? fmt::format("({} {} {})", dims_[static_cast<size_t>(node.left())], name,
                               dims_[static_cast<size_t>(node.right())])
                                 : "?";
        return text.size() > kMaxExpression ? "…" : text;
    }

    Result<uint64_t> bytesOf(int32_t weight) const
    {
        if (!has(network_.weights, weight))
        {
            return malformed("expected weights among its {}, found number {}", network_.weights.size(), weight);
        }
        return network_.weights[static_cast<size_t>(weight)].bytes();
    }

    fb::NetworkT const& network_;
    std::vector<std::string> dims_;
};

PluginFacts pluginOf(fb::OpT const& op)
{
    PluginFacts facts;
    facts.entry = ManifestEntry{op.name, pluginFacts(*op.plugin), op.plugin->blob_bytes, op.plugin->blob_hash};
    for (auto const& attribute : op.attributes)
    {
        std::string_view rest =
            attribute->name == kFieldValues ? std::string_view(attribute->text) : std::string_view();
        while (!rest.empty())
        {
            std::string_view const one = rest.substr(0, rest.find('\x1e'));
            size_t const split = one.find('\x1f');
            if (split != std::string_view::npos)
            {
                facts.fieldValues.emplace_back(one.substr(0, split), one.substr(split + 1));
            }
            rest.remove_prefix(std::min(rest.size(), one.size() + 1));
        }
    }
    return facts;
}

OverlayFacts overlayOf(fb::OverlayT const& overlay)
{
    OverlayFacts facts;
    facts.device = static_cast<devices::DeviceKind>(overlay.device);
    facts.description = overlay.device_description;
    facts.steps = overlay.steps.size();
    for (auto const& step : overlay.steps)
    {
        bool const isCopy = step->implementation == kCopy;
        facts.copies += step->op < 0 && isCopy ? 1 : 0;
        facts.reformats += step->op < 0 && !isCopy ? 1 : 0;
    }
    facts.activationBytes = overlay.activation_bytes;
    facts.workspaceBytes = overlay.max_workspace_bytes;
    facts.hostActivationBytes = overlay.host_activation_bytes;
    facts.hostWorkspaceBytes = overlay.max_host_workspace_bytes;
    return facts;
}

void countWeights(PlanFacts& facts, fb::NetworkT const& network)
{
    std::set<std::pair<uint64_t, uint64_t>> distinct;
    for (fb::Weight const& weight : network.weights)
    {
        facts.weightBytes += weight.bytes();
        if (distinct.emplace(weight.offset(), weight.bytes()).second)
        {
            facts.storedWeightBytes += weight.bytes();
        }
    }
    facts.weightViews = network.weights.size();
    facts.distinctWeights = distinct.size();
}

void readSections(PlanFacts& facts, std::span<std::byte const> file)
{
    FileHeader header;
    std::memcpy(&header, file.data(), sizeof header);
    facts.formatVersion = header.version;
    facts.fileBytes = header.fileBytes;
    for (uint32_t i = 0; i < header.sectionCount; ++i)
    {
        SectionEntry entry;
        std::memcpy(&entry, file.data() + sizeof(FileHeader) + i * sizeof(SectionEntry), sizeof entry);
        facts.sections.push_back({name(entry.kind), entry.bytes});
    }
}

} // namespace

namespace
{

//! Those inside of loops and conditionals too.
void addPlugins(fb::NetworkT const& network, decltype(PlanFacts::plugins)& plugins)
{
    for (auto const& op : network.ops)
    {
        if (op->plugin != nullptr)
        {
            plugins.push_back(pluginOf(*op));
        }
        for (auto const& body : op->bodies)
        {
            addPlugins(*body, plugins);
        }
    }
}

} // namespace

Result<PlanFacts> inspect(Image const& image)
{
    TENON_ASSIGN(MetadataReader const reader, MetadataReader::of(image, true));
    fb::MetadataT const& metadata = reader.metadata();
    PlanFacts facts;
    readSections(facts, image.bytes);
    facts.settings = reader.settings();
    TENON_ASSIGN(facts.profiles, reader.profiles());
    TENON_ASSIGN(facts.libraries, reader.libraries());
    fb::NetworkT const& network = *metadata.network;
    facts.stronglyTyped = network.strongly_typed;
    Inspector const inspector(network);
    TENON_ASSIGN(facts.inputs, inspector.tensors(network.inputs));
    TENON_ASSIGN(facts.outputs, inspector.tensors(network.outputs));
    for (auto const& op : network.ops)
    {
        TENON_ASSIGN(LayerFacts layer, inspector.layer(*op));
        facts.layers.push_back(std::move(layer));
    }
    addPlugins(network, facts.plugins);
    for (auto const& overlay : metadata.overlays)
    {
        facts.overlays.push_back(overlayOf(*overlay));
    }
    countWeights(facts, network);
    return facts;
}

} // namespace tenon::plan
