#include "plugins/coord_conv_ac/coord_conv_ac.h"

#include "plugins/coord_conv_ac/coord_conv_ac_kernel.h"

namespace tenon::plugins
{

void CoordConvAc::outputShapes(plugin::Shapes& s) const
{
    if (s.expect(s.input(0).size() == 4, "an input [N, C, H, W], found rank " + std::to_string(s.input(0).size())))
    {
        s.output(0)[1] = s.input(0)[1] + 2;
    }
}

int32_t CoordConvAc::enqueueCpu(plugin::Call const& call) const
{
    return coord_conv_ac::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
