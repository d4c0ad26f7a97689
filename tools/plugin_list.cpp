// tenon plugin list: every creator that the registry knows, with its fields.
#include "console.h"
#include "model.h"

#include <tenon/plugin_lookup.h>

#include <algorithm>
#include <cstdio>
#include <tuple>

namespace tenon::tools
{
namespace
{

struct ListOptions
{
    std::vector<std::string> plugins;
    bool verbose{false};
};

char const* name(nvinfer1::PluginFieldType type)
{
    using nvinfer1::PluginFieldType;
    switch (type)
    {
    case PluginFieldType::kFLOAT16: return "float16";
    case PluginFieldType::kFLOAT32: return "float32";
    case PluginFieldType::kFLOAT64: return "float64";
    case PluginFieldType::kINT8: return "int8";
    case PluginFieldType::kINT16: return "int16";
    case PluginFieldType::kINT32: return "int32";
    case PluginFieldType::kCHAR: return "char";
    case PluginFieldType::kDIMS: return "dims";
    case PluginFieldType::kBF16: return "bf16";
    case PluginFieldType::kINT64: return "int64";
    case PluginFieldType::kFP8: return "fp8";
    case PluginFieldType::kINT4: return "int4";
    default: return "unknown";
    }
}

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
        text += fmt::format("{}{}: {}", i == 0 ? "" : ", ", field.name == nullptr ? "?" : field.name, name(field.type));
        text += field.length > 1 ? fmt::format("[{}]", field.length) : "";
    }
    return text;
}

struct Row
{
    std::string name, version, pluginNamespace, kind, fields;
    friend bool operator<(Row const& a, Row const& b)
    {
        return std::tie(a.name, a.version, a.pluginNamespace) < std::tie(b.name, b.version, b.pluginNamespace);
    }
};

//! Null where the creator is of a kind that has no names known here.
std::optional<Row> rowOf(nvinfer1::IPluginCreatorInterface* creator)
{
    std::string const kind = creator->getInterfaceInfo().kind;
    auto const text = [](char const* value) { return std::string(value == nullptr ? "" : value); };
    auto const fill = [&](auto* known) {
        return Row{text(known->getPluginName()), text(known->getPluginVersion()), text(known->getPluginNamespace()), kind,
            fieldsText(known->getFieldNames())};
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

Status list(ListOptions const& options)
{
    ConsoleLogger logger(options.verbose);
    TENON_CHECK(loadPlugins(options.plugins, logger));
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
            rows.push_back(*row);
        }
    }
    std::sort(rows.begin(), rows.end());
    for (Row const& row : rows)
    {
        std::printf("%s version \"%s\" namespace \"%s\"\n    creator: %s\n    fields:  %s\n", row.name.c_str(), row.version.c_str(),
            row.pluginNamespace.c_str(), row.kind.c_str(), row.fields.c_str());
    }
    std::printf("%zu plugins\n", rows.size());
    return {};
}

} // namespace

void addPlugin(CLI::App& app, Chosen& chosen)
{
    CLI::App* const plugin = app.add_subcommand("plugin", "Look into plugin libraries");
    plugin->require_subcommand(1);
    auto const options = std::make_shared<ListOptions>();
    CLI::App* const command = plugin->add_subcommand("list", "List the plugins that are registered, with their fields");
    command->add_option("--plugins", options->plugins, "Plugin libraries to load first; folders of them are searched when a plugin is missing")->delimiter(',');
    command->add_flag("--verbose", options->verbose, "Print all messages");
    command->callback([options, &chosen] { chosen = [options] { return list(*options); }; });
}

} // namespace tenon::tools
