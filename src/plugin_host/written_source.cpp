#include "plugin_host/written_source.h"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <tuple>

namespace tenon::plugin_host
{
namespace
{

struct WrittenSource
{
    std::string place, hash;
};

struct WrittenSources
{
    std::mutex mutex;
    std::map<std::tuple<std::string, std::string, std::string>, WrittenSource> byPlugin; //!< name, version, library
};

WrittenSources& writtenSources()
{
    static WrittenSources* const all = new WrittenSources;
    return *all;
}

} // namespace

void declareSource(
    std::string_view name, std::string_view version, Origin const& origin, std::string source, std::string hash)
{
    std::lock_guard const lock(writtenSources().mutex);
    writtenSources().byPlugin[{std::string(name), std::string(version), origin.path}] = {
        std::move(source), std::move(hash)};
}

Origin withSource(Origin origin, std::string_view name, std::string_view version)
{
    std::lock_guard const lock(writtenSources().mutex);
    auto const it = writtenSources().byPlugin.find({std::string(name), std::string(version), origin.path});
    if (it != writtenSources().byPlugin.end())
    {
        origin.shownPath = it->second.place;
        origin.buildId = it->second.hash;
    }
    return origin;
}

bool isWrittenInPython(graph::PluginRecord const& record)
{
    return std::string_view(record.libraryPath).substr(0, kPythonModule.size()) == kPythonModule;
}

std::string builtWith(graph::PluginRecord const& record)
{
    if (isWrittenInPython(record))
    {
        return fmt::format(
            "\n  the plugin is written in Python ({}): run the engine from Python, with the module imported that registers it",
            record.libraryPath.substr(kPythonModule.size()));
    }
    return "\n  the engine was built with "
        + (record.libraryPath.empty() ? std::string("a plugin of an unknown library") : record.libraryPath);
}

} // namespace tenon::plugin_host
