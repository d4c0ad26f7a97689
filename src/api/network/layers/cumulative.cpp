#include "api/network/layers/cumulative.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::ICumulativeLayer* NetworkDefinition::addCumulative(nvinfer1::ITensor& input, nvinfer1::ITensor& axis,
    nvinfer1::CumulativeOperation operation, bool exclusive, bool reverse) noexcept
{
    return add<
        nvinfer1::ICumulativeLayer>("INetworkDefinition::addCumulative", [&]() -> Result<nvinfer1::ICumulativeLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_ASSIGN(graph::Tensor * along, valueOf(axis));
        TENON_CHECK(checkEnumerator("operation", operation));
        auto op = std::make_unique<ops::CumulativeOp>();
        op->params = {operation, exclusive, reverse, coordinates().hidden()};
        return &addLayer<CumulativeLayer>(std::move(op), {data, along}, nvinfer1::LayerType::kCUMULATIVE, "Cumulative");
    });
}

bool CumulativeLayer::setOperation(nvinfer1::CumulativeOperation operation) noexcept
{
    return succeeds(Layer::callLog(), "ICumulativeLayer::setOperation", [&]() -> Status {
        TENON_CHECK(checkEnumerator("operation", operation));
        params().operation = operation;
        changed();
        return {};
    });
}

void CumulativeLayer::setExclusive(bool exclusive) noexcept
{
    set("ICumulativeLayer::setExclusive", [&]() -> Status {
        params().exclusive = exclusive;
        return {};
    });
}

void CumulativeLayer::setReverse(bool reverse) noexcept
{
    set("ICumulativeLayer::setReverse", [&]() -> Status {
        params().reverse = reverse;
        return {};
    });
}

} // namespace tenon::api
