#include "runtime/engine.h"

#include "base/checked.h"
#include "runtime/reformat_step.h"

#include <algorithm>

namespace tenon::runtime
{
namespace
{

using plan::Slot;
using plan::Step;

std::string devicesOf(plan::Plan const& plan)
{
    std::string text;
    for (plan::Overlay const& overlay : plan.overlays)
    {
        text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", devices::name(overlay.device), overlay.deviceDescription);
    }
    return text.empty() ? "none" : text;
}

} // namespace

Engine::~Engine() = default;

Result<std::shared_ptr<Engine>> Engine::create(std::shared_ptr<plan::Plan const> plan, devices::Device& device, base::Log log)
{
    std::shared_ptr<Engine> engine(new Engine);
    engine->plan_ = std::move(plan);
    engine->device_ = &device;
    engine->log_ = log;
    engine->overlay_ = engine->plan_->overlayFor(device);
    if (engine->overlay_ == nullptr)
    {
        return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "engine \"{}\": expected to be tuned for {}, found {}; build it for this device, or tune it", engine->plan_->settings.name,
            device.description(), devicesOf(*engine->plan_));
    }
    TENON_CHECK(device.makeCurrent());
    TENON_ASSIGN(engine->ranges_, plan::TensorRanges::of(engine->plan_->network, engine->plan_->profiles));
    engine->listBindings();
    TENON_CHECK(engine->placeConstants());
    TENON_CHECK(engine->makeKernels());
    return engine;
}

void Engine::listBindings()
{
    graph::Graph const& network = plan_->network;
    auto const add = [&](graph::Tensor const& tensor, bool isInput) {
        Binding binding{tensor.id, tensor.name, isInput, tensor.type, base::TensorFormat::kLINEAR, graph::toDims(tensor.dims),
            isInput && tensor.values.has_value()};
        bindings_.push_back(std::move(binding));
    };
    for (graph::Tensor const* const input : network.inputs())
    {
        add(*input, true);
    }
    for (graph::Tensor const* const output : network.outputs())
    {
        add(*output, false);
    }
    // What is written to a binding is an output; a binding's slot that nobody writes is an input.
    std::vector<bool> written(overlay_->slots.size(), false);
    for (Step const& step : overlay_->steps)
    {
        for (int32_t const slot : step.outputs)
        {
            written[slot] = true;
        }
    }
    for (size_t s = 0; s < overlay_->slots.size(); ++s)
    {
        Slot const& slot = overlay_->slots[s];
        for (Binding& binding : bindings_)
        {
            if (slot.kind == Slot::Kind::kBINDING && binding.tensor == slot.tensor && binding.isInput != written[s])
            {
                binding.format = slot.format;
            }
        }
    }
}

Status Engine::placeConstants()
{
    constants_.assign(overlay_->slots.size(), nullptr);
    for (size_t s = 0; s < overlay_->slots.size(); ++s)
    {
        Slot const& slot = overlay_->slots[s];
        if (slot.kind == Slot::Kind::kCONSTANT)
        {
            TENON_ASSIGN(constants_[s],
                constantFor(slot, s).withNote("while loading constant \"{}\"", plan_->network.tensors()[slot.tensor]->name));
        }
    }
    return {};
}

Result<void const*> Engine::constantFor(Slot const& slot, size_t slotIndex)
{
    graph::Tensor const& tensor = *plan_->network.tensors()[slot.tensor];
    if (!tensor.constant)
    {
        return base::error(base::ErrorCode::kINTERNAL_ERROR, "slot {}: expected a constant tensor, found \"{}\", which is none", slotIndex,
            tensor.name);
    }
    graph::ConstantData const& data = *tensor.constant;
    graph::TypeFormat const from{data.type, base::TensorFormat::kLINEAR};
    graph::TypeFormat const to{slot.type, slot.format};
    // Bytes that kernels can read where they lie (a mapped plan) are not copied.
    constexpr uintptr_t kVectorBytes = 64;
    bool const readable = device_->kind() == devices::DeviceKind::kCPU && data.data != nullptr
        && reinterpret_cast<uintptr_t>(data.data) % kVectorBytes == 0;
    if (from == to && readable)
    {
        return data.data;
    }
    TENON_ASSIGN(devices::Buffer original, device_->allocate(data.bytes()));
    TENON_CHECK(device_->copy(original.data(), data.data, data.bytes(), nullptr));
    if (!(from == to))
    {
        base::Dims const dims = graph::toDims(tensor.dims);
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(dims, to.type, to.format));
        TENON_ASSIGN(devices::Buffer converted, device_->allocate(static_cast<size_t>(bytes)));
        TENON_CHECK(convertNow(*device_, tensor, from, original.data(), to, converted.data()));
        original = std::move(converted);
    }
    TENON_CHECK(device_->synchronize(nullptr));
    ownedConstants_.push_back(std::move(original));
    return ownedConstants_.back().data();
}

