#include "plugins/pillar_scatter/pillar_scatter.h"

#include "plugins/common/expect_dims.h"
#include "plugins/pillar_scatter/pillar_scatter_kernel.h"

namespace tenon::plugins
{

void PillarScatter::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& voxels = s.input(0);
    plugin::Shape const& coords = s.input(1);
    plugin::Shape const& counts = s.input(2);
    bool const ranks = voxels.size() == 3 && coords.size() == 3 && counts.size() == 1;
    if (s.expect(ranks && mayEqual(coords[2], 4) && mayEqual(coords[0], voxels[0]) && mayEqual(coords[1], voxels[1])
                && mayEqual(counts[0], voxels[0]),
            "voxels [N, P, C], voxel_coords [N, P, 4] and num_pillar [N], found " + inputsText(s)))
    {
        s.output(0) = {voxels[0], voxels[2], denseShape[0], denseShape[1]};
    }
}

bool PillarScatter::fits(plugin::Call const& call) const
{
    plugin::Tensor const& voxels = call.input(0);
    return expectDims(*this, "voxel_coords", call.input(1), {voxels.dim(0), voxels.dim(1), 4})
        && expectDims(*this, "num_pillar", call.input(2), {voxels.dim(0)});
}

size_t PillarScatter::workspaceBytes([[maybe_unused]] plugin::Problem const& problem) const
{
    size_t cells = 0;
#if TENON_PLUGIN_CUDA
    if (currentDevice().kind != DeviceKind::kCPU)
    {
        plugin::Tensor const& map = problem.output(0);
        cells = static_cast<size_t>(map.dim(0) * map.dim(2) * map.dim(3));
    }
#endif
    return cells * sizeof(int32_t);
}

int32_t PillarScatter::enqueueCpu(plugin::Call const& call) const
{
    return pillar_scatter::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
