// IPluginV3Layer. The operation behind it comes from plugin_host and holds a clone of the user's plugin.
#pragma once

#include "api/missing/plugin_v3_layer.h"
#include "api/network/layer.h"

namespace tenon::api
{

class PluginV3Layer final : public LayerOf<nvinfer1::IPluginV3Layer, missing::PluginV3Layer, graph::Op>
{
public:
    using LayerOf::LayerOf;

    nvinfer1::IPluginV3& getPlugin() noexcept override;
};

} // namespace tenon::api
