#include "runtime/context.h"

#include "runtime/context_state.h"
#include "runtime/watched_kernel.h"

#include <chrono>

namespace tenon::runtime
{

Context::~Context() = default;

Result<std::unique_ptr<Context>> Context::create(std::shared_ptr<Engine> engine, bool ownMemory)
{
    std::unique_ptr<Context> context(new Context);
    context->engine_ = std::move(engine);
    context->state_ = std::make_unique<State>(*context->engine_);
    TENON_CHECK(context->engine_->device().makeCurrent());
    TENON_CHECK(context->state_->cloneKernels());
    TENON_CHECK(context->state_->beginOverflowCheck());
    if (ownMemory)
    {
        TENON_ASSIGN(context->state_->ownMemory,
            context->engine_->device().allocate(context->engine_->contextBytes()).withNote("for a context's activations and workspace"));
        context->state_->useMemory(context->state_->ownMemory.data());
    }
    return context;
}

Status Context::setProfile(int32_t profile)
{
    if (profile < 0 || profile >= engine_->profileCount())
    {
        return base::invalidArgument("optimization profile: expected 0 to {}, found {}", engine_->profileCount() - 1, profile);
    }
    if (profile != profile_)
    {
        profile_ = profile;
        state_->shapes.forget();
    }
    return {};
}

Status Context::setInputShape(int32_t binding, base::Dims const& dims)
{
    return state_->shapes.setDims(binding, dims, profile_);
}

Status Context::setShapeValues(int32_t binding, std::span<int64_t const> values)
{
    return state_->shapes.setValues(binding, values, profile_);
}

Status Context::setBatch(int32_t batch)
{
    return state_->shapes.setBatch(batch, profile_);
}

bool Context::allShapesSet() const
{
    return state_->shapes.allSet();
}

std::vector<std::string> Context::missingShapes() const
{
    return state_->shapes.missing();
}

base::Dims Context::bindingDims(int32_t binding) const
{
    return state_->shapes.bindingDims(binding);
}

Status Context::setAddress(int32_t binding, void* address)
{
    if (binding < 0 || static_cast<size_t>(binding) >= engine_->bindings().size())
    {
        return base::invalidArgument("binding: expected an index from 0 to {}, found {}",
            static_cast<int64_t>(engine_->bindings().size()) - 1, binding);
    }
    devices::PointerKind const kind = address == nullptr ? devices::PointerKind::kUNKNOWN : engine_->device().pointerKind(address);
    bool const onCpu = engine_->device().kind() == devices::DeviceKind::kCPU;
    if ((onCpu && kind == devices::PointerKind::kDEVICE) || (!onCpu && kind == devices::PointerKind::kHOST))
    {
        return base::invalidArgument("binding \"{}\": expected memory of {}, found a pointer into {} memory", engine_->bindings()[binding].name,
            engine_->device().description(), onCpu ? "a GPU's" : "host");
    }
    state_->setAddress(binding, address);
    return {};
}

void* Context::address(int32_t binding) const
{
    return state_->addresses[binding];
}

void Context::setOutputMemory(int32_t binding, OutputMemory memory)
{
    state_->outputMemory[static_cast<size_t>(binding)] = std::move(memory);
    state_->addressesChecked = false;
}

Status Context::setMemory(void* memory, size_t bytes)
{
    if (bytes < engine_->contextBytes())
    {
        return base::invalidArgument("context memory: expected at least {} bytes, found {}", engine_->contextBytes(), bytes);
    }
    if (memory == nullptr || reinterpret_cast<uintptr_t>(memory) % devices::kAlignmentBytes != 0)
    {
        return base::invalidArgument("context memory: expected an address that is a multiple of {}, found {}", devices::kAlignmentBytes,
            fmt::ptr(memory));
    }
    state_->ownMemory = {};
    state_->useMemory(memory);
    return {};
}

namespace
{

//! Released at the end of an inference, also where a step fails.
class Busy
{
public:
    explicit Busy(std::atomic_flag& flag)
        : flag_(flag)
        , taken_(!flag.test_and_set(std::memory_order_acquire))
    {
    }
    ~Busy()
    {
        if (taken_)
        {
            flag_.clear(std::memory_order_release);
        }
    }
    bool taken() const { return taken_; }

private:
    std::atomic_flag& flag_;
    bool taken_;
};

} // namespace

Status Context::enqueue(devices::StreamHandle stream)
{
    Busy const busy(state_->busy);
    if (!busy.taken())
    {
        return base::error(base::ErrorCode::kINVALID_STATE,
            "context: expected one inference at a time, found another thread inside enqueue; use one context a thread");
    }
    TENON_CHECK(engine_->device().makeCurrent());
    if (!state_->ready())
    {
        TENON_CHECK(state_->prepare());
    }
    if (!engine_->ranges().dataSizes().empty())
    {
        return state_->runWithSizes(stream, stepTimes_, tap_);
    }
    if (stepTimes_ || tap_ || state_->overflow)
    {
        Status status = state_->runObserved(stream, stepTimes_, tap_);
        state_->endOverflowCheck();
        return status;
    }
    return state_->run(stream);
}

Context::State::State(Engine const& owner)
    : engine(owner)
    , shapes(owner)
    , addresses(owner.bindings().size(), nullptr)
    , bindingUses(owner.bindings().size())
    , outputMemory(owner.bindings().size())
{
}

Status Context::State::cloneKernels()
{
    graph::ContextResources resources;
    resources.device = &engine.device();
    plan::Overlay const& overlay = engine.overlay();
    for (size_t s = 0; s < overlay.steps.size(); ++s)
    {
        TENON_ASSIGN(auto kernel, engine.kernel(s)->clone(resources).withNote("in {}", engine.stepLabel(s)));
        kernel = watched(std::move(kernel), engine, s);
        kernels.push_back(std::move(kernel));
        StepPlace place;
        place.firstInput = slots.size();
        for (int32_t const slot : overlay.steps[s].inputs)
        {
            if (slot >= 0)
            {
                addSlot(slot, true);
            }
        }
        place.firstOutput = slots.size();
        for (int32_t const slot : overlay.steps[s].outputs)
        {
            addSlot(slot, false);
        }
        place.end = slots.size();
        places.push_back(place);
    }
    configured.assign(places.size(), 0);
    // From here on the tables do not move any more.
    for (size_t s = 0; s < places.size(); ++s)
    {
        calls.push_back({kernels[s].get(), pointers.data() + places[s].firstInput, pointers.data() + places[s].firstOutput});
    }
    findDeferredSteps();
    return {};
}

void Context::State::addSlot(int32_t index, bool isInput)
{
    plan::Slot const& slot = engine.overlay().slots[index];
    size_t const position = slots.size();
    void* pointer = nullptr;
    switch (slot.kind)
    {
    case plan::Slot::Kind::kCONSTANT: pointer = const_cast<void*>(engine.constantAddress(index)); break;
    case plan::Slot::Kind::kACTIVATION: activationUses.push_back({position, slot.offsetBytes}); break;
    case plan::Slot::Kind::kBINDING: bindingUses[bindingOf(slot.tensor, isInput)].push_back(position); break;
    }
    slots.push_back(&slot);
    pointers.push_back(pointer);
    graph::Tensor const& tensor = *engine.plan().network.tensors()[slot.tensor];
    descs.push_back({slot.type, slot.format, base::Dims{}, graph::scaleOf(tensor)});
}

int32_t Context::State::bindingOf(int32_t tensor, bool isInput) const
{
    // An output that later steps read has one binding only: the output's.
    int32_t found = -1;
    for (size_t b = 0; b < engine.bindings().size(); ++b)
    {
        Binding const& binding = engine.bindings()[b];
        if (binding.tensor == tensor && (found < 0 || binding.isInput == isInput))
        {
            found = static_cast<int32_t>(b);
        }
    }
    return found;
}

void Context::State::useMemory(void* base)
{
    memory = static_cast<std::byte*>(base);
    workspace = memory + engine.workspaceOffset();
    for (auto const& [position, offset] : activationUses)
    {
        pointers[position] = memory + offset;
    }
}

void Context::State::setAddress(int32_t binding, void* address)
{
    // A null needs prepare(): it may be allowed (no elements), or stand in for a twin, or be an error.
    addressesChecked = addressesChecked && address != nullptr && addresses[binding] != nullptr;
    addresses[binding] = address;
    for (size_t const position : bindingUses[binding])
    {
        pointers[position] = address;
    }
}

Status Context::State::prepare()
{
    if (memory == nullptr)
    {
        return base::error(base::ErrorCode::kINVALID_STATE,
            "context: expected {} bytes of memory for activations, found none; call setDeviceMemory first", engine.contextBytes());
    }
    TENON_CHECK(shapes.update());
    if (configuredFor != shapes.version())
    {
        TENON_CHECK(configureSteps());
        configuredFor = shapes.version();
        addressesChecked = false;
    }
    return addressesChecked ? base::okStatus() : checkAddresses();
}

Status Context::State::configureSteps()
{
    for (size_t s = 0; s < places.size(); ++s)
    {
        if (deferred[s] == 0)
        {
            TENON_CHECK(configureStep(s));
        }
    }
    return {};
}

Status Context::State::configureStep(size_t s)
{
    StepPlace const& place = places[s];
    bool changed = configured[s] == 0;
    for (size_t i = place.firstInput; i < place.end; ++i)
    {
        base::Dims const& dims = shapes.tensorDims(slots[i]->tensor);
        if (!base::operator==(descs[i].dims, dims))
        {
            descs[i].dims = dims;
            changed = true;
        }
    }
    if (!changed)
    {
        return {};
    }
    configured[s] = 0;
    std::span<graph::TensorDesc const> const inputs(descs.data() + place.firstInput, place.firstOutput - place.firstInput);
    std::span<graph::TensorDesc const> const outputs(descs.data() + place.firstOutput, place.end - place.firstOutput);
    TENON_CHECK(kernels[s]->setShapes(inputs, outputs).withNote("in {}", engine.stepLabel(s)));
    configured[s] = 1;
    return {};
}

Status Context::State::checkAddresses()
{
    for (size_t b = 0; b < addresses.size(); ++b)
    {
        if (addresses[b] != nullptr)
        {
            continue;
        }
        Binding const& binding = engine.bindings()[b];
        if (outputMemory[b] && engine.ranges().dependsOnData(binding.tensor))
        {
            continue; // comes once its size is known
        }
        void* stand = nullptr;
        int32_t const twin = engine.twinOf(static_cast<int32_t>(b));
        if (twin >= 0 && addresses[twin] != nullptr && !binding.isInput)
        {
            // An input that is an output as well: where only the input has an address, its value is already where it shall be.
            stand = addresses[twin];
        }
        else if (base::volumeUnchecked(shapes.tensorDims(binding.tensor)) == 0)
        {
            stand = memory;
        }
        else
        {
            return base::invalidArgument("{} \"{}\": expected an address, found none; call setTensorAddress or pass it in the bindings",
                binding.isInput ? "input" : "output", binding.name);
        }
        for (size_t const position : bindingUses[b])
        {
            pointers[position] = stand;
        }
    }
    addressesChecked = true;
    return {};
}

Status Context::State::run(devices::StreamHandle stream) const
{
    for (Call const& call : calls)
    {
        Status status = call.kernel->enqueue(call.inputs, call.outputs, workspace, stream);
        if (!status.ok()) [[unlikely]]
        {
            return std::move(status).withNote("in {}", engine.stepLabel(static_cast<size_t>(&call - calls.data())));
        }
    }
    return {};
}

Status Context::State::runObserved(devices::StreamHandle stream, StepTimes const& times, Tap const& tap) const
{
    using Clock = std::chrono::steady_clock;
    std::vector<float> milliseconds(calls.size());
    for (size_t s = 0; s < calls.size(); ++s)
    {
        Call const& call = calls[s];
        TENON_CHECK(engine.device().synchronize(stream));
        Clock::time_point const start = Clock::now();
        TENON_CHECK(call.kernel->enqueue(call.inputs, call.outputs, workspace, stream).withNote("in {}", engine.stepLabel(s)));
        TENON_CHECK(engine.device().synchronize(stream));
        milliseconds[s] = std::chrono::duration<float, std::milli>(Clock::now() - start).count();
        TENON_CHECK(checkOverflow(s));
        // A reformat writes a value that the step before it has shown already.
        bool const computes = engine.overlay().steps[s].op >= 0;
        for (size_t i = places[s].firstOutput; tap && computes && i < places[s].end; ++i)
        {
            tap(slots[i]->tensor, descs[i], pointers[i]);
        }
    }
    for (size_t s = 0; times && s < calls.size(); ++s)
    {
        times(engine.stepName(s), milliseconds[s]);
    }
    return {};
}

} // namespace tenon::runtime
