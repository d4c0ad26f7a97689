#include "plan/reader.h"

#include "plan/metadata_reader.h"
#include "plan/network_reader.h"
#include "plan/overlay_reader.h"

namespace tenon::plan
{

Result<std::vector<Library>> readLibraries(Image const& image)
{
    // Most plans carry none, which their section table tells.
    TENON_ASSIGN(Sections const sections, findSections(image.bytes, false));
    if (sections.libraries.empty())
    {
        return std::vector<Library>{};
    }
    TENON_ASSIGN(MetadataReader const reader, MetadataReader::of(image, false));
    return reader.libraries();
}

Result<Plan> read(Image const& image, graph::OpFactory const& factory, base::Log const& log, ReadOptions const& options)
{
    TENON_ASSIGN(MetadataReader const reader, MetadataReader::of(image, options.verifyWeights));
    fb::MetadataT const& metadata = reader.metadata();
    Plan plan;
    plan.settings = reader.settings();
    TENON_ASSIGN(plan.profiles, reader.profiles());
    TENON_ASSIGN(plan.libraries, reader.libraries());
    TENON_ASSIGN(plan.network, readNetwork(*metadata.network, reader.sections(), image.owner, factory));
    TENON_ASSIGN(
        TensorRanges const ranges, TensorRanges::of(plan.network, plan.profiles).withNote("while reading a plan"));
    TENON_CHECK(checkStoredDims(*metadata.network, plan.network, ranges));
    for (auto const& overlay : metadata.overlays)
    {
        TENON_ASSIGN(Overlay one, readOverlay(*overlay, plan.network, ranges));
        plan.overlays.push_back(std::move(one));
    }
    log.verbose("plan \"{}\": {} operations, {} bytes, written by version {}", plan.settings.name,
        plan.network.ops().size(), image.bytes.size(), plan.settings.tenonVersion);
    return plan;
}

namespace
{

//! Plugins inside of loops and conditionals too.
void addEntries(fb::NetworkT const& network, std::vector<ManifestEntry>& entries)
{
    for (auto const& op : network.ops)
    {
        if (op->plugin != nullptr)
        {
            entries.push_back({op->name, pluginFacts(*op->plugin), op->plugin->blob_bytes, op->plugin->blob_hash});
        }
        for (auto const& body : op->bodies)
        {
            addEntries(*body, entries);
        }
    }
}

} // namespace

Result<std::vector<ManifestEntry>> readManifest(Image const& image)
{
    TENON_ASSIGN(MetadataReader const reader, MetadataReader::of(image, false));
    std::vector<ManifestEntry> entries;
    addEntries(*reader.metadata().network, entries);
    return entries;
}

} // namespace tenon::plan
