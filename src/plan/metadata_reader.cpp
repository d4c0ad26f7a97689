#include "plan/metadata_reader.h"

#include "plan/checksum.h"

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
    auto const attribute = [](fb::Attribute const& each) {
        return isAligned(each.integers()) && isAligned(each.reals());
    };
    auto const input = [](fb::ProfileInput const& each) { return isAligned(each); };
    auto const networkIsAligned = [&](auto const& self, fb::Network const& network) -> bool {
        return isAligned(network.dim_nodes()) && isAligned(network.weights())
            && allOf(network.ops(), [&](fb::Op const& op) {
                   return allOf(op.attributes(), attribute)
                       && allOf(op.bodies(), [&](fb::Network const& body) { return self(self, body); });
               });
    };
    return networkIsAligned(networkIsAligned, *metadata.network())
        && allOf(metadata.profiles(),
            [&](fb::Profile const& each) { return allOf(each.dims(), input) && allOf(each.shape_values(), input); })
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
    // Loops and conditionals lie inside each other: two levels each.
    flatbuffers::Verifier verifier(data, bytes.size(), 64, tables);
    if (!verifier.VerifyBuffer<fb::Metadata>(nullptr) || !vectorsAreAligned(*fb::GetMetadata(data)))
    {
        return nullptr;
    }
    return fb::GetMetadata(data);
}

Result<fb::Metadata const*> metadataOf(Sections const& sections)
{
    bool const aligned = reinterpret_cast<uintptr_t>(sections.metadata.data()) % 8 == 0;
    fb::Metadata const* const metadata = aligned ? verified(sections.metadata) : nullptr;
    if (metadata == nullptr)
    {
        return base::invalidArgument(
            "plan: expected metadata that its schema can describe, found {} bytes that it cannot; the file was not "
            "written by Tenon",
            sections.metadata.size());
    }
    return metadata;
}

Settings settingsOf(fb::SettingsT const& record)
{
    Settings settings;
    settings.name = record.name;
    settings.implicitBatch = record.implicit_batch;
    settings.maxBatchSize = record.max_batch_size;
    settings.builderApiLevel = record.builder_api_level;
    settings.builderFlags = record.builder_flags;
    settings.showsUnfused = record.shows_unfused;
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
            return base::invalidArgument(
                "plan: expected 0 <= minimum <= optimum <= maximum for input \"{}\" in a profile, found {}, {} and {}",
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
            return base::invalidArgument(
                "plan: expected minimum <= optimum <= maximum for the values of shape input \"{}\" in a profile, found "
                "others",
                input->name);
        }
        profile.shapeValues[input->name] = {input->min, input->opt, input->max};
    }
    return profile;
}

Result<Library> libraryOf(
    fb::LibraryT const& record, Sections const& sections, std::shared_ptr<void const> const& owner)
{
    Library library;
    library.name = record.name;
    library.buildId = record.build_id;
    library.hash = record.hash;
    library.owner = owner;
    uint64_t const available = sections.libraries.size();
    if (record.offset > available || record.bytes > available - record.offset)
    {
        return base::invalidArgument(
            "plan: expected plugin library \"{}\" inside its section of {} bytes, found {} bytes at {}", library.name,
            available, record.bytes, record.offset);
    }
    library.bytes = sections.libraries.subspan(record.offset, record.bytes);
    if (checksumOf(library.bytes) != library.hash)
    {
        return base::invalidArgument("plan: expected hash {:016x} of plugin library \"{}\", found {:016x}",
            library.hash, library.name, checksumOf(library.bytes));
    }
    return library;
}

} // namespace

Result<MetadataReader> MetadataReader::of(Image const& image, bool verifyWeights)
{
    MetadataReader reader;
    TENON_ASSIGN(reader.sections_, findSections(image.bytes, verifyWeights));
    TENON_ASSIGN(fb::Metadata const* const metadata, metadataOf(reader.sections_));
    reader.metadata_.reset(metadata->UnPack());
    reader.owner_ = image.owner;
    return reader;
}

Settings MetadataReader::settings() const
{
    return settingsOf(*metadata_->settings);
}

Result<std::vector<graph::Profile>> MetadataReader::profiles() const
{
    std::vector<graph::Profile> profiles;
    for (auto const& profile : metadata_->profiles)
    {
        TENON_ASSIGN(graph::Profile one, profileOf(*profile));
        profiles.push_back(std::move(one));
    }
    return profiles;
}

Result<std::vector<Library>> MetadataReader::libraries() const
{
    std::vector<Library> libraries;
    for (auto const& library : metadata_->libraries)
    {
        TENON_ASSIGN(Library one, libraryOf(*library, sections_, owner_));
        libraries.push_back(std::move(one));
    }
    return libraries;
}

} // namespace tenon::plan
