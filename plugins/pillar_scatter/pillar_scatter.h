// PillarScatterPlugin version 1: the pillars of a point cloud as a dense map.
#pragma once

#include <tenon/plugin.h>

#include <vector>

namespace tenon::plugins
{

struct PillarScatter : plugin::Plugin
{
    static constexpr char const* kName = "PillarScatterPlugin";
    static constexpr char const* kVersion = "1";

    std::vector<int32_t> denseShape;

    template <typename D>
    static void declare(D& d)
    {
        d.about("A dense map with the features of each pillar of a point cloud in its cell, 0 in the others.");
        d.input("voxels", "[N, P, C]: C features of each pillar");
        d.input("voxel_coords", "[N, P, 4]: (frame, z, y, x) of each pillar; y and x count").int32();
        d.input("num_pillar", "[N]: how many of the P pillars of a frame are valid, the first ones").int32();
        d.output("dense_feature_map", "[N, C, H, W]");
        d.field("dense_shape", &PillarScatter::denseShape, "height H and width W of the map")
            .count(2)
            .range(1, 1 << 15)
            .required();
        d.capturable();
    }

    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    //! Whether the inputs' dimensions fit together; reports if not.
    bool fits(plugin::Call const& call) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
};

using PillarScatterCreator = plugin::Creator<PillarScatter, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins
