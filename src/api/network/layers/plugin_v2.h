// IPluginV2Layer. The operation behind it comes from plugin_host and holds a clone of the user's plugin.
#pragma once

#include "api/missing/plugin_v2_layer.h"
#include "api/network/layer.h"

namespace tenon::api
{

class PluginV2Layer final : public LayerOf<nvinfer1::IPluginV2Layer, missing::PluginV2Layer, graph::Op>
{
public:
    using LayerOf::LayerOf;

    nvinfer1::IPluginV2& getPlugin() noexcept override;
};

} // namespace tenon::api
