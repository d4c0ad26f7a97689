// What CPU and CUDA share of VoxelGeneratorPlugin: which voxel a point lies in, and what is told of a point in a voxel:
//
//     voxel = ⌊(point − range low) / size⌋ along x, y, z;   features = (x, y, z, …, (x, y, z) − mean of the voxel's points, (x, y, z) − its centre)
//
// Voxels stand in the order of their first points, points of a voxel in their own order: results do not depend on threads.
#pragma once

#include "plugins/common/detection/nms.h" // Parts
#include "plugins/common/run.h"
#include "plugins/voxel_generator/voxel_generator.h"

#include <cmath>

namespace tenon::plugins::voxel_generator
{

struct Grid
{
    float low[3], high[3], size[3];
    int32_t extent[3]; //!< voxels along x, y, z

    TENON_BOTH int64_t cells() const { return static_cast<int64_t>(extent[0]) * extent[1] * extent[2]; }
    //! (z · ny + y) · nx + x; −1 outside of the range.
    TENON_BOTH int64_t cell(float const* point) const
    {
        int64_t cell = 0;
        for (int32_t axis = 2; axis >= 0 && cell >= 0; --axis)
        {
            bool const inside = point[axis] >= low[axis] && point[axis] < high[axis]; // NaN is not
            float const place = inside ? floorf((point[axis] - low[axis]) / size[axis]) : -1.0F;
            bool const exists = place >= 0.0F && place < static_cast<float>(extent[axis]);
            cell = exists ? cell * extent[axis] + static_cast<int64_t>(place) : -1;
        }
        return cell;
    }
    //! Of a cell's place along an axis.
    TENON_BOTH float centre(int32_t axis, int64_t place) const
    {
        return static_cast<float>(place) * size[axis] + (size[axis] / 2.0F + low[axis]);
    }
    //! x, y, z of a cell.
    TENON_BOTH void places(int64_t cell, int32_t* to) const
    {
        to[0] = static_cast<int32_t>(cell % extent[0]);
        to[1] = static_cast<int32_t>(cell / extent[0] % extent[1]);
        to[2] = static_cast<int32_t>(cell / extent[0] / extent[1]);
    }
};

Grid gridOf(VoxelGenerator const& impl);

struct Cloud
{
    float const* points;
    int32_t const* counts;
    int64_t frames, capacity, channels; //!< N, M, C
    int64_t voxels, pointsPerVoxel;     //!< at most
    Grid grid;

    TENON_BOTH int64_t features() const { return channels + 6; }
    TENON_BOTH int64_t count(int64_t frame) const
    {
        int64_t const given = counts[frame];
        return given < 0 ? 0 : (given < capacity ? given : capacity);
    }
};

struct Voxel
{
    float mean[3], centre[3];
};

//! One feature of a point in a voxel.
TENON_BOTH float featureOf(Voxel const& voxel, float const* point, int64_t channels, int64_t feature)
{
    if (feature < channels)
    {
        return point[feature];
    }
    int64_t const rest = feature - channels;
    return rest < 3 ? point[rest] - voxel.mean[rest] : point[rest - 3] - voxel.centre[rest - 3];
}

//! Whether inputs fit together; reports if not.
bool inputsFit(VoxelGenerator const& impl, plugin::Call const& call);
Cloud cloudOf(VoxelGenerator const& impl, plugin::Tensors const& tensors);

} // namespace tenon::plugins::voxel_generator
