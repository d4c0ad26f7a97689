#include "builder/tactics/costs.h"

#include "builder/pass.h"

#include <algorithm>

namespace tenon::builder
{

std::string_view name(CostSource source)
{
    switch (source)
    {
    case CostSource::kMODEL: return "model";
    case CostSource::kMEASURED: return "measured";
    case CostSource::kCACHE: return "cache";
    }
    return "unknown";
}

double decisiveCost(Cost const& cost, Cost const& first)
{
    bool const timed = cost.source != CostSource::kMODEL && first.source != CostSource::kMODEL;
    bool const clear = cost.microseconds < 0.9 * first.microseconds && cost.microseconds < first.microseconds - 1.0;
    return timed && !clear ? std::max(cost.microseconds, first.microseconds) : cost.microseconds;
}

double Costs::bytesOf(graph::Tensor const& tensor, graph::TypeFormat as) const
{
    auto const bytes = base::bytesOf(ranges_.bounds(0, tensor.id).opt, as.type, as.format);
    return bytes.ok() ? static_cast<double>(*bytes) : 0.0;
}

Cost Costs::modelled(graph::Op const& op, graph::Candidate const& candidate) const
{
    double bytes = 0;
    std::vector<graph::Tensor*> const inputs = present(op.inputs);
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        bytes += bytesOf(*inputs[i], candidate.inputs[i]);
    }
    for (size_t i = 0; i < op.outputs.size(); ++i)
    {
        bytes += bytesOf(*op.outputs[i], candidate.outputs[i]);
    }
    return {candidate.costHint * bytes / kBytesPerMicrosecond, CostSource::kMODEL};
}

Result<Cost> Costs::measured(graph::Op const& op, graph::KernelRequest const& request) const
{
    TENON_ASSIGN(TimedCost const cost, timer_->measure(op, request));
    return Cost{cost.microseconds, cost.measured ? CostSource::kMEASURED : CostSource::kCACHE};
}

Cost Costs::ofConversion(graph::Tensor const& tensor, graph::TypeFormat from, graph::TypeFormat to)
{
    Cost const model{
        kLaunchMicroseconds + (bytesOf(tensor, from) + bytesOf(tensor, to)) / kBytesPerMicrosecond, CostSource::kMODEL};
    if (!timed())
    {
        return model;
    }
    base::Dims const& dims = ranges_.bounds(0, tensor.id).opt;
    std::string const key = fmt::format("{} {} {} {} {}", base::toString(dims), base::name(from.type),
        base::name(from.format), base::name(to.type), base::name(to.format));
    auto const known = conversions_.find(key);
    if (known != conversions_.end())
    {
        return known->second;
    }
    auto const cost = timer_->measureReformat(from, to, dims, graph::scaleOf(tensor));
    if (!cost.ok() && status_.ok())
    {
        status_ = cost.error();
    }
    Cost const kept =
        cost.ok() ? Cost{cost->microseconds, cost->measured ? CostSource::kMEASURED : CostSource::kCACHE} : model;
    conversions_[key] = kept;
    return kept;
}

} // namespace tenon::builder
