// Region_TRT version 1: the last layer of YOLOv2.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct Region : plugin::Plugin
{
    static constexpr char const* kName = "Region_TRT";
    static constexpr char const* kVersion = "1";

    int32_t num{5};
    int32_t coords{4};
    int32_t classes{0};
    int32_t smTree{0};

    template <typename D>
    static void declare(D& d)
    {
        d.about(
            "For each of `num` boxes of a cell: the sigmoid of x, y and objectness, the softmax of the classes; width and height as they are.");
        d.input("x", "[N, num · (coords + 1 + classes), H, W]");
        d.output("y", "shaped as `x`");
        d.field("num", &Region::num, "boxes of a cell").range(1, 1 << 16);
        d.field("coords", &Region::coords, "numbers of a box").choices({{"x y w h", 4}});
        d.field("classes", &Region::classes, "number of classes").range(1, 1 << 20).required();
        d.field("smTree", &Region::smTree, "0: the tree of classes of YOLO9000 is not served").choices({{"none", 0}});
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using RegionCreator = plugin::Creator<Region, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
