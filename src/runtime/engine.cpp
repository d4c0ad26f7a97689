#include "runtime/engine.h"

#include "base/checked.h"
#include "runtime/refit.h"
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
        text += fmt::format(
            "{}{} ({})", text.empty() ? "" : ", ", devices::name(overlay.device), overlay.deviceDescription);
    }
    return text.empty() ? "none" : text;
}

} // namespace

Engine::~Engine() = default;

devices::Device& Engine::deviceOf(Step const& step) const
{
    bool const away =
        step.candidate.device == devices::DeviceKind::kCPU && device_->kind() != devices::DeviceKind::kCPU;
    return away ? devices::cpuDevice() : *device_;
}

Result<std::shared_ptr<Engine>> Engine::create(std::shared_ptr<plan::Plan const> plan, devices::Device& device,
    base::Log log, std::shared_ptr<devices::MemorySource> memory)
{
    std::shared_ptr<Engine> engine(new Engine);
    engine->memory_ = std::move(memory);
    engine->plan_ = std::move(plan);
    engine->device_ = &device;
    engine->log_ = log;
    engine->overlay_ = engine->plan_->overlayFor(device);
    if (engine->overlay_ == nullptr)
    {
        return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "engine \"{}\": expected to be tuned for {}, found {}; build it for this device, or tune it",
            engine->plan_->settings.name, device.description(), devicesOf(*engine->plan_));
    }
    TENON_CHECK(device.makeCurrent());
    engine->weights_ = std::make_shared<devices::WeightCache>(device, engine->memory());
    TENON_ASSIGN(engine->ranges_, plan::TensorRanges::of(engine->plan_->network, engine->plan_->profiles));
    engine->listBindings();
    engine->nameSteps();
    engine->placeWorkspace();
    engine->lacksWeights_ = !missingWeights(engine->mutableNetwork()).empty();
    if (engine->lacksWeights_)
    {
        log.info("engine \"{}\": its plan was stripped of weights; it runs once they are refitted",
            engine->plan_->settings.name);
        return engine;
    }
    TENON_CHECK(engine->placeConstants());
    TENON_CHECK(engine->makeKernels());
    return engine;
}

void Engine::listBindings()
{
    graph::Graph const& network = plan_->network;
    auto const add = [&](graph::Tensor const& tensor, bool isInput) {
        Binding binding{tensor.id, tensor.name, isInput, tensor.type, base::TensorFormat::kLINEAR,
            graph::toDims(tensor.dims), isInput && tensor.values.has_value()};
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
    inputBindings_.assign(network.tensors().size(), -1);
    outputBindings_.assign(network.tensors().size(), -1);
    for (size_t i = 0; i < bindings_.size(); ++i)
    {
        Binding const& binding = bindings_[i];
        (binding.isInput ? inputBindings_ : outputBindings_)[static_cast<size_t>(binding.tensor)] =
            static_cast<int32_t>(i);
        bindingsByName_.try_emplace(binding.name, static_cast<int32_t>(i));
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
        int32_t const binding = slot.kind == Slot::Kind::kBINDING ? bindingOf(slot.tensor, !written[s]) : -1;
        if (binding >= 0)
        {
            bindings_[static_cast<size_t>(binding)].format = slot.format;
        }
    }
}

Status Engine::placeConstants()
{
    constants_.assign(overlay_->slots.size(), nullptr);
    for (size_t s = 0; s < overlay_->slots.size(); ++s)
    {
        Slot const& slot = overlay_->slots[s];
        if (slot.kind == Slot::Kind::kCONSTANT || slot.kind == Slot::Kind::kHOST_CONSTANT)
        {
            TENON_ASSIGN(constants_[s],
                constantFor(slot, s).withNote(
                    "while loading constant \"{}\"", plan_->network.tensors()[slot.tensor]->name));
        }
    }
    return {};
}

Result<void const*> Engine::constantFor(Slot const& slot, size_t slotIndex)
{
    graph::Tensor const& tensor = *plan_->network.tensors()[slot.tensor];
    if (!tensor.constant)
    {
        return base::error(base::ErrorCode::kINTERNAL_ERROR,
            "slot {}: expected a constant tensor, found \"{}\", which is none", slotIndex, tensor.name);
    }
    if (slot.kind == Slot::Kind::kHOST_CONSTANT || device_->kind() == devices::DeviceKind::kCPU)
    {
        return hostConstantFor(slot, tensor);
    }
    graph::ConstantData const& data = *tensor.constant;
    std::shared_ptr<void const> copy;
    if (graph::TypeFormat{data.type, base::TensorFormat::kLINEAR} == graph::TypeFormat{slot.type, slot.format})
    {
        TENON_ASSIGN(copy, weights_->upload(data.data, data.bytes()));
    }
    else
    {
        // Converted on the host: the same bytes whatever the device.
        size_t const owned = ownedConstants_.size();
        TENON_ASSIGN(void const* const converted, hostConstantFor(slot, tensor));
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(graph::toDims(tensor.dims), slot.type, slot.format));
        TENON_ASSIGN(devices::Buffer memory, this->memory().allocate(static_cast<size_t>(bytes)));
        TENON_CHECK(device_->copy(memory.data(), converted, static_cast<size_t>(bytes), nullptr));
        TENON_CHECK(device_->synchronize(nullptr));
        ownedConstants_.resize(owned);
        auto owner = std::make_shared<devices::Buffer>(std::move(memory));
        copy = std::shared_ptr<void const>(owner, owner->data());
    }
    uploadedConstants_.push_back(copy);
    return copy.get();
}

