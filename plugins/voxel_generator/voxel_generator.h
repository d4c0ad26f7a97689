// VoxelGeneratorPlugin version 1: the points of a cloud, gathered into pillars or voxels.
#pragma once

#include <tenon/plugin.h>

#include <string>
#include <vector>

namespace tenon::plugins
{

struct VoxelGenerator : plugin::Plugin
{
    static constexpr char const* kName = "VoxelGeneratorPlugin";
    static constexpr char const* kVersion = "1";

    int32_t maxPointsPerVoxel{32};
    int32_t maxVoxels{0};
    std::vector<float> pointCloudRange;
    int32_t voxelFeatureNum{10};
    std::vector<float> voxelSize;

    template <typename D>
    static void declare(D& d)
    {
        using P = VoxelGenerator;
        using nvinfer1::DataType;
        d.about(
            "The points of each voxel of a regular grid side by side, with their distances from the points' mean and from "
            "the voxel's centre.");
        d.input("points", "[N, M, C]: x, y, z and C − 3 further numbers of each point").float32();
        d.input("num_points", "[N]: how many of the M points of a frame are valid, the first ones").int32();
        d.output("voxels", "[N, max_voxels, max_num_points_per_voxel, C + 6]; 0 where there is no point")
            .types({DataType::kFLOAT, DataType::kHALF});
        d.output("voxel_coords", "[N, max_voxels, 4]: (frame, z, y, x) of each voxel; 0 where there is none").int32();
        d.output("num_pillar", "[N]: how many of the voxels of a frame are valid, the first ones").int32();
        d.field("max_num_points_per_voxel", &P::maxPointsPerVoxel, "points of a voxel that are kept, the first ones")
            .range(1, 1 << 20)
            .required();
        d.field("max_voxels", &P::maxVoxels, "voxels of a frame that are kept, the first ones")
            .range(1, 1 << 24)
            .required();
        d.field("point_cloud_range", &P::pointCloudRange,
             "x, y, z where the grid begins, then where it ends; points outside are left out")
            .count(6)
            .required();
        d.field("voxel_feature_num", &P::voxelFeatureNum, "C + 6").range(9, 1 << 10).required();
        d.field("voxel_size", &P::voxelSize, "extent of a voxel along x, y, z").count(3).required();
        d.capturable();
    }

    std::string validate() const;
    void outputShapes(plugin::Shapes& s) const;
    size_t workspaceBytes(plugin::Problem const& problem) const;
    int32_t enqueueCpu(plugin::Call const& call) const;
    int32_t enqueueCuda(plugin::Call const& call) const;
    //! Bytes that enqueueCuda() needs; defined in builds with CUDA.
    size_t cudaWorkspaceBytes(plugin::Problem const& problem) const;
};

using VoxelGeneratorCreator = plugin::Creator<VoxelGenerator, plugin::Forms::kDYNAMIC>;

} // namespace tenon::plugins
