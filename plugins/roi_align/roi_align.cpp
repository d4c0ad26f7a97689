#include "plugins/roi_align/roi_align.h"

#include "plugins/roi_align/roi_align_kernel.h"

namespace tenon::plugins
{

void RoiAlign::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    plugin::Shape const& rois = s.input(1);
    bool const fits =
        x.size() == 4 && rois.size() == 2 && (!rois[1].isNumber() || rois[1].value() == 4) && s.input(2).size() == 1;
    if (s.expect(fits,
            "X [N, C, H, W], rois [regions, 4] and batch_indices [regions], found ranks " + std::to_string(x.size())
                + ", " + std::to_string(rois.size()) + " and " + std::to_string(s.input(2).size())))
    {
        s.output(0) = {rois[0], x[1], outputHeight, outputWidth};
    }
}

size_t RoiAlign::workspaceBytes(plugin::Problem const& problem) const
{
    return currentDevice().kind == DeviceKind::kCPU ? 0 : static_cast<size_t>(problem.input(0).bytes());
}

int32_t RoiAlign::enqueueCpu(plugin::Call const& call) const
{
    return roi_align::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
