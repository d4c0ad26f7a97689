#include "build_options.h"

#include "io_formats.h"
#include "npy.h"
#include "shapes.h"

#include "base/dims.h"

#include <tenon/build_report.h>
#include <tenon/tuning_data.h>

#include <algorithm>
#include <fstream>

namespace tenon::tools
{
namespace
{

//! Shapes of one profile: `--shapes` alone stands for all three; a missing min or max is the opt.
struct ProfileShapes
{
    Shapes min, opt, max;
};

Result<ProfileShapes> profileShapes(BuildOptions const& options)
{
    ProfileShapes result;
    TENON_ASSIGN(result.min, parseShapes(options.minShapes, "--minShapes"));
    TENON_ASSIGN(
        result.opt, parseShapes(options.optShapes.empty() ? options.shapes : options.optShapes, "--optShapes"));
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
                return base::invalidArgument(
                    "input \"{}\": has the static dimensions {}, expected no shapes for it on the command line", name,
                    base::toString(input->getDimensions()));
            }
            continue;
        }
        anyDynamic = true;
        if (!given)
        {
            return base::invalidArgument(
                "input \"{}\" of dimensions {}: expected --minShapes, --optShapes and --maxShapes for it, found none; "
                "e.g. --optShapes={}:…",
                name, base::toString(input->getDimensions()), name);
        }
        using nvinfer1::OptProfileSelector;
        bool const set = profile->setDimensions(name.c_str(), OptProfileSelector::kMIN, shapes.min.at(name))
            && profile->setDimensions(name.c_str(), OptProfileSelector::kOPT, shapes.opt.at(name))
            && profile->setDimensions(name.c_str(), OptProfileSelector::kMAX, shapes.max.at(name));
        if (!set)
        {
            return base::invalidArgument(
                "input \"{}\": the profile refused min {}, opt {}, max {}; the reason is in the log", name,
                base::toString(shapes.min.at(name)), base::toString(shapes.opt.at(name)),
                base::toString(shapes.max.at(name)));
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

//! The type that a tensor has in the network; null pointer where there is none of that name.
nvinfer1::ITensor* tensorNamed(nvinfer1::INetworkDefinition& network, std::string const& name)
{
    for (int32_t i = 0; i < network.getNbInputs(); ++i)
    {
        if (name == network.getInput(i)->getName())
        {
            return network.getInput(i);
        }
    }
    for (int32_t i = 0; i < network.getNbLayers(); ++i)
    {
        nvinfer1::ILayer* const layer = network.getLayer(i);
        for (int32_t o = 0; o < layer->getNbOutputs(); ++o)
        {
            if (name == layer->getOutput(o)->getName())
            {
                return layer->getOutput(o);
            }
        }
    }
    return nullptr;
}

//! --tuningInputs=boxes:boxes.npy.
Status setTuningInputs(
    std::vector<std::string> const& texts, nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config)
{
    for (std::string const& text : texts)
    {
        size_t const colon = text.find(':');
        nvinfer1::ITensor* const tensor =
            colon == std::string::npos ? nullptr : tensorNamed(network, text.substr(0, colon));
        if (tensor == nullptr)
        {
            return base::invalidArgument(
                "--tuningInputs: expected tensor:file.npy with the name of a tensor of the network, found \"{}\"",
                text);
        }
        TENON_ASSIGN(Array array, readNpy(text.substr(colon + 1)));
        TENON_ASSIGN(array, converted(std::move(array), tensor->getType(), text));
        if (!setTuningValues(config, tensor->getName(), array.bytes.data(), array.bytes.size()))
        {
            return base::invalidArgument("--tuningInputs: \"{}\" is refused; the reason is in the log above", text);
        }
    }
    return {};
}

Result<nvinfer1::ILayer*> layerNamed(
    nvinfer1::INetworkDefinition& network, std::string const& name, std::string_view flag)
{
    std::vector<std::string> names;
    for (int32_t i = 0; i < network.getNbLayers(); ++i)
    {
        names.emplace_back(network.getLayer(i)->getName());
        if (names.back() == name)
        {
            return network.getLayer(i);
        }
    }
    return base::invalidArgument(
        "{}: expected the name of a layer, found \"{}\"; there are: {}", flag, name, fmt::join(names, ", "));
}

//! Calls set(layer, type) for each "name:type"; "*" stands for all layers, named ones after it count.
template <typename Set>
Status forLayers(
    std::vector<std::string> const& texts, std::string_view flag, nvinfer1::INetworkDefinition& network, Set const& set)
{
    for (std::string const& each : texts)
    {
        size_t const colon = each.rfind(':');
        if (colon == std::string::npos)
        {
            return base::invalidArgument("{}: expected layer:type, found \"{}\"", flag, each);
        }
        TENON_ASSIGN(nvinfer1::DataType const type, parseType(each.substr(colon + 1), flag));
        std::string const name = each.substr(0, colon);
        for (int32_t i = 0; name == "*" && i < network.getNbLayers(); ++i)
        {
            set(*network.getLayer(i), type);
        }
        if (name != "*")
        {
            TENON_ASSIGN(nvinfer1::ILayer * layer, layerNamed(network, name, flag));
            set(*layer, type);
        }
    }
    return {};
}

Status setPrecisions(
    BuildOptions const& options, nvinfer1::INetworkDefinition& network, nvinfer1::IBuilderConfig& config)
{
    using nvinfer1::BuilderFlag;
    std::pair<bool, BuilderFlag> const flags[]{{options.fp16, BuilderFlag::kFP16}, {options.bf16, BuilderFlag::kBF16},
        {options.int8, BuilderFlag::kINT8}, {options.directIo, BuilderFlag::kDIRECT_IO},
        {options.refit, BuilderFlag::kREFIT}, {options.stripWeights, BuilderFlag::kSTRIP_PLAN},
        {options.precisionConstraints == "obey", BuilderFlag::kOBEY_PRECISION_CONSTRAINTS},
        {options.precisionConstraints == "prefer", BuilderFlag::kPREFER_PRECISION_CONSTRAINTS}};
    for (auto const& [wanted, flag] : flags)
    {
        if (wanted)
        {
            config.setFlag(flag);
        }
    }
    TENON_CHECK(forLayers(options.layerPrecisions, "--layerPrecisions", network,
        [](nvinfer1::ILayer& layer, nvinfer1::DataType type) { layer.setPrecision(type); }));
    return forLayers(
        options.layerOutputTypes, "--layerOutputTypes", network, [](nvinfer1::ILayer& layer, nvinfer1::DataType type) {
            for (int32_t o = 0; o < layer.getNbOutputs(); ++o)
            {
                layer.setOutputType(o, type);
            }
        });
}

} // namespace

Status readTimingCache(
    BuildOptions const& options, nvinfer1::IBuilderConfig& config, std::unique_ptr<nvinfer1::ITimingCache>& cache)
{
    if (options.timingCacheFile.empty())
    {
        return {};
    }
    std::ifstream file(options.timingCacheFile, std::ios::binary);
    std::vector<char> const bytes{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    cache.reset(config.createTimingCache(bytes.data(), bytes.size()));
    if (cache == nullptr || !config.setTimingCache(*cache, false))
    {
        return base::invalidArgument(
            "--timingCacheFile: \"{}\" is refused; the reason is in the log above", options.timingCacheFile);
    }
    return {};
}

Status configureBuild(BuildOptions const& options, ParsedModel& model, nvinfer1::IBuilderConfig& config)
{
    TENON_CHECK(markOutputs(*model.network, splitList(options.markOutputs)));
    TENON_CHECK(insertDebugPrints(options.debugPrints, *model.network));
    TENON_CHECK(setPrecisions(options, *model.network, config));
    TENON_CHECK(setIoFormats(*model.network, options.inputIOFormats, true));
    TENON_CHECK(setIoFormats(*model.network, options.outputIOFormats, false));
    TENON_CHECK(setMemoryPools(options.memPoolSize, config));
    TENON_CHECK(setTuningInputs(options.tuningInputs, *model.network, config));
    std::vector<char const*> libraries;
    for (std::string const& library : options.pluginsToSerialize)
    {
        libraries.push_back(library.c_str());
    }
    config.setPluginsToSerialize(libraries.data(), static_cast<int32_t>(libraries.size()));
    if (static_cast<size_t>(config.getNbPluginsToSerialize()) != libraries.size())
    {
        return base::invalidArgument("--setPluginsToSerialize: refused; the reason is in the log above");
    }
    if (options.optimizationLevel >= 0)
    {
        config.setBuilderOptimizationLevel(options.optimizationLevel);
    }
    if (options.noTiming)
    {
        setTiming(config, false);
    }
    return addProfile(options, model, config);
}

void addBuildOptions(CLI::App& command, BuildOptions& options)
{
    command.add_option("--plugins", options.plugins, "Plugin libraries to load first (repeat, or separate by commas)")
        ->delimiter(',');
    command
        .add_option("--setPluginsToSerialize", options.pluginsToSerialize,
            "Plugin libraries to put into the engine file; they are loaded too")
        ->delimiter(',');
    command.add_option("--minShapes", options.minShapes, "Smallest shapes: input:1x3x8x8[,other:…]");
    command.add_option("--optShapes", options.optShapes, "Shapes to tune for");
    command.add_option("--maxShapes", options.maxShapes, "Largest shapes");
    command.add_option("--shapes", options.shapes, "One shape for all three");
    command.add_flag("--fp16", options.fp16, "Allow fp16");
    command.add_flag("--bf16", options.bf16, "Allow bf16");
    command.add_flag("--int8", options.int8, "Allow int8 for plugins, where tensors have dynamic ranges");
    command.add_flag("--refit", options.refit, "Let the engine's weights be changed later (IRefitter)");
    command.add_flag("--stripWeights", options.stripWeights,
        "Leave the weights out of the engine, to be given back by IRefitter or IParserRefitter");
    command.add_flag("--directIO", options.directIo, "Allow no conversion beside network inputs and outputs");
    command
        .add_option("--inputIOFormats", options.inputIOFormats,
            "Types and formats of inputs: fp16:chw+hwc8[,one for each input]")
        ->delimiter(',');
    command.add_option("--outputIOFormats", options.outputIOFormats, "The same of outputs")->delimiter(',');
    command
        .add_option("--precisionConstraints", options.precisionConstraints,
            "What requested precisions are: prefer, obey or none")
        ->check(CLI::IsMember({"prefer", "obey", "none"}));
    command.add_option("--layerPrecisions", options.layerPrecisions, "Precisions of layers: name:fp32[,*:fp16]")
        ->delimiter(',');
    command.add_option("--layerOutputTypes", options.layerOutputTypes, "Types of layers' outputs: name:fp32")
        ->delimiter(',');
    command
        .add_option("--tuningInputs", options.tuningInputs,
            "Values to time plugins with: tensor:file.npy[,…], of the optimum's shape")
        ->delimiter(',');
    command.add_option("--memPoolSize", options.memPoolSize, "Limits of memory pools in MiB: workspace:64");
    command.add_option("--markOutputs", options.markOutputs, "Tensors to mark as outputs too: t1,t2");
    command.add_option("--debugPrint", options.debugPrints.names,
        "Tensors of which each inference tells, by the plugin DebugPrint: t1,t2 or all");
    command.add_option("--debugPrintFile", options.debugPrints.file, "A file for its lines; default: standard error");
    command.add_option("--debugPrintFolder", options.debugPrints.folder, "A folder for the whole tensors, as .npy");
    command.add_option("--timingCacheFile", options.timingCacheFile, "Measurements to start from, and to keep");
    command.add_option("--builderOptimizationLevel", options.optimizationLevel, "0 (nothing is timed) to 5");
    command.add_flag("--noTiming", options.noTiming, "Choose by a model of memory traffic, always the same way");
    command.add_option(
        "--device", options.device, "cpu, cuda or cuda:<index>; default: TENON_DEVICE, else what the machine has");
    command.add_flag("--verbose", options.verbose, "Print all messages");
}

} // namespace tenon::tools
