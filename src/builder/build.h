// Graph → Plan. The passes are listed in pipeline.cpp.
#pragma once

#include "base/log.h"
#include "builder/report/build_report.h"
#include "builder/tactics/tactic_timer.h"
#include "devices/device.h"
#include "graph/graph.h"
#include "graph/profile.h"
#include "plan/plan.h"

#include <functional>
#include <memory>
#include <set>
#include <unordered_map>

namespace tenon::builder
{

using base::Result;
using base::Status;

//! Told of each phase and step; returning false cancels the build. May be empty.
struct Progress
{
    std::function<void(std::string const& phase, std::string const& parent, int32_t steps)> start;
    std::function<bool(std::string const& phase, int32_t step)> step;
    std::function<void(std::string const& phase)> finish;
};

class CandidateSelector;

struct BuildRequest
{
    devices::Device* device{nullptr};
    plan::Settings settings;
    std::vector<graph::Profile> profiles; //!< validated here; may be empty where no input is dynamic
    bool allowHalf{false};                //!< BuilderFlag::kFP16
    bool allowBfloat16{false};
    bool allowInt8{false}; //!< BuilderFlag::kINT8: plugins may have int8 tensors where there is a dynamic range
    //! BuilderFlag::kDIRECT_IO: no conversion between a network input or output and the layers beside it
    bool directIo{false};
    bool obeyPrecision{false};
    bool preferPrecision{false};
    //! BuilderFlag::kREFIT and its kin: weights stay what they are, under their names.
    bool isRefittable{false};
    bool refitsMarkedAlone{false}; //!< kREFIT_INDIVIDUAL: those in markedWeights
    std::set<std::string> markedWeights;
    std::unordered_map<void const*, std::string> weightsNames; //!< what users call weights, by address of their values
    bool allowAliasedPluginIo{false};                          //!< PreviewFeature::kALIASED_PLUGIN_IO_10_03
    int64_t workspaceLimitBytes{INT64_MAX};
    //! Where several candidates are left they are timed; switched off, a model of memory traffic decides, always in the same way.
    TimingOptions timing;
    //! Gets what was asked, offered, chosen and converted; null where nobody wants to know.
    std::shared_ptr<BuildReport> report;
    Progress progress;
    CandidateSelector* selector{nullptr}; //!< candidate_selector.h; may be null
    base::Log log;
};

//! Builds. The graph is copied first and stays as it is; weights must stay alive until this returns, and until the plan is
//! written. Errors name layer, tensor, profile and remedy.
Result<plan::Plan> build(graph::Graph const& network, BuildRequest const& request);

//! Adds to a plan an overlay for a device that it was not tuned for. Types and formats at plugins' boundaries stay.
//! Where an operation offers several candidates there they are timed, or weighed by the model of memory traffic with timing
//! switched off. The number of measurements that this took; error where a plugin does not serve the device.
Result<int64_t> tune(plan::Plan& plan, devices::Device& device, TimingOptions const& timing, base::Log const& log);

} // namespace tenon::builder
