#include "model.h"

#include "plugin_check/hosted.h"
#include "python_plugins.h"

#include "console.h"

#include <NvInferPlugin.h>

#include <tenon/plugin_lookup.h>

#include <algorithm>
#include <filesystem>

namespace tenon::tools
{

Status loadPlugins(std::vector<std::string> const& libraries, nvinfer1::ILogger& logger)
{
    for (std::string const& library : libraries)
    {
        if (needsPython(library) && std::filesystem::exists(library))
        {
            return goOnInPython(library);
        }
    }
    // The user's first: of two creators of one name the first stays, and who names a library wants what is in it.
    LastError reason;
    nvinfer1::IErrorRecorder* const previous = getPluginRegistry()->getErrorRecorder();
    getPluginRegistry()->setErrorRecorder(&reason);
    Status status;
    for (std::string const& library : libraries)
    {
        std::error_code failure;
        if (plugin_check::isHosted(library))
        {
            continue;
        }
        if (std::filesystem::is_directory(library, failure))
        {
            // Its libraries are loaded when a plugin is looked up that nobody has.
            addPluginSearchPlace(library);
            continue;
        }
        if (status.ok() && getPluginRegistry()->loadLibrary(library.c_str()) == nullptr)
        {
            status = base::invalidArgument(
                "--plugins: expected a plugin library, \"{}\" cannot be loaded: {}", library, reason.description());
        }
    }
    getPluginRegistry()->setErrorRecorder(previous);
    if (status.ok() && !initLibNvInferPlugins(&logger, ""))
    {
        return base::error(base::ErrorCode::kFAILED_INITIALIZATION,
            "standard plugin library: cannot be registered; the reason is in the log");
    }
    return status;
}

Result<ParsedModel> parseModel(std::string const& path, nvinfer1::ILogger& logger)
{
    ParsedModel model;
    model.builder.reset(nvinfer1::createInferBuilder(logger));
    if (model.builder == nullptr)
    {
        return base::error(
            base::ErrorCode::kFAILED_INITIALIZATION, "builder: cannot be made; the reason is in the log");
    }
    model.network.reset(model.builder->createNetworkV2(0));
    if (model.network == nullptr)
    {
        return base::error(
            base::ErrorCode::kFAILED_INITIALIZATION, "network: cannot be made; the reason is in the log");
    }
    model.parser.reset(nvonnxparser::createParser(*model.network, logger));
    if (!model.parser->parseFromFile(path.c_str(), 0))
    {
        base::Error failure = base::invalidArgument("model \"{}\": cannot be imported", path);
        for (int32_t i = 0; i < model.parser->getNbErrors(); ++i)
        {
            failure.notes.push_back(model.parser->getError(i)->desc());
        }
        return failure;
    }
    return model;
}

Status markOutputs(nvinfer1::INetworkDefinition& network, std::vector<std::string> const& names)
{
    if (names.empty())
    {
        return {};
    }
    std::vector<nvinfer1::ITensor*> tensors;
    for (int32_t i = 0; i < network.getNbInputs(); ++i)
    {
        tensors.push_back(network.getInput(i));
    }
    for (int32_t i = 0; i < network.getNbLayers(); ++i)
    {
        for (int32_t o = 0; o < network.getLayer(i)->getNbOutputs(); ++o)
        {
            tensors.push_back(network.getLayer(i)->getOutput(o));
        }
    }
    for (std::string const& name : names)
    {
        auto const it =
            std::find_if(tensors.begin(), tensors.end(), [&](auto* tensor) { return name == tensor->getName(); });
        if (it == tensors.end())
        {
            std::vector<std::string> known;
            for (auto* const tensor : tensors)
            {
                known.emplace_back(tensor->getName());
            }
            return base::invalidArgument(
                "--markOutputs: expected the name of an input or of a tensor that a layer makes, found \"{}\"; there are: {}",
                name, fmt::join(known, ", "));
        }
        if (!(*it)->isNetworkOutput())
        {
            network.markOutput(**it);
        }
    }
    return {};
}

} // namespace tenon::tools
