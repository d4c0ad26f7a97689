// ISelectLayer.
#pragma once

#include "api/missing/select_layer.h"
#include "api/network/layer.h"
#include "ops/select/select.h"

namespace tenon::api
{

class SelectLayer final : public LayerOf<nvinfer1::ISelectLayer, missing::SelectLayer, ops::SelectOp>
{
public:
    using LayerOf::LayerOf;
};

} // namespace tenon::api
