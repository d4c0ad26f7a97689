#include "plugins/scatter_nd/scatter_nd.h"

#include "plugins/common/report.h"
#include "plugins/scatter_nd/scatter_nd_kernel.h"

namespace tenon::plugins
{

void ScatterNd::outputShapes(plugin::Shapes& s) const
{
    size_t const rank = s.input(0).size();
    plugin::Shape const& indices = s.input(1);
    if (!s.expect(rank >= 1 && !indices.empty(),
            "data and indices of rank 1 or more, found " + std::to_string(rank) + " and "
                + std::to_string(indices.size())))
    {
        return;
    }
    plugin::Dim const& depth = indices.back();
    if (!s.expect(depth.isNumber() && depth.value() >= 1 && depth.value() <= static_cast<int64_t>(rank),
            "1 to " + std::to_string(rank) + " numbers in the last dimension of indices, found "
                + std::to_string(depth.value())))
    {
        return;
    }
    size_t const expected = indices.size() - 1 + rank - static_cast<size_t>(depth.value());
    plugin::Shape const& updates = s.input(2);
    if (!s.expect(updates.size() == expected,
            "updates of rank " + std::to_string(expected) + ", found " + std::to_string(updates.size())))
    {
        return;
    }
    // The places that indices names, then what lies at one of them.
    for (size_t i = 0; i < expected; ++i)
    {
        bool const isPlace = i + 1 < indices.size();
        plugin::Dim const& wanted =
            isPlace ? indices[i] : s.input(0)[i + 1 - indices.size() + static_cast<size_t>(depth.value())];
        bool const differs = wanted.isNumber() && updates[i].isNumber() && wanted.value() != updates[i].value();
        if (!s.expect(!differs,
                differs ? "updates of " + std::to_string(wanted.value()) + " in dimension " + std::to_string(i)
                        + ", found " + std::to_string(updates[i].value())
                        : std::string()))
        {
            return;
        }
    }
}

size_t ScatterNd::workspaceBytes([[maybe_unused]] plugin::Problem const& problem) const
{
    size_t slices = 0;
#if TENON_PLUGIN_CUDA
    if (currentDevice().kind != DeviceKind::kCPU)
    {
        nvinfer1::Dims const& data = problem.input(0).dims();
        nvinfer1::Dims const& indices = problem.input(1).dims();
        slices = 1;
        for (int32_t i = 0; i < data.nbDims && i < indices.d[indices.nbDims - 1]; ++i)
        {
            slices *= static_cast<size_t>(data.d[i]);
        }
    }
#endif
    return slices * sizeof(uint32_t);
}

int32_t ScatterNd::enqueueCpu(plugin::Call const& call) const
{
    int32_t const status = scatter_nd::enqueueOn(OnCpu{}, *this, call);
    if (status != 0)
    {
        report(nvinfer1::ILogger::Severity::kERROR,
            plugin::labelOf<ScatterNd>(layerName)
                + ": expected indices inside the dimensions of data, found one outside");
    }
    return status;
}

} // namespace tenon::plugins
