// Proposal (static) and ProposalDynamic version 1: the region proposals of Faster R-CNN.
#pragma once

#include "plugins/common/detection/nms.h"

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct Proposal : plugin::Plugin
{
    static constexpr char const* kName = "Proposal";
    static constexpr char const* kVersion = "1";

    int32_t inputHeight{0};
    int32_t inputWidth{0};
    int32_t rpnStride{16};
    float roiMinSize{1.0F};
    float nmsIouThreshold{0.7F};
    int32_t preNmsTopN{6000};
    int32_t postNmsTopN{300};
    std::vector<float> anchorSizes;
    std::vector<float> anchorRatios;

    template <typename D>
    static void declare(D& d)
    {
        using P = Proposal;
        d.about(
            "Boxes of a region proposal network: decoded, clipped, the best of them kept by greedy non-maximum suppression.");
        d.input("scores", "[N, A, H, W], A anchors of a cell: one for each size and, innermost, ratio");
        d.input("deltas", "[N, A · 4, H, W]: tx, ty, tw, th of each anchor");
        d.output("rois", "[N, post_nms_top_n, 4, 1]: y1, x1, y2, x2 relative to the image; 0 where there are fewer");
        d.field("input_height", &P::inputHeight, "height of the image").range(1, 1 << 24).required();
        d.field("input_width", &P::inputWidth, "width of the image").range(1, 1 << 24).required();
        d.field("rpn_stride", &P::rpnStride, "pixels from one cell to the next").range(1, 1 << 16);
        d.field("roi_min_size", &P::roiMinSize, "narrower or lower boxes are no candidates, in pixels");
        d.field("nms_iou_threshold", &P::nmsIouThreshold, "a box that overlaps a kept one by more is dropped")
            .range(0, 1);
        d.field("pre_nms_top_n", &P::preNmsTopN, "candidates that are looked at, the best ones").range(1, 1 << 24);
        d.field("post_nms_top_n", &P::postNmsTopN, "boxes of the result").range(1, 1 << 24);
        d.field("anchor_sizes", &P::anchorSizes, "sizes of anchors in pixels").count(1, 16).range(1e-6, 1e6).required();
        d.field("anchor_ratios", &P::anchorRatios, "width / height of anchors")
            .count(1, 16)
            .range(1e-6, 1e6)
            .required();
        d.capturable();
    }

    int32_t anchors() const { return static_cast<int32_t>(anchorSizes.size() * anchorRatios.size()); }
    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    NmsProblem nmsProblem(plugin::Tensors const& tensors) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct ProposalDynamic : Proposal
{
    static constexpr char const* kName = "ProposalDynamic";
};

using ProposalCreator = plugin::Creator<Proposal, plugin::Forms::kSTATIC_AND_DYNAMIC>;
using ProposalDynamicCreator = plugin::Creator<ProposalDynamic, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins
