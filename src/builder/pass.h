// Pass: one step from the user's network to a plan. What passes decide and the graph cannot hold is in the PassContext.
#pragma once

#include "builder/build.h"
#include "builder/tactics/costs.h"
#include "plan/tensor_ranges.h"

#include <optional>
#include <unordered_map>

namespace tenon::builder
{

using graph::Graph;
using graph::Op;
using graph::Tensor;
using graph::TypeFormat;

//! How an operation will run.
struct Decision
{
    graph::CandidateList
        list; //!< what it offered, in its order of preference, less what the user or the plan rules out
    //! Of list.accepted, those in the precision that comes closest to the one asked for: one of them is chosen.
    std::vector<size_t> considered;
    std::vector<Cost> costs; //!< of list.accepted; after `time_candidates`
    //! Of list.accepted, what a selector may choose among, where there is one; after `time_candidates`.
    std::vector<size_t> selectable;
    bool isSelected{false}; //!< `considered` is the selector's: nothing else may be used
    size_t chosen{0};
    int64_t workspaceBytes{0}; //!< of the chosen one; after `commit_operations`
    graph::Candidate const& candidate() const { return list.accepted[chosen]; }
};

//! One decision an operation, side by side, for the network as it stands: they are thrown away before operations come or go.
class Decisions
{
public:
    //! As many as the network has operations.
    void reset(size_t count)
    {
        list_.clear();
        list_.resize(count);
    }
    Decision& at(Op const* op) { return list_.at(op->place); }
    Decision const& at(Op const* op) const { return list_.at(op->place); }

    auto begin() { return list_.begin(); }
    auto end() { return list_.end(); }
    auto begin() const { return list_.begin(); }
    auto end() const { return list_.end(); }

private:
    std::vector<Decision> list_;
};

struct PassContext
{
    BuildRequest const& request;
    //! As the request gave them, or the one that implicit batch implies; at least one after `validate_request`.
    std::vector<graph::Profile> profiles;
    //! After `infer_shapes`, for the tensors as they are; passes that change tensors throw it away, and `negotiate` makes it anew.
    std::optional<plan::TensorRanges> ranges;
    //! After `negotiate`.
    Decisions decisions;
    //! Types and formats at the network's edge, after `choose_formats`. An input that is an output too stands in both.
    std::unordered_map<Tensor const*, TypeFormat> inputFormats, outputFormats;
    //! For tune(): what the plugins' boundaries were fixed to when the plan was built.
    std::unordered_map<Op const*, graph::Candidate> fixedBoundaries;
    bool tuning{false};
    plan::Overlay overlay;
    //! What candidates and conversions cost; after `time_candidates`.
    std::optional<Costs> costs;

    devices::Device& device() const { return *request.device; }
    //! True for what runs on the CPU in an engine for a GPU.
    bool isOnHost(graph::Candidate const& candidate) const
    {
        return candidate.device == devices::DeviceKind::kCPU && device().kind() != devices::DeviceKind::kCPU;
    }
    devices::Device& deviceOf(graph::Candidate const& candidate) const
    {
        return isOnHost(candidate) ? devices::cpuDevice() : device();
    }
    base::Log const& log() const { return request.log; }
};

//! True if it changed the graph or the context.
using Pass = Result<bool> (*)(Graph&, PassContext&);

struct PassEntry
{
    char const* name;
    Pass run;
    bool required; //!< a plan cannot be had without it: it cannot be switched off
    char const* why;
};

//! Runs the passes in order: times each, verifies the graph after each that changed something, tells the progress monitor, and obeys
//! TENON_DUMP_PASSES=<folder> (the graph after each pass as text, `<nn>_<pass>.txt`) and TENON_DISABLE_PASS=<name>[,<name>…].
Status runPasses(std::span<PassEntry const> passes, Graph& network, PassContext& context);

//! What an operation is told when it shall run as the candidate says.
graph::KernelRequest requestFor(Op const& op, graph::Candidate const& candidate, PassContext const& context);

//! The entries of `tensors` that are there: optional inputs may be absent.
std::vector<Tensor*> present(std::vector<Tensor*> const& tensors);

} // namespace tenon::builder
