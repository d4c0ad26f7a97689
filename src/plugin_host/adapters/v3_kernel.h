// The kernel of an IPluginV3.
#pragma once

#include "plugin_host/adapters/level_structs.h"
#include "plugin_host/v3_object.h"

namespace tenon::plugin_host
{

//! What a build decided and each context needs.
struct V3KernelFacts
{
    devices::Device* device{nullptr};
    size_t inputCount{0}, outputCount{0};
    int32_t tactic{0};
    size_t workspaceBytes{0};
    std::vector<int64_t> sizeOutputs; //!< outputs that hold sizes, in the order of Op::sizes
    std::vector<int64_t> aliases;     //!< by output: the input in whose memory it lies, or −1
};

class V3PluginKernel final : public graph::Kernel
{
public:
    //! The engine's: shares the operation's plugin and is never enqueued.
    V3PluginKernel(std::shared_ptr<V3Object> plugin, std::shared_ptr<V3KernelFacts const> facts);

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override;
    size_t maxWorkspaceBytes() const override { return facts_->workspaceBytes; }
    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override;
    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override;
    Status readSizes(std::span<int64_t> sizes, devices::StreamHandle stream) override;

private:
    //! onShapeChange, where shapes or addresses are others than at the last call.
    Status announceChanges(void const* const* inputs, void* const* outputs);
    bool sameAddresses(void const* const* inputs, void* const* outputs) const;
    Status checkAliases(void const* const* inputs, void* const* outputs) const;

    std::shared_ptr<V3Object> plugin_;
    std::shared_ptr<V3KernelFacts const> facts_;
    std::vector<nvinfer1::PluginTensorDesc> inputs_, outputs_;
    std::vector<void const*> addresses_; //!< of the last inference: inputs, then outputs
    bool announced_{false};
};

} // namespace tenon::plugin_host
