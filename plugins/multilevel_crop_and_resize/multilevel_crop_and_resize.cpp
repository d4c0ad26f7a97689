#include "plugins/multilevel_crop_and_resize/multilevel_crop_and_resize.h"

#include "plugins/multilevel_crop_and_resize/multilevel_crop_and_resize_kernel.h"

namespace tenon::plugins
{

void MultilevelCropAndResize::outputShapes(plugin::Shapes& s) const
{
    pyramidShapes(s, kLevels, pooledSize);
}

int32_t MultilevelCropAndResize::enqueueCpu(plugin::Call const& call) const
{
    return multilevel_crop_and_resize::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
