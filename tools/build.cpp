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

//! Writes beside a path and renames at the end: the file is complete, or not there. Without a path it counts the bytes.
class FileWriter final : public nvinfer1::IStreamWriter
{
public:
    FileWriter(std::string path, std::string flag)
        : path_(std::move(path))
        , flag_(std::move(flag))
        , partial_(path_ + ".part")
    {
        if (!path_.empty())
        {
            file_.open(partial_, std::ios::binary | std::ios::trunc);
        }
    }
    ~FileWriter() override
    {
        if (!path_.empty() && !isDone_)
        {
            file_.close();
            std::error_code ignored;
            std::filesystem::remove(partial_, ignored);
        }
    }

    int64_t write(void const* data, int64_t count) noexcept override
    {
        written_ += static_cast<size_t>(count);
        if (path_.empty())
        {
            return count;
        }
        file_.write(static_cast<char const*>(data), count);
        return file_.good() ? count : -1;
    }

    //! True where all that was written has arrived so far.
    bool isGood() const { return path_.empty() || file_.good(); }

    Status finish()
    {
        std::error_code failure;
        if (!path_.empty())
        {
            file_.close();
            if (file_.good())
            {
                std::filesystem::rename(partial_, path_, failure);
            }
            isDone_ = file_.good() && !failure;
        }
        return path_.empty() || isDone_ ? Status() : cannotWrite();
    }

    base::Error cannotWrite() const
    {
        return base::invalidArgument(
            "{}: \"{}\" cannot be written; check that its folder exists and has space", flag_, path_);
    }
    size_t written() const { return written_; }

private:
    std::string path_, flag_, partial_;
    std::ofstream file_;
    size_t written_{0};
    bool isDone_{false};
};

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
    // Straight into the file: a plan in memory beside the model's weights would take as much again.
    FileWriter engine(options.saveEngine, "--saveEngine");
    if (!engine.isGood())
    {
        return engine.cannotWrite();
    }
    if (!model.builder->buildSerializedNetworkToStream(*model.network, *config, engine))
    {
        return engine.isGood() ? base::error(base::ErrorCode::kFAILED_EXECUTION,
                   "model \"{}\": the build failed; the reason is in the log above", options.onnx)
                               : engine.cannotWrite();
    }
    TENON_CHECK(engine.finish());
    if (timings != nullptr)
    {
        std::unique_ptr<nvinfer1::IHostMemory> const bytes(timings->serialize());
        FileWriter file(options.timingCacheFile, "--timingCacheFile");
        file.write(bytes->data(), static_cast<int64_t>(bytes->size()));
        TENON_CHECK(file.finish());
    }
    std::printf("built %s: %zu bytes%s%s\n", options.onnx.c_str(), engine.written(),
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
