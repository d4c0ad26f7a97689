#include "plugin_host/adapters/static_kernel.h"

#include "plugin_host/adapters/level_structs.h"
#include "plugin_host/adapters/plugin_op.h"

#include <algorithm>

namespace tenon::plugin_host
{

using base::ErrorCode;

namespace
{

size_t alignedUp(size_t bytes)
{
    return (bytes + devices::kAlignmentBytes - 1) / devices::kAlignmentBytes * devices::kAlignmentBytes;
}

} // namespace

StaticPluginKernel::StaticPluginKernel(std::shared_ptr<PluginObject> plugin, devices::Device& device,
    std::vector<StaticInput> inputs, BatchBroadcast broadcast, int32_t maxBatch, size_t workspaceBytes)
    : plugin_(std::move(plugin))
    , device_(&device)
    , inputs_(std::move(inputs))
    , broadcast_(std::move(broadcast))
    , maxBatch_(maxBatch)
    , workspaceBytes_(workspaceBytes)
{
    for (size_t i = 0; i < inputs_.size(); ++i)
    {
        repeatedBytes_ += broadcast_.isRepeated(i) ? alignedUp(inputs_[i].bytes * static_cast<size_t>(maxBatch_)) : 0;
    }
    pointers_.resize(repeatedBytes_ == 0 ? 0 : inputs_.size());
}

Result<std::unique_ptr<graph::Kernel>> StaticPluginKernel::clone(graph::ContextResources const& resources) const
{
    TENON_ASSIGN(std::unique_ptr<PluginObject> twin, plugin_->clone());
    TENON_CHECK(twin->attach(resources));
    twin->checkWhatInitializeMade();
    return std::unique_ptr<graph::Kernel>(std::make_unique<StaticPluginKernel>(
        std::move(twin), *device_, inputs_, broadcast_, maxBatch_, workspaceBytes_));
}

Status StaticPluginKernel::setShapes(
    std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
{
    // Where everything is the same for all of a batch, there is one sample to compute.
    int64_t batch = 1;
    for (size_t i = outputs.size(); i-- > 0;)
    {
        batch = broadcast_.isBroadcastOutput(i) ? batch : outputs[i].dims.d[0];
    }
    for (size_t i = inputs.size(); i-- > 0;)
    {
        if (!(withoutBatch(inputs[i].dims) == inputs_[i].dims))
        {
            return base::error(ErrorCode::kINTERNAL_ERROR,
                "{}: expected {} behind the batch of input {}, as it was configured with, found {}", plugin_->label(),
                base::toString(inputs_[i].dims), i, base::toString(inputs[i].dims));
        }
        batch = broadcast_.isBroadcastInput(i) ? batch : inputs[i].dims.d[0];
    }
    if (batch < 0 || batch > maxBatch_)
    {
        return base::invalidArgument("{}: expected a batch from 0 to {}, the maximum that it was built for, found {}",
            plugin_->label(), maxBatch_, batch);
    }
    batch_ = static_cast<int32_t>(batch);
    return {};
}

Status StaticPluginKernel::repeatInputs(void const* const* inputs, void* workspace, devices::StreamHandle stream)
{
    auto* place = static_cast<std::byte*>(workspace);
    for (size_t i = 0; i < inputs_.size(); ++i)
    {
        pointers_[i] = inputs[i];
        if (!broadcast_.isRepeated(i))
        {
            continue;
        }
        size_t const bytes = inputs_[i].bytes;
        for (int32_t sample = 0; sample < batch_ && bytes != 0; ++sample)
        {
            TENON_CHECK(device_->copy(place + static_cast<size_t>(sample) * bytes, inputs[i], bytes, stream));
        }
        pointers_[i] = place;
        place += alignedUp(bytes * static_cast<size_t>(maxBatch_));
    }
    return {};
}

Status StaticPluginKernel::enqueue(
    void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream)
{
    if (repeatedBytes_ != 0) [[unlikely]]
    {
        TENON_CHECK(repeatInputs(inputs, workspace, stream));
        inputs = pointers_.data();
        workspace = static_cast<std::byte*>(workspace) + repeatedBytes_;
    }
    return checkEnqueue(*plugin_,
        plugin_->call<&V2Table<Level10>::enqueue>(
            "enqueue", [&] { return fmt::format("batch {}", batch_); }, batch_, inputs, outputs, workspace,
            static_cast<cudaStream_t>(stream)));
}

} // namespace tenon::plugin_host
