#include "api/network/layers/plugin_v2.h"

#include "api/network/network_definition.h"
#include "plugin_host/plugin_host.h"

#include <array>

namespace tenon::api
{
namespace
{

//! The generation that a plugin declares, as default names of layers show it.
std::string_view generationOf(nvinfer1::IPluginV2 const& plugin)
{
    constexpr std::array<std::string_view, 4> kNames{"PluginV2", "PluginV2Ext", "PluginV2IOExt", "PluginV2DynamicExt"};
    auto const generation = static_cast<size_t>(static_cast<uint32_t>(plugin.getTensorRTVersion()) >> 24);
    return generation < kNames.size() ? kNames[generation] : kNames[0];
}

} // namespace

nvinfer1::IPluginV2Layer* NetworkDefinition::addPluginV2(
    nvinfer1::ITensor* const* inputs, int32_t nbInputs, nvinfer1::IPluginV2& plugin) noexcept
{
    return add<nvinfer1::IPluginV2Layer>("INetworkDefinition::addPluginV2", [&]() -> Result<nvinfer1::IPluginV2Layer*> {
        TENON_ASSIGN(std::vector<graph::Tensor*> values, valuesOf(inputs, nbInputs));
        TENON_ASSIGN(std::unique_ptr<graph::Op> op,
            plugin_host::makePluginOp(plugin, {graph_.implicitBatch, graph_.stronglyTyped}, log()));
        return &addLayer<PluginV2Layer>(
            std::move(op), std::move(values), nvinfer1::LayerType::kPLUGIN_V2, generationOf(plugin));
    });
}

nvinfer1::IPluginV2& PluginV2Layer::getPlugin() noexcept
{
    return *plugin_host::pluginOf(op());
}

} // namespace tenon::api
