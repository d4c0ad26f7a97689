// CPU: the cell of each point, in parallel; then, frame by frame, the points go into their voxels in order; then the voxels are written, in parallel.
#include "plugins/voxel_generator/voxel_generator.h"

#include "plugins/common/expect_dims.h"
#include "plugins/voxel_generator/voxel_generator_kernel.h"

#include <array>

namespace tenon::plugins
{
namespace voxel_generator
{
namespace
{

constexpr int64_t kMostCells = 1 << 27;

double voxelsAlong(VoxelGenerator const& impl, size_t axis)
{
    double const extent = static_cast<double>(impl.pointCloudRange[axis + 3]) - impl.pointCloudRange[axis];
    return std::nearbyint(extent / impl.voxelSize[axis]);
}

//! Parts of the workspace, for all frames.
struct VoxelScratch
{
    VoxelScratch(Cloud const& cloud, void* workspace)
    {
        Parts parts(workspace);
        cells = parts.take<int32_t>(cloud.frames * cloud.capacity);
        voxelOfCell = parts.take<int32_t>(cloud.frames * cloud.grid.cells());
        cellOfVoxel = parts.take<int32_t>(cloud.frames * cloud.voxels);
        counts = parts.take<int32_t>(cloud.frames * cloud.voxels);
        members = parts.take<int32_t>(cloud.frames * cloud.voxels * cloud.pointsPerVoxel);
        bytes = parts.bytes();
    }

    int32_t* cells;       //!< of each point
    int32_t* voxelOfCell; //!< −1: none
    int32_t* cellOfVoxel;
    int32_t* counts;  //!< points of a voxel
    int32_t* members; //!< the points of a voxel, within their frame
    size_t bytes;
};

//! Gives the points of a frame to voxels, in order.
struct AssignPoints
{
    Cloud cloud;
    VoxelScratch scratch;
    int32_t* voxelCounts;

    void operator()(int64_t frame) const
    {
        int32_t const* const cells = scratch.cells + frame * cloud.capacity;
        int32_t* const voxelOfCell = scratch.voxelOfCell + frame * cloud.grid.cells();
        int64_t const first = frame * cloud.voxels;
        std::fill(voxelOfCell, voxelOfCell + cloud.grid.cells(), -1);
        int32_t voxels = 0;
        int64_t const count = cloud.count(frame);
        for (int64_t i = 0; i < count; ++i)
        {
            if (cells[i] < 0)
            {
                continue;
            }
            int32_t& voxel = voxelOfCell[cells[i]];
            if (voxel < 0)
            {
                if (voxels == cloud.voxels)
                {
                    continue;
                }
                voxel = voxels++;
                scratch.cellOfVoxel[first + voxel] = cells[i];
                scratch.counts[first + voxel] = 0;
            }
            int32_t& members = scratch.counts[first + voxel];
            if (members < cloud.pointsPerVoxel)
            {
                scratch.members[(first + voxel) * cloud.pointsPerVoxel + members++] = static_cast<int32_t>(i);
            }
        }
        voxelCounts[frame] = voxels;
    }
};

//! One voxel.
template <typename T>
struct WriteVoxel
{
    Cloud cloud;
    VoxelScratch scratch;
    int32_t const* voxelCounts;
    T* voxels;
    int32_t* coords;

