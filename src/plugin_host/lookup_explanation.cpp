#include "plugin_host/lookup_explanation.h"

#include "plugin_host/identity.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace tenon::plugin_host
{
namespace
{

//! Near misses beyond these are not listed: the nearest come first.
constexpr size_t kMaxNearMisses = 6;

char lower(char c)
{
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
}

struct NearMiss
{
    size_t rank; //!< smaller is nearer
    std::string text;
};

//! How a registered creator differs from the one that is wanted; rank SIZE_MAX if it is nothing like it.
NearMiss compare(
    Registration const& found, std::string_view name, std::string_view version, std::string_view pluginNamespace)
{
    size_t const distance = editDistance(found.name, name);
    std::string differences;
    auto const differs = [&](std::string const& text) { differences += (differences.empty() ? "" : ", ") + text; };
    if (found.name != name)
    {
        differs(distance == 0 ? "the name differs in case" : "the name differs");
    }
    if (found.version != version)
    {
        differs("another version");
    }
    if (found.pluginNamespace != pluginNamespace)
    {
        differs("another namespace");
    }
    // A slip of the fingers changes a letter or two; more in long names.
    size_t const allowed = std::max<size_t>(2, name.size() / 4);
    if (distance > allowed)
    {
        return {SIZE_MAX, {}};
    }
    size_t const rank =
        distance * 4 + (found.name != name ? 2 : 0) + (found.pluginNamespace != pluginNamespace ? 1 : 0);
    return {rank,
        fmt::format("{} is registered ({}), from {}", pluginLabel(found.name, found.version, found.pluginNamespace),
            differences, found.origin.text())};
}

std::string nearMisses(std::vector<Registration> const& registrations, std::string_view name, std::string_view version,
    std::string_view pluginNamespace)
{
    std::vector<NearMiss> misses;
    for (Registration const& registration : registrations)
    {
        NearMiss miss = compare(registration, name, version, pluginNamespace);
        if (miss.rank != SIZE_MAX)
        {
            misses.push_back(std::move(miss));
        }
    }
    std::stable_sort(
        misses.begin(), misses.end(), [](NearMiss const& a, NearMiss const& b) { return a.rank < b.rank; });
    std::string text;
    for (size_t i = 0; i < misses.size() && i < kMaxNearMisses; ++i)
    {
        text += "\n  near: " + misses[i].text;
    }
    return text;
}

std::string libraries(Registry const& registry, std::vector<Registration> const& registrations)
{
    std::set<std::string> seen;
    std::string text;
    auto const list = [&](std::string const& path) {
        if (!path.empty() && seen.insert(path).second)
        {
            auto const from = [&](Registration const& r) { return r.origin.path == path; };
            text += fmt::format(
                "\n  loaded: {} ({} creators)", path, std::count_if(registrations.begin(), registrations.end(), from));
        }
    };
    for (std::string const& path : registry.loadedLibraries())
    {
        list(path);
    }
    for (Registration const& registration : registrations)
    {
        list(registration.origin.path);
    }
    if (text.empty())
    {
        text = "\n  loaded: no library with plugins";
    }
    for (std::string const& place : registry.searchPlaces())
    {
        text += "\n  searched: " + place;
    }
    for (FailedLibrary const& failed : registry.failedLibraries())
    {
        text += fmt::format("\n  failed to load: {}", failed.why);
    }
    return text;
}

} // namespace

size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
    {
        row[j] = j;
    }
    for (size_t i = 1; i <= a.size(); ++i)
    {
        size_t diagonal = std::exchange(row[0], i);
        for (size_t j = 1; j <= b.size(); ++j)
        {
            size_t const changed = diagonal + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
            diagonal = std::exchange(row[j], std::min({row[j] + 1, row[j - 1] + 1, changed}));
        }
    }
    return row[b.size()];
}

std::string explainLookup(
    Registry const& registry, std::string_view name, std::string_view version, std::string_view pluginNamespace)
{
    std::vector<Registration> const registrations = registry.registrations();
    return fmt::format(
        "{}: expected a registered creator, found none among {}; load the library that has it (--plugins, loadLibrary or "
        "dlopen; the standard ones: initLibNvInferPlugins) before it is looked up, or name its folder in TENON_PLUGIN_PATH{}{}",
        pluginLabel(name, version, pluginNamespace), registrations.size(),
        nearMisses(registrations, name.substr(0, kMaxStringBytes), version, pluginNamespace),
        libraries(registry, registrations));
}

} // namespace tenon::plugin_host
