#include "api/network/layers/gather.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IGatherLayer* NetworkDefinition::addGather(
    nvinfer1::ITensor& data, nvinfer1::ITensor& indices, int32_t axis) noexcept
{
    return add<nvinfer1::IGatherLayer>("INetworkDefinition::addGather", [&]() -> Result<nvinfer1::IGatherLayer*> {
        TENON_CHECK(checkIndex("axis of the gather", axis, base::kMaxDims - coordinates().hidden()));
        TENON_ASSIGN(graph::Tensor * values, valueOf(data));
        TENON_ASSIGN(graph::Tensor * places, valueOf(indices));
        auto op = std::make_unique<ops::GatherOp>();
        op->params.axis = coordinates().axisToGraph(axis);
        // Data and indices share the hidden batch.
        op->params.elementWiseDims = coordinates().hidden();
        op->params.hidden = coordinates().hidden();
        return &addLayer<GatherLayer>(std::move(op), {values, places}, nvinfer1::LayerType::kGATHER, "Gather");
    });
}

nvinfer1::IGatherLayer* NetworkDefinition::addGatherV2(
    nvinfer1::ITensor& data, nvinfer1::ITensor& indices, nvinfer1::GatherMode mode) noexcept
{
    return add<nvinfer1::IGatherLayer>("INetworkDefinition::addGatherV2", [&]() -> Result<nvinfer1::IGatherLayer*> {
        TENON_CHECK(checkEnumerator("mode", mode));
        TENON_ASSIGN(graph::Tensor * values, valueOf(data));
        TENON_ASSIGN(graph::Tensor * places, valueOf(indices));
        auto op = std::make_unique<ops::GatherOp>();
        op->params = {mode, coordinates().hidden(), coordinates().hidden(), coordinates().hidden()};
        return &addLayer<GatherLayer>(std::move(op), {values, places}, nvinfer1::LayerType::kGATHER, "Gather");
    });
}

void GatherLayer::setGatherAxis(int32_t axis) noexcept
{
    set("IGatherLayer::setGatherAxis", [&]() -> Status {
        TENON_CHECK(checkIndex("axis of the gather", axis, base::kMaxDims - coordinates().hidden()));
        params().axis = coordinates().axisToGraph(axis);
        return {};
    });
}

void GatherLayer::setNbElementWiseDims(int32_t elementWiseDims) noexcept
{
    set("IGatherLayer::setNbElementWiseDims", [&]() -> Status {
        TENON_CHECK(
            checkIndex("number of element-wise dimensions", elementWiseDims, base::kMaxDims - coordinates().hidden()));
        params().elementWiseDims = coordinates().axisToGraph(elementWiseDims);
        return {};
    });
}

void GatherLayer::setMode(nvinfer1::GatherMode mode) noexcept
{
    set("IGatherLayer::setMode", [&]() -> Status {
        TENON_CHECK(checkEnumerator("mode", mode));
        params().mode = mode;
        return {};
    });
}

} // namespace tenon::api
