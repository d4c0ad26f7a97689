// PyramidROIAlign_TRT version 1: regions pooled from the level of a feature pyramid that fits each one's size.
#pragma once

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct PyramidRoiAlign : plugin::Plugin
{
    static constexpr char const* kName = "PyramidROIAlign_TRT";
    static constexpr char const* kVersion = "1";
    static constexpr int32_t kLevels = 4;

    enum Transform : int32_t
    {
        kALIGNED_CORNERS = -1,
        kNO_SHIFT = 0,
        kOUTPUT_HALF_PIXEL = 1,
        kHALF_PIXEL = 2,
    };

    int32_t fpnScale{224};
    int32_t pooledSize{7};
    std::vector<int32_t> imageSize{1024, 1024};
    int32_t absolute{1};
    int32_t swap{0};
    int32_t plusOne{0};
    int32_t transform{kHALF_PIXEL};
    int32_t samplingRatio{0};
    int32_t legacy{0};

    template <typename D>
    static void declare(D& d)
    {
        using P = PyramidRoiAlign;
        d.about(
            "Pools regions, each from the level of a feature pyramid that fits its size: the mean of samples that are interpolated in each bin.");
        d.input("rois", "[N, regions, 4]: corners, see `roi_coords_absolute` and `roi_coords_swap`");
        for (char const* const name : {"feature_map_0", "feature_map_1", "feature_map_2", "feature_map_3"})
        {
            d.input(name, "[N, C, H, W], from the finest level (P2) to the coarsest (P5)");
        }
        d.output("pooled", "[N, regions, C, pooled_size, pooled_size]");
        d.field("fpn_scale", &P::fpnScale, "√area of the smallest regions that the third level serves, in pixels")
            .range(1, 1 << 16);
        d.field("pooled_size", &P::pooledSize, "bins of a region in each direction").range(1, 1 << 10);
        d.field("image_size", &P::imageSize, "height and width of the image").count(2).range(1, 1 << 24);
        d.field("roi_coords_absolute", &P::absolute, "0: corners are relative to the image; 1: in pixels")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("roi_coords_swap", &P::swap, "0: corners are x1, y1, x2, y2; 1: y1, x1, y2, x2")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("roi_coords_plusone", &P::plusOne, "whether a region is a pixel larger where its level is chosen")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("roi_coords_transform", &P::transform, "where samples lie")
            .choices({{"aligned_corners", -1}, {"no_shift", 0}, {"output_half_pixel", 1}, {"half_pixel", 2}});
        d.field("sampling_ratio", &P::samplingRatio, "samples of a bin in each direction; 0: ⌈extent of the bin⌉")
            .range(0, 1 << 10);
        d.field(
             "legacy", &P::legacy, "1: as the plugin's first release, whatever the other fields but `pooled_size` say")
            .choices({{"no", 0}, {"yes", 1}});
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using PyramidRoiAlignCreator = plugin::Creator<PyramidRoiAlign, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
