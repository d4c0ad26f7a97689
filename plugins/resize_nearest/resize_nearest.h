// ResizeNearest_TRT version 1: nearest-neighbour resize of height and width by one factor.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct ResizeNearest : plugin::Plugin
{
    static constexpr char const* kName = "ResizeNearest_TRT";
    static constexpr char const* kVersion = "1";

    float scale{1.0F};

    template <typename D>
    static void declare(D& d)
    {
        d.about("y(h, w) = x(⌊h / scale⌋, ⌊w / scale⌋).");
        d.input("x", "[N, C, H, W], H and W known");
        d.output("y", "[N, C, ⌊H · scale⌋, ⌊W · scale⌋]");
        d.field("scale", &ResizeNearest::scale, "factor of height and width").range(1e-6, 65536);
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using ResizeNearestCreator = plugin::Creator<ResizeNearest, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
