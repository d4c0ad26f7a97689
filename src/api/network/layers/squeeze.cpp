#include "api/network/layers/squeeze.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::ISqueezeLayer* NetworkDefinition::addSqueeze(nvinfer1::ITensor& input, nvinfer1::ITensor& axes) noexcept
{
    return add<nvinfer1::ISqueezeLayer>("INetworkDefinition::addSqueeze", [&]() -> Result<nvinfer1::ISqueezeLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_ASSIGN(graph::Tensor * which, valueOf(axes));
        auto op = std::make_unique<ops::SqueezeOp>();
        op->params.hidden = coordinates().hidden();
        return &addLayer<SqueezeLayer>(std::move(op), {data, which}, nvinfer1::LayerType::kSQUEEZE, "Squeeze");
    });
}

} // namespace tenon::api
