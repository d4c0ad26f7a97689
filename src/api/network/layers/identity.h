// IIdentityLayer.
#pragma once

#include "api/missing/identity_layer.h"
#include "api/network/layer.h"
#include "ops/identity/identity.h"

namespace tenon::api
{

class IdentityLayer final : public LayerOf<nvinfer1::IIdentityLayer, missing::IdentityLayer, ops::IdentityOp>
{
public:
    using LayerOf::LayerOf;
};

} // namespace tenon::api
