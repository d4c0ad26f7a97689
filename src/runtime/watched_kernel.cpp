#include "runtime/watched_kernel.h"

#include "plugin_host/pointwise.h"
#include "plugin_host/trace.h"
#include "runtime/guarded_kernel.h"

#include <cstdlib>
#include <string_view>

namespace tenon::runtime
{
namespace
{

//! Adds each enqueue to the trace. On CUDA the time is that of enqueueing.
class TracedKernel final : public graph::Kernel
{
public:
    TracedKernel(std::unique_ptr<graph::Kernel> kernel, std::string name)
        : kernel_(std::move(kernel))
        , name_(std::move(name))
    {
    }

    Result<std::unique_ptr<graph::Kernel>> clone(graph::ContextResources const& resources) const override
    {
        TENON_ASSIGN(auto twin, kernel_->clone(resources));
        return std::unique_ptr<graph::Kernel>(std::make_unique<TracedKernel>(std::move(twin), name_));
    }
    bool isRecordable() const override { return false; }
    size_t maxWorkspaceBytes() const override { return kernel_->maxWorkspaceBytes(); }
    size_t workspaceBytes() const override { return kernel_->workspaceBytes(); }
    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs) override
    {
        shapes_.clear();
        for (auto const& tensors : {inputs, outputs})
        {
            shapes_ += shapes_.empty() ? "" : " ->";
            for (graph::TensorDesc const& desc : tensors)
            {
                shapes_ += fmt::format(" {} {}", base::name(desc.type), base::toString(desc.dims));
            }
        }
        return kernel_->setShapes(inputs, outputs);
    }
    Status enqueue(
        void const* const* inputs, void* const* outputs, void* workspace, devices::StreamHandle stream) override
    {
        plugin_host::TraceEntry entry;
        entry.plugin = name_;
        entry.arguments = shapes_;
        entry.start = std::chrono::steady_clock::now();
        entry.thread = std::this_thread::get_id();
        Status status = kernel_->enqueue(inputs, outputs, workspace, stream);
        entry.duration = std::chrono::steady_clock::now() - entry.start;
        entry.result = status.ok() ? std::string() : status.error().message;
        plugin_host::Trace::addStep(entry);
        return status;
    }
    Status readSizes(std::span<int64_t> sizes, devices::StreamHandle stream) override
    {
        return kernel_->readSizes(sizes, stream);
    }

private:
    std::unique_ptr<graph::Kernel> kernel_;
    std::string name_;
    std::string shapes_;
};

GuardedStep describe(Engine const& engine, size_t step)
{
    plan::Overlay const& overlay = engine.overlay();
    auto const& one = overlay.steps[step];
    GuardedStep described;
    described.label = engine.stepLabel(step);
    described.device = &engine.deviceOf(one);
    described.writesAll = one.op < 0 || engine.plan().network.ops()[one.op]->sizes.empty();
    if (one.op >= 0)
    {
        auto expression = plugin_host::expressionOf(*engine.plan().network.ops()[one.op]);
        described.expression = expression.ok() ? *std::move(expression) : std::nullopt;
    }
    auto const nameOf = [&](int32_t slot) { return engine.plan().network.tensors()[overlay.slots[slot].tensor]->name; };
    for (int32_t const slot : one.inputs)
    {
        if (slot >= 0)
        {
            described.inputs.push_back(nameOf(slot));
        }
    }
    for (int32_t const slot : one.outputs)
    {
        described.outputs.push_back(nameOf(slot));
    }
    return described;
}

} // namespace

bool guardWanted()
{
    char const* const value = std::getenv("TENON_GUARD");
    return value != nullptr && *value != '\0' && std::string_view(value) != "0";
}

std::unique_ptr<graph::Kernel> watched(std::unique_ptr<graph::Kernel> kernel, Engine const& engine, size_t step)
{
    if (guardWanted())
    {
        kernel = std::make_unique<GuardedKernel>(std::move(kernel), describe(engine, step));
    }
    if (plugin_host::Trace::wantsSteps())
    {
        kernel = std::make_unique<TracedKernel>(std::move(kernel), engine.stepName(step));
    }
    return kernel;
}

} // namespace tenon::runtime
