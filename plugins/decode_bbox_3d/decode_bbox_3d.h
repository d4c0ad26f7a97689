// DecodeBbox3DPlugin version 1: the boxes of PointPillars' head.
#pragma once

#include <tenon/plugin.h>

#include <string>
#include <vector>

namespace tenon::plugins
{

struct DecodeBbox3D : plugin::Plugin
{
    static constexpr char const* kName = "DecodeBbox3DPlugin";
    static constexpr char const* kVersion = "1";

    std::vector<float> pointCloudRange;
    std::vector<float> anchors;
    std::vector<float> anchorBottomHeight;
    float dirOffset{0.78539F};
    float dirLimitOffset{0.0F};
    int32_t numDirBins{2};
    float scoreThresh{0.1F};

    template <typename D>
    static void declare(D& d)
    {
        using P = DecodeBbox3D;
        d.about(
            "Boxes in space from a head's deltas to anchors: those whose score is above a threshold, in the order of the "
            "anchors.");
        d.input("cls_preds", "[N, H, W, A · C]: a logit of each anchor for each of C classes");
        d.input("box_preds", "[N, H, W, A · 7]: tx, ty, tz, tdx, tdy, tdz, tr of each anchor");
        d.input("dir_cls_preds", "[N, H, W, A · num_dir_bins]: a logit of each anchor for each direction");
        d.output(
             "output_boxes", "[N, H · W · A, 9]: x, y, z, dx, dy, dz, rotation, class, score; 0 behind the last box")
            .float32();
        d.output("num_boxes", "[N]").int32();
        d.field("point_cloud_range", &P::pointCloudRange, "x, y, z where the map begins, then where it ends")
            .count(6)
            .required();
        d.field("anchors", &P::anchors,
             "dx, dy, dz, rotation of each of the A anchors of a cell, those of one class side by side")
            .count(4, 4 * 64)
            .required();
        d.field("anchor_bottom_height", &P::anchorBottomHeight, "z of the anchors' bottom for each of the C classes")
            .count(1, 64)
            .required();
        d.field("dir_offset", &P::dirOffset, "where the first direction begins, in radians");
        d.field("dir_limit_offset", &P::dirLimitOffset,
            "part of a direction's range that lies before its begin, of rotations before their direction is added");
        d.field("num_dir_bins", &P::numDirBins, "directions that a turn is divided into").range(1, 1 << 10);
        d.field("score_thresh", &P::scoreThresh, "boxes are those with a greater score");
        d.capturable();
    }

    int32_t anchorsOfCell() const { return static_cast<int32_t>(anchors.size() / 4); }
    int32_t classes() const { return static_cast<int32_t>(anchorBottomHeight.size()); }
    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    //! Whether the inputs' dimensions fit together; reports if not.
    bool fits(plugin::Call const& call) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using DecodeBbox3DCreator = plugin::Creator<DecodeBbox3D, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins
