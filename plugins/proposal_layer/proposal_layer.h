// ProposalLayer_TRT version 1: the region proposals of Mask R-CNN in Keras.
#pragma once

#include "plugins/common/detection/nms.h"
#include "plugins/common/detection/pyramid_anchors.h"

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct ProposalLayer : plugin::Plugin
{
    static constexpr char const* kName = "ProposalLayer_TRT";
    static constexpr char const* kVersion = "1";

    int32_t prenmsTopK{0};
    int32_t keepTopK{0};
    float iouThreshold{0.0F};
    std::vector<int32_t> imageSize{3, 1024, 1024};

    template <typename D>
    static void declare(D& d)
    {
        using P = ProposalLayer;
        d.about(
            "Boxes of a region proposal network over a feature pyramid: decoded against anchors, clipped, the best of them kept by greedy non-maximum suppression.");
        d.input("object_score", "[N, anchors, 2, 1]: background, foreground");
        d.input("object_delta", "[N, anchors, 4, 1]: dy, dx, dh, dw");
        d.output("proposals", "[N, keep_topk, 4]: y1, x1, y2, x2 relative to the image; 0 where there are fewer");
        d.field("prenms_topk", &P::prenmsTopK, "candidates that are looked at, the best ones")
            .range(1, 1 << 24)
            .required();
        d.field("keep_topk", &P::keepTopK, "boxes of the result").range(1, 1 << 24).required();
        d.field("iou_threshold", &P::iouThreshold, "a box that overlaps a kept one by more is dropped")
            .range(0, 1)
            .required();
        d.field("image_size", &P::imageSize, "channels (3), height and width of the image").count(3).range(2, 1 << 14);
        d.capturable();
    }

    PyramidAnchors anchors() const;
    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    NmsProblem nmsProblem(plugin::Tensors const& tensors) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using ProposalLayerCreator = plugin::Creator<ProposalLayer, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
