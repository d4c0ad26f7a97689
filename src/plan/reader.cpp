#include "plan/reader.h"

#include "plan/checksum.h"
#include "plan/network_reader.h"
#include "plan/overlay_reader.h"
#include "plan/sections.h"

namespace tenon::plan
{
namespace
{

//! FlatBuffers' verifier checks that vectors lie inside the buffer, not that elements of 8 bytes are aligned.
template <typename Vector>
bool isAligned(Vector const* vector)
{
    return vector == nullptr || reinterpret_cast<uintptr_t>(vector->Data()) % 8 == 0;
}

bool isAligned(fb::ProfileInput const& input)
{
    return isAligned(input.min()) && isAligned(input.opt()) && isAligned(input.max());
}

template <typename Vector, typename Predicate>
bool allOf(Vector const* vector, Predicate const& predicate)
{
    for (size_t i = 0; vector != nullptr && i < vector->size(); ++i)
    {
        if (!predicate(*vector->Get(static_cast<flatbuffers::uoffset_t>(i))))
        {
            return false;
        }
    }
    return true;
}

bool vectorsAreAligned(fb::Metadata const& metadata)
{
    fb::Network const& network = *metadata.network();
    auto const attribute = [](fb::Attribute const& each) { return isAligned(each.integers()) && isAligned(each.reals()); };
    auto const input = [](fb::ProfileInput const& each) { return isAligned(each); };
    return isAligned(network.dim_nodes()) && isAligned(network.weights())
        && allOf(network.ops(), [&](fb::Op const& op) { return allOf(op.attributes(), attribute); })
        && allOf(metadata.profiles(), [&](fb::Profile const& each) { return allOf(each.dims(), input) && allOf(each.shape_values(), input); })
        && allOf(metadata.overlays(), [](fb::Overlay const& overlay) { return isAligned(overlay.slots()); });
}

//! A plan has a few tables for each attribute; one made to keep the verifier busy has more than bytes allow.
fb::Metadata const* verified(std::span<std::byte const> bytes)
{
    auto const* const data = reinterpret_cast<uint8_t const*>(bytes.data());
    auto const tables = static_cast<flatbuffers::uoffset_t>(bytes.size() / 4 + 16);
    if (bytes.size() >= FLATBUFFERS_MAX_BUFFER_SIZE)
    {
        return nullptr;
    }
    flatbuffers::Verifier verifier(data, bytes.size(), 16, tables);
    if (!verifier.VerifyBuffer<fb::Metadata>(nullptr) || !vectorsAreAligned(*fb::GetMetadata(data)))
    {
        return nullptr;
    }
    return fb::GetMetadata(data);
}

Result<std::unique_ptr<fb::MetadataT>> unpack(Sections const& sections)
{
    bool const aligned = reinterpret_cast<uintptr_t>(sections.metadata.data()) % 8 == 0;
    fb::Metadata const* const metadata = aligned ? verified(sections.metadata) : nullptr;
    if (metadata == nullptr)
    {
        return base::invalidArgument("plan: expected metadata that its schema can describe, found {} bytes that it cannot; the file was not "
                                     "written by Tenon",
            sections.metadata.size());
    }
    return std::unique_ptr<fb::MetadataT>(metadata->UnPack());
}

Settings settingsOf(fb::SettingsT const& record)
{
    Settings settings;
    settings.name = record.name;
    settings.implicitBatch = record.implicit_batch;
    settings.maxBatchSize = record.max_batch_size;
    settings.builderApiLevel = record.builder_api_level;
    settings.builderFlags = record.builder_flags;
    settings.profilingVerbosity = record.profiling_verbosity;
    settings.tenonVersion = record.tenon_version;
    return settings;
}

Result<base::Dims> boundsOf(std::vector<int64_t> const& sizes, std::string const& input)
{
    return base::makeDims(sizes).withNote("in an optimization profile of the plan, for input \"{}\"", input);
}

Result<graph::Profile> profileOf(fb::ProfileT const& record)
{
    graph::Profile profile;
    for (auto const& input : record.dims)
    {
        graph::Profile::InputDims dims;
        TENON_ASSIGN(dims.min, boundsOf(input->min, input->name));
        TENON_ASSIGN(dims.opt, boundsOf(input->opt, input->name));
        TENON_ASSIGN(dims.max, boundsOf(input->max, input->name));
        bool ordered = dims.min.nbDims == dims.opt.nbDims && dims.opt.nbDims == dims.max.nbDims;
        for (int32_t d = 0; ordered && d < dims.min.nbDims; ++d)
        {
            ordered = 0 <= dims.min.d[d] && dims.min.d[d] <= dims.opt.d[d] && dims.opt.d[d] <= dims.max.d[d];
        }
        if (!ordered)
        {
            return base::invalidArgument("plan: expected 0 <= minimum <= optimum <= maximum for input \"{}\" in a profile, found {}, {} and {}",
                input->name, base::toString(dims.min), base::toString(dims.opt), base::toString(dims.max));
        }
        profile.dims[input->name] = dims;
    }
    for (auto const& input : record.shape_values)
    {
        bool ordered = input->min.size() == input->opt.size() && input->opt.size() == input->max.size();
        for (size_t i = 0; ordered && i < input->min.size(); ++i)
        {
            ordered = input->min[i] <= input->opt[i] && input->opt[i] <= input->max[i];
        }
        if (!ordered)
        {
            return base::invalidArgument("plan: expected minimum <= optimum <= maximum for the values of shape input \"{}\" in a profile, found "
                                         "others",
                input->name);
        }
        profile.shapeValues[input->name] = {input->min, input->opt, input->max};
    }
    return profile;
}

} // namespace

Result<Plan> read(Image const& image, graph::OpFactory const& factory, base::Log const& log, ReadOptions const& options)
{
    TENON_ASSIGN(Sections const sections, findSections(image.bytes, options.verifyWeights));
    TENON_ASSIGN(auto const metadata, unpack(sections));
    Plan plan;
    plan.settings = settingsOf(*metadata->settings);
    for (auto const& profile : metadata->profiles)
    {
        TENON_ASSIGN(graph::Profile one, profileOf(*profile));
        plan.profiles.push_back(std::move(one));
    }
    TENON_ASSIGN(plan.network, readNetwork(*metadata->network, sections, image.owner, factory));
    TENON_ASSIGN(TensorRanges const ranges, TensorRanges::of(plan.network, plan.profiles).withNote("while reading a plan"));
    TENON_CHECK(checkStoredDims(*metadata->network, plan.network, ranges));
    for (auto const& overlay : metadata->overlays)
    {
        TENON_ASSIGN(Overlay one, readOverlay(*overlay, plan.network, ranges));
        plan.overlays.push_back(std::move(one));
    }
    log.verbose("plan \"{}\": {} operations, {} bytes, written by version {}", plan.settings.name, plan.network.ops().size(),
        image.bytes.size(), plan.settings.tenonVersion);
    return plan;
}

Result<std::vector<ManifestEntry>> readManifest(Image const& image)
{
    TENON_ASSIGN(Sections const sections, findSections(image.bytes, false));
    TENON_ASSIGN(auto const metadata, unpack(sections));
    std::vector<ManifestEntry> entries;
    for (auto const& op : metadata->network->ops)
    {
        if (op->plugin == nullptr)
        {
            continue;
        }
        ManifestEntry entry{op->name, pluginFacts(*op->plugin), op->plugin->blob_bytes, op->plugin->blob_hash};
        entries.push_back(std::move(entry));
    }
    return entries;
}

} // namespace tenon::plan
