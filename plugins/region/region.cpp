#include "plugins/region/region.h"

#include "plugins/common/rows.h"
#include "plugins/region/region_kernel.h"

namespace tenon::plugins
{

std::string Region::validate() const
{
    return smTree.empty() || smTree.classes() == classes ? std::string()
                                                         : "expected groups of " + std::to_string(classes)
            + " classes in all in \"smTree\", found " + std::to_string(smTree.groupSizes().size()) + " with "
            + std::to_string(smTree.classes()) + "; a softmaxTree is a field of PluginFieldType::kUNKNOWN";
}

int32_t Region::prepare()
{
    return prepareFloats({&smTree.begins()});
}

void Region::outputShapes(plugin::Shapes& s) const
{
    plugin::Shape const& x = s.input(0);
    if (s.expect(x.size() == 4, "an input [N, C, H, W], found rank " + std::to_string(x.size())))
    {
        int64_t const channels = int64_t{num} * (coords + 1 + classes);
        s.expect(!x[1].isNumber() || x[1].value() == channels,
            std::to_string(channels) + " channels, num · (coords + 1 + classes), found "
                + std::to_string(x[1].value()));
    }
}

int32_t Region::enqueueCpu(plugin::Call const& call) const
{
    return region::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
