#include "api/network/layers/convolution.h"

#include "api/network/layers/window_setters.h"
#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IConvolutionLayer* NetworkDefinition::addConvolutionNd(nvinfer1::ITensor& input, int64_t nbOutputMaps,
    Dims const& kernelSize, nvinfer1::Weights kernelWeights, nvinfer1::Weights biasWeights) noexcept
{
    return add<nvinfer1::IConvolutionLayer>(
        "INetworkDefinition::addConvolutionNd", [&]() -> Result<nvinfer1::IConvolutionLayer*> {
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_CHECK(checkWindowSize("kernel size", kernelSize));
            auto op = std::make_unique<ops::ConvolutionOp>();
            op->params.outputMaps = nbOutputMaps;
            op->params.kernelSize = kernelSize;
            op->params.stride = filled(kernelSize.nbDims, 1);
            op->params.dilation = filled(kernelSize.nbDims, 1);
            op->params.prePadding = filled(kernelSize.nbDims, 0);
            op->params.postPadding = filled(kernelSize.nbDims, 0);
            TENON_ASSIGN(op->params.kernel, toConstantData("kernel weights", kernelWeights));
            TENON_ASSIGN(op->params.bias, toConstantData("bias weights", biasWeights));
            return &addLayer<ConvolutionLayer>(std::move(op), {data}, nvinfer1::LayerType::kCONVOLUTION, "Convolution");
        });
}

void ConvolutionLayer::setNbOutputMaps(int64_t nbOutputMaps) noexcept
{
    set("IConvolutionLayer::setNbOutputMaps", [&]() -> Status {
        TENON_CHECK(checkAtLeast("output maps", nbOutputMaps, 1));
        params().outputMaps = nbOutputMaps;
        return {};
    });
}

void ConvolutionLayer::setNbGroups(int64_t nbGroups) noexcept
{
    set("IConvolutionLayer::setNbGroups", [&]() -> Status {
        TENON_CHECK(checkAtLeast("groups", nbGroups, 1));
        params().groups = nbGroups;
        return {};
    });
}

void ConvolutionLayer::setKernelWeights(nvinfer1::Weights weights) noexcept
{
    set("IConvolutionLayer::setKernelWeights", [&]() -> Status {
        TENON_ASSIGN(params().kernel, toConstantData("kernel weights", weights));
        return {};
    });
}

void ConvolutionLayer::setBiasWeights(nvinfer1::Weights weights) noexcept
{
    set("IConvolutionLayer::setBiasWeights", [&]() -> Status {
        TENON_ASSIGN(params().bias, toConstantData("bias weights", weights));
        return {};
    });
}

void ConvolutionLayer::setPrePadding(Dims const& padding) noexcept
{
    set("IConvolutionLayer::setPrePadding", [&]() -> Status {
        TENON_CHECK(checkSpatial("padding before", padding, params().kernelSize.nbDims, 0));
        params().prePadding = padding;
        return {};
    });
}

void ConvolutionLayer::setPostPadding(Dims const& padding) noexcept
{
    set("IConvolutionLayer::setPostPadding", [&]() -> Status {
        TENON_CHECK(checkSpatial("padding after", padding, params().kernelSize.nbDims, 0));
        params().postPadding = padding;
        return {};
    });
}

void ConvolutionLayer::setPaddingNd(Dims const& padding) noexcept
{
    set("IConvolutionLayer::setPaddingNd", [&]() -> Status {
        TENON_CHECK(checkSpatial("padding", padding, params().kernelSize.nbDims, 0));
        params().prePadding = params().postPadding = padding;
        return {};
    });
}

void ConvolutionLayer::setPaddingMode(nvinfer1::PaddingMode mode) noexcept
{
    set("IConvolutionLayer::setPaddingMode", [&]() -> Status {
        TENON_CHECK(checkPaddingMode(mode));
        params().paddingMode = mode;
        return {};
    });
}

void ConvolutionLayer::setKernelSizeNd(Dims const& kernelSize) noexcept
{
    set("IConvolutionLayer::setKernelSizeNd", [&]() -> Status {
        TENON_CHECK(checkWindowSize("kernel size", kernelSize));
        TENON_CHECK(checkSpatial("kernel size", kernelSize, params().kernelSize.nbDims, 1));
        params().kernelSize = kernelSize;
        return {};
    });
}

void ConvolutionLayer::setStrideNd(Dims const& stride) noexcept
{
    set("IConvolutionLayer::setStrideNd", [&]() -> Status {
        TENON_CHECK(checkSpatial("stride", stride, params().kernelSize.nbDims, 1));
        params().stride = stride;
        return {};
    });
}

void ConvolutionLayer::setDilationNd(Dims const& dilation) noexcept
{
    set("IConvolutionLayer::setDilationNd", [&]() -> Status {
        TENON_CHECK(checkSpatial("dilation", dilation, params().kernelSize.nbDims, 1));
        params().dilation = dilation;
        return {};
    });
}

} // namespace tenon::api
