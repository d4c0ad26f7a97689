// CropAndResize (static) and CropAndResizeDynamic version 1, CropAndResizeDynamic version 2 (IPluginV3): TensorFlow's crop_and_resize.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct CropAndResize : plugin::Plugin
{
    static constexpr char const* kName = "CropAndResize";
    static constexpr char const* kVersion = "1";

    int32_t cropWidth{1};
    int32_t cropHeight{1};

    template <typename D>
    static void declare(D& d)
    {
        d.about("Crops regions out of feature maps and resizes them, bilinearly, to one size.");
        d.input("feature_maps", "[N, C, H, W]");
        d.input("rois", "[N, regions, 4, 1]: y1, x1, y2, x2 relative to the map");
        d.output("pfmap", "[N, regions, C, crop_height, crop_width]");
        d.field("crop_width", &CropAndResize::cropWidth, "width of the result").range(1, 1 << 16);
        d.field("crop_height", &CropAndResize::cropHeight, "height of the result").range(1, 1 << 16);
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct CropAndResizeDynamic : CropAndResize
{
    static constexpr char const* kName = "CropAndResizeDynamic";
};
struct CropAndResizeDynamic2 : CropAndResizeDynamic
{
    static constexpr char const* kVersion = "2";
};

using CropAndResizeCreator = plugin::Creator<CropAndResize, plugin::Forms::kSTATIC_AND_DYNAMIC>;
using CropAndResizeDynamicCreator = plugin::Creator<CropAndResizeDynamic, plugin::Forms::kDYNAMIC>;
using CropAndResizeDynamic2Creator = plugin::CreatorV3<CropAndResizeDynamic2>;

} // namespace tenon::plugins
