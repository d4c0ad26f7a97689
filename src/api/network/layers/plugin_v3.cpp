#include "api/network/layers/plugin_v3.h"

#include "api/network/network_definition.h"
#include "plugin_host/plugin_host.h"

namespace tenon::api
{

nvinfer1::IPluginV3Layer* NetworkDefinition::addPluginV3(nvinfer1::ITensor* const* inputs, int32_t nbInputs,
    nvinfer1::ITensor* const* shapeInputs, int32_t nbShapeInputs, nvinfer1::IPluginV3& plugin) noexcept
{
    return add<nvinfer1::IPluginV3Layer>("INetworkDefinition::addPluginV3", [&]() -> Result<nvinfer1::IPluginV3Layer*> {
        TENON_ASSIGN(std::vector<graph::Tensor*> values, valuesOf(inputs, nbInputs));
        TENON_ASSIGN(std::vector<graph::Tensor*> const shapes,
            valuesOf(shapeInputs, nbShapeInputs).withNote("in the shape inputs"));
        TENON_ASSIGN(std::unique_ptr<graph::Op> op,
            plugin_host::makePluginOp(plugin, shapes.size(), {graph_.implicitBatch, graph_.stronglyTyped}, log()));
        for (graph::Tensor* const shape : shapes)
        {
            // What cannot be inferred yet is said when the plugin's outputs are asked for.
            static_cast<void>(makeShapeTensor(*shape));
        }
        values.insert(values.end(), shapes.begin(), shapes.end());
        return &addLayer<PluginV3Layer>(std::move(op), std::move(values), nvinfer1::LayerType::kPLUGIN_V3, "PluginV3");
    });
}

nvinfer1::IPluginV3& PluginV3Layer::getPlugin() noexcept
{
    return *plugin_host::pluginV3Of(op());
}

} // namespace tenon::api
