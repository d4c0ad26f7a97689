#include "plugins/split/split.h"

#include "plugins/split/split_kernel.h"

#include <numeric>

namespace tenon::plugins
{

std::string Split::validate() const
{
    if (outputCount() == 0)
    {
        return "expected \"output_lengths\" or \"noutput\", found neither";
    }
    bool const agree = lengths.empty() || count == 0 || count == static_cast<int32_t>(lengths.size());
    return agree ? std::string()
                 : "expected as many \"output_lengths\" as \"noutput\" says (" + std::to_string(count) + "), found "
            + std::to_string(lengths.size());
}

void Split::outputShapes(plugin::Shapes& s) const
{
    auto const rank = static_cast<int32_t>(s.input(0).size());
    int32_t const at = axis < 0 ? axis + rank : axis;
    if (!s.expect(at >= 0 && at < rank,
            "an axis of the input's " + std::to_string(rank) + " dimensions, found " + std::to_string(axis)))
    {
        return;
    }
    plugin::Dim const& extent = s.input(0)[static_cast<size_t>(at)];
    int64_t const sum = std::accumulate(lengths.begin(), lengths.end(), int64_t{0});
    if (extent.isNumber() && !lengths.empty())
    {
        s.expect(sum == extent.value(),
            "\"output_lengths\" whose sum is the extent of axis " + std::to_string(axis) + " ("
                + std::to_string(extent.value()) + "), found " + std::to_string(sum));
    }
    if (extent.isNumber() && lengths.empty())
    {
        s.expect(extent.value() % count == 0,
            "an extent of axis " + std::to_string(axis) + " that \"noutput\" (" + std::to_string(count)
                + ") divides, found " + std::to_string(extent.value()));
    }
    for (int32_t i = 0; i < outputCount(); ++i)
    {
        s.output(i)[static_cast<size_t>(at)] =
            lengths.empty() ? extent / count : plugin::Dim(lengths[static_cast<size_t>(i)]);
    }
}

int32_t Split::enqueueCpu(plugin::Call const& call) const
{
    return split::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
