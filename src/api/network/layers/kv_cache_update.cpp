#include "api/network/layers/kv_cache_update.h"

#include "api/network/network_definition.h"

namespace tenon::api
{

nvinfer1::IKVCacheUpdateLayer* NetworkDefinition::addKVCacheUpdate(nvinfer1::ITensor& cache, nvinfer1::ITensor& update,
    nvinfer1::ITensor& writeIndices, nvinfer1::KVCacheMode cacheMode) noexcept
{
    return add<nvinfer1::IKVCacheUpdateLayer>(
        "INetworkDefinition::addKVCacheUpdate", [&]() -> Result<nvinfer1::IKVCacheUpdateLayer*> {
            if (coordinates().hidden() != 0)
            {
                return base::notImplemented("INetworkDefinition::addKVCacheUpdate in networks with an implicit batch");
            }
            TENON_ASSIGN(graph::Tensor * old, valueOf(cache));
            TENON_ASSIGN(graph::Tensor * fresh, valueOf(update));
            TENON_ASSIGN(graph::Tensor * places, valueOf(writeIndices));
            TENON_CHECK(checkEnumerator("cache mode", cacheMode));
            auto op = std::make_unique<ops::KVCacheUpdateOp>();
            op->params.mode = cacheMode;
            return &addLayer<KVCacheUpdateLayer>(
                std::move(op), {old, fresh, places}, nvinfer1::LayerType::kKVCACHE_UPDATE, "KVCacheUpdate");
        });
}

bool KVCacheUpdateLayer::setCacheMode(nvinfer1::KVCacheMode cacheMode) noexcept
{
    return succeeds(Layer::callLog(), "IKVCacheUpdateLayer::setCacheMode", [&]() -> Status {
        TENON_CHECK(checkEnumerator("cache mode", cacheMode));
        params().mode = cacheMode;
        changed();
        return {};
    });
}

} // namespace tenon::api
