// IPluginV2, IPluginV2Ext and IPluginV2IOExt as operations: static dims, batch not among them.
//
// The plugin sees CHW. In an implicit-batch network the hidden leading dimension is its batch, in an explicit one the first dimension is;
// it learns the batch in enqueue. Other dims must be known when the network is built.
#pragma once

#include "plugin_host/adapters/plugin_op.h"

namespace tenon::plugin_host
{

class StaticPluginOp final : public PluginOp
{
public:
    using PluginOp::PluginOp;

    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;

protected:
    Result<Negotiation> askFormats(graph::CandidateQuery const& query) const override;
    Status configureForBuild(PluginObject const& plugin, graph::KernelRequest const& request) const override;
    Result<size_t> askWorkspace(PluginObject const& plugin, graph::KernelRequest const& request) const override;
    bool asksWorkspaceOnLoad() const override { return true; }
    Result<std::unique_ptr<graph::Kernel>> wrap(
        std::shared_ptr<PluginObject> plugin, graph::KernelRequest const& request, size_t workspaceBytes) const override;
    base::Dims formatDims(graph::Tensor const& tensor) const override;
    Result<std::unique_ptr<graph::Kernel>> wrapForTiming(
        std::shared_ptr<PluginObject> plugin, graph::KernelRequest const& request) const override;
    std::unique_ptr<PluginOp> makeTwin(std::shared_ptr<PluginObject> plugin) const override;

private:
    //! The inputs' dims without the batch, all known. Error tells which input and dimension is not, and what to use instead.
    Result<std::vector<base::Dims>> staticDims(graph::InferenceInputs const& inputs) const;
    Result<base::Dims> askOutputDims(int32_t index, std::vector<base::Dims> const& inputDims) const;
    //! For the interfaces with one answer for all tensors: what they are asked.
    std::vector<std::vector<TypeFormat>> wholeCombinations(
        graph::CandidateQuery const& query, std::vector<std::vector<TypeFormat>> const& choices) const;
    Status checkBroadcast(int32_t index, size_t inputCount) const;
};

} // namespace tenon::plugin_host
