// refined_detections.h over boxes in pixels; the background is no class that may be the best.
//
// Threads:   one region a thread, then nms().
// Accuracy:  fp32.
#pragma once

#include "plugins/common/detection/refined_detections.h"
#include "plugins/generate_detection/generate_detection.h"

namespace tenon::plugins::generate_detection
{

template <typename Run>
int32_t enqueueOn(Run const& run, GenerateDetection const& impl, plugin::Call const& call)
{
    return enqueueRefined(run, impl, call, 1, BoxRefiner::ofPixels(0.1F, 0.2F, impl.imageSize[1], impl.imageSize[2]));
}

} // namespace tenon::plugins::generate_detection
