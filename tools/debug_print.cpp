#include "debug_print.h"

#include "shapes.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <memory>

namespace tenon::tools
{
namespace
{

using nvinfer1::ILayer;
using nvinfer1::INetworkDefinition;
using nvinfer1::ITensor;

std::vector<ITensor*> tensorsOf(INetworkDefinition& network)
{
    std::vector<ITensor*> tensors;
    for (int32_t i = 0; i < network.getNbInputs(); ++i)
    {
        tensors.push_back(network.getInput(i));
    }
    for (int32_t l = 0; l < network.getNbLayers(); ++l)
    {
        for (int32_t o = 0; o < network.getLayer(l)->getNbOutputs(); ++o)
        {
            tensors.push_back(network.getLayer(l)->getOutput(o));
        }
    }
    return tensors;
}

Result<std::vector<ITensor*>> chosenOf(std::string const& names, INetworkDefinition& network)
{
    std::vector<ITensor*> const all = tensorsOf(network);
    std::vector<ITensor*> chosen;
    if (names == "all")
    {
        std::copy_if(all.begin(), all.end(), std::back_inserter(chosen),
            [](ITensor* tensor) { return !tensor->isShapeTensor(); });
        return chosen;
    }
    for (std::string const& name : splitList(names))
    {
        auto const found =
            std::find_if(all.begin(), all.end(), [&](ITensor* tensor) { return name == tensor->getName(); });
        if (found == all.end())
        {
            std::vector<std::string> known;
            for (ITensor* const tensor : all)
                known.emplace_back(tensor->getName());
            return base::invalidArgument("--debugPrint: expected the name of a tensor, found \"{}\"; there are: {}",
                name, fmt::join(known, ", "));
        }
        if ((*found)->isShapeTensor())
        {
            return base::invalidArgument(
                "--debugPrint: expected a tensor of the device, found \"{}\", a shape tensor", name);
        }
        chosen.push_back(*found);
    }
    return chosen;
}

struct DestroyPlugin
{
    void operator()(nvinfer1::IPluginV2* plugin) const { plugin->destroy(); }
};

std::unique_ptr<nvinfer1::IPluginV2, DestroyPlugin> makePrint(DebugPrints const& prints, std::string const& label)
{
    nvinfer1::IPluginCreator* const creator = getPluginRegistry()->getPluginCreator("DebugPrint", "1", "");
    if (creator == nullptr)
    {
        return nullptr;
    }
    auto const text = [](char const* name, std::string const& value) {
        return nvinfer1::PluginField(
            name, value.data(), nvinfer1::PluginFieldType::kCHAR, static_cast<int32_t>(value.size()));
    };
    nvinfer1::PluginField const fields[]{
        text("label", label), text("file", prints.file), text("folder", prints.folder)};
    nvinfer1::PluginFieldCollection collection{};
    collection.nbFields = 3;
    collection.fields = fields;
    return std::unique_ptr<nvinfer1::IPluginV2, DestroyPlugin>(
        creator->createPlugin(("DebugPrint " + label).c_str(), &collection));
}

//! The network's outputs in their order, `after` in the place and under the name of `before`.
void replaceOutput(INetworkDefinition& network, ITensor& before, ITensor& after)
{
    std::vector<ITensor*> outputs;
    for (int32_t i = 0; i < network.getNbOutputs(); ++i)
    {
        outputs.push_back(network.getOutput(i));
    }
    for (ITensor*& output : outputs)
    {
        network.unmarkOutput(*output);
        output = output == &before ? &after : output;
    }
    std::string const name = before.getName();
    before.setName((name + " before DebugPrint").c_str());
    after.setName(name.c_str());
    for (ITensor* const output : outputs)
    {
        network.markOutput(*output);
    }
}

} // namespace

Status insertDebugPrints(DebugPrints const& prints, INetworkDefinition& network)
{
    if (prints.names.empty())
    {
        return {};
    }
    TENON_ASSIGN(std::vector<ITensor*> const chosen, chosenOf(prints.names, network));
    for (ITensor* const tensor : chosen)
    {
        int32_t const layers = network.getNbLayers();
        auto const plugin = makePrint(prints, tensor->getName());
        if (plugin == nullptr)
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "--debugPrint: the plugin DebugPrint was not made; the reason is in the log above");
        }
        ITensor* input = tensor;
        nvinfer1::IPluginV2Layer* const print = network.addPluginV2(&input, 1, *plugin);
        if (print == nullptr)
        {
            return base::error(base::ErrorCode::kFAILED_EXECUTION,
                "--debugPrint: DebugPrint was not added behind \"{}\"; the reason is in the log above",
                tensor->getName());
        }
        print->setName(("DebugPrint " + std::string(tensor->getName())).c_str());
        ITensor* const output = print->getOutput(0);
        for (int32_t l = 0; l < layers; ++l)
        {
            ILayer* const layer = network.getLayer(l);
            for (int32_t i = 0; i < layer->getNbInputs(); ++i)
            {
                if (layer->getInput(i) == tensor)
                {
                    layer->setInput(i, *output);
                }
            }
        }
        if (tensor->isNetworkOutput() && !tensor->isNetworkInput())
        {
            replaceOutput(network, *tensor, *output);
        }
    }
    return {};
}

} // namespace tenon::tools
