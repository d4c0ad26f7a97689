#include "api/network/layers/select.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::ISelectLayer* NetworkDefinition::addSelect(
    nvinfer1::ITensor& condition, nvinfer1::ITensor& thenInput, nvinfer1::ITensor& elseInput) noexcept
{
    return add<nvinfer1::ISelectLayer>("INetworkDefinition::addSelect", [&]() -> Result<nvinfer1::ISelectLayer*> {
        TENON_ASSIGN(graph::Tensor * which, valueOf(condition));
        TENON_ASSIGN(graph::Tensor * a, valueOf(thenInput));
        TENON_ASSIGN(graph::Tensor * b, valueOf(elseInput));
        return &addLayer<SelectLayer>(
            std::make_unique<ops::SelectOp>(), {which, a, b}, nvinfer1::LayerType::kSELECT, "Select");
    });
}

} // namespace tenon::api
