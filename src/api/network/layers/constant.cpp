#include "api/network/layers/constant.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IConstantLayer* NetworkDefinition::addConstant(Dims const& dimensions, nvinfer1::Weights weights) noexcept
{
    return add<nvinfer1::IConstantLayer>("INetworkDefinition::addConstant", [&]() -> Result<nvinfer1::IConstantLayer*> {
        TENON_CHECK(checkDims("dimensions of the constant", dimensions, 0));
        auto op = std::make_unique<ops::ConstantOp>();
        // In an implicit-batch network a constant is the same for every sample: its batch is 1.
        TENON_ASSIGN(op->params.dims, coordinates().toGraph(dimensions, 1));
        TENON_ASSIGN(op->params.weights, toConstantData("weights of the constant", weights));
        return &addLayer<ConstantLayer>(std::move(op), {}, nvinfer1::LayerType::kCONSTANT, "Constant");
    });
}

void ConstantLayer::setWeights(nvinfer1::Weights weights) noexcept
{
    set("IConstantLayer::setWeights", [&]() -> Status {
        TENON_ASSIGN(params().weights, toConstantData("weights of the constant", weights));
        return {};
    });
}

void ConstantLayer::setDimensions(Dims const& dimensions) noexcept
{
    set("IConstantLayer::setDimensions", [&]() -> Status {
        TENON_CHECK(checkDims("dimensions of the constant", dimensions, 0));
        TENON_ASSIGN(params().dims, coordinates().toGraph(dimensions, 1));
        return {};
    });
}

} // namespace tenon::api
