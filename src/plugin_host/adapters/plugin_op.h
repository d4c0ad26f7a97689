// PluginOp: what all V2 plugins have in common as operations of the network. static_plugin.h and dynamic_plugin.h add what differs.
#pragma once

#include "graph/graph.h"
#include "plugin_host/adapters/negotiation.h"
#include "plugin_host/plugin_host.h"
#include "plugin_host/plugin_object.h"

#include <optional>

namespace tenon::plugin_host
{

//! What a build decided of a plugin; its blob depends on it.
struct Commitment
{
    graph::Candidate candidate;
    int64_t workspaceBytes{0}; //!< for the largest shapes of all profiles
};

class PluginOp : public graph::Op
{
public:
    static constexpr std::string_view kKind = "PluginV2";

    PluginOp(std::shared_ptr<PluginObject> object, bool implicitBatch);

    std::string_view kind() const override { return kKind; }
    int32_t outputCount() const override { return object_->identity().outputCount; }
    bool hasFixedBoundary() const override { return true; }
    //! Nothing is known of what a plugin does.
    bool isPure() const override { return false; }

    Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    Status commit(graph::KernelRequest const& request) override;
    Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
    Result<std::unique_ptr<graph::TimingSubject>> prepareTiming(graph::KernelRequest const& request) const override;
    Result<graph::OpRecord> record() const override;
    Result<std::unique_ptr<graph::Op>> copy() const override;

    nvinfer1::IPluginV2* plugin() const { return object_->get(); }
    PluginIdentity const& identity() const { return object_->identity(); }
    bool implicitBatch() const { return implicitBatch_; }

    //! The types that a plugin is told while its outputs are inferred: kFLOAT for a floating type that is still open.
    static std::vector<nvinfer1::DataType> typesToldTo(graph::InferenceInputs const& inputs);

    //! For operations from a plan: what the build decided.
    void setCommitment(Commitment commitment) { commitment_ = std::move(commitment); }

protected:
    PluginObject const& object() const { return *object_; }

    //! Asks which of the query's types and formats the plugin accepts.
    virtual Result<Negotiation> askFormats(graph::CandidateQuery const& query) const = 0;
    //! The build phase's configurePlugin.
    virtual Status configureForBuild(PluginObject const& plugin, graph::KernelRequest const& request) const = 0;
    //! Workspace for the largest shapes of the request's profiles, of an initialised plugin.
    virtual Result<size_t> askWorkspace(PluginObject const& plugin, graph::KernelRequest const& request) const = 0;
    //! True where the workspace of a plugin from a plan is asked for again instead of taken from the plan.
    virtual bool asksWorkspaceOnLoad() const = 0;
    virtual Result<std::unique_ptr<graph::Kernel>> wrap(
        std::shared_ptr<PluginObject> plugin, graph::KernelRequest const& request, size_t workspaceBytes) const = 0;
    virtual std::unique_ptr<PluginOp> makeTwin(std::shared_ptr<PluginObject> plugin) const = 0;

    //! Choices for each tensor, inputs then outputs: the query's types in all formats bound to them; int8 where it is allowed and the
    //! tensor has a dynamic range.
    std::vector<std::vector<TypeFormat>> choices(graph::CandidateQuery const& query) const;
    //! The dims of a tensor that count for the formats it may have: those that the plugin sees.
    virtual base::Dims formatDims(graph::Tensor const& tensor) const = 0;
    //! A kernel around an attached clone, for timing at the optimum of the first profile.
    virtual Result<std::unique_ptr<graph::Kernel>> wrapForTiming(
        std::shared_ptr<PluginObject> plugin, graph::KernelRequest const& request) const = 0;
    //! getOutputDataType, checked. Not for IPluginV2.
    Result<nvinfer1::DataType> askOutputType(int32_t index, std::vector<nvinfer1::DataType> const& inputTypes) const;

private:
    class Timing; //!< see plugin_timing.cpp
    //! Error where the plugin's code is for another device than this.
    Status checkDevice(devices::Device const& device) const;
    //! Error where a request does not fit this operation; then nothing of it is indexed.
    Status checkRequest(graph::KernelRequest const& request) const;
    Result<std::unique_ptr<graph::Kernel>> makeUncommittedKernel(graph::KernelRequest const& request) const;

    //! Warns where a clone serializes other bytes than its original.
    Status compareClone(std::span<std::byte const> blob) const;
    Result<std::vector<std::byte>> blobOfClone(std::byte heapPattern) const;

    std::shared_ptr<PluginObject> object_;
    bool implicitBatch_;
    std::optional<Commitment> commitment_;
    bool committedHere_{false}; //!< by commit(), not from a plan
};

//! Error where a plugin's answer for its workspace is nonsense.
Status checkWorkspace(std::string const& label, size_t bytes);

//! What enqueue gave, with the CUDA error that it left behind: a plugin that does not look at the results of its launches may report
//! success although one failed, and leave garbage.
Status checkLaunches(std::string const& label, devices::Device const* device, Status enqueued);

//! What enqueue's return code means; checkLaunches() included.
Status checkEnqueue(PluginObject const& plugin, Result<int32_t> const& code);

} // namespace tenon::plugin_host
