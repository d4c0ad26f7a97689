#include "plugins/reorg/reorg.h"

#include "plugins/reorg/reorg_kernel.h"

namespace tenon::plugins
{

void Reorg::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    if (!s.expect(x.size() == 4, "an input [N, C, H, W], found rank " + std::to_string(x.size())))
    {
        return;
    }
    int64_t const area = int64_t{stride} * stride;
    auto const divides = [&](int64_t by, plugin::Dim const& extent) {
        return !extent.isNumber() || extent.value() % by == 0;
    };
    s.expect(divides(area, x[1]) && divides(stride, x[2]) && divides(stride, x[3]),
        "C that stride² (" + std::to_string(area) + ") divides, H and W that stride (" + std::to_string(stride)
            + ") divides, found " + std::to_string(x[1].value()) + ", " + std::to_string(x[2].value()) + " and "
            + std::to_string(x[3].value()));
    s.output(0) = {x[0], x[1] * area, x[2] / stride, x[3] / stride};
}

int32_t Reorg::enqueueCpu(plugin::Call const& call) const
{
    return reorg::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
