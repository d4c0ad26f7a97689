#include "api/network/layers/pooling.h"

#include "api/network/layers/window_setters.h"
#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IPoolingLayer* NetworkDefinition::addPoolingNd(
    nvinfer1::ITensor& input, nvinfer1::PoolingType type, Dims const& windowSize) noexcept
{
    return add<nvinfer1::IPoolingLayer>("INetworkDefinition::addPoolingNd", [&]() -> Result<nvinfer1::IPoolingLayer*> {
        TENON_ASSIGN(graph::Tensor * data, valueOf(input));
        TENON_CHECK(checkEnumerator("pooling type", type));
        TENON_CHECK(checkWindowSize("window size", windowSize));
        auto op = std::make_unique<ops::PoolingOp>();
        op->params.type = type;
        op->params.windowSize = windowSize;
        op->params.stride = filled(windowSize.nbDims, 1);
        op->params.prePadding = filled(windowSize.nbDims, 0);
        op->params.postPadding = filled(windowSize.nbDims, 0);
        return &addLayer<PoolingLayer>(std::move(op), {data}, nvinfer1::LayerType::kPOOLING, "Pooling");
    });
}

void PoolingLayer::setPoolingType(nvinfer1::PoolingType type) noexcept
{
    set("IPoolingLayer::setPoolingType", [&]() -> Status {
        TENON_CHECK(checkEnumerator("pooling type", type));
        params().type = type;
        return {};
    });
}

void PoolingLayer::setBlendFactor(float blendFactor) noexcept
{
    set("IPoolingLayer::setBlendFactor", [&]() -> Status {
        if (!(blendFactor >= 0.0F && blendFactor <= 1.0F))
        {
            return base::invalidArgument("blend factor: expected a number from 0 to 1, found {:g}", blendFactor);
        }
        params().blendFactor = blendFactor;
        return {};
    });
}

void PoolingLayer::setAverageCountExcludesPadding(bool exclusive) noexcept
{
    set("IPoolingLayer::setAverageCountExcludesPadding", [&]() -> Status {
        params().averageCountExcludesPadding = exclusive;
        return {};
    });
}

void PoolingLayer::setPrePadding(Dims const& padding) noexcept
{
    set("IPoolingLayer::setPrePadding", [&]() -> Status {
        TENON_CHECK(checkSpatial("padding before", padding, params().windowSize.nbDims, 0));
        params().prePadding = padding;
        return {};
    });
}

void PoolingLayer::setPostPadding(Dims const& padding) noexcept
{
    set("IPoolingLayer::setPostPadding", [&]() -> Status {
        TENON_CHECK(checkSpatial("padding after", padding, params().windowSize.nbDims, 0));
        params().postPadding = padding;
        return {};
    });
}

void PoolingLayer::setPaddingNd(Dims const& padding) noexcept
{
    set("IPoolingLayer::setPaddingNd", [&]() -> Status {
        TENON_CHECK(checkSpatial("padding", padding, params().windowSize.nbDims, 0));
        params().prePadding = params().postPadding = padding;
        return {};
    });
}

void PoolingLayer::setPaddingMode(nvinfer1::PaddingMode mode) noexcept
{
    set("IPoolingLayer::setPaddingMode", [&]() -> Status {
        TENON_CHECK(checkPaddingMode(mode));
        params().paddingMode = mode;
        return {};
    });
}

void PoolingLayer::setWindowSizeNd(Dims const& windowSize) noexcept
{
    set("IPoolingLayer::setWindowSizeNd", [&]() -> Status {
        TENON_CHECK(checkSpatial("window size", windowSize, params().windowSize.nbDims, 1));
        params().windowSize = windowSize;
        return {};
    });
}

void PoolingLayer::setStrideNd(Dims const& stride) noexcept
{
    set("IPoolingLayer::setStrideNd", [&]() -> Status {
        TENON_CHECK(checkSpatial("stride", stride, params().windowSize.nbDims, 1));
        params().stride = stride;
        return {};
    });
}

} // namespace tenon::api
