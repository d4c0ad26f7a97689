#include "plugins/resize_nearest/resize_nearest.h"

#include "plugins/resize_nearest/resize_nearest_kernel.h"

namespace tenon::plugins
{

void ResizeNearest::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    if (!s.expect(x.size() == 4, "an input [N, C, H, W], found rank " + std::to_string(x.size())))
    {
        return;
    }
    auto const whole = static_cast<int64_t>(scale);
    bool const isWhole = static_cast<float>(whole) == scale;
    for (size_t i = 2; i < 4; ++i)
    {
        if (!s.expect(isWhole || x[i].isNumber(),
                "height and width that are known when the network is built where \"scale\" is no whole number"))
        {
            return;
        }
        s.output(0)[i] =
            isWhole ? x[i] * whole : plugin::Dim(static_cast<int64_t>(static_cast<float>(x[i].value()) * scale));
        s.expect(!s.output(0)[i].isNumber() || x[i].value() == 0 || s.output(0)[i].value() > 0,
            "an output of at least one row and column, found none");
    }
}

int32_t ResizeNearest::enqueueCpu(plugin::Call const& call) const
{
    return resize_nearest::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
