#include "api/network/layers/resize.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IResizeLayer* NetworkDefinition::addResize(nvinfer1::ITensor& input) noexcept
{
    return add<nvinfer1::IResizeLayer>("INetworkDefinition::addResize", [&]() -> Result<nvinfer1::IResizeLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        auto op = std::make_unique<ops::ResizeOp>();
        op->params.hidden = coordinates().hidden();
        return &addLayer<ResizeLayer>(std::move(op), {data}, nvinfer1::LayerType::kRESIZE, "Resize");
    });
}

void ResizeLayer::setOutputDimensions(Dims const& dimensions) noexcept
{
    set("IResizeLayer::setOutputDimensions", [&]() -> Status {
        TENON_CHECK(checkDims("output dimensions", dimensions, 0));
        TENON_ASSIGN(params().dims, coordinates().toGraph(dimensions, 0));
        params().hasDims = true;
        params().scales.clear();
        return {};
    });
}

Dims ResizeLayer::getOutputDimensions() const noexcept
{
    return params().hasDims ? coordinates().toUser(params().dims) : Dims{0, {}};
}

void ResizeLayer::setScales(float const* scales, int32_t nbScales) noexcept
{
    set("IResizeLayer::setScales", [&]() -> Status {
        TENON_CHECK(checkIndex("number of scales", nbScales, base::kMaxDims + 1));
        TENON_CHECK(nbScales == 0 ? Status() : checkPointer("scales", scales));
        std::vector<double> given(static_cast<size_t>(coordinates().hidden()), 1.0);
        given.insert(given.end(), scales, scales + nbScales);
        params().scales = std::move(given);
        params().hasDims = false;
        return {};
    });
}

int32_t ResizeLayer::getScales(int32_t size, float* scales) const noexcept
{
    auto const hidden = static_cast<size_t>(coordinates().hidden());
    std::vector<double> const& known = params().scales;
    if (known.size() <= hidden)
    {
        return -1;
    }
    auto const count = static_cast<int32_t>(known.size() - hidden);
    for (int32_t i = 0; scales != nullptr && i < size && i < count; ++i)
    {
        scales[i] = static_cast<float>(known[hidden + static_cast<size_t>(i)]);
    }
    return count;
}

void ResizeLayer::setResizeMode(nvinfer1::InterpolationMode mode) noexcept
{
    set("IResizeLayer::setResizeMode", [&]() -> Status {
        TENON_CHECK(checkEnumerator("interpolation mode", mode));
        params().mode = mode;
        return {};
    });
}

void ResizeLayer::setCoordinateTransformation(nvinfer1::ResizeCoordinateTransformation transformation) noexcept
{
    set("IResizeLayer::setCoordinateTransformation", [&]() -> Status {
        TENON_CHECK(checkEnumerator("coordinate transformation", transformation));
        params().coordinates = transformation;
        return {};
    });
}

void ResizeLayer::setSelectorForSinglePixel(nvinfer1::ResizeSelector selector) noexcept
{
    set("IResizeLayer::setSelectorForSinglePixel", [&]() -> Status {
        TENON_CHECK(checkEnumerator("selector for a single pixel", selector));
        params().selector = selector;
        return {};
    });
}

void ResizeLayer::setNearestRounding(nvinfer1::ResizeRoundMode rounding) noexcept
{
    set("IResizeLayer::setNearestRounding", [&]() -> Status {
        TENON_CHECK(checkEnumerator("rounding", rounding));
        params().rounding = rounding;
        return {};
    });
}

void ResizeLayer::setCubicCoeff(float coefficient) noexcept
{
    set("IResizeLayer::setCubicCoeff", [&]() -> Status {
        params().cubicCoefficient = coefficient;
        return {};
    });
}

void ResizeLayer::setExcludeOutside(bool excludeOutside) noexcept
{
    set("IResizeLayer::setExcludeOutside", [&]() -> Status {
        params().excludeOutside = excludeOutside;
        return {};
    });
}

} // namespace tenon::api
