// tenon explain negotiation: what a plugin was asked, what it refused, and what was converted because of it.
#include "build_options.h"
#include "console.h"

#include <tenon/build_report.h>

#include <cstdio>
#include <memory>

namespace tenon::tools
{
namespace
{

struct ExplainOptions
{
    BuildOptions build;
    std::string layer;
    bool json{false};
};

std::string layerNames(nvinfer1::INetworkDefinition const& network)
{
    std::vector<std::string> names;
    for (int32_t i = 0; i < network.getNbLayers(); ++i)
    {
        names.emplace_back(network.getLayer(i)->getName());
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

//! Without --layer: every plugin of the network, or where it has none every layer.
std::vector<std::string> layersToExplain(ExplainOptions const& options, nvinfer1::INetworkDefinition const& network)
{
    if (!options.layer.empty())
    {
        return {options.layer};
    }
    std::vector<std::string> plugins, all;
    for (int32_t i = 0; i < network.getNbLayers(); ++i)
    {
        nvinfer1::ILayer const& layer = *network.getLayer(i);
        bool const plugin = layer.getType() == nvinfer1::LayerType::kPLUGIN
            || layer.getType() == nvinfer1::LayerType::kPLUGIN_V2 || layer.getType() == nvinfer1::LayerType::kPLUGIN_V3;
        all.emplace_back(layer.getName());
        if (plugin)
        {
            plugins.emplace_back(layer.getName());
        }
    }
    return plugins.empty() ? all : plugins;
}

//! The step of the engine that `layer` became part of; empty where there is none. Fused steps are called by their parts: "conv1 + act1".
std::string stepAround(std::string const& layer, nvinfer1::IHostMemory const& plan, nvinfer1::ILogger& logger)
{
    std::unique_ptr<nvinfer1::IRuntime> const runtime(nvinfer1::createInferRuntime(logger));
    std::unique_ptr<nvinfer1::ICudaEngine> const engine(runtime->deserializeCudaEngine(plan.data(), plan.size()));
    if (engine == nullptr)
    {
        return {};
    }
    std::unique_ptr<nvinfer1::IEngineInspector> const inspector(engine->createEngineInspector());
    for (int32_t i = 0; i < engine->getNbLayers(); ++i)
    {
        std::string step = inspector->getLayerInformation(i, nvinfer1::LayerInformationFormat::kONELINE);
        step.erase(step.find_last_not_of('\n') + 1);
        if ((" + " + step + " + ").find(" + " + layer + " + ") != std::string::npos)
        {
            return step;
        }
    }
    return {};
}

Status explain(ExplainOptions const& options)
{
    if (!options.build.device.empty())
    {
        setenv("TENON_DEVICE", options.build.device.c_str(), 1);
    }
    ConsoleLogger logger(options.build.verbose);
    TENON_CHECK(loadPlugins(options.build.plugins, logger));
    TENON_CHECK(loadPlugins(options.build.pluginsToSerialize, logger));
    TENON_ASSIGN(ParsedModel model, parseModel(options.build.onnx, logger));
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(model.builder->createBuilderConfig());
    TENON_CHECK(configureBuild(options.build, model, *config));
    std::unique_ptr<nvinfer1::ITimingCache> timings;
    TENON_CHECK(readTimingCache(options.build, *config, timings));
    std::unique_ptr<nvinfer1::IHostMemory> const plan(model.builder->buildSerializedNetwork(*model.network, *config));
    if (plan == nullptr)
    {
        return base::error(base::ErrorCode::kFAILED_EXECUTION,
            "model \"{}\": the build failed; the reason is in the log above", options.build.onnx);
    }
    if (options.json && options.layer.empty())
    {
        std::printf("%s\n", buildReport(*config, "", true).c_str());
        return {};
    }
    for (std::string const& layer : layersToExplain(options, *model.network))
    {
        std::string text = buildReport(*config, layer, options.json);
        if (text.empty())
        {
            std::string const step = stepAround(layer, *plan, logger);
            if (!step.empty())
            {
                text = options.json
                    ? std::string()
                    : fmt::format("\"{}\": fused into \"{}\", so that nothing is converted beside it\n", layer, step);
                text += buildReport(*config, step, options.json);
            }
        }
        if (text.empty() && !options.layer.empty())
        {
            return base::invalidArgument(
                "--layer: expected a layer that the engine runs, found \"{}\"; the network has {} (those that were fused or "
                "folded are part of others)",
                layer, layerNames(*model.network));
        }
        std::printf("%s%s", text.c_str(), options.json ? "\n" : "");
    }
    return {};
}

} // namespace

void addExplain(CLI::App& app, Chosen& chosen)
{
    auto const options = std::make_shared<ExplainOptions>();
    CLI::App* const explainApp = app.add_subcommand("explain", "Explain what a build decides");
    explainApp->require_subcommand(1);
    CLI::App* const command = explainApp->add_subcommand(
        "negotiation", "Print what plugins are asked and refuse, and which conversions follow");
    command->add_option("model", options->build.onnx, "ONNX model")->required();
    command->add_option("--layer", options->layer, "The layer to explain; default: all plugins");
    command->add_flag("--json", options->json, "Print JSON");
    addBuildOptions(*command, options->build);
    command->callback([options, &chosen] { chosen = [options] { return explain(*options); }; });
}

} // namespace tenon::tools
