#include "plugins/normalize/normalize.h"

#include "plugins/common/rows.h"
#include "plugins/normalize/normalize_kernel.h"

namespace tenon::plugins
{

std::string Normalize::validate() const
{
    return !weights.empty() ? std::string() : "expected at least one number in \"weights\", found none";
}

void Normalize::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    if (s.expect(x.size() == 4, "an input [N, C, H, W], found rank " + std::to_string(x.size())))
    {
        s.expect(channelShared != 0 || !x[1].isNumber() || x[1].value() == weights.count(),
            "as many numbers in \"weights\" as channels (" + std::to_string(x[1].value())
                + ") without \"channelShared\", found " + std::to_string(weights.count()));
    }
}

size_t Normalize::workspaceBytes(plugin::Problem const& problem) const
{
    return acrossSpatial != 0 ? static_cast<size_t>(problem.input(0).dim(0)) * sizeof(float) : 0;
}

int32_t Normalize::prepare()
{
    return prepareFloats({&weights});
}

int32_t Normalize::enqueueCpu(plugin::Call const& call) const
{
    return normalize::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
