#include "api/network/layers/shape.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IShapeLayer* NetworkDefinition::addShape(nvinfer1::ITensor& input) noexcept
{
    return add<nvinfer1::IShapeLayer>("INetworkDefinition::addShape", [&]() -> Result<nvinfer1::IShapeLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        auto op = std::make_unique<ops::ShapeOp>();
        op->params.type =
            reporting_->level() == ApiLevel::k10 ? nvinfer1::DataType::kINT64 : nvinfer1::DataType::kINT32;
        op->params.hidden = coordinates().hidden();
        return &addLayer<ShapeLayer>(std::move(op), {data}, nvinfer1::LayerType::kSHAPE, "Shape");
    });
}

} // namespace tenon::api
