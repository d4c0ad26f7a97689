#include "api/network/layers/one_hot.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IOneHotLayer* NetworkDefinition::addOneHot(
    nvinfer1::ITensor& indices, nvinfer1::ITensor& values, nvinfer1::ITensor& depth, int32_t axis) noexcept
{
    return add<nvinfer1::IOneHotLayer>("INetworkDefinition::addOneHot", [&]() -> Result<nvinfer1::IOneHotLayer*> {
        if (coordinates().hidden() != 0)
        {
            return base::notImplemented("INetworkDefinition::addOneHot in networks with an implicit batch");
        }
        TENON_ASSIGN(graph::Tensor * places, valueOf(indices));
        TENON_ASSIGN(graph::Tensor * offAndOn, valueOf(values));
        TENON_ASSIGN(graph::Tensor * size, valueOf(depth));
        auto op = std::make_unique<ops::OneHotOp>();
        op->params.axis = axis;
        return &addLayer<OneHotLayer>(std::move(op), {places, offAndOn, size}, nvinfer1::LayerType::kONE_HOT, "OneHot");
    });
}

void OneHotLayer::setAxis(int32_t axis) noexcept
{
    set("IOneHotLayer::setAxis", [&]() -> Status {
        TENON_CHECK(checkAtLeast("axis of the one-hot layer", axis, -base::kMaxDims));
        params().axis = axis;
        return {};
    });
}

int32_t OneHotLayer::getAxis() const noexcept
{
    return params().axis;
}

} // namespace tenon::api
