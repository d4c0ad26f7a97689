// What an engine file says of itself, as JSON and as text (tenon/engine_file.h).
#include "api/argument_checks.h"
#include "base/tensor_types.h"
#include "plan/inspection.h"
#include "plugin_host/written_source.h"

#include <tenon/engine_file.h>

#include <nlohmann/json.hpp>

#include <algorithm>

namespace tenon::api
{
namespace
{

using Json = nlohmann::ordered_json;

std::string hex(uint64_t number)
{
    return fmt::format("{:016x}", number);
}

Json tensorJson(plan::TensorFacts const& tensor)
{
    return {{"name", tensor.name}, {"type", std::string(base::name(tensor.type))}, {"dims", tensor.dims}};
}

std::vector<int64_t> sizesOf(base::Dims const& dims)
{
    auto const sizes = base::sizesOf(dims);
    return {sizes.begin(), sizes.end()};
}

Json profileJson(graph::Profile const& profile)
{
    Json inputs = Json::array();
    for (auto const& [name, dims] : profile.dims)
    {
        inputs.push_back(
            {{"input", name}, {"min", sizesOf(dims.min)}, {"opt", sizesOf(dims.opt)}, {"max", sizesOf(dims.max)}});
    }
    for (auto const& [name, values] : profile.shapeValues)
    {
        inputs.push_back(
            {{"input", name}, {"values", true}, {"min", values.min}, {"opt", values.opt}, {"max", values.max}});
    }
    return inputs;
}

char const* nameOfFieldType(int32_t type)
{
    static constexpr std::array<char const*, 14> kNames{"float16", "float32", "float64", "int8", "int16", "int32",
        "char", "dims", "unknown", "bf16", "int64", "fp8", "int4", "fp4"};
    return type >= 0 && static_cast<size_t>(type) < kNames.size() ? kNames[static_cast<size_t>(type)] : "unknown";
}

Json pluginJson(plan::PluginFacts const& facts, std::vector<plan::Library> const& libraries)
{
    graph::PluginRecord const& plugin = facts.entry.plugin;
    Json fields = Json::array();
    for (graph::PluginRecord::Field const& field : plugin.fields)
    {
        Json one = {{"name", field.name}, {"type", nameOfFieldType(field.type)}, {"length", field.length}};
        auto const value = std::find_if(facts.fieldValues.begin(), facts.fieldValues.end(),
            [&](auto const& known) { return known.first == field.name; });
        if (value != facts.fieldValues.end())
        {
            one["value"] = value->second;
        }
        fields.push_back(std::move(one));
    }
    // What is stored, but no field of the creator: state of the engine's.
    for (auto const& [name, value] : facts.fieldValues)
    {
        if (std::none_of(plugin.fields.begin(), plugin.fields.end(),
                [&, &fieldName = name](auto const& field) { return field.name == fieldName; }))
        {
            fields.push_back({{"name", name}, {"value", value}});
        }
    }
    bool const isInside = std::any_of(libraries.begin(), libraries.end(),
        [&](plan::Library const& library) { return !library.buildId.empty() && library.buildId == plugin.buildId; });
    return {{"layer", facts.entry.layer}, {"name", plugin.name}, {"version", plugin.version},
        {"namespace", plugin.pluginNamespace}, {"interface", plugin.generation},
        {"apiVersion", plugin.apiVersion & 0xFFFFFF}, {"fields", std::move(fields)}, {"bytes", facts.entry.blobBytes},
        {"hash", hex(facts.entry.blobHash)}, {"library", plugin.libraryPath}, {"buildId", plugin.buildId},
        {"libraryInFile", isInside}, {"language", plugin_host::isWrittenInPython(plugin) ? "Python" : "C++"}};
}

Json overlayJson(plan::OverlayFacts const& overlay)
{
    Json json = {{"device", std::string(devices::name(overlay.device))}, {"description", overlay.description},
        {"steps", overlay.steps}, {"reformats", overlay.reformats}, {"copies", overlay.copies},
        {"activationBytes", overlay.activationBytes}, {"workspaceBytes", overlay.workspaceBytes}};
    if (overlay.hostActivationBytes != 0 || overlay.hostWorkspaceBytes != 0)
    {
        json["hostActivationBytes"] = overlay.hostActivationBytes;
        json["hostWorkspaceBytes"] = overlay.hostWorkspaceBytes;
    }
    return json;
}

Json toJson(plan::PlanFacts const& facts)
{
    Json json = {{"name", facts.settings.name}, {"fileBytes", facts.fileBytes}, {"formatVersion", facts.formatVersion},
        {"writtenBy", facts.settings.tenonVersion}, {"apiLevel", facts.settings.builderApiLevel},
        {"implicitBatch", facts.settings.implicitBatch}, {"maxBatchSize", facts.settings.maxBatchSize},
        {"stronglyTyped", facts.stronglyTyped}, {"builderFlags", facts.settings.builderFlags}};
    auto const list = [&](char const* key, auto const& items, auto const& make) {
        json[key] = Json::array();
        for (auto const& item : items)
        {
            json[key].push_back(make(item));
        }
    };
    list("inputs", facts.inputs, tensorJson);
    list("outputs", facts.outputs, tensorJson);
    list("profiles", facts.profiles, profileJson);
    list("plugins", facts.plugins, [&](auto const& plugin) { return pluginJson(plugin, facts.libraries); });
    list("libraries", facts.libraries, [](plan::Library const& library) -> Json {
        return {{"name", library.name}, {"buildId", library.buildId}, {"bytes", library.bytes.size()},
            {"hash", hex(library.hash)}};
    });
    list("layers", facts.layers, [](plan::LayerFacts const& layer) -> Json {
        return {{"name", layer.name}, {"kind", layer.kind}, {"weightBytes", layer.weightBytes},
            {"pluginBytes", layer.pluginBytes}};
    });
    list("devices", facts.overlays, overlayJson);
    json["weights"] = {{"references", facts.weightViews}, {"distinct", facts.distinctWeights},
        {"bytes", facts.weightBytes}, {"storedBytes", facts.storedWeightBytes}};
    list("sections", facts.sections, [](plan::SectionFacts const& section) -> Json {
        return {{"name", section.name}, {"bytes", section.bytes}};
    });
    return json;
}

std::string toText(Json const& json)
{
    std::string text = fmt::format("engine \"{}\": {} bytes, format {}, written by Tenon {} at API level {}\n",
        json["name"].get<std::string>(), json["fileBytes"].get<uint64_t>(), json["formatVersion"].get<uint32_t>(),
        json["writtenBy"].get<std::string>(), json["apiLevel"].get<int32_t>());
    text += json["implicitBatch"].get<bool>()
        ? fmt::format("batch: implicit, at most {}\n", json["maxBatchSize"].get<int32_t>())
        : "batch: explicit\n";
    auto const string = [](Json const& value) { return value.get<std::string>(); };
    auto const number = [](Json const& value) { return value.get<int64_t>(); };
    auto const heading = [&](char const* title, char const* key) {
        text += fmt::format("{} ({}):\n", title, json[key].size());
    };
    for (char const* const key : {"inputs", "outputs"})
    {
        heading(key, key);
        for (Json const& tensor : json[key])
        {
            text += fmt::format("  {} {} [{}]\n", string(tensor["name"]), string(tensor["type"]),
                fmt::join(tensor["dims"].get<std::vector<std::string>>(), ", "));
        }
    }
    for (size_t i = 0; i < json["profiles"].size(); ++i)
    {
        if (json["profiles"][i].empty())
        {
            continue; // of a network without dynamic inputs
        }
        text += fmt::format("profile {}:\n", i);
        for (Json const& input : json["profiles"][i])
        {
            text +=
                fmt::format("  {}{}: {} / {} / {}\n", string(input["input"]), input.contains("values") ? " values" : "",
                    input["min"].dump(), input["opt"].dump(), input["max"].dump());
        }
    }
    heading("plugins", "plugins");
    for (Json const& plugin : json["plugins"])
    {
        text += fmt::format("  layer \"{}\": {} version \"{}\" namespace \"{}\", {} of release {}\n",
            string(plugin["layer"]), string(plugin["name"]), string(plugin["version"]), string(plugin["namespace"]),
            string(plugin["interface"]), number(plugin["apiVersion"]));
        for (Json const& field : plugin["fields"])
        {
            bool const isDeclared = field.contains("type");
            text += fmt::format("    {}{}{}\n", string(field["name"]), isDeclared ? ": " + string(field["type"]) : "",
                field.contains("value") ? " = " + string(field["value"]) : "");
        }
        text += fmt::format("    data: {} bytes, hash {}\n    library: {}{}{}\n", number(plugin["bytes"]),
            string(plugin["hash"]), string(plugin["library"]).empty() ? "unknown" : string(plugin["library"]),
            string(plugin["buildId"]).empty() ? "" : " (build " + string(plugin["buildId"]).substr(0, 12) + ")",
            plugin["libraryInFile"].get<bool>() ? ", also in this file" : "");
    }
    heading("plugin libraries in the file", "libraries");
    for (Json const& library : json["libraries"])
    {
        text += fmt::format("  {} (build {}): {} bytes, hash {}\n", string(library["name"]),
            string(library["buildId"]).substr(0, 12), number(library["bytes"]), string(library["hash"]));
    }
    heading("devices it is tuned for", "devices");
    for (Json const& device : json["devices"])
    {
        text += fmt::format("  {} ({}): {} steps, {} reformats, {} copies; activations {} bytes, workspace {} bytes\n",
            string(device["device"]), string(device["description"]), number(device["steps"]),
            number(device["reformats"]), number(device["copies"]), number(device["activationBytes"]),
            number(device["workspaceBytes"]));
    }
    heading("layers", "layers");
    for (Json const& layer : json["layers"])
    {
        text += fmt::format("  {} \"{}\": weights {} bytes{}\n", string(layer["kind"]), string(layer["name"]),
            number(layer["weightBytes"]),
            number(layer["pluginBytes"]) == 0 ? ""
                                              : fmt::format(", plugin data {} bytes", number(layer["pluginBytes"])));
    }
    Json const& weights = json["weights"];
    text +=
        fmt::format("weights: {} bytes in {} places, {} distinct ones of {} bytes stored\n", number(weights["bytes"]),
            number(weights["references"]), number(weights["distinct"]), number(weights["storedBytes"]));
    for (Json const& section : json["sections"])
    {
        text += fmt::format("section {}: {} bytes\n", string(section["name"]), number(section["bytes"]));
    }
    return text;
}

base::Result<std::string> inspectFile(char const* path, bool json)
{
    TENON_CHECK(checkName("path of the engine file", path));
    TENON_ASSIGN(plan::Image const image, plan::mapFile(path));
    TENON_ASSIGN(plan::PlanFacts const facts, plan::inspect(image).withNote("in file {}", path));
    Json const document = toJson(facts);
    // Names come from files: bytes that are no UTF-8 are replaced.
    return json ? document.dump(2, ' ', false, Json::error_handler_t::replace) : toText(document);
}

} // namespace
} // namespace tenon::api

#pragma GCC visibility push(default)

extern "C" size_t tenonInspectEngineFile(char const* path, bool json, char* text, size_t bytes, bool* failed) noexcept
{
    std::string whole;
    bool isFailure = true;
    try
    {
        auto const result = tenon::api::inspectFile(path, json);
        isFailure = !result.ok();
        whole = result.ok() ? *result : result.error().text();
    }
    catch (std::exception const& failure)
    {
        whole = failure.what();
    }
    if (text != nullptr && bytes > 0)
    {
        size_t const copied = std::min(bytes - 1, whole.size());
        std::copy_n(whole.data(), copied, text);
        text[copied] = '\0';
    }
    if (failed != nullptr)
    {
        *failed = isFailure;
    }
    return whole.size();
}

#pragma GCC visibility pop
