// What plugins of Mask R-CNN's detections declare alike.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct DetectionsPlugin : plugin::Plugin
{
    int32_t numClasses{0};
    int32_t keepTopK{0};
    float scoreThreshold{0.0F};
    float iouThreshold{0.0F};

protected:
    //! `roi` and `detections` describe that input and the output.
    template <typename D>
    static void declareDetections(D& d, char const* roi, char const* detections)
    {
        using P = DetectionsPlugin;
        d.input("delta_bbox", "[N, regions, classes · 4, 1, 1]: dy, dx, dh, dw of each class");
        d.input("score", "[N, regions, classes, 1, 1], class 0 the background");
        d.input("roi", roi);
        d.output("detections", detections);
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
        d.capturable();
    }
};

} // namespace tenon::plugins
