// GenerateDetection_TRT version 1: the detections of Mask R-CNN in TensorFlow's models.
#pragma once

#include "plugins/common/detection/detections_plugin.h"

#include <vector>

namespace tenon::plugins
{

struct GenerateDetection : DetectionsPlugin
{
    static constexpr char const* kName = "GenerateDetection_TRT";
    static constexpr char const* kVersion = "1";

    std::vector<int32_t> imageSize{3, 832, 1344};

    template <typename D>
    static void declare(D& d)
    {
        using P = GenerateDetection;
        d.about(
            "Each region's best class but the background and its box for that class, then greedy non-maximum suppression of each class of each image; the best of all classes are the result.");
        declareDetections(d, "[N, regions, 4]: y1, x1, y2, x2 in pixels",
            "[N, keep_topk, 6]: y1, x1, y2, x2 in pixels, class, score; rows that are not valid have the class −1 and zeros");
        d.field("image_size", &P::imageSize, "channels, height and width of the image").count(3).range(1, 1 << 24);
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using GenerateDetectionCreator = plugin::Creator<GenerateDetection, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
