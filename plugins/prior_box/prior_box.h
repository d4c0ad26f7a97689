// PriorBox_TRT version 1: SSD's prior boxes of one feature map.
#pragma once

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct PriorGrid;

struct PriorBox : plugin::Plugin
{
    static constexpr char const* kName = "PriorBox_TRT";
    static constexpr char const* kVersion = "1";

    std::vector<float> minSize;
    std::vector<float> maxSize;
    std::vector<float> aspectRatios;
    int32_t flip{1};
    int32_t clip{0};
    std::vector<float> variance{0.1F, 0.1F, 0.2F, 0.2F};
    int32_t imgH{0};
    int32_t imgW{0};
    float stepH{0.0F};
    float stepW{0.0F};
    float offset{0.5F};

    template <typename D>
    static void declare(D& d)
    {
        using P = PriorBox;
        d.about("Prior boxes of SSD for each cell of a feature map, relative to the image.");
        d.input("feature_map", "[N, C, H, W]");
        d.input("image", "[N, channels, image height, image width]; may be left out where `imgH` and `imgW` are given")
            .optional();
        d.output("priors", "[N, 2, H · W · priors · 4, 1]: boxes x1, y1, x2, y2, then variances");
        d.field("minSize", &P::minSize, "sizes of square boxes in pixels").count(1, 16).range(1e-6, 1e6).required();
        d.field("maxSize", &P::maxSize,
             "for each of `minSize` a square box of √(minSize · maxSize); none where it is left out")
            .count(0, 16)
            .range(0, 1e6);
        d.field("aspectRatios", &P::aspectRatios, "width / height of further boxes; 1 is there anyway")
            .count(0, 16)
            .range(1e-6, 1e6);
        d.field("flip", &P::flip, "whether 1 / ratio follows each ratio").choices({{"no", 0}, {"yes", 1}});
        d.field("clip", &P::clip, "whether boxes are clipped to 0 … 1").choices({{"no", 0}, {"yes", 1}});
        d.field("variance", &P::variance, "written behind the boxes").count(4);
        d.field("imgH", &P::imgH, "image height; 0: that of the input").range(0, 1 << 24);
        d.field("imgW", &P::imgW, "image width; 0: that of the input").range(0, 1 << 24);
        d.field("stepH", &P::stepH, "pixels from one cell to the one below; 0: image height / H").range(0, 1e6);
        d.field("stepW", &P::stepW, "pixels from one cell to its right; 0: image width / W").range(0, 1e6);
        d.field("offset", &P::offset, "of the first centre, in cells");
        d.capturable();
    }

    std::string validate() const;
    std::vector<float> ratios() const;
    int32_t priors() const;
    PriorGrid grid(plugin::Tensors const& tensors) const;
    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using PriorBoxCreator = plugin::Creator<PriorBox, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
