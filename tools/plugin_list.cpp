// tenon plugin list: every creator that the registry knows or that a library brings: its fields, the interface of its plugins, where it is registered.
#include "console.h"
#include "model.h"
#include "plugin_check/creator.h"
#include "plugin_check/isolation.h"
#include "plugin_options.h"

#include <tenon/plugin_lookup.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <tuple>

namespace tenon::tools
{
namespace
{

struct ListOptions
{
    std::string library;
    std::vector<std::string> plugins;
    bool verbose{false};
};

std::string fieldsText(nvinfer1::PluginFieldCollection const* fields)
{
    if (fields == nullptr || fields->nbFields <= 0 || fields->fields == nullptr)
    {
        return "none declared";
    }
    std::string text;
    for (int32_t i = 0; i < fields->nbFields; ++i)
    {
        auto const& field = fields->fields[i];
        text += fmt::format(
            "{}{}: {}", i == 0 ? "" : ", ", field.name == nullptr ? "?" : field.name, plugin_check::name(field.type));
        text += field.length > 1 ? fmt::format("[{}]", field.length) : "";
    }
    return text;
}

struct Row
{
    std::string name, version, pluginNamespace, kind, fields, library, interface;
    friend bool operator<(Row const& a, Row const& b)
    {
        return std::tie(a.name, a.version, a.pluginNamespace) < std::tie(b.name, b.version, b.pluginNamespace);
    }
};

//! "IPluginV2IOExt, API level 8", told by a plugin that is made of the declared defaults in a process of its own; empty where that cannot be.
std::string interfaceOf(plugin_check::Creator& creator)
{
    plugin_check::Ending const ending = plugin_check::runIsolated(5, [&](plugin_check::Emit const& emit) {
        plugin_check::Fields fields;
        for (plugin_check::DeclaredField const& field : creator.declared())
        {
            if (field.defaultValue)
            {
                fields.push_back(*field.defaultValue);
            }
        }
        std::string problem;
        auto const plugin = creator.create(fields, problem);
        emit(plugin == nullptr ? std::string()
                               : fmt::format("{}, API level {}", plugin_check::name(plugin->kind()), plugin->level()));
    });
    std::string const text = ending.payload.substr(0, ending.payload.find('\n'));
    return creator.ofV3() ? "IPluginV3, API level 10" : text;
}

//! Null where the creator is of a kind that has no names known here.
std::optional<Row> rowOf(nvinfer1::IPluginCreatorInterface* creator)
{
    std::string const kind = creator->getInterfaceInfo().kind;
    auto const text = [](char const* value) { return std::string(value == nullptr ? "" : value); };
    auto const fill = [&](auto* known) {
        plugin_check::Creator asked(*creator);
        return Row{text(known->getPluginName()), text(known->getPluginVersion()), text(known->getPluginNamespace()),
            kind, fieldsText(known->getFieldNames()), asked.library(), interfaceOf(asked)};
    };
    if (kind == "PLUGIN CREATOR_V1")
    {
        return fill(static_cast<nvinfer1::IPluginCreator*>(creator));
    }
    if (kind == "PLUGIN CREATOR_V3ONE")
    {
        return fill(static_cast<nvinfer1::IPluginCreatorV3One*>(creator));
    }
    return std::nullopt;
}

bool sameFile(std::string const& a, std::string const& b)
{
    std::error_code ignored;
    return std::filesystem::equivalent(a, b, ignored);
}

Status list(ListOptions const& options)
{
    ConsoleLogger logger(options.verbose);
    std::vector<std::string> libraries = options.plugins;
    if (!options.library.empty())
    {
        libraries.push_back(options.library);
    }
    TENON_CHECK(loadPlugins(libraries, logger));
    // A list is of all that lookups would find.
    if (tenonLoadPluginSearchPlaces != nullptr)
    {
        tenonLoadPluginSearchPlaces();
    }
    int32_t count = 0;
    auto* const* const creators = getPluginRegistry()->getAllCreators(&count);
    std::vector<Row> rows;
    for (int32_t i = 0; i < count; ++i)
    {
        if (auto row = rowOf(creators[i]))
        {
            bool const wanted = options.library.empty() || sameFile(row->library, options.library);
            if (wanted)
            {
                rows.push_back(*row);
            }
        }
    }
    std::sort(rows.begin(), rows.end());
    for (Row const& row : rows)
    {
        std::printf(
            "%s version \"%s\" namespace \"%s\"\n    creator: %s\n    fields:  %s\n    plugin:  %s\n    from:    %s\n",
            row.name.c_str(), row.version.c_str(), row.pluginNamespace.c_str(), row.kind.c_str(), row.fields.c_str(),
            row.interface.empty() ? "not made without fields" : row.interface.c_str(),
            row.library.empty() ? "unknown" : row.library.c_str());
    }
    std::printf("%zu plugins\n", rows.size());
    return {};
}

} // namespace

void addPluginList(CLI::App& plugin, Chosen& chosen)
{
    auto const options = std::make_shared<ListOptions>();
    CLI::App* const command = plugin.add_subcommand("list", "List plugins with their fields, interfaces and libraries");
    command->add_option("library", options->library, "List the plugins of this library alone");
    command
        ->add_option("--plugins", options->plugins,
            "Plugin libraries to load first; folders of them are searched when a plugin is missing")
        ->delimiter(',');
    command->add_flag("--verbose", options->verbose, "Print all messages");
    command->callback([options, &chosen] { chosen = [options] { return list(*options); }; });
}

} // namespace tenon::tools
