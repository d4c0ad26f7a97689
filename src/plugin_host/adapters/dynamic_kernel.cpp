#include "plugin_host/adapters/dynamic_kernel.h"

#include "plugin_host/adapters/plugin_op.h"

namespace tenon::plugin_host
{
namespace
{

bool holds(std::vector<graph::TensorRange> const& ranges, std::span<graph::TensorDesc const> descs)
{
    for (size_t i = 0; i < descs.size(); ++i)
    {
        for (int32_t d = 0; d < descs[i].dims.nbDims; ++d)
        {
            if (descs[i].dims.d[d] < ranges[i].min.d[d] || descs[i].dims.d[d] > ranges[i].max.d[d])
            {
                return false;
            }
        }
    }
    return true;
}

bool sameDims(std::vector<graph::TensorRange> const& ranges, std::span<graph::TensorDesc const> descs)
{
    for (size_t i = 0; i < descs.size(); ++i)
    {
        if (!(ranges[i].dims == descs[i].dims))
        {
            return false;
        }
    }
    return true;
}

} // namespace

template <typename Level>
Status DynamicCalls<Level>::configure(PluginObject const& plugin, char const* phase,
    std::span<graph::TensorRange const> inputs, std::span<graph::TensorRange const> outputs)
{
    TENON_CHECK(toLevel<Level>(plugin.label(), inputs, dynamicInputs_));
    TENON_CHECK(toLevel<Level>(plugin.label(), outputs, dynamicOutputs_));
    return plugin.call<&Table::configureDynamic>(
        "configurePlugin", [&] { return fmt::format("{}: in {}; out {}", phase, describe(inputs), describe(outputs)); },
        static_cast<typename Level::DynamicTensorDesc const*>(dynamicInputs_.data()),
        static_cast<int32_t>(inputs.size()),
        static_cast<typename Level::DynamicTensorDesc const*>(dynamicOutputs_.data()),
        static_cast<int32_t>(outputs.size()));
}

template <typename Level>
Status DynamicCalls<Level>::setDescs(
    PluginObject const& plugin, std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
{
    TENON_CHECK(toLevel<Level>(plugin.label(), inputs, inputs_));
    TENON_CHECK(toLevel<Level>(plugin.label(), outputs, outputs_));
    return {};
}

template <typename Level>
Result<size_t> DynamicCalls<Level>::workspace(PluginObject const& plugin, std::span<graph::TensorDesc const> inputs,
    std::span<graph::TensorDesc const> outputs) const
{
    TENON_ASSIGN(size_t const bytes,
        plugin.call<&Table::getDynamicWorkspaceSize>(
            "getWorkspaceSize", [&] { return fmt::format("in {}; out {}", describe(inputs), describe(outputs)); },
            inputs_.data(), static_cast<int32_t>(inputs_.size()), outputs_.data(),
            static_cast<int32_t>(outputs_.size())));
    TENON_CHECK(checkWorkspace(plugin.label(), bytes));
    return bytes;
}

template <typename Level>
Status DynamicCalls<Level>::enqueue(PluginObject const& plugin, void const* const* inputs, void* const* outputs,
    void* workspace, devices::StreamHandle stream) const
{
    return checkEnqueue(plugin,
        plugin.call<&Table::enqueueDynamic>("enqueue", kNoArguments, inputs_.data(), outputs_.data(), inputs, outputs,
            workspace, static_cast<cudaStream_t>(stream)));
}

template <typename Level>
DynamicPluginKernel<Level>::DynamicPluginKernel(std::shared_ptr<PluginObject> plugin,
    std::shared_ptr<std::vector<graph::ProfileRanges> const> profiles, size_t workspaceBytes, OutputSizes sizes)
    : plugin_(std::move(plugin))
    , profiles_(std::move(profiles))
    , workspaceBytes_(workspaceBytes)
    , ranges_(profiles_->front())
    , sizes_(std::move(sizes))
{
}

template <typename Level>
Result<std::unique_ptr<graph::Kernel>> DynamicPluginKernel<Level>::clone(graph::ContextResources const& resources) const
{
    TENON_ASSIGN(std::unique_ptr<PluginObject> twin, plugin_->clone());
    TENON_CHECK(twin->attach(resources));
    TENON_ASSIGN(OutputSizes sizes, sizes_.clone());
    return std::unique_ptr<graph::Kernel>(
        std::make_unique<DynamicPluginKernel>(std::move(twin), profiles_, workspaceBytes_, std::move(sizes)));
}

template <typename Level>
bool DynamicPluginKernel<Level>::sameAsBefore(
    std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) const
{
    return configured_ && sameDims(ranges_.inputs, inputs) && sameDims(ranges_.outputs, outputs);
}

template <typename Level>
void DynamicPluginKernel<Level>::setRanges(
    std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
{
    graph::ProfileRanges const* holding = nullptr;
    for (graph::ProfileRanges const& profile : *profiles_)
    {
        if (holding == nullptr && holds(profile.inputs, inputs))
        {
            holding = &profile;
        }
    }
    auto const set = [&](std::vector<graph::TensorRange>& ranges, std::vector<graph::TensorRange> const* bounds,
                         std::span<graph::TensorDesc const> descs) {
        for (size_t i = 0; i < descs.size(); ++i)
        {
            base::Dims const& dims = descs[i].dims;
            ranges[i].dims = dims;
            ranges[i].min = bounds != nullptr ? (*bounds)[i].min : dims;
            ranges[i].opt = bounds != nullptr ? (*bounds)[i].opt : dims;
            ranges[i].max = bounds != nullptr ? (*bounds)[i].max : dims;
        }
    };
    set(ranges_.inputs, holding != nullptr ? &holding->inputs : nullptr, inputs);
    set(ranges_.outputs, holding != nullptr ? &holding->outputs : nullptr, outputs);
}

template <typename Level>
Status DynamicPluginKernel<Level>::setShapes(
    std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
{
    if (inputs.size() != ranges_.inputs.size() || outputs.size() != ranges_.outputs.size())
    {
        return base::error(base::ErrorCode::kINTERNAL_ERROR, "{}: expected {} inputs and {} outputs, found {} and {}",
            plugin_->label(), ranges_.inputs.size(), ranges_.outputs.size(), inputs.size(), outputs.size());
    }
    if (sameAsBefore(inputs, outputs))
    {
        return {};
    }
    configured_ = false;
    setRanges(inputs, outputs);
    TENON_CHECK(calls_.configure(*plugin_, "execution phase", ranges_.inputs, ranges_.outputs));
    TENON_CHECK(calls_.setDescs(*plugin_, inputs, outputs));
    TENON_ASSIGN(size_t const bytes, calls_.workspace(*plugin_, inputs, outputs));
    if (bytes > workspaceBytes_)
    {
        return base::error(base::ErrorCode::kFAILED_EXECUTION,
            "{}: expected a workspace of at most {} bytes, which it asked for at the profiles' maximum shapes, found {} bytes asked for at {}",
            plugin_->label(), workspaceBytes_, bytes, describe(inputs));
    }
    currentWorkspaceBytes_ = bytes;
    configured_ = true;
    if (!checked_)
    {
        plugin_->checkWhatInitializeMade();
        checked_ = true;
    }
    return {};
}

template <typename Level>
Status DynamicPluginKernel<Level>::enqueue(
    void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream)
{
    if (sizes_.empty()) [[likely]]
    {
        return calls_.enqueue(*plugin_, inputs, outputs, workspace, stream);
    }
    TENON_CHECK(sizes_.forget(stream));
    OutputSizeScope const scope(sizes_);
    return calls_.enqueue(*plugin_, inputs, outputs, workspace, stream);
}

template <typename Level>
Status DynamicPluginKernel<Level>::readSizes(std::span<int64_t> sizes, devices::StreamHandle stream)
{
    return sizes_.read(plugin_->label(), sizes, stream);
}

template class DynamicCalls<Level7>;
template class DynamicCalls<Level8>;
template class DynamicCalls<Level10>;
template class DynamicPluginKernel<Level7>;
template class DynamicPluginKernel<Level8>;
template class DynamicPluginKernel<Level10>;

} // namespace tenon::plugin_host
