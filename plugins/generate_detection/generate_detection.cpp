#include "plugins/generate_detection/generate_detection.h"

#include "plugins/generate_detection/generate_detection_kernel.h"

namespace tenon::plugins
{

void GenerateDetection::outputShapes(plugin::Shapes& s) const
{
    refinedShapes(*this, s);
}

size_t GenerateDetection::workspaceBytes(plugin::Problem const& problem) const
{
    return refinedWorkspaceBytes(*this, problem);
}

int32_t GenerateDetection::enqueueCpu(plugin::Call const& call) const
{
    return generate_detection::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
