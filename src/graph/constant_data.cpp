#include "graph/constant_data.h"

#include "base/half.h"

#include <cstring>
#include <new>

namespace tenon::graph
{
namespace
{

//! Bytes aligned like device memory, so that kernels may load them as vectors.
std::shared_ptr<void> allocateShared(size_t bytes)
{
    constexpr std::align_val_t kAlignment{64};
    return {
        ::operator new(bytes == 0 ? 1 : bytes, kAlignment), [](void* data) { ::operator delete(data, kAlignment); }};
}

template <typename From, typename Convert>
void convert(ConstantData const& from, float* to, Convert const& one)
{
    auto const* const source = static_cast<From const*>(from.data);
    for (int64_t i = 0; i < from.count; ++i)
    {
        to[i] = one(source[i]);
    }
}

} // namespace

base::Result<ConstantData> toFloat(ConstantData const& weights)
{
    if (weights.type == DataType::kFLOAT)
    {
        return weights;
    }
    std::shared_ptr<void> const owner = allocateShared(static_cast<size_t>(weights.count) * sizeof(float));
    auto* const to = static_cast<float*>(owner.get());
    auto const plain = [](auto value) { return static_cast<float>(value); };
    switch (weights.type)
    {
    case DataType::kHALF: convert<uint16_t>(weights, to, base::halfToFloat); break;
    case DataType::kBF16: convert<uint16_t>(weights, to, base::bfloat16ToFloat); break;
    case DataType::kINT8: convert<int8_t>(weights, to, plain); break;
    case DataType::kUINT8:
    case DataType::kBOOL: convert<uint8_t>(weights, to, plain); break;
    case DataType::kINT32: convert<int32_t>(weights, to, plain); break;
    case DataType::kINT64: convert<int64_t>(weights, to, plain); break;
    default:
        return base::invalidArgument(
            "weights: expected a type that converts to fp32, found {}", base::name(weights.type));
    }
    return ConstantData{DataType::kFLOAT, weights.count, to, owner, weights.name};
}

ConstantData copyOf(ConstantData const& weights)
{
    std::shared_ptr<void> const owner = allocateShared(weights.bytes());
    if (weights.bytes() != 0)
    {
        std::memcpy(owner.get(), weights.data, weights.bytes());
    }
    return {weights.type, weights.count, owner.get(), owner, weights.name};
}

} // namespace tenon::graph
