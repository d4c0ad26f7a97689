#include "runtime/context.h"

#include "runtime/context_state.h"
#include "runtime/watched_kernel.h"

#include <cstdlib>

namespace tenon::runtime
{

namespace
{

bool recordsFromTheStart()
{
    char const* const wish = std::getenv("TENON_CUDA_GRAPH");
    return wish != nullptr && std::string_view(wish) == "1";
}

} // namespace

Context::~Context() = default;

Result<std::unique_ptr<Context>> Context::create(std::shared_ptr<Engine> engine, ContextOptions const& options)
{
    std::unique_ptr<Context> context(new Context);
    TENON_CHECK(engine->checkWeights());
    context->engine_ = std::move(engine);
    context->state_ = std::make_unique<State>(*context->engine_);
    TENON_CHECK(context->engine_->device().makeCurrent());
    TENON_CHECK(context->state_->cloneKernels(options));
    TENON_CHECK(context->state_->beginOverflowCheck());
    TENON_CHECK(context->state_->placeMemory(options.ownMemory));
    context->setRecording(recordsFromTheStart());
    return context;
}

Status Context::setProfile(int32_t profile)
{
    if (profile < 0 || profile >= engine_->profileCount())
    {
        return base::invalidArgument(
            "optimization profile: expected 0 to {}, found {}", engine_->profileCount() - 1, profile);
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

Result<std::vector<int64_t>> Context::shapeValues(int32_t binding) const
{
    return state_->shapes.values(binding);
}

Status Context::setBatch(int32_t batch)
{
    return state_->shapes.setBatch(batch, profile_);
}

bool Context::allShapesSet() const
{
    return state_->shapes.allSet();
}

bool Context::allDimsSet() const
{
    return state_->shapes.allDimsSet();
}

bool Context::allValuesSet() const
{
    return state_->shapes.allValuesSet();
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
    if (address != nullptr && address == state_->addresses[binding])
    {
        return {};
    }
    Binding const& which = engine_->bindings()[binding];
    devices::PointerKind const kind =
        address == nullptr ? devices::PointerKind::kUNKNOWN : engine_->device().pointerKind(address);
    bool const onHost = engine_->device().kind() == devices::DeviceKind::kCPU || which.isShapeInput;
    if (onHost ? kind == devices::PointerKind::kDEVICE : kind == devices::PointerKind::kHOST)
    {
        return base::invalidArgument("binding \"{}\": expected memory of {}, found a pointer into {} memory; {}",
            which.name, which.isShapeInput ? "the host, as shape inputs have it" : engine_->device().description(),
            onHost ? "a GPU's" : "host",
            onHost ? "copy the tensor to the host, or build for the GPU"
                   : "copy the tensor to the GPU (cudaMalloc, cudaMemcpy), or build for the CPU");
    }
    // Steps on the host read what lies there at its place; all else they get through copies.
    if (which.isShapeInput)
    {
        TENON_CHECK(state_->waitForHost());
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
        return base::invalidArgument(
            "context memory: expected at least {} bytes, found {}", engine_->contextBytes(), bytes);
    }
    if (memory == nullptr || reinterpret_cast<uintptr_t>(memory) % devices::kAlignmentBytes != 0)
    {
        return base::invalidArgument("context memory: expected an address that is a multiple of {}, found {}",
            devices::kAlignmentBytes, fmt::ptr(memory));
    }
    if (engine_->device().kind() != devices::DeviceKind::kCPU
        && engine_->device().pointerKind(memory) == devices::PointerKind::kHOST)
    {
        return base::invalidArgument(
            "context memory: expected memory of {}, found a pointer into host memory; use cudaMalloc",
            engine_->device().description());
    }
    TENON_CHECK(state_->waitForHost());
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
    devices::Device& device = engine_->device();
    TENON_CHECK(device.makeCurrent());
    TENON_CHECK(state_->takeHostFailure());
    std::optional<devices::SharedRun> sharing;
    if (device.kind() == devices::DeviceKind::kCPU)
    {
        sharing.emplace(state_->threadShare);
    }
    if (!state_->ready())
    {
        TENON_CHECK(state_->prepare());
    }
    // What the user's own calls left behind is no fault of a step.
    static_cast<void>(device.takeLastError());
    if (!engine_->ranges().dataSizes().empty())
    {
        return state_->runWithSizes(stream, stepTimes_, tap_);
    }
    if (stepTimes_ || tap_ || synchronous_ || state_->overflow)
    {
        Status status = state_->runObserved(stream, stepTimes_, tap_, synchronous_);
        state_->endOverflowCheck();
        return status;
    }
    if (state_->recorder != nullptr && !device.isRecording(stream))
    {
        return state_->runRecorded(stream);
    }
    return state_->run(stream);
}

Status Context::finish(devices::StreamHandle stream)
{
    TENON_CHECK(engine_->device().synchronize(stream));
    return state_->takeHostFailure();
}

Status Context::setInputConsumedEvent(void* event)
{
    if (event != nullptr && engine_->device().kind() == devices::DeviceKind::kCPU)
    {
        return base::error(base::ErrorCode::kUNSUPPORTED_STATE,
            "input-consumed event: expected an engine for a GPU, found one for {}, where inputs are consumed when the call returns; pass none",
            engine_->device().description());
    }
    state_->consumedEvent = event;
    return {};
}

void* Context::inputConsumedEvent() const
{
    return state_->consumedEvent;
}

void Context::setRecording(bool on)
{
    bool const can = on && engine_->device().canRecord();
    if (can == (state_->recorder != nullptr))
    {
        return;
    }
    state_->recorder = can ? state_->makeRecorder() : nullptr;
}

bool Context::recording() const
{
    return state_->recorder != nullptr;
}

size_t Context::recordedParts() const
{
    return state_->recorder == nullptr ? 0 : state_->recorder->parts();
}

Context::State::State(Engine const& owner)
    : engine(owner)
    , shapes(owner)
    , addresses(owner.bindings().size(), nullptr)
    , bindingUses(owner.bindings().size())
    , outputMemory(owner.bindings().size())
{
}

Context::State::~State()
{
    // Their kernels and tables go with this object.
    static_cast<void>(waitForHost());
}

Status Context::State::cloneKernels(ContextOptions const& options)
{
    weightsVersion = engine.weightsVersion();
    if (engine.wantsHandles())
    {
        TENON_ASSIGN(handles, devices::LibraryHandles::make(engine.device(), engine.log()));
        resources.cublas = handles->cublas();
        resources.cudnn = handles->cudnn();
    }
    resources.gpuAllocator = options.gpuAllocator;
    resources.errorRecorder = options.errorRecorder;
    plan::Overlay const& overlay = engine.overlay();
    for (size_t s = 0; s < overlay.steps.size(); ++s)
    {
        resources.device = &engine.deviceOf(overlay.steps[s]);
        TENON_ASSIGN(auto kernel, engine.kernel(s)->clone(resources).withNote("in {}", engine.stepLabel(s)));
        kernel = watched(std::move(kernel), engine, s);
        kernels.push_back(std::move(kernel));
        onHost.push_back(engine.isOnHost(overlay.steps[s]) ? 1 : 0);
        anyOnHost = anyOnHost || onHost.back() != 0;
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
        calls.push_back(
            {kernels[s].get(), pointers.data() + places[s].firstInput, pointers.data() + places[s].firstOutput});
    }
    findDeferredSteps();
    cutStretches();
    return {};
}

Status Context::State::adoptWeights()
{
    TENON_CHECK(waitForHost());
    plan::Overlay const& overlay = engine.overlay();
    std::vector<std::unique_ptr<graph::Kernel>> fresh;
    for (size_t s = 0; s < overlay.steps.size(); ++s)
    {
        resources.device = &engine.deviceOf(overlay.steps[s]);
        TENON_ASSIGN(auto kernel, engine.kernel(s)->clone(resources).withNote("in {}", engine.stepLabel(s)));
        fresh.push_back(watched(std::move(kernel), engine, s));
    }
    kernels = std::move(fresh);
    for (size_t s = 0; s < kernels.size(); ++s)
    {
        calls[s].kernel = kernels[s].get();
    }
    for (size_t i = 0; i < slots.size(); ++i)
    {
        descs[i].scale = graph::scaleOf(*engine.plan().network.tensors()[slots[i]->tensor]);
        bool const constant =
            slots[i]->kind == plan::Slot::Kind::kCONSTANT || slots[i]->kind == plan::Slot::Kind::kHOST_CONSTANT;
        if (constant)
        {
            pointers[i] =
                const_cast<void*>(engine.constantAddress(static_cast<size_t>(slots[i] - overlay.slots.data())));
        }
    }
    std::fill(configured.begin(), configured.end(), char{0});
    configuredFor = 0;
    weightsVersion = engine.weightsVersion();
    return {};
}

void Context::State::cutStretches()
{
    size_t lastReader = 0;
    for (size_t s = 0; s < places.size(); ++s)
    {
        for (size_t i = places[s].firstInput; i < places[s].firstOutput; ++i)
        {
            bool const input = slots[i]->kind == plan::Slot::Kind::kBINDING
                && engine.plan().network.tensors()[slots[i]->tensor]->isInput;
            lastReader = input ? s + 1 : lastReader;
        }
    }
    for (size_t s = 0; s < places.size(); ++s)
    {
        singles.push_back({this, s, s + 1, onHost[s] != 0});
        bool const goesOn = s != 0 && s != lastReader && onHost[s] == onHost[s - 1];
        if (goesOn)
        {
            stretches.back().end = s + 1;
        }
        else
        {
            stretches.push_back({this, s, s + 1, onHost[s] != 0});
        }
        consumedAfter = s + 1 == lastReader ? stretches.size() : consumedAfter;
    }
}

Status Context::State::placeMemory(bool wantsOwnMemory)
{
    if (wantsOwnMemory)
    {
        TENON_ASSIGN(ownMemory,
            engine.memory().allocate(engine.contextBytes()).withNote("for a context's activations and workspace"));
        useMemory(ownMemory.data());
    }
    if (anyOnHost)
    {
        TENON_ASSIGN(
            hostMemory, engine.device().allocateHost(engine.hostBytes()).withNote("for a context's steps on the host"));
        TENON_ASSIGN(hostDone, engine.device().makeEvent(false));
        hostWorkspace = static_cast<std::byte*>(hostMemory.data()) + engine.hostWorkspaceOffset();
    }
    for (size_t i = 0; i < slots.size(); ++i)
    {
        if (slots[i]->kind == plan::Slot::Kind::kHOST_ACTIVATION)
        {
            pointers[i] = static_cast<std::byte*>(hostMemory.data()) + slots[i]->offsetBytes;
        }
    }
    return {};
}

void Context::State::addSlot(int32_t index, bool isInput)
{
    plan::Slot const& slot = engine.overlay().slots[index];
    size_t const position = slots.size();
    void* pointer = nullptr;
    switch (slot.kind)
    {
    case plan::Slot::Kind::kHOST_ACTIVATION: break; // placeMemory()
    case plan::Slot::Kind::kHOST_CONSTANT:
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
    int32_t const found = engine.bindingOf(tensor, isInput);
    return found >= 0 ? found : engine.bindingOf(tensor, !isInput);
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
    if (weightsVersion != engine.weightsVersion()) [[unlikely]]
    {
        TENON_CHECK(adoptWeights());
    }
    if (memory == nullptr)
    {
        return base::error(base::ErrorCode::kINVALID_STATE,
            "context: expected {} bytes of memory for activations, found none; call setDeviceMemory first",
            engine.contextBytes());
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
    TENON_CHECK(waitForHost());
    if (recorder != nullptr)
    {
        recorder->forgetAll();
    }
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
    std::span<graph::TensorDesc const> const inputs(
        descs.data() + place.firstInput, place.firstOutput - place.firstInput);
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
            return base::invalidArgument(
                "{} \"{}\": expected an address, found none; call setTensorAddress or pass it in the bindings",
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

} // namespace tenon::runtime
