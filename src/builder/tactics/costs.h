// Costs: what candidates and conversions take, measured or by a model.
//
// The model: memory traffic at kBytesPerMicrosecond, and kLaunchMicroseconds for each conversion. It needs nothing but shapes, so that a
// build that uses it always gives the same plan.
#pragma once

#include "builder/tactics/tactic_timer.h"
#include "plan/tensor_ranges.h"

#include <map>

namespace tenon::builder
{

enum class CostSource
{
    kMODEL,
    kMEASURED, //!< in this build
    kCACHE,    //!< in an earlier one, or of an equal instance in this one
};
std::string_view name(CostSource source);

struct Cost
{
    double microseconds{0};
    CostSource source{CostSource::kMODEL};
};

//! A measured cost as the choice counts it: where it is not clearly below that of the operation's first offer (a tenth, and a microsecond),
//! it counts as that one, so that noise moves nothing away from kLINEAR.
double decisiveCost(Cost const& cost, Cost const& first);

class Costs
{
public:
    static constexpr double kBytesPerMicrosecond = 8'000.0;
    static constexpr double kLaunchMicroseconds = 1.0;

    //! `timer` null: the model alone.
    Costs(devices::Device& device, plan::TensorRanges const& ranges, std::shared_ptr<TacticTimer> timer)
        : device_(device)
        , ranges_(ranges)
        , timer_(std::move(timer))
    {
    }

    bool timed() const { return timer_ != nullptr; }
    TacticTimer const* timer() const { return timer_.get(); }

    //! Bytes of a tensor at the optimum of the first profile; 0 where it cannot have the format.
    double bytesOf(graph::Tensor const& tensor, graph::TypeFormat as) const;
    Cost modelled(graph::Op const& op, graph::Candidate const& candidate) const;
    Result<Cost> measured(graph::Op const& op, graph::KernelRequest const& request) const;
    //! Of a tensor from one type and format to another; equal ones are measured once. A measurement that fails leaves the model's answer
    //! and is told by status().
    Cost ofConversion(graph::Tensor const& tensor, graph::TypeFormat from, graph::TypeFormat to);
    Status const& status() const { return status_; }

private:
    devices::Device& device_;
    plan::TensorRanges const& ranges_;
    std::shared_ptr<TacticTimer> timer_;
    std::map<std::string, Cost> conversions_;
    Status status_;
};

} // namespace tenon::builder
