// MultilevelProposeROI_TRT version 1: the region proposals of Mask R-CNN in TensorFlow's models.
#pragma once

#include "plugins/common/detection/nms.h"
#include "plugins/common/detection/pyramid_anchors.h"

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct MultilevelProposeRoi : plugin::Plugin
{
    static constexpr char const* kName = "MultilevelProposeROI_TRT";
    static constexpr char const* kVersion = "1";

    int32_t prenmsTopK{0};
    int32_t keepTopK{0};
    float fgThreshold{0.0F};
    float iouThreshold{0.0F};
    std::vector<int32_t> imageSize{3, 832, 1344};

    template <typename D>
    static void declare(D& d)
    {
        using P = MultilevelProposeRoi;
        d.about(
            "Boxes of a region proposal network over a feature pyramid: of each level decoded against anchors, clipped, and kept by greedy non-maximum suppression; the best of all levels are the result.");
        for (char const* const level : {"2", "3", "4", "5", "6"})
        {
            d.input(
                std::string("delta_p") + level, std::string("[N, anchors of P") + level + ", 4, 1]: dy, dx, dh, dw");
            d.input(std::string("score_p") + level, std::string("[N, anchors of P") + level + ", 1, 1]: foreground");
        }
        d.output("proposals", "[N, keep_topk, 4]: y1, x1, y2, x2 in pixels; 0 where there are fewer");
        d.field("prenms_topk", &P::prenmsTopK, "candidates of a level that are looked at, the best ones")
            .range(1, 1 << 24)
            .required();
        d.field("keep_topk", &P::keepTopK, "boxes of the result, and of each level").range(1, 1 << 24).required();
        d.field("fg_threshold", &P::fgThreshold, "boxes of a lower score are no candidates").range(0, 1e9);
        d.field("iou_threshold", &P::iouThreshold, "a box that overlaps a kept one of its level by more is dropped")
            .range(0, 1)
            .required();
        d.field("image_size", &P::imageSize, "channels, height and width of the image").count(3).range(1, 1 << 14);
        d.capturable();
    }

    PyramidAnchors anchors() const;
    void outputShapes(plugin::Shapes& s) const;
    //! Of the anchors of a level.
    NmsProblem nmsProblem(int64_t images, int64_t boxes) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using MultilevelProposeRoiCreator = plugin::Creator<MultilevelProposeRoi, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
