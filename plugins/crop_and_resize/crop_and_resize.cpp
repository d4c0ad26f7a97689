#include "plugins/crop_and_resize/crop_and_resize.h"

#include "plugins/crop_and_resize/crop_and_resize_kernel.h"

namespace tenon::plugins
{

void CropAndResize::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& maps = s.input(0);
    plugin::Shape const& rois = s.input(1);
    bool const fits =
        maps.size() == 4 && (rois.size() == 3 || rois.size() == 4) && (!rois[2].isNumber() || rois[2].value() == 4);
    if (s.expect(fits,
            "feature maps [N, C, H, W] and rois [N, regions, 4, 1], found ranks " + std::to_string(maps.size())
                + " and " + std::to_string(rois.size())
                + (rois.size() >= 3 ? ", rois of " + std::to_string(rois[2].value()) + " numbers" : "")))
    {
        s.output(0) = {maps[0], rois[1], maps[1], cropHeight, cropWidth};
    }
}

int32_t CropAndResize::enqueueCpu(plugin::Call const& call) const
{
    return crop_and_resize::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
