#include "ops/common/device_weights_cuda.h"

#if TENON_CUDA
#include "ops/common/type_conversion.h"

#include <cstring>

namespace tenon::ops
{

base::Result<std::shared_ptr<void const>> uploadAs(
    graph::KernelRequest const& request, graph::ConstantData const& weights, base::DataType type)
{
    if (weights.empty())
    {
        return std::shared_ptr<void const>();
    }
    if (weights.type == type)
    {
        return request.weightCache()->upload(weights.data, weights.bytes());
    }
    size_t const bytes = static_cast<size_t>(weights.count) * static_cast<size_t>(base::bytesOf(type));
    return request.weightCache()->upload(
        weights.data, std::string(base::name(type)), bytes, [&](void* made) -> base::Status {
            TENON_ASSIGN(graph::ConstantData const converted, castWeights(weights, type));
            std::memcpy(made, converted.data, bytes);
            return {};
        });
}

} // namespace tenon::ops
#endif // TENON_CUDA
