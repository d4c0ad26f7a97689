// RPROI_TRT version 1: the region proposals of Faster R-CNN, and their features pooled, in one.
#pragma once

#include "plugins/common/detection/nms.h"

#include <tenon/plugin.h>

#include <string>
#include <vector>

namespace tenon::plugins
{

struct Rproi : plugin::Plugin
{
    static constexpr char const* kName = "RPROI_TRT";
    static constexpr char const* kVersion = "1";

    int32_t poolingH{7};
    int32_t poolingW{7};
    int32_t featureStride{16};
    int32_t preNmsTop{6000};
    int32_t nmsMaxOut{300};
    int32_t anchorsRatioCount{0};
    int32_t anchorsScaleCount{0};
    float iouThreshold{0.7F};
    float minBoxSize{16.0F};
    float spatialScale{0.0625F};
    std::vector<float> anchorsRatios;
    std::vector<float> anchorsScales;

    template <typename D>
    static void declare(D& d)
    {
        using P = Rproi;
        using nvinfer1::DataType;
        std::vector<DataType> const types{DataType::kFLOAT, DataType::kHALF, DataType::kINT8};
        d.about(
            "Boxes of a region proposal network, the best of them kept by greedy non-maximum suppression, and the greatest "
            "features in each bin of theirs.");
        d.input("scores", "[N, 2 · A, H, W]: of A anchors of a cell, that there is no object, then that there is one");
        d.input("deltas", "[N, A · 4, H, W]: tx, ty, tw, th of each anchor");
        d.input("fmap", "[N, C, H, W]: the features").types(types, "F");
        d.input("iinfo", "[N, 3]: height and width of the image, and what it was scaled by").float32();
        d.output("rois", "[N, 1, nmsMaxOut, 4]: x1, y1, x2, y2 in pixels of the image; 0 where there are fewer")
            .float32();
        d.output("pfmap", "[N, nmsMaxOut, C, poolingH, poolingW]").types(types, "F");
        d.field("poolingH", &P::poolingH, "rows of bins of a box").range(1, 512);
        d.field("poolingW", &P::poolingW, "columns of bins of a box").range(1, 512);
        d.field("featureStride", &P::featureStride, "pixels from one cell to the next; extent of the anchors' base")
            .range(1, 1 << 16);
        d.field("preNmsTop", &P::preNmsTop, "candidates that are looked at, the best ones").range(1, 1 << 24);
        d.field("nmsMaxOut", &P::nmsMaxOut, "boxes of the result").range(1, 1 << 24);
        d.field("anchorsRatioCount", &P::anchorsRatioCount, "length of `anchorsRatios`; 0: what it is").range(0, 64);
        d.field("anchorsScaleCount", &P::anchorsScaleCount, "length of `anchorsScales`; 0: what it is").range(0, 64);
        d.field("iouThreshold", &P::iouThreshold, "a box that overlaps a kept one by more is dropped").range(0, 1);
        d.field("minBoxSize", &P::minBoxSize,
            "narrower or lower boxes are no candidates, in pixels before the image was scaled");
        d.field("spatialScale", &P::spatialScale, "cells of a pixel").range(1e-6, 1e6);
        d.field("anchorsRatios", &P::anchorsRatios, "height / width of anchors")
            .count(1, 64)
            .range(1e-6, 1e6)
            .required();
        d.field("anchorsScales", &P::anchorsScales, "extents of anchors, in those of the base")
            .count(1, 64)
            .range(1e-6, 1e6)
            .required();
        d.capturable();
    }

    int32_t anchors() const { return static_cast<int32_t>(anchorsRatios.size() * anchorsScales.size()); }
    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    NmsProblem nmsProblem(plugin::Tensors const& tensors) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    //! Whether the inputs' dimensions fit together; reports if not.
    bool fits(plugin::Call const& call) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using RproiCreator = plugin::Creator<Rproi, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
