// TacticTimer: how long a candidate of an operation takes on the device, measured or known from a cache.
#pragma once

#include "base/log.h"
#include "builder/tactics/timing_cache.h"
#include "devices/cuda/library_handles.h"
#include "graph/op.h"

#include <functional>
#include <map>
#include <memory>
#include <span>

namespace tenon::builder
{

using base::Result;
using base::Status;

//! Values of the user's for tensors of the network, to time with.
struct TuningData
{
    //! Fills row-major values of the tensor's type in the network. Error ends the build.
    using Fill = std::function<Status(
        std::string const& tensor, base::DataType type, base::Dims const& dims, std::span<std::byte> values)>;
    std::map<std::string, Fill> byTensor;
};

struct TimingOptions
{
    bool enabled{false};
    int32_t iterations{1};              //!< IBuilderConfig::setAvgTimingIterations; at least three runs are made
    int64_t maxCandidates{INT64_MAX};   //!< IBuilderConfig::setMaxNbTactics: of each operation, at least 1
    bool errorOnMiss{false};            //!< BuilderFlag::kERROR_ON_TIMING_CACHE_MISS
    std::shared_ptr<TimingCache> cache; //!< null: one for this build alone
    TuningData data;
};

struct TimedCost
{
    double microseconds{0};
    bool measured{false}; //!< now; else it comes from the cache
};

//! Knows operations as graph::Op and what they offer as graph::Candidate, nothing else: plugins of every interface, tactics among
//! them, and built-in operations are timed alike. Times are of one enqueue at the optimum shapes of the first profile, with the user's data for
//! a tensor or stand-in data: floats from −1 to 1, integers and booleans 0. One thread.
class TacticTimer
{
public:
    TacticTimer(devices::Device& device, TimingOptions const& options, base::Log const& log);

    //! Error where the plugin ends the build (configurePlugin, initialize), where a missing entry is one, and where a run fails; the message
    //! tells which.
    Result<TimedCost> measure(graph::Op const& op, graph::KernelRequest const& request);
    //! A conversion of a tensor with these dims.
    Result<TimedCost> measureReformat(
        graph::TypeFormat from, graph::TypeFormat to, base::Dims const& dims, float scale);

    TimingCache const& cache() const { return *cache_; }
    int64_t measurements() const { return measurements_; }

private:
    Result<TimedCost> known(TimingKey const& key, std::string const& subject) const;
    //! The user's values of one input, of the network's type and row-major; empty where there are none.
    using Given = std::vector<std::byte>;
    Result<std::vector<Given>> givenData(graph::Op const& op, graph::ProfileRanges const& ranges) const;
    //! `op` is null for a reformat, which has no given data either.
    Result<double> run(devices::Device& device, graph::Kernel& kernel, graph::Op const* op,
        std::vector<Given> const& given, graph::ProfileRanges const& ranges, graph::Candidate const& candidate);
    TimedCost keep(TimingKey const& key, graph::Candidate const& candidate, double microseconds);

    devices::Device& device_;
    std::unique_ptr<devices::LibraryHandles> handles_; //!< made for the first plugin on a GPU
    TimingOptions options_;
    base::Log log_;
    std::shared_ptr<TimingCache> cache_;
    int64_t measurements_{0};
    std::vector<uint64_t> evicted_; //!< what is read to empty the CPU's caches
};

//! Types, formats, implementation and tactic as text: one candidate among its operation's.
std::string describeCandidate(graph::Candidate const& candidate);

} // namespace tenon::builder
