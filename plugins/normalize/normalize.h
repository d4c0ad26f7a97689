// Normalize_TRT version 1: L2 normalization of ParseNet and SSD.
#pragma once

#include <tenon/plugin.h>

namespace tenon::plugins
{

struct Normalize : plugin::Plugin
{
    static constexpr char const* kName = "Normalize_TRT";
    static constexpr char const* kVersion = "1";

    plugin::Weights weights;
    int32_t acrossSpatial{0};
    int32_t channelShared{0};
    int32_t nbWeights{1};
    float eps{1e-10F};

    template <typename D>
    static void declare(D& d)
    {
        d.about(
            "y = x / √(Σ x² + eps) · weights[c]; the sum is over the channels of a position, or over a whole image.");
        d.input("x", "[N, C, H, W]");
        d.output("y", "shaped as `x`");
        d.field("weights", &Normalize::weights, "C factors, or one").required();
        d.field("acrossSpatial", &Normalize::acrossSpatial, "whether the sum is over a whole image")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("channelShared", &Normalize::channelShared, "whether one factor serves all channels")
            .choices({{"no", 0}, {"yes", 1}});
        d.field("nbWeights", &Normalize::nbWeights, "sets of weights: has no effect, there is one");
        d.field("eps", &Normalize::eps, "added to the sum of squares").range(0, 1e30);
        d.capturable();
    }

    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    int32_t prepare();
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using NormalizeCreator = plugin::Creator<Normalize, plugin::Forms::kSTATIC_AND_DYNAMIC>;

} // namespace tenon::plugins
