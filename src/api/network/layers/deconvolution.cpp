#include "api/network/layers/deconvolution.h"

#include "api/network/layers/window_setters.h"
#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IDeconvolutionLayer* NetworkDefinition::addDeconvolutionNd(nvinfer1::ITensor& input, int64_t nbOutputMaps,
    Dims const& kernelSize, nvinfer1::Weights kernelWeights, nvinfer1::Weights biasWeights) noexcept
{
    return add<nvinfer1::IDeconvolutionLayer>(
        "INetworkDefinition::addDeconvolutionNd", [&]() -> Result<nvinfer1::IDeconvolutionLayer*> {
            TENON_ASSIGN(graph::Tensor * data, valueOf(input));
            TENON_CHECK(checkWindowSize("kernel size", kernelSize));
            auto op = std::make_unique<ops::DeconvolutionOp>();
            op->params.outputMaps = nbOutputMaps;
            op->params.kernelSize = kernelSize;
            op->params.stride = filled(kernelSize.nbDims, 1);
            op->params.dilation = filled(kernelSize.nbDims, 1);
            op->params.prePadding = filled(kernelSize.nbDims, 0);
            op->params.postPadding = filled(kernelSize.nbDims, 0);
            TENON_ASSIGN(op->params.kernel, toConstantData("kernel weights", kernelWeights));
            TENON_ASSIGN(op->params.bias, toConstantData("bias weights", biasWeights));
            return &addLayer<DeconvolutionLayer>(
                std::move(op), {data}, nvinfer1::LayerType::kDECONVOLUTION, "Deconvolution");
        });
}

void DeconvolutionLayer::setNbOutputMaps(int64_t nbOutputMaps) noexcept
{
    set("IDeconvolutionLayer::setNbOutputMaps", [&]() -> Status {
        TENON_CHECK(checkAtLeast("output maps", nbOutputMaps, 1));
        params().outputMaps = nbOutputMaps;
        return {};
    });
}

void DeconvolutionLayer::setNbGroups(int64_t nbGroups) noexcept
{
    set("IDeconvolutionLayer::setNbGroups", [&]() -> Status {
        TENON_CHECK(checkAtLeast("groups", nbGroups, 1));
        params().groups = nbGroups;
        return {};
    });
}

void DeconvolutionLayer::setKernelWeights(nvinfer1::Weights weights) noexcept
{
    set("IDeconvolutionLayer::setKernelWeights", [&]() -> Status {
        TENON_ASSIGN(params().kernel, toConstantData("kernel weights", weights));
        return {};
    });
}

void DeconvolutionLayer::setBiasWeights(nvinfer1::Weights weights) noexcept
{
    set("IDeconvolutionLayer::setBiasWeights", [&]() -> Status {
        TENON_ASSIGN(params().bias, toConstantData("bias weights", weights));
        return {};
    });
}

void DeconvolutionLayer::setPrePadding(Dims const& padding) noexcept
{
    set("IDeconvolutionLayer::setPrePadding", [&]() -> Status {
        TENON_CHECK(checkSpatial("padding before", padding, params().kernelSize.nbDims, 0));
        params().prePadding = padding;
        return {};
    });
}

void DeconvolutionLayer::setPostPadding(Dims const& padding) noexcept
{
    set("IDeconvolutionLayer::setPostPadding", [&]() -> Status {
        TENON_CHECK(checkSpatial("padding after", padding, params().kernelSize.nbDims, 0));
        params().postPadding = padding;
        return {};
    });
}

void DeconvolutionLayer::setPaddingNd(Dims const& padding) noexcept
{
    set("IDeconvolutionLayer::setPaddingNd", [&]() -> Status {
        TENON_CHECK(checkSpatial("padding", padding, params().kernelSize.nbDims, 0));
        params().prePadding = params().postPadding = padding;
        return {};
    });
}

void DeconvolutionLayer::setPaddingMode(nvinfer1::PaddingMode mode) noexcept
{
    set("IDeconvolutionLayer::setPaddingMode", [&]() -> Status {
        TENON_CHECK(checkPaddingMode(mode));
        params().paddingMode = mode;
        return {};
    });
}

void DeconvolutionLayer::setKernelSizeNd(Dims const& kernelSize) noexcept
{
    set("IDeconvolutionLayer::setKernelSizeNd", [&]() -> Status {
        TENON_CHECK(checkWindowSize("kernel size", kernelSize));
        TENON_CHECK(checkSpatial("kernel size", kernelSize, params().kernelSize.nbDims, 1));
        params().kernelSize = kernelSize;
        return {};
    });
}

void DeconvolutionLayer::setStrideNd(Dims const& stride) noexcept
{
    set("IDeconvolutionLayer::setStrideNd", [&]() -> Status {
        TENON_CHECK(checkSpatial("stride", stride, params().kernelSize.nbDims, 1));
        params().stride = stride;
        return {};
    });
}

void DeconvolutionLayer::setDilationNd(Dims const& dilation) noexcept
{
    set("IDeconvolutionLayer::setDilationNd", [&]() -> Status {
        TENON_CHECK(checkSpatial("dilation", dilation, params().kernelSize.nbDims, 1));
        params().dilation = dilation;
        return {};
    });
}

} // namespace tenon::api
