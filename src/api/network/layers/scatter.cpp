#include "api/network/layers/scatter.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IScatterLayer* NetworkDefinition::addScatter(nvinfer1::ITensor& data, nvinfer1::ITensor& indices,
    nvinfer1::ITensor& updates, nvinfer1::ScatterMode mode) noexcept
{
    return add<nvinfer1::IScatterLayer>("INetworkDefinition::addScatter", [&]() -> Result<nvinfer1::IScatterLayer*> {
        if (coordinates().hidden() != 0)
        {
            return base::notImplemented("INetworkDefinition::addScatter in networks with an implicit batch");
        }
        TENON_CHECK(checkEnumerator("mode", mode));
        TENON_ASSIGN(graph::Tensor * values, valueOf(data));
        TENON_ASSIGN(graph::Tensor * places, valueOf(indices));
        TENON_ASSIGN(graph::Tensor * replacements, valueOf(updates));
        auto op = std::make_unique<ops::ScatterOp>();
        op->params.mode = mode;
        return &addLayer<ScatterLayer>(
            std::move(op), {values, places, replacements}, nvinfer1::LayerType::kSCATTER, "Scatter");
    });
}

void ScatterLayer::setMode(nvinfer1::ScatterMode mode) noexcept
{
    set("IScatterLayer::setMode", [&]() -> Status {
        TENON_CHECK(checkEnumerator("mode", mode));
        params().mode = mode;
        return {};
    });
}

void ScatterLayer::setAxis(int32_t axis) noexcept
{
    set("IScatterLayer::setAxis", [&]() -> Status {
        TENON_CHECK(checkIndex("axis of the scatter", axis, base::kMaxDims));
        params().axis = coordinates().axisToGraph(axis);
        return {};
    });
}

} // namespace tenon::api
