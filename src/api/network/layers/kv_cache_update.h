// IKVCacheUpdateLayer.
#pragma once

#include "api/missing/kv_cache_update_layer.h"
#include "api/network/layer.h"
#include "ops/kv_cache_update/kv_cache_update.h"

namespace tenon::api
{

class KVCacheUpdateLayer final
    : public LayerOf<nvinfer1::IKVCacheUpdateLayer, missing::KVCacheUpdateLayer, ops::KVCacheUpdateOp>
{
public:
    using LayerOf::LayerOf;

    bool setCacheMode(nvinfer1::KVCacheMode cacheMode) noexcept override;
    nvinfer1::KVCacheMode getCacheMode() const noexcept override { return params().mode; }
};

} // namespace tenon::api
