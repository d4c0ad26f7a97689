#include "api/network/layers/nms.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::INMSLayer* NetworkDefinition::addNMS(
    nvinfer1::ITensor& boxes, nvinfer1::ITensor& scores, nvinfer1::ITensor& maxOutputBoxesPerClass) noexcept
{
    return addNMSV2(boxes, scores, maxOutputBoxesPerClass, nvinfer1::DataType::kINT32);
}

nvinfer1::INMSLayer* NetworkDefinition::addNMSV2(nvinfer1::ITensor& boxes, nvinfer1::ITensor& scores,
    nvinfer1::ITensor& maxOutputBoxesPerClass, nvinfer1::DataType indicesType) noexcept
{
    return add<nvinfer1::INMSLayer>("INetworkDefinition::addNMS", [&]() -> Result<nvinfer1::INMSLayer*> {
        if (coordinates().hidden() != 0)
        {
            return base::notImplemented("INetworkDefinition::addNMS in networks with an implicit batch");
        }
        TENON_ASSIGN(graph::Tensor * all, valueOf(boxes));
        TENON_ASSIGN(graph::Tensor * values, valueOf(scores));
        TENON_ASSIGN(graph::Tensor * most, valueOf(maxOutputBoxesPerClass));
        TENON_CHECK(checkTypeOfIndices(indicesType));
        auto op = std::make_unique<ops::NMSOp>();
        op->params.indicesType = indicesType;
        return &addLayer<NMSLayer>(std::move(op), {all, values, most}, nvinfer1::LayerType::kNMS, "NMS");
    });
}

void NMSLayer::setBoundingBoxFormat(nvinfer1::BoundingBoxFormat format) noexcept
{
    set("INMSLayer::setBoundingBoxFormat", [&]() -> Status {
        TENON_CHECK(checkEnumerator("bounding box format", format));
        params().format = format;
        return {};
    });
}

void NMSLayer::setTopKBoxLimit(int32_t limit) noexcept
{
    set("INMSLayer::setTopKBoxLimit", [&]() -> Status {
        TENON_CHECK(checkAtLeast("top-k box limit", limit, 1));
        params().topKBoxLimit = limit;
        return {};
    });
}

bool NMSLayer::setIndicesType(nvinfer1::DataType type) noexcept
{
    return succeeds(Layer::callLog(), "INMSLayer::setIndicesType", [&]() -> Status {
        TENON_CHECK(checkTypeOfIndices(type));
        params().indicesType = type;
        changed();
        return {};
    });
}

} // namespace tenon::api
