// INMSLayer.
#pragma once

#include "api/missing/nms_layer.h"
#include "api/network/layer.h"
#include "ops/nms/nms.h"

namespace tenon::api
{

class NMSLayer final : public LayerOf<nvinfer1::INMSLayer, missing::NMSLayer, ops::NMSOp>
{
public:
    using LayerOf::LayerOf;

    void setBoundingBoxFormat(nvinfer1::BoundingBoxFormat format) noexcept override;
    nvinfer1::BoundingBoxFormat getBoundingBoxFormat() const noexcept override { return params().format; }
    void setTopKBoxLimit(int32_t limit) noexcept override;
    int32_t getTopKBoxLimit() const noexcept override { return params().topKBoxLimit; }
    bool setIndicesType(nvinfer1::DataType type) noexcept override;
    nvinfer1::DataType getIndicesType() const noexcept override { return params().indicesType; }

protected:
    //! Boxes, scores, the most boxes of a class, and two thresholds.
    int32_t inputLimit() const noexcept override { return 5; }
};

} // namespace tenon::api
