#include "plugin_host/adapters/v3_kernel.h"

#include "plugin_host/adapters/plugin_op.h"

#include <algorithm>

namespace tenon::plugin_host
{

using base::ErrorCode;
using nvinfer1::PluginTensorDesc;

V3PluginKernel::V3PluginKernel(std::shared_ptr<V3Object> plugin, std::shared_ptr<V3KernelFacts const> facts)
    : plugin_(std::move(plugin))
    , facts_(std::move(facts))
    , addresses_(facts_->inputCount + facts_->outputCount, nullptr)
{
}

Result<std::unique_ptr<graph::Kernel>> V3PluginKernel::clone(graph::ContextResources const& resources) const
{
    TENON_ASSIGN(std::unique_ptr<V3Object> twin, plugin_->attach(resources));
    int32_t const tactic = facts_->tactic;
    TENON_CHECK(twin->callForStatus(
        "setTactic", [&] { return fmt::format("tactic {}", tactic); },
        [&] { return twin->runtime()->setTactic(tactic); }));
    return std::unique_ptr<graph::Kernel>(std::make_unique<V3PluginKernel>(std::move(twin), facts_));
}

Status V3PluginKernel::setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
{
    // Behind the plugin's own inputs stand its shape inputs, of which it is told while building only.
    if (inputs.size() < facts_->inputCount || outputs.size() != facts_->outputCount)
    {
        return base::error(ErrorCode::kINTERNAL_ERROR, "{}: expected {} inputs and {} outputs, found {} and {}",
            plugin_->label(), facts_->inputCount, facts_->outputCount, inputs.size(), outputs.size());
    }
    auto const take = [&](std::span<graph::TensorDesc const> descs, std::vector<PluginTensorDesc>& into) {
        bool const first = into.size() != descs.size();
        into.resize(descs.size());
        for (size_t i = 0; i < descs.size(); ++i)
        {
            announced_ = announced_ && !first && into[i].dims == descs[i].dims && into[i].scale == descs[i].scale;
            into[i] = PluginTensorDesc{descs[i].dims, descs[i].type, descs[i].format, descs[i].scale};
        }
    };
    take(inputs.first(facts_->inputCount), inputs_);
    take(outputs, outputs_);
    return {};
}

bool V3PluginKernel::sameAddresses(void const* const* inputs, void* const* outputs) const
{
    auto const firstOutput = addresses_.begin() + static_cast<ptrdiff_t>(facts_->inputCount);
    return std::equal(addresses_.begin(), firstOutput, inputs) && std::equal(firstOutput, addresses_.end(), outputs);
}

Status V3PluginKernel::checkAliases(void const* const* inputs, void* const* outputs) const
{
    for (size_t o = 0; o < facts_->aliases.size(); ++o)
    {
        int64_t const input = facts_->aliases[o];
        if (input >= 0 && inputs[input] != outputs[o])
        {
            return base::error(ErrorCode::kINTERNAL_ERROR,
                "{}: expected output {} at the address of input {}, found another", plugin_->label(), o, input);
        }
    }
    return {};
}

Status V3PluginKernel::announceChanges(void const* const* inputs, void* const* outputs)
{
    if (announced_ && sameAddresses(inputs, outputs)) [[likely]]
    {
        return {};
    }
    announced_ = false;
    TENON_CHECK(checkAliases(inputs, outputs));
    auto const arguments = [&] {
        auto const text = [](std::vector<PluginTensorDesc> const& descs) {
            std::vector<graph::TensorDesc> all;
            for (PluginTensorDesc const& desc : descs)
            {
                all.push_back({desc.type, desc.format, desc.dims, desc.scale});
            }
            return describe(std::span<graph::TensorDesc const>(all));
        };
        return fmt::format("in {}; out {}", text(inputs_), text(outputs_));
    };
    TENON_CHECK(plugin_->callForStatus("onShapeChange", arguments, [&] {
        return plugin_->runtime()->onShapeChange(inputs_.data(), static_cast<int32_t>(inputs_.size()), outputs_.data(),
            static_cast<int32_t>(outputs_.size()));
    }));
    auto const next = std::copy(inputs, inputs + facts_->inputCount, addresses_.begin());
    std::copy(outputs, outputs + facts_->outputCount, next);
    announced_ = true;
    return {};
}

Status V3PluginKernel::enqueue(
    void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream)
{
    TENON_CHECK(announceChanges(inputs, outputs));
    Status enqueued = plugin_->callForStatus("enqueue", kNoArguments, [&] {
        return plugin_->runtime()->enqueue(
            inputs_.data(), outputs_.data(), inputs, outputs, workspace, static_cast<cudaStream_t>(stream));
    });
    return checkLaunches(plugin_->label(), facts_->device, std::move(enqueued));
}

Status V3PluginKernel::readSizes(std::span<int64_t> sizes, devices::StreamHandle stream)
{
    if (sizes.size() != facts_->sizeOutputs.size())
    {
        return base::error(ErrorCode::kINTERNAL_ERROR, "{}: expected to be asked for {} sizes, found {}",
            plugin_->label(), facts_->sizeOutputs.size(), sizes.size());
    }
    for (size_t i = 0; i < sizes.size(); ++i)
    {
        auto const output = static_cast<size_t>(facts_->sizeOutputs[i]);
        bool const wide = outputs_[output].type == nvinfer1::DataType::kINT64;
        int32_t narrow = 0;
        void* const into = wide ? static_cast<void*>(&sizes[i]) : &narrow;
        TENON_CHECK(facts_->device->copy(
            into, addresses_[facts_->inputCount + output], wide ? sizeof(int64_t) : sizeof narrow, stream));
        TENON_CHECK(facts_->device->synchronize(stream));
        sizes[i] = wide ? sizes[i] : narrow;
    }
    return {};
}

} // namespace tenon::plugin_host