Result<void const*> Engine::hostConstantFor(Slot const& slot, graph::Tensor const& tensor)
{
    graph::ConstantData const& data = *tensor.constant;
    graph::TypeFormat const from{data.type, base::TensorFormat::kLINEAR};
    graph::TypeFormat const to{slot.type, slot.format};
    // Bytes that kernels can read where they lie (a mapped plan) are not copied.
    constexpr uintptr_t kVectorBytes = 64;
    if (from == to && data.data != nullptr && reinterpret_cast<uintptr_t>(data.data) % kVectorBytes == 0)
    {
        return data.data;
    }
    devices::Device& cpu = devices::cpuDevice();
    TENON_ASSIGN(devices::Buffer original, cpu.allocate(data.bytes()));
    TENON_CHECK(cpu.copy(original.data(), data.data, data.bytes(), nullptr));
    if (!(from == to))
    {
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(graph::toDims(tensor.dims), to.type, to.format));
        TENON_ASSIGN(devices::Buffer converted, cpu.allocate(static_cast<size_t>(bytes)));
        TENON_CHECK(convertNow(cpu, tensor, from, original.data(), to, converted.data()));
        original = std::move(converted);
    }
    ownedConstants_.push_back(std::move(original));
    return ownedConstants_.back().data();
}

Result<graph::KernelRequest> Engine::requestFor(Step const& step) const
{
    bool const onHost = isOnHost(step);
    graph::KernelRequest request{&deviceOf(step), step.candidate, graph::Phase::kLOAD, {}, onHost ? nullptr : weights_};
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

Result<std::unique_ptr<graph::Kernel>> Engine::makeKernel(size_t index) const
{
    Step const& step = overlay_->steps[index];
    if (step.op >= 0)
    {
        TENON_ASSIGN(graph::KernelRequest const request, requestFor(step));
        return plan_->network.ops()[step.op]->makeKernel(request).withNote("in {}", stepLabel(index));
    }
    if (step.candidate.implementation == plan::kCopy && device_->kind() != devices::DeviceKind::kCPU)
    {
        return makeCopyKernel(*device_);
    }
    return makeReformatKernel(deviceOf(step), step.candidate.inputs[0], step.candidate.outputs[0])
        .withNote("in {}", stepLabel(index));
}

void Engine::placeWorkspace()
{
    workspaceBytes_ = static_cast<size_t>(overlay_->maxWorkspaceBytes);
    hostWorkspaceBytes_ = static_cast<size_t>(overlay_->maxHostWorkspaceBytes);
    workspaceOffset_ = base::alignUp(static_cast<size_t>(overlay_->activationBytes), devices::kAlignmentBytes);
    hostWorkspaceOffset_ = base::alignUp(static_cast<size_t>(overlay_->hostActivationBytes), devices::kAlignmentBytes);
}

Status Engine::makeKernels()
{
    placeWorkspace();
    for (size_t s = 0; s < overlay_->steps.size(); ++s)
    {
        TENON_ASSIGN(auto kernel, makeKernel(s));
        // Another number of threads than at build time may need more.
        size_t& most = isOnHost(overlay_->steps[s]) ? hostWorkspaceBytes_ : workspaceBytes_;
        most = std::max(most, kernel->maxWorkspaceBytes());
        kernels_.push_back(std::move(kernel));
        int32_t const op = overlay_->steps[s].op;
        bool const onGpu = deviceOf(overlay_->steps[s]).kind() == devices::DeviceKind::kCUDA;
        wantsHandles_ = wantsHandles_ || (onGpu && op >= 0 && plan_->network.ops()[op]->hasFixedBoundary());
    }
    return {};
}

int32_t Engine::bindingIndex(std::string_view name) const
{
    auto const found = bindingsByName_.find(name);
    return found == bindingsByName_.end() ? -1 : found->second;
}

int32_t Engine::twinOf(int32_t binding) const
{
    Binding const& one = bindings_[static_cast<size_t>(binding)];
    return bindingOf(one.tensor, !one.isInput);
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
    if (one.candidate.implementation == plan::kCopy)
    {
        bool const toHost = plan::isOnHost(to, plan_->network);
        bool const across = plan::isOnHost(from, plan_->network) != toHost;
        return fmt::format("copy of \"{}\"{}", plan_->network.tensors()[from.tensor]->name,
            !across      ? ""
                : toHost ? " to the CPU"
                         : " to the GPU");
    }
    return fmt::format("reformat of \"{}\" from {} {} to {} {}", plan_->network.tensors()[from.tensor]->name,
        base::name(from.type), base::name(from.format), base::name(to.type), base::name(to.format));
}

void Engine::nameSteps()
{
    for (size_t s = 0; s < overlay_->steps.size(); ++s)
    {
        int32_t const op = overlay_->steps[s].op;
        labels_.push_back(fmt::format("step {}, {}", s, op >= 0 ? plan_->network.ops()[op]->label() : stepName(s)));
    }
}

} // namespace tenon::runtime
