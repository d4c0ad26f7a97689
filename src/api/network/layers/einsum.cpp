#include "api/network/layers/einsum.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IEinsumLayer* NetworkDefinition::addEinsum(
    nvinfer1::ITensor* const* inputs, int32_t nbInputs, char const* equation) noexcept
{
    return add<nvinfer1::IEinsumLayer>("INetworkDefinition::addEinsum", [&]() -> Result<nvinfer1::IEinsumLayer*> {
        if (coordinates().hidden() != 0)
        {
            return base::notImplemented("INetworkDefinition::addEinsum in networks with an implicit batch");
        }
        TENON_CHECK(checkText("equation", equation));
        TENON_CHECK(ops::parseEinsum(equation));
        TENON_ASSIGN(std::vector<graph::Tensor*> data, valuesOf(inputs, nbInputs));
        auto op = std::make_unique<ops::EinsumOp>();
        op->params.equation = equation;
        return &addLayer<EinsumLayer>(std::move(op), std::move(data), nvinfer1::LayerType::kEINSUM, "Einsum");
    });
}

bool EinsumLayer::setEquation(char const* equation) noexcept
{
    return succeeds(Layer::callLog(), "IEinsumLayer::setEquation", [&]() -> Status {
        TENON_CHECK(checkText("equation", equation));
        TENON_CHECK(ops::parseEinsum(equation));
        params().equation = equation;
        changed();
        return {};
    });
}

} // namespace tenon::api