Result<graph::KernelRequest> Engine::requestFor(Step const& step) const
{
    graph::KernelRequest request{device_, step.candidate, graph::Phase::kLOAD, {}};
    for (int32_t p = 0; p < ranges_->profileCount(); ++p)
    {
        graph::ProfileRanges ranges;
        auto const append = [&](std::vector<int32_t> const& slots, std::vector<graph::TensorRange>& into) {
            for (int32_t const index : slots)
            {
                if (index >= 0)
                {
                    Slot const& slot = overlay_->slots[index];
                    into.push_back(ranges_->range(p, *plan_->network.tensors()[slot.tensor], {slot.type, slot.format}));
                }
            }
        };
        append(step.inputs, ranges.inputs);
        append(step.outputs, ranges.outputs);
        request.profiles.push_back(std::move(ranges));
    }
    return request;
}

Status Engine::makeKernels()
{
    workspaceBytes_ = static_cast<size_t>(overlay_->maxWorkspaceBytes);
    for (size_t s = 0; s < overlay_->steps.size(); ++s)
    {
        Step const& step = overlay_->steps[s];
        std::unique_ptr<graph::Kernel> kernel;
        if (step.op < 0)
        {
            TENON_ASSIGN(kernel, makeReformatKernel(*device_, step.candidate.inputs[0], step.candidate.outputs[0]).withNote("in {}", stepLabel(s)));
        }
        else
        {
            TENON_ASSIGN(graph::KernelRequest const request, requestFor(step));
            TENON_ASSIGN(kernel, plan_->network.ops()[step.op]->makeKernel(request).withNote("in {}", stepLabel(s)));
        }
        // Another number of threads than at build time may need more.
        workspaceBytes_ = std::max(workspaceBytes_, kernel->maxWorkspaceBytes());
        kernels_.push_back(std::move(kernel));
    }
    workspaceOffset_ = base::alignUp(static_cast<size_t>(overlay_->activationBytes), devices::kAlignmentBytes);
    return {};
}

int32_t Engine::bindingIndex(std::string_view name) const
{
    for (size_t i = 0; i < bindings_.size(); ++i)
    {
        if (bindings_[i].name == name)
        {
            return static_cast<int32_t>(i);
        }
    }
    return -1;
}

int32_t Engine::twinOf(int32_t binding) const
{
    for (size_t i = 0; i < bindings_.size(); ++i)
    {
        if (static_cast<int32_t>(i) != binding && bindings_[i].tensor == bindings_[binding].tensor)
        {
            return static_cast<int32_t>(i);
        }
    }
    return -1;
}

int32_t Engine::profileCount() const
{
    return ranges_->profileCount();
}

std::string Engine::stepName(size_t step) const
{
    Step const& one = overlay_->steps[step];
    if (one.op >= 0)
    {
        return plan_->network.ops()[one.op]->name;
    }
    Slot const& from = overlay_->slots[one.inputs[0]];
    Slot const& to = overlay_->slots[one.outputs[0]];
    return fmt::format("reformat of \"{}\" from {} {} to {} {}", plan_->network.tensors()[from.tensor]->name, base::name(from.type),
        base::name(from.format), base::name(to.type), base::name(to.format));
}

std::string Engine::stepLabel(size_t step) const
{
    Step const& one = overlay_->steps[step];
    return fmt::format("step {}, {}", step, one.op >= 0 ? plan_->network.ops()[one.op]->label() : stepName(step));
}

} // namespace tenon::runtime
