// IDeconvolutionLayer.
#pragma once

#include "api/missing/deconvolution_layer.h"
#include "api/network/layer.h"
#include "ops/deconvolution/deconvolution.h"

namespace tenon::api
{

class DeconvolutionLayer final
    : public LayerOf<nvinfer1::IDeconvolutionLayer, missing::DeconvolutionLayer, ops::DeconvolutionOp>
{
public:
    using LayerOf::LayerOf;

    void setNbOutputMaps(int64_t nbOutputMaps) noexcept override;
    int64_t getNbOutputMaps() const noexcept override { return params().outputMaps; }
    void setNbGroups(int64_t nbGroups) noexcept override;
    int64_t getNbGroups() const noexcept override { return params().groups; }
    void setKernelWeights(nvinfer1::Weights weights) noexcept override;
    nvinfer1::Weights getKernelWeights() const noexcept override { return toWeights(params().kernel); }
    void setBiasWeights(nvinfer1::Weights weights) noexcept override;
    nvinfer1::Weights getBiasWeights() const noexcept override { return toWeights(params().bias); }
    void setPrePadding(Dims const& padding) noexcept override;
    Dims getPrePadding() const noexcept override { return params().prePadding; }
    void setPostPadding(Dims const& padding) noexcept override;
    Dims getPostPadding() const noexcept override { return params().postPadding; }
    void setPaddingNd(Dims const& padding) noexcept override;
    Dims getPaddingNd() const noexcept override { return params().prePadding; }
    void setPaddingMode(nvinfer1::PaddingMode mode) noexcept override;
    nvinfer1::PaddingMode getPaddingMode() const noexcept override { return params().paddingMode; }
    void setKernelSizeNd(Dims const& kernelSize) noexcept override;
    Dims getKernelSizeNd() const noexcept override { return params().kernelSize; }
    void setStrideNd(Dims const& stride) noexcept override;
    Dims getStrideNd() const noexcept override { return params().stride; }
    void setDilationNd(Dims const& dilation) noexcept override;
    Dims getDilationNd() const noexcept override { return params().dilation; }

protected:
    //! Data, kernel and bias.
    int32_t inputLimit() const noexcept override { return 3; }
};

} // namespace tenon::api
