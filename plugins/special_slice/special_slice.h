// SpecialSlice_TRT version 1: the boxes of Mask R-CNN's detections.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct SpecialSlice : plugin::Plugin
{
    static constexpr char const* kName = "SpecialSlice_TRT";
    static constexpr char const* kVersion = "1";

    template <typename D>
    static void declare(D& d)
    {
        d.about("The boxes y1, x1, y2, x2 of detections (y1, x1, y2, x2, class, score).");
        d.input("detections", "[N, detections, 6]");
        d.output("boxes", "[N, detections, 4]");
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using SpecialSliceCreator = plugin::Creator<SpecialSlice, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
