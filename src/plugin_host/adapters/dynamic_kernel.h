// The kernel of an IPluginV2DynamicExt plugin, for each API level. Descriptors are converted when shapes change; enqueue converts
// nothing.
#pragma once

#include "plugin_host/adapters/level_structs.h"
#include "plugin_host/output_sizes.h"
#include "plugin_host/plugin_object.h"

namespace tenon::plugin_host
{

//! The calls that pass a level's own structs, and the memory for these structs, which is reused.
template <typename Level>
class DynamicCalls
{
public:
    using Table = V2DynamicExtTable<Level>;

    //! configurePlugin. `phase` is for the trace.
    Status configure(PluginObject const& plugin, char const* phase, std::span<graph::TensorRange const> inputs,
        std::span<graph::TensorRange const> outputs);

    //! Converts the descriptors for workspace() and enqueue().
    Status setDescs(PluginObject const& plugin, std::span<graph::TensorDesc const> inputs,
        std::span<graph::TensorDesc const> outputs);

    //! getWorkspaceSize for the descriptors set; they are passed again for the trace.
    Result<size_t> workspace(PluginObject const& plugin, std::span<graph::TensorDesc const> inputs,
        std::span<graph::TensorDesc const> outputs) const;

    Status enqueue(PluginObject const& plugin, void const* const* inputs, void* const* outputs, void* workspace,
        devices::StreamHandle stream) const;

private:
    std::vector<typename Level::DynamicTensorDesc> dynamicInputs_, dynamicOutputs_;
    std::vector<typename Level::TensorDesc> inputs_, outputs_;
};

template <typename Level>
class DynamicPluginKernel final : public graph::Kernel
{
public:
    //! `profiles` hold the chosen types and formats. The engine's kernel shares the operation's plugin; a clone for a context owns its own.
    DynamicPluginKernel(std::shared_ptr<PluginObject> plugin,
        std::shared_ptr<std::vector<graph::ProfileRanges> const> profiles, size_t workspaceBytes,
        OutputSizes sizes = {});

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override;
    size_t maxWorkspaceBytes() const override { return workspaceBytes_; }
    size_t workspaceBytes() const override { return currentWorkspaceBytes_; }
    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override;
    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override;
    Status readSizes(std::span<int64_t> sizes, devices::StreamHandle stream) override;

private:
    bool sameAsBefore(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) const;
    //! Brings ranges_ to these dims, with the bounds of a profile that holds them.
    void setRanges(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs);

    std::shared_ptr<PluginObject> plugin_;
    std::shared_ptr<std::vector<graph::ProfileRanges> const> profiles_;
    size_t workspaceBytes_;
    size_t currentWorkspaceBytes_{0};
    graph::ProfileRanges ranges_; //!< of the inferences that follow
    bool configured_{false};
    bool checked_{false};
    DynamicCalls<Level> calls_;
    OutputSizes sizes_;
};

} // namespace tenon::plugin_host
