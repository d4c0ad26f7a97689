#include "api/network/layers/concatenation.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IConcatenationLayer* NetworkDefinition::addConcatenation(
    nvinfer1::ITensor* const* inputs, int32_t nbInputs) noexcept
{
    return add<nvinfer1::IConcatenationLayer>(
        "INetworkDefinition::addConcatenation", [&]() -> Result<nvinfer1::IConcatenationLayer*> {
            if (nbInputs < 1)
            {
                return base::invalidArgument("inputs: expected at least 1, found {}", nbInputs);
            }
            TENON_ASSIGN(std::vector<graph::Tensor*> data, valuesOf(inputs, nbInputs));
            auto op = std::make_unique<ops::ConcatenationOp>();
            op->params.axis = defaultAxis(*data[0]);
            op->params.hidden = coordinates().hidden();
            return &addLayer<ConcatenationLayer>(
                std::move(op), std::move(data), nvinfer1::LayerType::kCONCATENATION, "Concatenation");
        });
}

void ConcatenationLayer::setAxis(int32_t axis) noexcept
{
    set("IConcatenationLayer::setAxis", [&]() -> Status {
        TENON_CHECK(checkIndex("axis of the concatenation", axis, base::kMaxDims - coordinates().hidden()));
        params().axis = coordinates().axisToGraph(axis);
        return {};
    });
}

} // namespace tenon::api
