#include "plugin_host/adapters/static_kernel.h"

#include "plugin_host/adapters/level_structs.h"
#include "plugin_host/adapters/plugin_op.h"

namespace tenon::plugin_host
{

using base::ErrorCode;

StaticPluginKernel::StaticPluginKernel(
    std::shared_ptr<PluginObject> plugin, std::vector<base::Dims> inputDims, int32_t maxBatch, size_t workspaceBytes)
    : plugin_(std::move(plugin))
    , inputDims_(std::move(inputDims))
    , maxBatch_(maxBatch)
    , workspaceBytes_(workspaceBytes)
{
}

Result<std::unique_ptr<graph::Kernel>> StaticPluginKernel::clone(graph::ContextResources const& resources) const
{
    TENON_ASSIGN(std::unique_ptr<PluginObject> twin, plugin_->clone());
    TENON_CHECK(twin->attach(resources));
    return std::unique_ptr<graph::Kernel>(
        std::make_unique<StaticPluginKernel>(std::move(twin), inputDims_, maxBatch_, workspaceBytes_));
}

Status StaticPluginKernel::setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const>)
{
    for (size_t i = 0; i < inputs.size(); ++i)
    {
        if (!(withoutBatch(inputs[i].dims) == inputDims_[i]))
        {
            return base::error(ErrorCode::kINTERNAL_ERROR, "{}: expected {} behind the batch of input {}, as it was configured with, found {}",
                plugin_->label(), base::toString(inputDims_[i]), i, base::toString(inputs[i].dims));
        }
    }
    int64_t const batch = inputs.front().dims.d[0];
    if (batch < 0 || batch > maxBatch_)
    {
        return base::invalidArgument("{}: expected a batch from 0 to {}, the maximum that it was built for, found {}", plugin_->label(),
            maxBatch_, batch);
    }
    batch_ = static_cast<int32_t>(batch);
    return {};
}

Status StaticPluginKernel::enqueue(
    void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream)
{
    return checkEnqueue(*plugin_,
        plugin_->call<&V2Table<Level10>::enqueue>("enqueue", [&] { return fmt::format("batch {}", batch_); }, batch_, inputs, outputs,
            workspace, static_cast<cudaStream_t>(stream)));
}

} // namespace tenon::plugin_host
