// The kernel of a static plugin: batch and pointers, nothing else changes between inferences.
#pragma once

#include "plugin_host/plugin_object.h"

namespace tenon::plugin_host
{

class StaticPluginKernel final : public graph::Kernel
{
public:
    //! `inputDims` are without the batch. The engine's kernel shares the operation's plugin; a clone for a context owns its own.
    StaticPluginKernel(std::shared_ptr<PluginObject> plugin, std::vector<base::Dims> inputDims, int32_t maxBatch, size_t workspaceBytes);

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override;
    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }
    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override;
    Status enqueue(void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override;

private:
    std::shared_ptr<PluginObject> plugin_;
    std::vector<base::Dims> inputDims_;
    int32_t maxBatch_;
    size_t workspaceBytes_;
    int32_t batch_{0};
};

} // namespace tenon::plugin_host
