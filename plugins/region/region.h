// Region_TRT version 1: the last layer of YOLOv2.
#pragma once

#include "plugins/region/softmax_tree.h"

namespace tenon::plugins
{

struct Region : plugin::Plugin
{
    static constexpr char const* kName = "Region_TRT";
    static constexpr char const* kVersion = "1";

    int32_t num{5};
    int32_t coords{4};
    int32_t classes{0};
    region::SoftmaxTree smTree;

    template <typename D>
    static void declare(D& d)
    {
        d.about(
            "For each of `num` boxes of a cell: the sigmoid of x, y and objectness, the softmax of the classes, with a tree of each group of them; width and height as they are.");
        d.input("x", "[N, num · (coords + 1 + classes), H, W]");
        d.output("y", "shaped as `x`");
        d.field("num", &Region::num, "boxes of a cell").range(1, 1 << 16);
        d.field("coords", &Region::coords, "numbers of a box").choices({{"x y w h", 4}});
        d.field("classes", &Region::classes, "number of classes")
            .range(1, region::SoftmaxTree::kMostClasses)
            .required();
        d.field("smTree", &Region::smTree,
             "YOLO9000's tree of classes: the sizes of its groups in order, or one kUNKNOWN that points to a softmaxTree; 0: no tree")
            .count(1, std::numeric_limits<int32_t>::max());
        d.capturable();
    }

    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    int32_t prepare();
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using RegionCreator = plugin::Creator<Region, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
