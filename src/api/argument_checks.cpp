#include "api/argument_checks.h"

#include <cstring>

namespace tenon::api
{

Status checkText(std::string_view what, char const* text, size_t limitBytes)
{
    if (text == nullptr)
    {
        return base::invalidArgument("{}: expected text, found a null pointer", what);
    }
    size_t const length = strnlen(text, limitBytes);
    if (length >= limitBytes)
    {
        return base::invalidArgument(
            "{}: expected at most {} bytes with the ending zero, found more; it begins with \"{}\"", what, limitBytes,
            std::string_view(text, 32));
    }
    return {};
}

Status checkName(std::string_view what, char const* name)
{
    TENON_CHECK(checkText(what, name));
    if (*name == '\0')
    {
        return base::invalidArgument("{}: expected at least one character, found an empty text", what);
    }
    return {};
}

Status checkDims(std::string_view what, Dims const& dims, int64_t smallest)
{
    if (dims.nbDims < 0 || dims.nbDims > base::kMaxDims)
    {
        return base::invalidArgument("{}: expected a rank from 0 to {}, found {}", what, base::kMaxDims, dims.nbDims);
    }
    for (int32_t i = 0; i < dims.nbDims; ++i)
    {
        if (dims.d[i] < smallest)
        {
            return base::invalidArgument("{} {}: expected sizes of at least {}, found {} in dimension {}", what,
                base::toString(dims), smallest, dims.d[i], i);
        }
    }
    return {};
}

Status checkKnown(std::string_view what, nvinfer1::DataType type)
{
    if (!base::isKnown(type))
    {
        return base::invalidArgument(
            "{}: expected an enumerator of DataType, found {}", what, static_cast<int32_t>(type));
    }
    return {};
}

Status checkAtLeast(std::string_view what, int64_t value, int64_t smallest)
{
    return value >= smallest
        ? Status()
        : Status(base::invalidArgument("{}: expected at least {}, found {}", what, smallest, value));
}

Status checkIndex(std::string_view what, int64_t index, int64_t count)
{
    if (index >= 0 && index < count)
    {
        return {};
    }
    return count == 0
        ? base::invalidArgument("{}: expected none, since there is nothing to choose from, found {}", what, index)
        : base::invalidArgument("{}: expected an index from 0 to {}, found {}", what, count - 1, index);
}

Result<graph::ConstantData> toConstantData(std::string_view what, nvinfer1::Weights const& weights)
{
    TENON_CHECK(checkKnown(fmt::format("type of the {}", what), weights.type));
    if (weights.count < 0)
    {
        return base::invalidArgument("{}: expected a count of at least 0, found {}", what, weights.count);
    }
    if (weights.values == nullptr && weights.count > 0)
    {
        return base::invalidArgument("{}: expected values, found a null pointer with count {}", what, weights.count);
    }
    if (weights.count > INT64_MAX / 8)
    {
        return base::invalidArgument("{}: expected a count that fits into memory, found {}", what, weights.count);
    }
    return graph::ConstantData{weights.type, weights.count, weights.values, nullptr};
}

nvinfer1::Weights toWeights(graph::ConstantData const& data)
{
    return nvinfer1::Weights{data.type, data.data, data.count};
}

} // namespace tenon::api
