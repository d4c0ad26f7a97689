#include "plugin_host/search_path.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tenon::plugin_host
{
namespace
{

namespace fs = std::filesystem;

constexpr char const* kVariable = "TENON_PLUGIN_PATH";

//! What a library of plugins calls, or exports: its own table of symbols names one of them.
constexpr std::array<std::string_view, 3> kWaysToRegister{"getPluginRegistry", "getCreators", "getPluginCreators"};

//! libfoo.so, libfoo.so.1.
bool isLibraryName(std::string const& name)
{
    return name.ends_with(".so") || name.find(".so.") != std::string::npos;
}

bool mayHoldPlugins(std::string const& path)
{
    return std::any_of(
        kWaysToRegister.begin(), kWaysToRegister.end(), [&](std::string_view way) { return fileMentions(path, way); });
}

//! The libraries of a folder that may hold plugins, each file once (links to another are that one).
std::vector<std::string> librariesIn(std::string const& folder)
{
    std::vector<std::string> libraries;
    std::error_code failure;
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end; at.increment(failure))
    {
        std::error_code unreadable;
        if (isLibraryName(at->path().filename().string()) && at->is_regular_file(unreadable))
        {
            std::string const real = fs::canonical(at->path(), unreadable).string();
            libraries.push_back(unreadable ? at->path().string() : real);
        }
    }
    std::sort(libraries.begin(), libraries.end());
    libraries.erase(std::unique(libraries.begin(), libraries.end()), libraries.end());
    std::erase_if(libraries, [](std::string const& path) { return !mayHoldPlugins(path); });
    return libraries;
}

} // namespace

bool fileMentions(std::string const& path, std::string_view text)
{
    int const file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0)
    {
        return false;
    }
    struct stat facts
    {};
    bool found = false;
    if (::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode) && facts.st_size > 0)
    {
        auto const bytes = static_cast<size_t>(facts.st_size);
        void* const mapped = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
        if (mapped != MAP_FAILED)
        {
            found = ::memmem(mapped, bytes, text.data(), text.size()) != nullptr;
            ::munmap(mapped, bytes);
        }
    }
    ::close(file);
    return found;
}

void SearchPath::add(std::string const& place, std::string const& source)
{
    std::error_code failure;
    std::string const path = fs::canonical(place, failure).string();
    if (failure)
    {
        faults_.push_back({source, place, failure.message()});
        return;
    }
    bool const isFolder = fs::is_directory(path, failure);
    if (!isFolder && !fs::is_regular_file(path, failure))
    {
        faults_.push_back({source, place, "neither a folder nor a file"});
        return;
    }
    if (std::none_of(places_.begin(), places_.end(), [&](Place const& known) { return known.path == path; }))
    {
        places_.push_back({path, source, !isFolder});
    }
}

void SearchPath::addEnvironment()
{
    char const* const value = std::getenv(kVariable);
    std::string const now = value == nullptr ? "" : value;
    if (now == environment_)
    {
        return;
    }
    environment_ = now;
    // Places of an earlier value are no longer wished for.
    std::erase_if(places_, [](Place const& place) { return place.source == kVariable; });
    for (size_t begin = 0; begin <= now.size();)
    {
        size_t const end = std::min(now.find(':', begin), now.size());
        if (end > begin)
        {
            add(now.substr(begin, end - begin), kVariable);
        }
        begin = end + 1;
    }
}

std::vector<std::string> SearchPath::untried(std::string_view name) const
{
    std::vector<std::string> libraries;
    for (Place const& place : places_)
    {
        std::vector<std::string> const found =
            place.isFile ? std::vector<std::string>{place.path} : librariesIn(place.path);
        for (std::string const& library : found)
        {
            if (tried_.count(library) == 0 && std::find(libraries.begin(), libraries.end(), library) == libraries.end())
            {
                libraries.push_back(library);
            }
        }
    }
    std::stable_partition(
        libraries.begin(), libraries.end(), [&](std::string const& path) { return fileMentions(path, name); });
    return libraries;
}

std::vector<std::string> SearchPath::describe() const
{
    std::vector<std::string> lines;
    for (Place const& place : places_)
    {
        lines.push_back(place.isFile ? fmt::format("{} ({})", place.path, place.source)
                                     : fmt::format("{} ({}): {} plugin libraries", place.path, place.source,
                                         librariesIn(place.path).size()));
    }
    return lines;
}

std::vector<SearchPath::Fault> SearchPath::takeFaults()
{
    return std::exchange(faults_, {});
}

} // namespace tenon::plugin_host
