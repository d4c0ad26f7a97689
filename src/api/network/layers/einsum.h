// IEinsumLayer.
#pragma once

#include "api/missing/einsum_layer.h"
#include "api/network/layer.h"
#include "ops/einsum/einsum.h"

namespace tenon::api
{

class EinsumLayer final : public LayerOf<nvinfer1::IEinsumLayer, missing::EinsumLayer, ops::EinsumOp>
{
public:
    using LayerOf::LayerOf;

    bool setEquation(char const* equation) noexcept override;
    char const* getEquation() const noexcept override { return params().equation.c_str(); }
};

} // namespace tenon::api
