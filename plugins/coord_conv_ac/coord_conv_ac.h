// CoordConvAC version 1: adds two channels of coordinates.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct CoordConvAc : plugin::Plugin
{
    static constexpr char const* kName = "CoordConvAC";
    static constexpr char const* kVersion = "1";

    template <typename D>
    static void declare(D& d)
    {
        d.about("The channels of `x`, then one of rows' and one of columns' coordinates, each from −1 to 1.");
        d.input("x", "[N, C, H, W]");
        d.output("y", "[N, C + 2, H, W]");
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using CoordConvAcCreator = plugin::Creator<CoordConvAc, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
