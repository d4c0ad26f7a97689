#include "api/engine/bindings.h"

#include "api/argument_checks.h"

namespace tenon::api
{

base::Result<int32_t> bindingOf(runtime::Engine const& engine, char const* name)
{
    TENON_CHECK(checkName("name of the tensor", name));
    int32_t const index = engine.bindingIndex(name);
    if (index >= 0)
    {
        return index;
    }
    std::string names;
    for (runtime::Binding const& binding : engine.bindings())
    {
        names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", binding.name);
    }
    return base::invalidArgument(
        "tensor \"{}\": expected the name of an input or output of the engine, found none of that name; there are {}",
        name, names);
}

std::string describeFormat(base::DataType type, base::TensorFormat format)
{
    base::FormatLayout const layout = base::layoutOf(format);
    std::string order = layout.spatialDims < 0 ? "row-major linear"
        : layout.channelsLast                  ? "channels-last"
                                               : "channel-packed";
    if (layout.components != 1)
    {
        order += fmt::format(" with {} channels a vector", layout.components);
    }
    return fmt::format("{} {} ({})", order, base::name(type), base::name(format));
}

} // namespace tenon::api
