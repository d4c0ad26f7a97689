// GenerateDetection_TRT version 1: the detections of Mask R-CNN in TensorFlow's models.
#pragma once

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct GenerateDetection : plugin::Plugin
{
    static constexpr char const* kName = "GenerateDetection_TRT";
    static constexpr char const* kVersion = "1";

    int32_t numClasses{0};
    int32_t keepTopK{0};
    float scoreThreshold{0.0F};
    float iouThreshold{0.0F};
    std::vector<int32_t> imageSize{3, 832, 1344};

    template <typename D>
    static void declare(D& d)
    {
        using P = GenerateDetection;
        d.about(
            "Each region's best class but the background and its box for that class, then greedy non-maximum suppression of each class of each image; the best of all classes are the result.");
        d.input("delta_bbox", "[N, regions, classes · 4, 1, 1]: dy, dx, dh, dw of each class");
        d.input("score", "[N, regions, classes, 1, 1], class 0 the background");
        d.input("roi", "[N, regions, 4]: y1, x1, y2, x2 in pixels");
        d.output("detections",
            "[N, keep_topk, 6]: y1, x1, y2, x2 in pixels, class, score; rows that are not valid have the class −1 and zeros");
        d.field("num_classes", &P::numClasses, "number of classes, the background counted")
            .range(1, 1 << 16)
            .required();
        d.field("keep_topk", &P::keepTopK, "rows of the result").range(1, 1 << 24).required();
        d.field("score_threshold", &P::scoreThreshold, "regions of a lower score are no candidates")
            .range(0, 1e9)
            .required();
        d.field("iou_threshold", &P::iouThreshold, "a box that overlaps a kept one of its class by more is dropped")
            .range(0, 1)
            .required();
        d.field("image_size", &P::imageSize, "channels, height and width of the image").count(3).range(1, 1 << 24);
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using GenerateDetectionCreator = plugin::Creator<GenerateDetection, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
