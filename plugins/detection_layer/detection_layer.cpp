#include "plugins/detection_layer/detection_layer.h"

#include "plugins/detection_layer/detection_layer_kernel.h"

namespace tenon::plugins
{

void DetectionLayer::outputShapes(plugin::Shapes& s) const
{
    refinedShapes(*this, s);
}

size_t DetectionLayer::workspaceBytes(plugin::Problem const& problem) const
{
    return refinedWorkspaceBytes(*this, problem);
}

int32_t DetectionLayer::enqueueCpu(plugin::Call const& call) const
{
    return detection_layer::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
