// Bytes → Plan. Trusts nothing: every offset, length, index, enumerator and checksum is verified before use.
#pragma once

#include "base/log.h"
#include "plan/plan.h"

namespace tenon::plan
{

//! Bytes with what keeps them alive. Weights in the plan refer to them.
struct Image
{
    std::span<std::byte const> bytes;
    std::shared_ptr<void const> owner;
};

//! A file, mapped read-only.
Result<Image> mapFile(std::string const& path);
//! A copy of the user's bytes (deserializeCudaEngine lets go of them when it returns), aligned as the format wants.
Result<Image> copyOf(std::span<std::byte const> bytes);

struct ReadOptions
{
    //! Checksums of weight sections cost a pass over the file; those of everything else are always verified.
    bool verifyWeights{true};
};

//! Makes operations through the factory; a plugin is deserialised there, so that failures name plugin and remedy.
Result<Plan> read(
    Image const& image, graph::OpFactory const& factory, base::Log const& log, ReadOptions const& options = {});

//! The plugin libraries that a plan carries, without reading anything else of it.
Result<std::vector<Library>> readLibraries(Image const& image);

//! One plugin of the manifest, read without loading or running anything.
struct ManifestEntry
{
    std::string layer;
    graph::PluginRecord plugin; //!< blob empty
    uint64_t blobBytes{0};
    uint64_t blobHash{0};
};
Result<std::vector<ManifestEntry>> readManifest(Image const& image);

} // namespace tenon::plan
