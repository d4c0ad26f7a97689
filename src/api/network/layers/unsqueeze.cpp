#include "api/network/layers/unsqueeze.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IUnsqueezeLayer* NetworkDefinition::addUnsqueeze(nvinfer1::ITensor& input, nvinfer1::ITensor& axes) noexcept
{
    return add<
        nvinfer1::IUnsqueezeLayer>("INetworkDefinition::addUnsqueeze", [&]() -> Result<nvinfer1::IUnsqueezeLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_ASSIGN(graph::Tensor * which, valueOf(axes));
        auto op = std::make_unique<ops::UnsqueezeOp>();
        op->params.hidden = coordinates().hidden();
        return &addLayer<UnsqueezeLayer>(std::move(op), {data, which}, nvinfer1::LayerType::kUNSQUEEZE, "Unsqueeze");
    });
}

} // namespace tenon::api