    void operator()(int64_t index) const
    {
        int64_t const frame = index / cloud.voxels;
        int64_t const features = cloud.features();
        T* to = voxels + index * cloud.pointsPerVoxel * features;
        T* const end = to + cloud.pointsPerVoxel * features;
        int32_t* const place = coords + 4 * index;
        std::fill(place, place + 4, 0);
        if (index % cloud.voxels < voxelCounts[frame])
        {
            int32_t xyz[3];
            cloud.grid.places(scratch.cellOfVoxel[index], xyz);
            place[0] = static_cast<int32_t>(frame);
            for (int32_t axis = 0; axis < 3; ++axis)
            {
                place[3 - axis] = xyz[axis];
            }
            int32_t const* const members = scratch.members + index * cloud.pointsPerVoxel;
            Voxel const voxel = voxelAt(frame, xyz, members, scratch.counts[index]);
            for (int32_t i = 0; i < scratch.counts[index]; ++i)
            {
                float const* const point = pointAt(frame, members[i]);
                for (int64_t feature = 0; feature < features; ++feature)
                {
                    *to++ = number<T>(featureOf(voxel, point, cloud.channels, feature));
                }
            }
        }
        std::fill(to, end, number<T>(0.0F));
    }

private:
    float const* pointAt(int64_t frame, int32_t point) const
    {
        return cloud.points + (frame * cloud.capacity + point) * cloud.channels;
    }
    Voxel voxelAt(int64_t frame, int32_t const* xyz, int32_t const* members, int32_t count) const
    {
        Voxel voxel{};
        for (int32_t axis = 0; axis < 3; ++axis)
        {
            float sum = 0.0F;
            for (int32_t i = 0; i < count; ++i)
            {
                sum += pointAt(frame, members[i])[axis];
            }
            voxel.mean[axis] = sum / static_cast<float>(count);
            voxel.centre[axis] = cloud.grid.centre(axis, xyz[axis]);
        }
        return voxel;
    }
};

} // namespace

Grid gridOf(VoxelGenerator const& impl)
{
    Grid grid{};
    for (size_t axis = 0; axis < 3; ++axis)
    {
        grid.low[axis] = impl.pointCloudRange[axis];
        grid.high[axis] = impl.pointCloudRange[axis + 3];
        grid.size[axis] = impl.voxelSize[axis];
        grid.extent[axis] = static_cast<int32_t>(voxelsAlong(impl, axis));
    }
    return grid;
}

Cloud cloudOf(VoxelGenerator const& impl, plugin::Tensors const& tensors)
{
    plugin::Tensor const& points = tensors.input(0);
    return {static_cast<float const*>(points.data), static_cast<int32_t const*>(tensors.input(1).data), points.dim(0),
        points.dim(1), points.dim(2), impl.maxVoxels, impl.maxPointsPerVoxel, gridOf(impl)};
}

bool inputsFit(VoxelGenerator const& impl, plugin::Call const& call)
{
    plugin::Tensor const& points = call.input(0);
    return expectDims(impl, "points", points, {points.dim(0), points.dim(1), impl.voxelFeatureNum - 6})
        && expectDims(impl, "num_points", call.input(1), {points.dim(0)});
}

} // namespace voxel_generator

std::string VoxelGenerator::validate() const
{
    double cells = 1.0;
    for (size_t axis = 0; axis < 3; ++axis)
    {
        std::string const name(1, "xyz"[axis]);
        if (!(voxelSize[axis] > 0.0F && pointCloudRange[axis] < pointCloudRange[axis + 3]))
        {
            return "expected voxel_size > 0 and a point_cloud_range that ends behind its begin along " + name
                + ", found " + std::to_string(voxelSize[axis]) + " and " + std::to_string(pointCloudRange[axis])
                + " to " + std::to_string(pointCloudRange[axis + 3]);
        }
        double const voxels = voxel_generator::voxelsAlong(*this, axis);
        if (!(voxels >= 1.0))
        {
            return "expected at least one voxel of voxel_size in point_cloud_range along " + name + ", found none";
        }
        cells *= voxels;
    }
    return cells <= static_cast<double>(voxel_generator::kMostCells)
        ? std::string()
        : "expected at most " + std::to_string(voxel_generator::kMostCells)
            + " voxels of voxel_size in point_cloud_range, found " + std::to_string(cells);
}

void VoxelGenerator::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& points = s.input(0);
    plugin::Shape const& counts = s.input(1);
    bool const fit = points.size() == 3 && counts.size() == 1 && mayEqual(points[2], voxelFeatureNum - 6)
        && mayEqual(counts[0], points[0]);
    if (s.expect(fit,
            "points [N, M, " + std::to_string(voxelFeatureNum - 6)
                + "] (voxel_feature_num − 6) and num_points [N], found " + inputsText(s)))
    {
        s.output(0) = {points[0], maxVoxels, maxPointsPerVoxel, voxelFeatureNum};
        s.output(1) = {points[0], maxVoxels, 4};
        s.output(2) = {points[0]};
    }
}

size_t VoxelGenerator::workspaceBytes(plugin::Problem const& problem) const
{
    DeviceKind const device = currentDevice().kind;
    size_t bytes = 0;
    if (device != DeviceKind::kCUDA)
    {
        bytes = voxel_generator::VoxelScratch(voxel_generator::cloudOf(*this, problem), nullptr).bytes;
    }
#if TENON_PLUGIN_CUDA
    if (device != DeviceKind::kCPU)
    {
        bytes = std::max(bytes, cudaWorkspaceBytes(problem));
    }
#endif
    return bytes;
}

int32_t VoxelGenerator::enqueueCpu(plugin::Call const& call) const
{
    using namespace voxel_generator;
    if (!inputsFit(*this, call))
    {
        return 1;
    }
    OnCpu const run;
    Cloud const cloud = cloudOf(*this, call);
    VoxelScratch const scratch(cloud, call.workspace());
    auto* const counts = call.output(2).as<int32_t>();
    run.each(cloud.frames * cloud.capacity, [&](int64_t i) {
        bool const isValid = i % cloud.capacity < cloud.count(i / cloud.capacity);
        scratch.cells[i] = isValid ? static_cast<int32_t>(cloud.grid.cell(cloud.points + i * cloud.channels)) : -1;
    });
    run.each(cloud.frames, AssignPoints{cloud, scratch, counts}, 1);
    return run.withType(call.output(0).type(), [&](auto element) {
        using T = decltype(element);
        return run.each(cloud.frames * cloud.voxels,
            WriteVoxel<T>{cloud, scratch, counts, call.output(0).as<T>(), call.output(1).as<int32_t>()}, 64);
    });
}

} // namespace tenon::plugins
