#include "api/network/layers/padding.h"

#include "api/network/network_definition.h"

namespace tenon::api
{
namespace
{

//! Heights and widths; negative ones crop.
Status checkPadding(std::string_view what, Dims const& padding)
{
    if (padding.nbDims != 2)
    {
        return base::invalidArgument(
            "{}: expected 2 sizes, for the last two dimensions, found {}", what, padding.nbDims);
    }
    return {};
}

} // namespace

nvinfer1::IPaddingLayer* NetworkDefinition::addPaddingNd(
    nvinfer1::ITensor& input, nvinfer1::Dims const& prePadding, nvinfer1::Dims const& postPadding) noexcept
{
    return add<nvinfer1::IPaddingLayer>("INetworkDefinition::addPaddingNd", [&]() -> Result<nvinfer1::IPaddingLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_CHECK(checkPadding("padding before", prePadding));
        TENON_CHECK(checkPadding("padding after", postPadding));
        auto op = std::make_unique<ops::PaddingOp>();
        op->params.prePadding = prePadding;
        op->params.postPadding = postPadding;
        return &addLayer<PaddingLayer>(std::move(op), {data}, nvinfer1::LayerType::kPADDING, "Padding");
    });
}

void PaddingLayer::setPrePaddingNd(nvinfer1::Dims const& padding) noexcept
{
    set("IPaddingLayer::setPrePaddingNd", [&]() -> Status {
        TENON_CHECK(checkPadding("padding before", padding));
        params().prePadding = padding;
        return {};
    });
}

void PaddingLayer::setPostPaddingNd(nvinfer1::Dims const& padding) noexcept
{
    set("IPaddingLayer::setPostPaddingNd", [&]() -> Status {
        TENON_CHECK(checkPadding("padding after", padding));
        params().postPadding = padding;
        return {};
    });
}

} // namespace tenon::api
