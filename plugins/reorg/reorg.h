// Reorg_TRT version 1: YOLOv2's reorganisation of an image into more, smaller channels.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct Reorg : plugin::Plugin
{
    static constexpr char const* kName = "Reorg_TRT";
    static constexpr char const* kVersion = "1";

    int32_t stride{2};

    template <typename D>
    static void declare(D& d)
    {
        d.about("The reorganisation of YOLOv2 as Darknet computes it (not space to depth).");
        d.input("x", "[N, C, H, W]; `stride`² divides C, `stride` divides H and W");
        d.output("y", "[N, C · stride², H / stride, W / stride]");
        d.field("stride", &Reorg::stride, "by how much height and width shrink").range(1, 1024);
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using ReorgCreator = plugin::Creator<Reorg, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
