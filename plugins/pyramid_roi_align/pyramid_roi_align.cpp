#include "plugins/pyramid_roi_align/pyramid_roi_align.h"

#include "plugins/pyramid_roi_align/pyramid_roi_align_kernel.h"

namespace tenon::plugins
{

void PyramidRoiAlign::outputShapes(plugin::Shapes& s) const
{
    pyramidShapes(s, kLevels, pooledSize);
}

int32_t PyramidRoiAlign::enqueueCpu(plugin::Call const& call) const
{
    return pyramid_roi_align::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
