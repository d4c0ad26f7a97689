#include "api/network/layers/fill.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IFillLayer* NetworkDefinition::addFill(Dims const& dimensions, nvinfer1::FillOperation op) noexcept
{
    return add<nvinfer1::IFillLayer>("INetworkDefinition::addFill", [&]() -> Result<nvinfer1::IFillLayer*> {
        TENON_CHECK(checkDims("dimensions of the fill", dimensions, 0));
        TENON_CHECK(checkEnumerator("operation", op));
        auto made = std::make_unique<ops::FillOp>();
        TENON_ASSIGN(made->params.dims, coordinates().toGraph(dimensions, 1));
        made->params.operation = op;
        return &addLayer<FillLayer>(std::move(made), {}, nvinfer1::LayerType::kFILL, "Fill");
    });
}

nvinfer1::IFillLayer* NetworkDefinition::addFillV2(
    Dims const& dimensions, nvinfer1::FillOperation op, nvinfer1::DataType outputType) noexcept
{
    return add<nvinfer1::IFillLayer>("INetworkDefinition::addFillV2", [&]() -> Result<nvinfer1::IFillLayer*> {
        TENON_CHECK(checkKnown("type of the output", outputType));
        nvinfer1::IFillLayer* const layer = addFill(dimensions, op);
        if (layer == nullptr)
        {
            return base::invalidArgument("fill layer: the parameters were refused, see the message before this one");
        }
        layer->setToType(outputType);
        return layer;
    });
}

Status FillLayer::inputChanged()
{
    bool const hasStart = op().inputs.size() > 1 && op().inputs[1] != nullptr;
    if (hasStart && !typeGiven_)
    {
        TENON_CHECK(network().graph().infer(*op().inputs[1]));
        params().type = op().inputs[1]->type;
        changed();
    }
    return {};
}

void FillLayer::setDimensions(Dims const& dimensions) noexcept
{
    set("IFillLayer::setDimensions", [&]() -> Status {
        TENON_CHECK(checkDims("dimensions of the fill", dimensions, 0));
        TENON_ASSIGN(params().dims, coordinates().toGraph(dimensions, 1));
        return {};
    });
}

Dims FillLayer::getDimensions() const noexcept
{
    bool const asTensor = !op().inputs.empty() && op().inputs[0] != nullptr;
    return asTensor ? Dims{-1, {}} : coordinates().toUser(params().dims);
}

void FillLayer::setOperation(nvinfer1::FillOperation operation) noexcept
{
    set("IFillLayer::setOperation", [&]() -> Status {
        TENON_CHECK(checkEnumerator("operation", operation));
        params().operation = operation;
        return {};
    });
}

void FillLayer::setAlpha(double alpha) noexcept
{
    set("IFillLayer::setAlpha", [&]() -> Status {
        params().alpha = alpha;
        params().integers = false;
        return {};
    });
}

void FillLayer::setBeta(double beta) noexcept
{
    set("IFillLayer::setBeta", [&]() -> Status {
        params().beta = beta;
        params().integers = false;
        return {};
    });
}

void FillLayer::setAlphaInt64(int64_t alpha) noexcept
{
    set("IFillLayer::setAlphaInt64", [&]() -> Status {
        params().alphaInt = alpha;
        params().integers = true;
        return {};
    });
}

void FillLayer::setBetaInt64(int64_t beta) noexcept
{
    set("IFillLayer::setBetaInt64", [&]() -> Status {
        params().betaInt = beta;
        params().integers = true;
        return {};
    });
}

void FillLayer::setToType(nvinfer1::DataType toType) noexcept
{
    set("IFillLayer::setToType", [&]() -> Status {
        TENON_CHECK(checkKnown("type of the output", toType));
        params().type = toType;
        typeGiven_ = true;
        return {};
    });
}

} // namespace tenon::api
