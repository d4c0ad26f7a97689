#include "plugin_host/origin.h"

#include "base/dynamic_library.h"

#include <map>
#include <mutex>

namespace tenon::plugin_host
{

std::string Origin::text() const
{
    if (path.empty())
    {
        return "an unknown library";
    }
    return buildId.empty() ? path : fmt::format("{} (build {})", path, buildId.substr(0, 12));
}

Origin originOf(void const* address)
{
    static std::mutex* const mutex = new std::mutex;
    static auto* const known = new std::map<std::string, Origin>;
    std::string const path = base::libraryOf(address);
    if (path.empty())
    {
        return {};
    }
    std::lock_guard const lock(*mutex);
    auto const [it, isNew] = known->try_emplace(path);
    if (isNew)
    {
        it->second.path = path;
        if (auto const facts = base::readElf(path); facts.ok())
        {
            it->second.buildId = facts->buildId;
            it->second.hasGpuCode = facts->hasSection(".nv_fatbin");
        }
    }
    return it->second;
}

} // namespace tenon::plugin_host
