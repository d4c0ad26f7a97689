// Weights: typed bytes that live somewhere else (the user's memory during a build, a mapped plan at run time).
#pragma once

#include "base/tensor_types.h"

#include <memory>
#include <span>
#include <string>

namespace tenon::graph
{

using base::DataType;

//! A view of `count` elements with shared or no ownership. Copies are cheap and see the same bytes.
//! `owner` keeps the bytes alive; null while they belong to the user, who keeps them until the build has ended.
struct ConstantData
{
    DataType type{DataType::kFLOAT};
    int64_t count{0};
    void const* data{nullptr};
    std::shared_ptr<void const> owner;
    //! What the user calls these weights (INetworkDefinition::setWeightsName); null where they have no name.
    std::shared_ptr<std::string const> name{};

    bool empty() const { return count == 0; }
    size_t bytes() const { return (static_cast<size_t>(count) * base::bitsOf(type) + 7) / 8; }
    std::span<std::byte const> span() const { return {static_cast<std::byte const*>(data), bytes()}; }
    //! For type kFLOAT only.
    std::span<float const> floats() const { return {static_cast<float const*>(data), static_cast<size_t>(count)}; }
};

//! The same values as fp32, converted where they are of another floating or integer type (fp16, bf16, fp64 does not exist
//! here, int8, int32, int64, uint8, bool); a view of the same bytes where they already are.
base::Result<ConstantData> toFloat(ConstantData const& weights);

//! A copy that owns its bytes.
ConstantData copyOf(ConstantData const& weights);

} // namespace tenon::graph
