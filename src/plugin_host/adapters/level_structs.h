// Between the host's dims and descriptors and those of a plugin's API level.
#pragma once

#include "base/dims.h"
#include "graph/kernel.h"
#include "plugin_host/plugin_abi.h"

#include <limits>
#include <string_view>

namespace tenon::plugin_host
{

using base::Dims;
using base::operator==; // Dims live in the API's namespace, where it is not looked for
using base::Result;

//! Error where a size does not fit the level's 32-bit numbers. `subject` names the plugin.
template <typename Level>
Result<typename Level::Dims> toLevel(std::string_view subject, Dims const& dims)
{
    if constexpr (std::is_same_v<typename Level::Dims, Dims>)
    {
        return dims;
    }
    else
    {
        typename Level::Dims converted{};
        converted.nbDims = dims.nbDims;
        for (int32_t i = 0; i < dims.nbDims; ++i)
        {
            if (dims.d[i] > std::numeric_limits<int32_t>::max())
            {
                return base::invalidArgument(
                    "{}: expected dimensions below 2^31, as a plugin of API level {} has them, found {} as dimension {}",
                    subject, Level::kNumber, dims.d[i], i);
            }
            converted.d[i] = static_cast<int32_t>(dims.d[i]);
            if constexpr (Level::kNumber == 7)
            {
                // Of CHW dims the first is the channel.
                converted.type[i] = i == dims.nbDims - 3 ? 1 : 0;
            }
        }
        return converted;
    }
}

//! Checks the rank before anything is read.
template <typename LevelDims>
Result<Dims> fromLevel(LevelDims const& dims)
{
    if (dims.nbDims < 0 || dims.nbDims > base::kMaxDims)
    {
        return base::error(
            base::ErrorCode::kFAILED_EXECUTION, "expected a rank from 0 to {}, found {}", base::kMaxDims, dims.nbDims);
    }
    Dims converted{};
    converted.nbDims = dims.nbDims;
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        converted.d[i] = dims.d[i];
    }
    return converted;
}

template <typename Level>
Result<typename Level::TensorDesc> toLevel(std::string_view subject, graph::TensorDesc const& desc)
{
    TENON_ASSIGN(auto const dims, toLevel<Level>(subject, desc.dims));
    return typename Level::TensorDesc{dims, desc.type, desc.format, desc.scale};
}

template <typename Level>
Result<typename Level::DynamicTensorDesc> toLevel(std::string_view subject, graph::TensorRange const& range)
{
    typename Level::DynamicTensorDesc converted{};
    TENON_ASSIGN(auto const dims, toLevel<Level>(subject, range.dims));
    converted.desc = typename Level::TensorDesc{dims, range.type, range.format, range.scale};
    TENON_ASSIGN(converted.min, toLevel<Level>(subject, range.min));
    TENON_ASSIGN(converted.max, toLevel<Level>(subject, range.max));
    if constexpr (Level::kNumber == 10)
    {
        converted.opt = range.opt;
    }
    return converted;
}

inline void copyInto(Dims const& value, Dims& converted)
{
    converted = value;
}

inline void copyInto(graph::TensorDesc const& value, nvinfer1::PluginTensorDesc& converted)
{
    converted.dims = value.dims;
    converted.type = value.type;
    converted.format = value.format;
    converted.scale = value.scale;
}

inline void copyInto(graph::TensorRange const& value, nvinfer1::DynamicPluginTensorDesc& converted)
{
    converted.desc.dims = value.dims;
    converted.desc.type = value.type;
    converted.desc.format = value.format;
    converted.desc.scale = value.scale;
    converted.min = value.min;
    converted.opt = value.opt;
    converted.max = value.max;
}

//! Fills `converted` (whose size is already right, so that nothing is allocated) from `values`.
template <typename Level, typename Value, typename Converted>
base::Status toLevel(std::string_view subject, std::span<Value const> values, std::vector<Converted>& converted)
{
    converted.resize(values.size());
    for (size_t i = 0; i < values.size(); ++i)
    {
        if constexpr (Level::kNumber == 10)
        {
            // In place: nothing can fail, and these structs are large.
            copyInto(values[i], converted[i]);
        }
        else
        {
            TENON_ASSIGN(converted[i], toLevel<Level>(subject, values[i]));
        }
    }
    return {};
}

//! A descriptor that holds nothing valid, for entries that a plugin must not look at.
template <typename Level>
typename Level::TensorDesc poisonedDesc()
{
    typename Level::TensorDesc desc{};
    desc.dims.nbDims = -1;
    desc.type = static_cast<nvinfer1::DataType>(-1);
    desc.format = static_cast<nvinfer1::TensorFormat>(-1);
    desc.scale = std::numeric_limits<float>::quiet_NaN();
    return desc;
}

//! "fp32 kLINEAR 2x3, fp32 kLINEAR 2x3" for the trace.
std::string describe(std::span<graph::TensorDesc const> descs);
std::string describe(std::span<graph::TensorRange const> ranges);

//! Without the leading dimension.
inline Dims withoutBatch(Dims const& dims)
{
    Dims rest{};
    rest.nbDims = dims.nbDims - 1;
    for (int32_t i = 1; i < dims.nbDims; ++i)
    {
        rest.d[i - 1] = dims.d[i];
    }
    return rest;
}

} // namespace tenon::plugin_host
