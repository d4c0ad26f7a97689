// ModulatedDeformConv2d versions 1 (IPluginV2DynamicExt) and 2 (IPluginV3): deformable convolution with a mask.
#pragma once

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct ModulatedDeformConv : plugin::Plugin
{
    static constexpr char const* kName = "ModulatedDeformConv2d";
    static constexpr char const* kVersion = "1";

    std::vector<int32_t> stride{1, 1};
    std::vector<int32_t> padding{0, 0};
    std::vector<int32_t> dilation{1, 1};
    int32_t group{1};
    int32_t deformableGroup{1};

    template <typename D>
    static void declare(D& d)
    {
        using P = ModulatedDeformConv;
        d.about(
            "A convolution whose samples are displaced by `offset`, interpolated bilinearly, and multiplied by `mask`.");
        d.input("x", "[N, C, H, W]");
        d.input("offset", "[N, 2 · deformable_group · KH · KW, OH, OW]: y, x of each element of the kernel");
        d.input("mask", "[N, deformable_group · KH · KW, OH, OW]");
        d.input("weight", "[OC, C / group, KH, KW]");
        d.input("bias", "[OC]").optional();
        d.output("output", "[N, OC, OH, OW]");
        d.field("stride", &P::stride, "in y and x").count(2).range(1, 1 << 16);
        d.field("padding", &P::padding, "on both sides, in y and x").count(2).range(0, 1 << 16);
        d.field("dilation", &P::dilation, "in y and x").count(2).range(1, 1 << 16);
        d.field("group", &P::group, "groups of channels").range(1, 1 << 20);
        d.field("deformable_group", &P::deformableGroup, "groups of input channels with offsets and masks of their own")
            .range(1, 1 << 20);
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

struct ModulatedDeformConv2 : ModulatedDeformConv
{
    static constexpr char const* kVersion = "2";
};

using ModulatedDeformConvCreator = plugin::Creator<ModulatedDeformConv, plugin::Forms::kDYNAMIC>;
using ModulatedDeformConv2Creator = plugin::CreatorV3<ModulatedDeformConv2>;

} // namespace tenon::plugins
