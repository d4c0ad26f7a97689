// tenon build: ONNX model → engine file.
#include "build_options.h"
#include "call_printer.h"
#include "console.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace tenon::tools
{
namespace
{

Status writeFile(std::string const& path, std::string_view flag, void const* data, size_t bytes)
{
    std::string const partial = path + ".part";
    std::ofstream file(partial, std::ios::binary | std::ios::trunc);
    file.write(static_cast<char const*>(data), static_cast<std::streamsize>(bytes));
    file.close();
    std::error_code failure;
    if (file.good())
    {
        std::filesystem::rename(partial, path, failure);
    }
    if (!file.good() || failure)
    {
        std::filesystem::remove(partial, failure);
        return base::invalidArgument(
            "{}: \"{}\" cannot be written; check that its folder exists and has space", flag, path);
    }
    return {};
}

Status build(BuildOptions const& options)
{
    if (!options.device.empty())
    {
        setenv("TENON_DEVICE", options.device.c_str(), 1);
    }
    CallPrinter const calls(options.tracePlugins);
    ConsoleLogger logger(options.verbose);
    TENON_CHECK(loadPlugins(options.plugins, logger));
    TENON_CHECK(loadPlugins(options.pluginsToSerialize, logger));
    TENON_ASSIGN(ParsedModel model, parseModel(options.onnx, logger));
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(model.builder->createBuilderConfig());
    TENON_CHECK(configureBuild(options, model, *config));
    std::unique_ptr<nvinfer1::ITimingCache> timings;
    TENON_CHECK(readTimingCache(options, *config, timings));
    ConsoleProgress progress;
    if (!options.quiet)
    {
        config->setProgressMonitor(&progress);
    }
    std::unique_ptr<nvinfer1::IHostMemory> const plan(model.builder->buildSerializedNetwork(*model.network, *config));
    if (plan == nullptr)
    {
        return base::error(base::ErrorCode::kFAILED_EXECUTION,
            "model \"{}\": the build failed; the reason is in the log above", options.onnx);
    }
    if (!options.saveEngine.empty())
    {
        TENON_CHECK(writeFile(options.saveEngine, "--saveEngine", plan->data(), plan->size()));
    }
    if (timings != nullptr)
    {
        std::unique_ptr<nvinfer1::IHostMemory> const bytes(timings->serialize());
        TENON_CHECK(writeFile(options.timingCacheFile, "--timingCacheFile", bytes->data(), bytes->size()));
    }
    std::printf("built %s: %zu bytes%s%s\n", options.onnx.c_str(), plan->size(),
        options.saveEngine.empty() ? "" : ", saved to ", options.saveEngine.c_str());
    return {};
}

} // namespace

void addBuild(CLI::App& app, Chosen& chosen)
{
    auto const options = std::make_shared<BuildOptions>();
    CLI::App* const command = app.add_subcommand("build", "Build an engine from an ONNX model");
    command->add_option("--onnx", options->onnx, "ONNX model")->required();
    command->add_option("--saveEngine", options->saveEngine, "File to write the engine to");
    addBuildOptions(*command, *options);
    command->add_flag("--trace-plugins", options->tracePlugins, "Print one line for each call into a plugin");
    command->add_flag("--quiet", options->quiet, "Print no progress");
    command->callback([options, &chosen] { chosen = [options] { return build(*options); }; });
}

} // namespace tenon::tools
