// IPluginV2DynamicExt as an operation: symbolic dims, batch among them.
#pragma once

#include "plugin_host/adapters/plugin_op.h"

namespace tenon::plugin_host
{

class DynamicPluginOp final : public PluginOp
{
public:
    using PluginOp::PluginOp;

    Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;

protected:
    Result<Negotiation> askFormats(graph::CandidateQuery const& query) const override;
    Status configureForBuild(PluginObject const& plugin, graph::KernelRequest const& request) const override;
    Result<size_t> askWorkspace(PluginObject const& plugin, graph::KernelRequest const& request) const override;
    bool asksWorkspaceOnLoad() const override { return false; }
    Result<std::unique_ptr<graph::Kernel>> wrap(std::shared_ptr<PluginObject> plugin,
        graph::KernelRequest const& request, size_t workspaceBytes) const override;
    base::Dims formatDims(graph::Tensor const& tensor) const override;
    Result<std::unique_ptr<graph::Kernel>> wrapForTiming(
        std::shared_ptr<PluginObject> plugin, graph::KernelRequest const& request) const override;
    std::unique_ptr<PluginOp> makeTwin(std::shared_ptr<PluginObject> plugin) const override;
};

} // namespace tenon::plugin_host
