#include "plugins/nms/nms.h"

#include "plugins/nms/nms_kernel.h"

namespace tenon::plugins
{

std::string DetectionOutput::validate() const
{
    std::vector<int32_t> sorted = inputOrder;
    std::sort(sorted.begin(), sorted.end());
    if (sorted != std::vector<int32_t>{0, 1, 2})
    {
        return "expected 0, 1 and 2 in some order in \"inputOrder\", found one of them twice";
    }
    return backgroundLabelId < numClasses ? std::string()
                                          : "expected \"backgroundLabelId\" below \"numClasses\" ("
            + std::to_string(numClasses) + "), found " + std::to_string(backgroundLabelId);
}

void DetectionOutput::outputShapes(plugin::Shapes& s) const
{
    auto const at = [&](size_t i) -> plugin::Shape const& { return s.input(inputOrder[i]); };
    auto const isNot = [](plugin::Dim const& dim, int64_t value) { return dim.isNumber() && dim.value() != value; };
    if (!s.expect(at(0).size() >= 2 && at(1).size() >= 2 && at(2).size() >= 3 && !isNot(at(2)[1], 2),
            "loc_data [N, priors·4, …], conf_data [N, priors·classes, …] and prior_data [N, 2, priors·4, …] as \"inputOrder\" says, found ranks "
                + std::to_string(at(0).size()) + ", " + std::to_string(at(1).size()) + " and "
                + std::to_string(at(2).size())
                + (at(2).size() >= 3 ? ", prior_data with " + std::to_string(at(2)[1].value()) + " channels" : "")))
    {
        return;
    }
    if (at(2)[2].isNumber())
    {
        int64_t const priors = at(2)[2].value() / 4;
        int64_t const perPrior = shareLocation != 0 ? 1 : numClasses;
        s.expect(!isNot(at(0)[1], priors * perPrior * 4) && !isNot(at(1)[1], priors * numClasses),
            std::to_string(priors * perPrior * 4) + " numbers in loc_data and " + std::to_string(priors * numClasses)
                + " in conf_data for " + std::to_string(priors) + " priors, found " + std::to_string(at(0)[1].value())
                + " and " + std::to_string(at(1)[1].value()));
    }
    plugin::Dim const batch = at(0)[0];
    s.output(0) = {batch, 1, keepTopK, 7};
    s.output(1) = {batch, 1, 1, 1};
}

size_t DetectionOutput::workspaceBytes(plugin::Problem const& problem) const
{
    return NmsMemory(detection_output::problemOf(*this, problem), nullptr).bytes;
}

int32_t DetectionOutput::enqueueCpu(plugin::Call const& call) const
{
    return detection_output::enqueueOn(OnCpu{}, *this, call);
}

} // namespace tenon::plugins
