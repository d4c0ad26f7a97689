#include "plugins/group_normalization/group_normalization.h"

#include "plugins/group_normalization/group_normalization_kernel.h"

namespace tenon::plugins
{

void GroupNormalization::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    if (!s.expect(x.size() >= 2, "an input [N, C, …], found rank " + std::to_string(x.size())) || !x[1].isNumber())
    {
        return;
    }
    s.expect(x[1].value() % groups == 0,
        "channels that \"num_groups\" (" + std::to_string(groups) + ") divides, found " + std::to_string(x[1].value()));
    for (int32_t i = 1; i < 3; ++i)
    {
        plugin::Dim const count = plugin::productOf(s.input(i), 0, s.input(i).size());
        s.expect(!count.isNumber() || count.value() == x[1].value(),
            "a number for each of the " + std::to_string(x[1].value()) + " channels in input " + std::to_string(i)
                + ", found " + std::to_string(count.value()));
    }
}

int32_t GroupNormalization::enqueueCpu(plugin::Call const& call) const
{
    return group_normalization::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
