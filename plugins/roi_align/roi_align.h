// ROIAlign_TRT versions 1 (IPluginV2DynamicExt) and 2 (IPluginV3): pools regions of interest.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct RoiAlign : plugin::Plugin
{
    static constexpr char const* kName = "ROIAlign_TRT";
    static constexpr char const* kVersion = "1";

    int32_t halfPixel{1};
    int32_t average{1};
    int32_t outputHeight{1};
    int32_t outputWidth{1};
    int32_t samplingRatio{0};
    float spatialScale{1.0F};

    template <typename D>
    static void declare(D& d)
    {
        d.about(
            "The mean of samples that are interpolated in each bin of each region, or the largest weighted neighbour of any.");
        d.input("X", "[N, C, H, W]");
        d.input("rois", "[regions, 4]: x1, y1, x2, y2 in the image");
        d.input("batch_indices", "[regions]: the image of each region").int32();
        d.output("Y", "[regions, C, output_height, output_width]");
        d.field("coordinate_transformation_mode", &RoiAlign::halfPixel, "whether coordinates are shifted by −0.5")
            .choices({{"output_half_pixel", 0}, {"half_pixel", 1}});
        d.field("mode", &RoiAlign::average, "what becomes of a bin's samples").choices({{"max", 0}, {"avg", 1}});
        d.field("output_height", &RoiAlign::outputHeight, "bins of a region downwards").range(1, 1 << 16);
        d.field("output_width", &RoiAlign::outputWidth, "bins of a region to the right").range(1, 1 << 16);
        d.field(
             "sampling_ratio", &RoiAlign::samplingRatio, "samples of a bin in each direction; 0: ⌈extent of the bin⌉")
            .range(0, 1 << 16);
        d.field("spatial_scale", &RoiAlign::spatialScale, "from the image's coordinates to those of `X`")
            .range(1e-9, 1e9);
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct RoiAlign2 : RoiAlign
{
    static constexpr char const* kVersion = "2";
};

using RoiAlignCreator = plugin::Creator<RoiAlign, plugin::Forms::kDYNAMIC>;
using RoiAlign2Creator = plugin::CreatorV3<RoiAlign2>;

} // namespace tenon::plugins
