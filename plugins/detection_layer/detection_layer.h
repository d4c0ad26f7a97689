// DetectionLayer_TRT version 1: the detections of Mask R-CNN in Keras.
#pragma once

#include "plugins/common/detection/detections_plugin.h"

namespace tenon::plugins
{

struct DetectionLayer : DetectionsPlugin
{
    static constexpr char const* kName = "DetectionLayer_TRT";
    static constexpr char const* kVersion = "1";

    template <typename D>
    static void declare(D& d)
    {
        d.about(
            "Each region's best class and its box for that class, then greedy non-maximum suppression of each class of each image; the best of all classes are the result.");
        declareDetections(d, "[N, regions, 4]: y1, x1, y2, x2 relative to the image",
            "[N, keep_topk, 6]: y1, x1, y2, x2, class, score; rows that are not valid have the class −1 and zeros");
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using DetectionLayerCreator = plugin::Creator<DetectionLayer, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
