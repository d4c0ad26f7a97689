// IAssertionLayer.
#pragma once

#include "api/missing/assertion_layer.h"
#include "api/network/layer.h"
#include "ops/assertion/assertion.h"

namespace tenon::api
{

class AssertionLayer final : public LayerOf<nvinfer1::IAssertionLayer, missing::AssertionLayer, ops::AssertionOp>
{
public:
    using LayerOf::LayerOf;

    void setMessage(char const* message) noexcept override;
    char const* getMessage() const noexcept override { return params().message.c_str(); }
};

} // namespace tenon::api
