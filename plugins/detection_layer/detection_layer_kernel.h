// refined_detections.h over boxes relative to the image; a region whose best class is the background is no detection.
//
// Threads:   one region a thread, then nms().
// Accuracy:  fp32.
#pragma once

#include "plugins/common/detection/refined_detections.h"
#include "plugins/detection_layer/detection_layer.h"

namespace tenon::plugins::detection_layer
{

template <typename Run>
int32_t enqueueOn(Run const& run, DetectionLayer const& impl, plugin::Call const& call)
{
    return enqueueRefined(run, impl, call, 0, BoxRefiner::relative());
}

} // namespace tenon::plugins::detection_layer
