#include "plugins/instance_normalization/instance_normalization.h"

#include "plugins/common/rows.h"
#include "plugins/instance_normalization/instance_normalization_kernel.h"

namespace tenon::plugins
{

std::string InstanceNormalization::validate() const
{
    return scales.count() == bias.count() ? std::string()
                                          : "expected as many numbers in \"bias\" as in \"scales\" ("
            + std::to_string(scales.count()) + "), found " + std::to_string(bias.count());
}

void InstanceNormalization::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    if (s.expect(x.size() >= 3, "an input [N, C, …] of rank 3 or more, found rank " + std::to_string(x.size())))
    {
        s.expect(!x[1].isNumber() || x[1].value() == scales.count(),
            "as many channels as \"scales\" has numbers (" + std::to_string(scales.count()) + "), found "
                + std::to_string(x[1].value()));
    }
}

int32_t InstanceNormalization::prepare()
{
    return prepareFloats({&scales, &bias});
}

int32_t InstanceNormalization::enqueueCpu(plugin::Call const& call) const
{
    return instance_normalization::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
