// IPluginV2, IPluginV2Ext and IPluginV2IOExt as operations: static dims, batch not among them.
//
// The plugin sees CHW. In an implicit-batch network the hidden leading dimension is its batch, in an explicit one the first dimension is;
// it learns the batch in enqueue. Other dims must be known when the network is built.
//
// In an implicit-batch network a tensor that is the same for all of a batch has a leading dimension of 1. A plugin that cannot take such
// an input as it is (canBroadcastInputAcrossBatch; IPluginV2 never can) gets it repeated.
#pragma once

#include "plugin_host/adapters/plugin_op.h"
#include "plugin_host/adapters/static_kernel.h"

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
    Result<std::unique_ptr<graph::Kernel>> wrap(std::shared_ptr<PluginObject> plugin,
        graph::KernelRequest const& request, size_t workspaceBytes) const override;
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
    //! The leading dimension of an output: the batch, or 1 where the plugin says that it is the same for all of a batch.
    Result<graph::Dim> leadingDim(int32_t index, graph::InferenceInputs const& inputs) const;
    //! What becomes of each input that is the same for all of a batch.
    Result<BatchBroadcast> askBroadcast(PluginObject const& plugin) const;
    bool isBroadcast(graph::Tensor const* tensor) const;
};

} // namespace tenon::plugin_host
