// ISliceLayer.
#pragma once

#include "api/missing/slice_layer.h"
#include "api/network/layer.h"
#include "ops/slice/slice.h"

namespace tenon::api
{

class SliceLayer final : public LayerOf<nvinfer1::ISliceLayer, missing::SliceLayer, ops::SliceOp>
{
public:
    using LayerOf::LayerOf;

    void setStart(Dims const& start) noexcept override;
    Dims getStart() const noexcept override;
    void setSize(Dims const& size) noexcept override;
    Dims getSize() const noexcept override;
    void setStride(Dims const& stride) noexcept override;
    Dims getStride() const noexcept override;
    void setMode(nvinfer1::SampleMode mode) noexcept override;
    nvinfer1::SampleMode getMode() const noexcept override { return params().mode; }
    void setAxes(Dims const& axes) noexcept override;
    Dims getAxes() const noexcept override;

    //! Brings the operation's parameters up to date with the user's.
    Status place(Dims const& start, Dims const& size, Dims const& stride, std::vector<int64_t> axes);

protected:
    //! Data; start, size, stride, fill value and axes as tensors.
    int32_t inputLimit() const noexcept override { return 6; }
    bool wantsShapeTensor(int32_t index) const override { return index >= 1 && index <= 3; }

private:
    bool isConnected(size_t input) const { return input < op().inputs.size() && op().inputs[input] != nullptr; }

    Dims start_{}, size_{}, stride_{}; //!< as the user gave them
};

} // namespace tenon::api
