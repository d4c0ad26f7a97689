// The kernel of a static plugin: batch and pointers, nothing else changes between inferences.
#pragma once

#include "plugin_host/plugin_object.h"

namespace tenon::plugin_host
{

//! Tensors that are the same for all of a batch, in implicit-batch networks: one flag an input or output.
struct BatchBroadcast
{
    std::vector<bool> inputs;   //!< has a leading dimension of 1
    std::vector<bool> outputs;  //!< likewise
    std::vector<bool> repeated; //!< inputs that the plugin wants once for each sample nevertheless

    bool isBroadcastInput(size_t index) const { return index < inputs.size() && inputs[index]; }
    bool isBroadcastOutput(size_t index) const { return index < outputs.size() && outputs[index]; }
    bool isRepeated(size_t index) const { return index < repeated.size() && repeated[index]; }
};

//! An input of a static plugin: what it was configured with, without the batch.
struct StaticInput
{
    base::Dims dims{};
    size_t bytes{0}; //!< of one sample
};

class StaticPluginKernel final : public graph::Kernel
{
public:
    //! The engine's kernel shares the operation's plugin; a clone for a context owns its own. `workspaceBytes` are the plugin's.
    //! `device` is where it runs.
    StaticPluginKernel(std::shared_ptr<PluginObject> plugin, devices::Device& device, std::vector<StaticInput> inputs,
        BatchBroadcast broadcast, int32_t maxBatch, size_t workspaceBytes);

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override;
    //! Repeated inputs, then the plugin's own.
    size_t maxWorkspaceBytes() const override { return repeatedBytes_ + workspaceBytes_; }
    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override;
    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override;

private:
    //! Fills the workspace with the repeated inputs; `pointers_` are what the plugin gets then.
    Status repeatInputs(void const* const* inputs, void* workspace, devices::StreamHandle stream);

    std::shared_ptr<PluginObject> plugin_;
    devices::Device* device_;
    std::vector<StaticInput> inputs_;
    BatchBroadcast broadcast_;
    int32_t maxBatch_;
    size_t workspaceBytes_;
    size_t repeatedBytes_{0};
    int32_t batch_{0};
    std::vector<void const*> pointers_;
};

} // namespace tenon::plugin_host
