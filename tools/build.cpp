// tenon build: ONNX model → engine file.
#include "console.h"
#include "model.h"
#include "shapes.h"

#include "base/dims.h"

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace tenon::tools
{
namespace
{

struct BuildOptions
{
    std::string onnx, saveEngine, device, minShapes, optShapes, maxShapes, shapes, markOutputs, memPoolSize;
    std::vector<std::string> plugins;
    bool fp16{false}, bf16{false}, verbose{false}, quiet{false};
};

//! Shapes of one profile: `--shapes` alone stands for all three; a missing min or max is the opt.
struct ProfileShapes
{
    Shapes min, opt, max;
};

Result<ProfileShapes> profileShapes(BuildOptions const& options)
{
    ProfileShapes result;
    TENON_ASSIGN(result.min, parseShapes(options.minShapes, "--minShapes"));
    TENON_ASSIGN(result.opt, parseShapes(options.optShapes.empty() ? options.shapes : options.optShapes, "--optShapes"));
    TENON_ASSIGN(result.max, parseShapes(options.maxShapes, "--maxShapes"));
    for (Shapes const* const given : {&result.min, &result.max})
    {
        for (auto const& [name, dims] : *given)
        {
            result.opt.emplace(name, dims);
        }
    }
    for (auto const& [name, dims] : result.opt)
    {
        result.min.emplace(name, dims);
        result.max.emplace(name, dims);
    }
    return result;
}

bool isDynamic(nvinfer1::Dims const& dims)
{
    auto const sizes = base::sizesOf(dims);
    return std::find(sizes.begin(), sizes.end(), -1) != sizes.end();
}

Status addProfile(BuildOptions const& options, ParsedModel& model, nvinfer1::IBuilderConfig& config)
{
    TENON_ASSIGN(ProfileShapes const shapes, profileShapes(options));
    auto* const profile = model.builder->createOptimizationProfile();
    bool anyDynamic = false;
    for (int32_t i = 0; i < model.network->getNbInputs(); ++i)
    {
        auto* const input = model.network->getInput(i);
        std::string const name = input->getName();
        bool const given = shapes.opt.count(name) != 0;
        if (!isDynamic(input->getDimensions()))
        {
            if (given)
            {
                return base::invalidArgument("input \"{}\": has the static dimensions {}, expected no shapes for it on the command line", name,
                    base::toString(input->getDimensions()));
            }
            continue;
        }
        anyDynamic = true;
        if (!given)
        {
            return base::invalidArgument("input \"{}\" of dimensions {}: expected --minShapes, --optShapes and --maxShapes for it, found none; "
                                         "e.g. --optShapes={}:…",
                name, base::toString(input->getDimensions()), name);
        }
        using nvinfer1::OptProfileSelector;
        bool const set = profile->setDimensions(name.c_str(), OptProfileSelector::kMIN, shapes.min.at(name))
            && profile->setDimensions(name.c_str(), OptProfileSelector::kOPT, shapes.opt.at(name))
            && profile->setDimensions(name.c_str(), OptProfileSelector::kMAX, shapes.max.at(name));
        if (!set)
        {
            return base::invalidArgument("input \"{}\": the profile refused min {}, opt {}, max {}; the reason is in the log", name,
                base::toString(shapes.min.at(name)), base::toString(shapes.opt.at(name)), base::toString(shapes.max.at(name)));
        }
    }
    for (auto const& [name, dims] : shapes.opt)
    {
        bool found = false;
        for (int32_t i = 0; i < model.network->getNbInputs(); ++i)
        {
            found |= name == model.network->getInput(i)->getName();
        }
        if (!found)
        {
            return base::invalidArgument("shapes: expected names of the model's inputs, found \"{}\"", name);
        }
    }
    if (anyDynamic && config.addOptimizationProfile(profile) < 0)
    {
        return base::invalidArgument("optimization profile: refused; the reason is in the log");
    }
    return {};
}

//! --memPoolSize=workspace:64 in MiB, as trtexec takes it.
Status setMemoryPools(std::string const& text, nvinfer1::IBuilderConfig& config)
{
    for (std::string const& part : splitList(text))
    {
        char* end = nullptr;
        bool const isWorkspace = part.rfind("workspace:", 0) == 0;
        double const mebibytes = isWorkspace ? std::strtod(part.c_str() + 10, &end) : 0.0;
        if (!isWorkspace || end == part.c_str() + 10 || *end != '\0' || !(mebibytes >= 0.0) || mebibytes > 1e9)
        {
            return base::invalidArgument("--memPoolSize: expected workspace:<MiB>, found \"{}\"", part);
        }
        config.setMemoryPoolLimit(nvinfer1::MemoryPoolType::kWORKSPACE, static_cast<size_t>(mebibytes * 1048576.0));
    }
    return {};
}

Status writeFile(std::string const& path, void const* data, size_t bytes)
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
        return base::invalidArgument("--saveEngine: \"{}\" cannot be written; check that its folder exists and has space", path);
    }
    return {};
}

