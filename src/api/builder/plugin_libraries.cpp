#include "api/builder/plugin_libraries.h"

#include "base/dynamic_library.h"
#include "plan/reader.h"

#include <filesystem>

namespace tenon::api
{

base::Result<std::vector<plan::Library>> readPluginLibraries(std::vector<std::string> const& paths)
{
    std::vector<plan::Library> libraries;
    for (std::string const& path : paths)
    {
        auto const facts = base::readElf(path);
        if (!facts.ok())
        {
            return base::Error(facts.error())
                .withNote("in IBuilderConfig::setPluginsToSerialize: name shared libraries that exist");
        }
        TENON_ASSIGN(plan::Image const image, plan::mapFile(path));
        plan::Library library;
        library.name = std::filesystem::path(path).filename().string();
        library.buildId = facts->buildId;
        library.bytes = image.bytes;
        library.owner = image.owner;
        libraries.push_back(std::move(library));
    }
    return libraries;
}

} // namespace tenon::api
