// MultilevelCropAndResize_TRT version 1: regions of Mask R-CNN in TensorFlow's models, pooled from a feature pyramid.
#pragma once

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct MultilevelCropAndResize : plugin::Plugin
{
    static constexpr char const* kName = "MultilevelCropAndResize_TRT";
    static constexpr char const* kVersion = "1";
    static constexpr int32_t kLevels = 5;

    int32_t pooledSize{7};
    std::vector<int32_t> imageSize{3, 832, 1344};

    template <typename D>
    static void declare(D& d)
    {
        using P = MultilevelCropAndResize;
        d.about(
            "Pools regions, each from the level of a feature pyramid that fits its size: what is interpolated at the centre of each bin.");
        d.input("rois", "[N, regions, 4]: y1, x1, y2, x2 in pixels");
        for (char const* const level : {"2", "3", "4", "5", "6"})
        {
            d.input(std::string("feature_map_p") + level,
                std::string("[N, C, H, W], an element for 2^") + level + " pixels of the image");
        }
        d.output(
            "pooled", "[N, regions, C, pooled_size, pooled_size]; 0 for regions that are empty or not in the image");
        d.field("pooled_size", &P::pooledSize, "bins of a region in each direction").range(1, 1 << 10);
        d.field("image_size", &P::imageSize, "channels, height and width of the image").count(3).range(1, 1 << 24);
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using MultilevelCropAndResizeCreator = plugin::Creator<MultilevelCropAndResize, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