Status build(BuildOptions const& options)
{
    if (!options.device.empty())
    {
        setenv("TENON_DEVICE", options.device.c_str(), 1);
    }
    ConsoleLogger logger(options.verbose);
    TENON_CHECK(loadPlugins(options.plugins, logger));
    TENON_ASSIGN(ParsedModel model, parseModel(options.onnx, logger));
    TENON_CHECK(markOutputs(*model.network, splitList(options.markOutputs)));
    std::unique_ptr<nvinfer1::IBuilderConfig> const config(model.builder->createBuilderConfig());
    if (options.fp16)
    {
        config->setFlag(nvinfer1::BuilderFlag::kFP16);
    }
    if (options.bf16)
    {
        config->setFlag(nvinfer1::BuilderFlag::kBF16);
    }
    TENON_CHECK(setMemoryPools(options.memPoolSize, *config));
    TENON_CHECK(addProfile(options, model, *config));
    ConsoleProgress progress;
    if (!options.quiet)
    {
        config->setProgressMonitor(&progress);
    }
    std::unique_ptr<nvinfer1::IHostMemory> const plan(model.builder->buildSerializedNetwork(*model.network, *config));
    if (plan == nullptr)
    {
        return base::error(base::ErrorCode::kFAILED_EXECUTION, "model \"{}\": the build failed; the reason is in the log above", options.onnx);
    }
    if (!options.saveEngine.empty())
    {
        TENON_CHECK(writeFile(options.saveEngine, plan->data(), plan->size()));
    }
    std::printf("built %s: %zu bytes%s%s\n", options.onnx.c_str(), plan->size(), options.saveEngine.empty() ? "" : ", saved to ",
        options.saveEngine.c_str());
    return {};
}

} // namespace

void addBuild(CLI::App& app, Chosen& chosen)
{
    auto const options = std::make_shared<BuildOptions>();
    CLI::App* const command = app.add_subcommand("build", "Build an engine from an ONNX model");
    command->add_option("--onnx", options->onnx, "ONNX model")->required();
    command->add_option("--saveEngine", options->saveEngine, "File to write the engine to");
    command->add_option("--plugins", options->plugins, "Plugin libraries to load first (repeat, or separate by commas)")->delimiter(',');
    command->add_option("--minShapes", options->minShapes, "Smallest shapes: input:1x3x8x8[,other:…]");
    command->add_option("--optShapes", options->optShapes, "Shapes to tune for");
    command->add_option("--maxShapes", options->maxShapes, "Largest shapes");
    command->add_option("--shapes", options->shapes, "One shape for all three");
    command->add_flag("--fp16", options->fp16, "Allow fp16");
    command->add_flag("--bf16", options->bf16, "Allow bf16");
    command->add_option("--memPoolSize", options->memPoolSize, "Limits of memory pools in MiB: workspace:64");
    command->add_option("--markOutputs", options->markOutputs, "Tensors to mark as outputs too: t1,t2");
    command->add_option("--device", options->device, "cpu, cuda or cuda:<index>; default: TENON_DEVICE, else what the machine has");
    command->add_flag("--verbose", options->verbose, "Print all messages");
    command->add_flag("--quiet", options->quiet, "Print no progress");
    command->callback([options, &chosen] { chosen = [options] { return build(*options); }; });
}

} // namespace tenon::tools
