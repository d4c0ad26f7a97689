#include "api/network/layers/reduce.h"

#include "api/network/network_definition.h"

namespace tenon::api
{
namespace
{

//! A mask with a bit for each reduced dimension; which of them exist is known at inference.
Status checkReduceAxes(uint32_t axes, Coordinates const& coordinates)
{
    uint32_t const known = (1U << (base::kMaxDims - coordinates.hidden())) - 1;
    if (axes == 0 || (axes & ~known) != 0)
    {
        return base::invalidArgument(
            "axes to reduce: expected bits of 0x{:x}, at least one, found 0x{:x}", known, axes);
    }
    return {};
}

} // namespace

nvinfer1::IReduceLayer* NetworkDefinition::addReduce(
    nvinfer1::ITensor& input, nvinfer1::ReduceOperation operation, uint32_t reduceAxes, bool keepDimensions) noexcept
{
    return add<nvinfer1::IReduceLayer>("INetworkDefinition::addReduce", [&]() -> Result<nvinfer1::IReduceLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_CHECK(checkEnumerator("operation", operation));
        TENON_CHECK(checkReduceAxes(reduceAxes, coordinates()));
        auto op = std::make_unique<ops::ReduceOp>();
        op->params.operation = operation;
        op->params.axes = coordinates().axesToGraph(reduceAxes);
        op->params.keepDimensions = keepDimensions;
        return &addLayer<ReduceLayer>(std::move(op), {data}, nvinfer1::LayerType::kREDUCE, "Reduce");
    });
}

void ReduceLayer::setOperation(nvinfer1::ReduceOperation operation) noexcept
{
    set("IReduceLayer::setOperation", [&]() -> Status {
        TENON_CHECK(checkEnumerator("operation", operation));
        params().operation = operation;
        return {};
    });
}

void ReduceLayer::setReduceAxes(uint32_t reduceAxes) noexcept
{
    set("IReduceLayer::setReduceAxes", [&]() -> Status {
        TENON_CHECK(checkReduceAxes(reduceAxes, coordinates()));
        params().axes = coordinates().axesToGraph(reduceAxes);
        return {};
    });
}

void ReduceLayer::setKeepDimensions(bool keepDimensions) noexcept
{
    set("IReduceLayer::setKeepDimensions", [&]() -> Status {
        params().keepDimensions = keepDimensions;
        return {};
    });
}

} // namespace tenon::api
