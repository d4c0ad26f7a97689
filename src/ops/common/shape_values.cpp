#include "ops/common/shape_values.h"

namespace tenon::ops
{

using base::DataType;

bool isShapeType(DataType type)
{
    return type == DataType::kINT32 || type == DataType::kINT64 || type == DataType::kBOOL;
}

std::optional<std::vector<graph::Dim>> shapeValuesOf(graph::ConstantData const& data)
{
    if (data.count > kMaxShapeValues || !isShapeType(data.type) || (data.data == nullptr && data.count != 0))
    {
        return std::nullopt;
    }
    std::vector<graph::Dim> values;
    for (int64_t i = 0; i < data.count; ++i)
    {
        switch (data.type)
        {
        case DataType::kINT32: values.push_back(graph::constant(static_cast<int32_t const*>(data.data)[i])); break;
        case DataType::kINT64: values.push_back(graph::constant(static_cast<int64_t const*>(data.data)[i])); break;
        default: values.push_back(graph::constant(static_cast<uint8_t const*>(data.data)[i] != 0 ? 1 : 0)); break;
        }
    }
    return values;
}

graph::Dim volumeOf(graph::Shape const& shape)
{
    graph::Dim volume = graph::constant(1);
    for (graph::Dim const& dim : shape)
    {
        volume = graph::mul(volume, dim);
    }
    return volume;
}

} // namespace tenon::ops
