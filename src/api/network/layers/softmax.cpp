#include "api/network/layers/softmax.h"

#include "api/network/network_definition.h"

#include <bit>

namespace tenon::api
{

nvinfer1::ISoftMaxLayer* NetworkDefinition::addSoftMax(nvinfer1::ITensor& input) noexcept
{
    return add<nvinfer1::ISoftMaxLayer>("INetworkDefinition::addSoftMax", [&]() -> Result<nvinfer1::ISoftMaxLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        auto op = std::make_unique<ops::SoftMaxOp>();
        op->params.axis = defaultAxis(*data);
        return &addLayer<SoftMaxLayer>(std::move(op), {data}, nvinfer1::LayerType::kSOFTMAX, "Softmax");
    });
}

void SoftMaxLayer::setAxes(uint32_t axes) noexcept
{
    set("ISoftMaxLayer::setAxes", [&]() -> Status {
        int32_t const axis = std::countr_zero(axes);
        if (!std::has_single_bit(axes) || axis >= base::kMaxDims - coordinates().hidden())
        {
            return base::invalidArgument("axes of the softmax: expected one bit, from 0 to {}, found 0x{:x}",
                base::kMaxDims - 1 - coordinates().hidden(), axes);
        }
        params().axis = coordinates().axisToGraph(axis);
        return {};
    });
}

} // namespace tenon::api
