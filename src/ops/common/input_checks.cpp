#include "ops/common/input_checks.h"

#include <algorithm>

namespace tenon::ops
{

base::Status expectInputs(graph::InferenceInputs const& inputs, size_t count)
{
    if (inputs.size() != count)
    {
        return base::invalidArgument("inputs: expected {}, found {}", count, inputs.size());
    }
    for (size_t i = 0; i < count; ++i)
    {
        if (!inputs.has(i))
        {
            return base::invalidArgument("input {}: expected a tensor, found none", i);
        }
    }
    return {};
}

base::Status expectType(std::string_view subject, base::DataType type, std::initializer_list<base::DataType> allowed)
{
    if (std::find(allowed.begin(), allowed.end(), type) != allowed.end())
    {
        return {};
    }
    std::string names;
    for (auto const* each = allowed.begin(); each != allowed.end(); ++each)
    {
        names += each == allowed.begin() ? "" : (each + 1 == allowed.end() ? " or " : ", ");
        names += base::name(*each);
    }
    return base::invalidArgument("{}: expected type {}, found {}", subject, names, base::name(type));
}

} // namespace tenon::ops
