// GroupNormalizationPlugin version 1: groups of channels of each image are normalized together.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct GroupNormalization : plugin::Plugin
{
    static constexpr char const* kName = "GroupNormalizationPlugin";
    static constexpr char const* kVersion = "1";

    float epsilon{1e-5F};
    int32_t groups{1};

    template <typename D>
    static void declare(D& d)
    {
        d.about(
            "output = (input − mean) / √(variance + eps) · scale[c] + bias[c] with mean and variance of each of `num_groups` groups of "
            "neighbouring channels of each image.");
        d.input("input", "[N, C, …]; `num_groups` divides C");
        d.input("scale", "C numbers");
        d.input("bias", "C numbers");
        d.output("output", "shaped as `input`");
        d.field("eps", &GroupNormalization::epsilon, "added to the variance").range(0, 1e30);
        d.field("num_groups", &GroupNormalization::groups, "number of groups").range(1, 1 << 20);
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using GroupNormalizationCreator = plugin::Creator<GroupNormalization, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins
