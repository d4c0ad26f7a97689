#include "plugin_options.h"

#include "io_formats.h"
#include "python_plugins.h"
#include "shapes.h"

#include <filesystem>
#include <fstream>

namespace tenon::tools
{
namespace
{

//! JSON as it stands, or from a file.
Result<std::string> jsonText(std::string const& value)
{
    size_t const first = value.find_first_not_of(" \t\n");
    if (first != std::string::npos && value[first] == '{')
    {
        return value;
    }
    std::ifstream file(value);
    if (!file)
    {
        return base::invalidArgument(
            "--fields: expected JSON ({{\"name\": value}}) or a file with it, \"{}\" cannot be read", value);
    }
    return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

//! "x=2x3x8x8:fp32,y=…"; the type may be left out.
Status parseInputs(std::string const& text, plugin_check::RunOptions& run)
{
    for (std::string const& part : splitList(text))
    {
        size_t const equals = part.rfind('=');
        size_t const colon = part.rfind(':');
        bool const typed = colon != std::string::npos && (equals == std::string::npos || colon > equals);
        std::string const name =
            equals == std::string::npos ? "input_" + std::to_string(run.inputs.size()) : part.substr(0, equals);
        size_t const begin = equals == std::string::npos ? 0 : equals + 1;
        std::string const dims = part.substr(begin, typed ? colon - begin : std::string::npos);
        TENON_ASSIGN(Shapes const shapes, parseShapes("input:" + dims, "--inputs"));
        plugin_check::Tensor tensor;
        tensor.dims = shapes.at("input");
        if (typed)
        {
            TENON_ASSIGN(tensor.type, parseType(part.substr(colon + 1), "--inputs"));
            run.typesGiven = true;
        }
        run.inputs.push_back(tensor);
        run.inputNames.push_back(name);
    }
    return {};
}

} // namespace

void addPluginOptions(CLI::App& command, PluginOptions& options)
{
    command.add_option("library", options.library,
        "The plugin library, such as libmy_plugins.so, or the module of plugins written in Python, my_plugins.py; without it, the standard plugins");
    command.add_option("--plugin", options.run.plugin, "The plugin's name");
    command.add_option("--plugin-version", options.run.version, "Its version, where there are several");
    command.add_option("--fields", options.fields,
        "Its fields as JSON, {\"negSlope\": 0.1, \"axis\": {\"type\": \"int32\", \"value\": 1}}, or a file with that");
    command.add_option("--inputs", options.inputs, "Its inputs, batch included: x=2x3x8x8:fp32,y=2x3x8x8:fp32");
    command.add_option(
        "--device", options.run.device, "cpu, cuda or cuda:<n>; the CPU where the plugin serves it, else a GPU");
}

Status readPluginOptions(PluginOptions& options)
{
    options.run.library = options.library;
    if (!options.library.empty() && !std::filesystem::exists(options.library))
    {
        return base::invalidArgument("library: expected a plugin library, \"{}\" is not there", options.library);
    }
    if (!options.library.empty())
    {
        if (needsPython(options.library))
        {
            return goOnInPython(options.library);
        }
        // As the loader wants a file that lies in no search path.
        options.run.library = std::filesystem::absolute(options.library).string();
    }
    if (!options.fields.empty())
    {
        TENON_ASSIGN(options.run.fieldsText, jsonText(options.fields));
    }
    std::string const& device = options.run.device;
    if (!device.empty() && device != "cpu" && device.rfind("cuda", 0) != 0)
    {
        return base::invalidArgument("--device: expected cpu, cuda or cuda:<n>, found \"{}\"", device);
    }
    return parseInputs(options.inputs, options.run);
}

} // namespace tenon::tools
