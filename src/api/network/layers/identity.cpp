#include "api/network/layers/identity.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IIdentityLayer* NetworkDefinition::addIdentity(nvinfer1::ITensor& input) noexcept
{
    return add<nvinfer1::IIdentityLayer>("INetworkDefinition::addIdentity", [&]() -> Result<nvinfer1::IIdentityLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        return &addLayer<IdentityLayer>(
            std::make_unique<ops::IdentityOp>(), {data}, nvinfer1::LayerType::kIDENTITY, "Identity");
    });
}

} // namespace tenon::api
