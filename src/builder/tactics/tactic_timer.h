// TacticTimer: how long a candidate of an operation takes on the device, measured or known from a cache.
#pragma once

#include "base/log.h"
#include "builder/tactics/timing_cache.h"
#include "devices/cuda/library_handles.h"
#include "graph/op.h"

#include <memory>

namespace tenon::builder
{

using base::Result;
using base::Status;

struct TimingOptions
{
    bool enabled{false};
    int32_t iterations{1};            //!< IBuilderConfig::setAvgTimingIterations; at least three runs are made
    int64_t maxCandidates{INT64_MAX};  //!< IBuilderConfig::setMaxNbTactics: of each operation, at least 1
    bool errorOnMiss{false};          //!< BuilderFlag::kERROR_ON_TIMING_CACHE_MISS
    std::shared_ptr<TimingCache> cache; //!< null: one for this build alone
};

struct TimedCost
{
    double microseconds{0};
    bool measured{false}; //!< now; else it comes from the cache
};

//! Knows operations as graph::Op and what they offer as graph::Candidate, nothing else: plugins of every interface, tactics among
//! them, and built-in operations are timed alike. Times are of one enqueue at the optimum shapes of the first profile, with stand-in data:
//! floats from −1 to 1, integers and booleans 0. One thread.
class TacticTimer
{
public:
    TacticTimer(devices::Device& device, TimingOptions const& options, base::Log const& log);

    //! Error where the plugin ends the build (configurePlugin, initialize), where a missing entry is one, and where a run fails; the message
    //! tells which.
    Result<TimedCost> measure(graph::Op const& op, graph::KernelRequest const& request);
    //! A conversion of a tensor with these dims.
    Result<TimedCost> measureReformat(graph::TypeFormat from, graph::TypeFormat to, base::Dims const& dims, float scale);

    TimingCache const& cache() const { return *cache_; }
    int64_t measurements() const { return measurements_; }

private:
    Result<TimedCost> known(TimingKey const& key, std::string const& subject) const;
    //! `op` is null for a reformat.
    Result<double> run(
        devices::Device& device, graph::Kernel& kernel, graph::Op const* op, graph::ProfileRanges const& ranges,
        graph::Candidate const& candidate);
    TimedCost keep(TimingKey const& key, graph::Candidate const& candidate, double microseconds);

    devices::Device& device_;
    std::unique_ptr<devices::LibraryHandles> handles_; //!< made for the first plugin on a GPU
    TimingOptions options_;
    base::Log log_;
    std::shared_ptr<TimingCache> cache_;
    int64_t measurements_{0};
};

//! Types, formats, implementation and tactic as text: one candidate among its operation's.
std::string describeCandidate(graph::Candidate const& candidate);

} // namespace tenon::builder
