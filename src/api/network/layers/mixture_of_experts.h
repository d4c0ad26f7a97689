// IMoELayer.
#pragma once

#include "api/missing/mo_e_layer.h"
#include "api/network/layer.h"
#include "ops/mixture_of_experts/mixture_of_experts.h"

namespace tenon::api
{

//! Without quantization: that of the inner product is to fp8 or with scales of blocks, which no kernel has.
class MixtureOfExpertsLayer final : public LayerOf<nvinfer1::IMoELayer, missing::MoELayer, ops::MixtureOfExpertsOp>
{
public:
    using LayerOf::LayerOf;

    void setGatedWeights(nvinfer1::ITensor& fcGateWeights, nvinfer1::ITensor& fcUpWeights,
        nvinfer1::ITensor& fcDownWeights, nvinfer1::MoEActType activationType) noexcept override;
    void setGatedBiases(nvinfer1::ITensor& fcGateBiases, nvinfer1::ITensor& fcUpBiases,
        nvinfer1::ITensor& fcDownBiases) noexcept override;
    void setActivationType(nvinfer1::MoEActType activationType) noexcept override;
    nvinfer1::MoEActType getActivationType() const noexcept override { return params().activation; }
    void setQuantizationStatic(nvinfer1::ITensor& fcDownActivationScale, nvinfer1::DataType dataType) noexcept override;
    void setQuantizationDynamicDblQ(nvinfer1::ITensor& fcDownActivationDblQScale, nvinfer1::DataType dataType,
        nvinfer1::Dims const& blockShape, nvinfer1::DataType dynQOutputScaleType) noexcept override;
    void setQuantizationToType(nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getQuantizationToType() const noexcept override { return nvinfer1::DataType::kFLOAT; }
    void setQuantizationBlockShape(nvinfer1::Dims const& blockShape) noexcept override;
    nvinfer1::Dims getQuantizationBlockShape() const noexcept override { return nvinfer1::Dims{}; }
    void setDynQOutputScaleType(nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getDynQOutputScaleType() const noexcept override { return nvinfer1::DataType::kFLOAT; }
    void setSwigluParams(float limit, float alpha, float beta) noexcept override;
    void setSwigluParamLimit(float limit) noexcept override;
    float getSwigluParamLimit() const noexcept override { return params().limit; }
    void setSwigluParamAlpha(float alpha) noexcept override;
    float getSwigluParamAlpha() const noexcept override { return params().alpha; }
    void setSwigluParamBeta(float beta) noexcept override;
    float getSwigluParamBeta() const noexcept override { return params().beta; }
    void setInput(int32_t index, nvinfer1::ITensor& tensor) noexcept override { Layer::setInput(index, tensor); }

protected:
    int32_t inputLimit() const noexcept override { return ops::MixtureOfExpertsOp::kInputs; }

private:
    void setInputs(char const* method, size_t first, std::initializer_list<nvinfer1::ITensor*> tensors,
        std::optional<nvinfer1::MoEActType> activation);
    void setSwiglu(char const* method, float limit, float alpha, float beta);
    void refuseQuantization(char const* method);
};

} // namespace tenon::api
