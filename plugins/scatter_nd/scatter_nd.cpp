#include "plugins/scatter_nd/scatter_nd.h"

#include "plugins/common/report.h"
#include "plugins/scatter_nd/scatter_nd_kernel.h"

namespace tenon::plugins
{

void ScatterNd::outputShapes(plugin::Shapes& s) const
{
    size_t const rank = s.input(0).size();
    plugin::Shape const& indices = s.input(1);
    if (!s.expect(rank >= 1 && !indices.empty(), "data and indices of rank 1 or more, found " + std::to_string(rank) + " and " + std::to_string(indices.size())))
    {
        return;
    }
    plugin::Dim const& depth = indices.back();
    if (!s.expect(depth.isNumber() && depth.value() >= 1 && depth.value() <= static_cast<int64_t>(rank),
            "1 to " + std::to_string(rank) + " numbers in the last dimension of indices, found " + std::to_string(depth.value())))
    {
        return;
    }
    size_t const expected = indices.size() - 1 + rank - static_cast<size_t>(depth.value());
    s.expect(s.input(2).size() == expected, "updates of rank " + std::to_string(expected) + ", found " + std::to_string(s.input(2).size()));
}

int32_t ScatterNd::enqueueCpu(plugin::Call const& call) const
{
    int32_t const status = scatter_nd::enqueueOn(OnCpu{}, *this, call);
    if (status != 0)
    {
        report(nvinfer1::ILogger::Severity::kERROR,
            plugin::labelOf<ScatterNd>(layerName) + ": expected indices inside the dimensions of data, found one outside");
    }
    return status;
}

} // namespace tenon::plugins
