#include "plugin_host/adapters/level_structs.h"

namespace tenon::plugin_host
{

std::string describe(std::span<graph::TensorDesc const> descs)
{
    std::string text;
    for (graph::TensorDesc const& desc : descs)
    {
        text += fmt::format("{}{} {} {}", text.empty() ? "" : ", ", base::name(desc.type), base::name(desc.format),
            base::toString(desc.dims));
    }
    return text;
}

std::string describe(std::span<graph::TensorRange const> ranges)
{
    std::string text;
    for (graph::TensorRange const& range : ranges)
    {
        text += fmt::format("{}{} {} {} ({} to {})", text.empty() ? "" : ", ", base::name(range.type),
            base::name(range.format), base::toString(range.dims), base::toString(range.min), base::toString(range.max));
    }
    return text;
}

} // namespace tenon::plugin_host
