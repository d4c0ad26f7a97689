// IFillLayer.
#pragma once

#include "api/missing/fill_layer.h"
#include "api/network/layer.h"
#include "ops/fill/fill.h"

namespace tenon::api
{

class FillLayer final : public LayerOf<nvinfer1::IFillLayer, missing::FillLayer, ops::FillOp>
{
public:
    using LayerOf::LayerOf;

    void setDimensions(Dims const& dimensions) noexcept override;
    Dims getDimensions() const noexcept override;
    void setOperation(nvinfer1::FillOperation operation) noexcept override;
    nvinfer1::FillOperation getOperation() const noexcept override { return params().operation; }
    void setAlpha(double alpha) noexcept override;
    double getAlpha() const noexcept override { return params().alpha; }
    void setBeta(double beta) noexcept override;
    double getBeta() const noexcept override { return params().beta; }
    void setAlphaInt64(int64_t alpha) noexcept override;
    int64_t getAlphaInt64() const noexcept override { return params().alphaInt; }
    void setBetaInt64(int64_t beta) noexcept override;
    int64_t getBetaInt64() const noexcept override { return params().betaInt; }
    bool isAlphaBetaInt64() const noexcept override { return params().integers; }
    nvinfer1::DataType getToType() const noexcept override { return params().type; }
    void setToType(nvinfer1::DataType toType) noexcept override;

protected:
    //! Dimensions, alpha and beta as tensors.
    int32_t inputLimit() const noexcept override { return 3; }
    bool wantsShapeTensor(int32_t index) const override { return index == 0; }
    //! Without a type of its own the output has that of its start.
    Status inputChanged() override;

private:
    bool typeGiven_{false};
};

} // namespace tenon::api
