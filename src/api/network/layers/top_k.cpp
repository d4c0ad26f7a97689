#include "api/network/layers/top_k.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

namespace
{

Status checkTopKAxes(uint32_t axes, Coordinates const& coordinates)
{
    uint32_t const known = (1U << (base::kMaxDims - coordinates.hidden())) - 1;
    if (axes == 0 || (axes & (axes - 1)) != 0 || (axes & ~known) != 0)
    {
        return base::invalidArgument("axes of the top-k: expected one bit of 0x{:x}, found 0x{:x}", known, axes);
    }
    return {};
}

Status checkIndicesType(nvinfer1::DataType type)
{
    if (type == nvinfer1::DataType::kINT32 || type == nvinfer1::DataType::kINT64)
    {
        return {};
    }
    return base::invalidArgument(
        "type of the indices: expected kINT32 or kINT64, found number {}", static_cast<int32_t>(type));
}

} // namespace

nvinfer1::ITopKLayer* NetworkDefinition::addTopK(
    nvinfer1::ITensor& input, nvinfer1::TopKOperation op, int32_t k, uint32_t reduceAxes) noexcept
{
    return addTopKV2(input, op, k, reduceAxes, nvinfer1::DataType::kINT32);
}

nvinfer1::ITopKLayer* NetworkDefinition::addTopKV2(nvinfer1::ITensor& input, nvinfer1::TopKOperation op, int32_t k,
    uint32_t reduceAxes, nvinfer1::DataType indicesType) noexcept
{
    return add<nvinfer1::ITopKLayer>("INetworkDefinition::addTopK", [&]() -> Result<nvinfer1::ITopKLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_CHECK(checkEnumerator("operation", op));
        TENON_CHECK(checkAtLeast("k", k, 0));
        TENON_CHECK(checkTopKAxes(reduceAxes, coordinates()));
        TENON_CHECK(checkIndicesType(indicesType));
        auto made = std::make_unique<ops::TopKOp>();
        made->params = {op, k, coordinates().axesToGraph(reduceAxes), indicesType};
        return &addLayer<TopKLayer>(std::move(made), {data}, nvinfer1::LayerType::kTOPK, "TopK");
    });
}

void TopKLayer::setOperation(nvinfer1::TopKOperation operation) noexcept
{
    set("ITopKLayer::setOperation", [&]() -> Status {
        TENON_CHECK(checkEnumerator("operation", operation));
        params().operation = operation;
        return {};
    });
}

void TopKLayer::setK(int32_t k) noexcept
{
    set("ITopKLayer::setK", [&]() -> Status {
        TENON_CHECK(checkAtLeast("k", k, 0));
        params().k = k;
        return {};
    });
}

int32_t TopKLayer::getK() const noexcept
{
    return op().inputs.size() > 1 && op().inputs[1] != nullptr ? -1 : params().k;
}

void TopKLayer::setReduceAxes(uint32_t axes) noexcept
{
    set("ITopKLayer::setReduceAxes", [&]() -> Status {
        TENON_CHECK(checkTopKAxes(axes, coordinates()));
        params().axes = coordinates().axesToGraph(axes);
        return {};
    });
}

bool TopKLayer::setIndicesType(nvinfer1::DataType type) noexcept
{
    return succeeds(Layer::callLog(), "ITopKLayer::setIndicesType", [&]() -> Status {
        TENON_CHECK(checkIndicesType(type));
        params().indicesType = type;
        changed();
        return {};
    });
}

} // namespace tenon::api
