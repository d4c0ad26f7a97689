// How a context runs its steps: stretch by stretch, one by one where somebody watches, or as a recording.
#include "runtime/context_state.h"

namespace tenon::runtime
{

Status Context::State::run(devices::StreamHandle stream)
{
    if (handles != nullptr)
    {
        TENON_CHECK(handles->useStream(stream));
    }
    for (size_t i = 0; i < stretches.size(); ++i)
    {
        if (i == consumedAfter && consumedEvent != nullptr)
        {
            TENON_CHECK(engine.device().record(consumedEvent, stream));
        }
        TENON_CHECK(runStretch(stretches[i], stream));
    }
    if (consumedAfter >= stretches.size() && consumedEvent != nullptr)
    {
        TENON_CHECK(engine.device().record(consumedEvent, stream));
    }
    // In somebody's recording the event would be a part of it, and could not be waited for.
    if (anyOnHost && !engine.device().isRecording(stream))
    {
        hostPending = true;
        TENON_CHECK(engine.device().record(hostDone, stream));
    }
    return {};
}

Status Context::State::runStep(size_t step, devices::StreamHandle stream) const
{
    Call const& call = calls[step];
    Status status =
        call.kernel->enqueue(call.inputs, call.outputs, onHost[step] != 0 ? hostWorkspace : workspace, stream);
    if (!status.ok()) [[unlikely]]
    {
        return std::move(status).withNote("in {}", engine.stepLabel(step));
    }
    return status;
}

Status Context::State::runStretch(Stretch& stretch, devices::StreamHandle stream) const
{
    if (stretch.onHost)
    {
        return engine.device().callHost(stream, &State::runOnHost, &stretch);
    }
    for (size_t step = stretch.first; step < stretch.end; ++step)
    {
        Status status = runStep(step, stream);
        if (!status.ok()) [[unlikely]]
        {
            return status;
        }
    }
    return {};
}

Status Context::State::runSteps(size_t first, size_t end, devices::StreamHandle stream)
{
    if (handles != nullptr)
    {
        TENON_CHECK(handles->useStream(stream));
    }
    for (size_t step = first; step < end; ++step)
    {
        TENON_CHECK(runStretch(singles[step], stream));
    }
    return {};
}

void Context::State::runOnHost(void* argument)
{
    Stretch const& stretch = *static_cast<Stretch const*>(argument);
    State& state = *stretch.state;
    if (state.hostFailed.load(std::memory_order_acquire))
    {
        return; // what it would read was not made
    }
    for (size_t step = stretch.first; step < stretch.end; ++step)
    {
        Status status = state.runStep(step, nullptr);
        if (!status.ok())
        {
            std::lock_guard const lock(state.hostFailureMutex);
            state.hostFailure = std::move(status).error();
            state.hostFailed.store(true, std::memory_order_release);
            return;
        }
    }
}

Status Context::State::waitForHost()
{
    if (!hostPending)
    {
        return {};
    }
    hostPending = false;
    return engine.device().wait(hostDone);
}

Status Context::State::takeHostFailure()
{
    if (!hostFailed.load(std::memory_order_acquire)) [[likely]]
    {
        return {};
    }
    std::lock_guard const lock(hostFailureMutex);
    base::Error failure = std::move(*hostFailure);
    hostFailure.reset();
    hostFailed.store(false, std::memory_order_release);
    failure.notes.push_back("in an inference that was enqueued before; its outputs are not valid");
    return failure;
}

Status Context::State::runObserved(
    devices::StreamHandle stream, StepTimes const& times, Tap const& tap, bool synchronous)
{
    devices::Device& device = engine.device();
    std::vector<devices::Event> events(times ? calls.size() + 1 : 0);
    for (devices::Event& event : events)
    {
        TENON_ASSIGN(event, device.makeEvent(true));
    }
    if (times)
    {
        TENON_CHECK(device.record(events[0], stream));
    }
    for (size_t s = 0; s < calls.size(); ++s)
    {
        TENON_CHECK(runSteps(s, s + 1, stream));
        if (times)
        {
            TENON_CHECK(device.record(events[s + 1], stream));
        }
        if (synchronous || tap || overflow != nullptr)
        {
            TENON_CHECK(device.synchronize(stream).withNote("in {}", engine.stepLabel(s)));
            TENON_CHECK(takeHostFailure());
            TENON_CHECK(checkOverflow(s));
        }
        if (tap)
        {
            TENON_CHECK(showOutputs(s, tap, stream));
        }
    }
    if (consumedEvent != nullptr)
    {
        TENON_CHECK(device.record(consumedEvent, stream));
    }
    if (!times)
    {
        return {};
    }
    TENON_CHECK(device.synchronize(stream));
    for (size_t s = 0; s < calls.size(); ++s)
    {
        TENON_ASSIGN(float const milliseconds, device.millisecondsBetween(events[s], events[s + 1]));
        times(engine.stepName(s), milliseconds);
    }
    return {};
}

Status Context::State::showOutputs(size_t step, Tap const& tap, devices::StreamHandle stream) const
{
    // A reformat writes a value that the step before it has shown already.
    if (engine.overlay().steps[step].op < 0)
    {
        return {};
    }
    for (size_t i = places[step].firstOutput; i < places[step].end; ++i)
    {
        graph::TensorDesc desc = descs[i];
        desc.dims = shapes.tensorDims(slots[i]->tensor); // the size that data gave, where it is known by now
        if (onHost[step] != 0 || engine.device().kind() == devices::DeviceKind::kCPU)
        {
            tap(slots[i]->tensor, desc, pointers[i]);
            continue;
        }
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(desc.dims, desc.type, desc.format));
        TENON_ASSIGN(devices::Buffer const shown, devices::cpuDevice().allocate(static_cast<size_t>(bytes)));
        if (bytes != 0)
        {
            TENON_CHECK(engine.device().copy(shown.data(), pointers[i], static_cast<size_t>(bytes), stream));
            TENON_CHECK(engine.device().synchronize(stream));
        }
        tap(slots[i]->tensor, desc, shown.data());
    }
    return {};
}

std::unique_ptr<Recorder> Context::State::makeRecorder()
{
    RecordableSteps steps;
    steps.count = calls.size();
    steps.run = [this](size_t first, size_t end, devices::StreamHandle stream) { return runSteps(first, end, stream); };
    steps.label = [this](size_t step) { return engine.stepLabel(step); };
    steps.isForeign = [this](size_t step) {
        int32_t const op = engine.overlay().steps[step].op;
        return op >= 0 && engine.plan().network.ops()[op]->hasFixedBoundary() && onHost[step] == 0;
    };
    steps.isExcluded = [this](size_t step) { return !kernels[step]->isRecordable(); };
    return std::make_unique<Recorder>(engine.device(), std::move(steps), engine.log());
}

Status Context::State::runRecorded(devices::StreamHandle stream)
{
    recordingKey.clear();
    recordingKey.push_back(configuredFor);
    auto const addAddress = [&](void const* address) {
        recordingKey.push_back(reinterpret_cast<uintptr_t>(address));
        if (recorder->holdsMemory())
        {
            recordingKey.push_back(engine.device().allocationOf(address));
        }
    };
    addAddress(memory);
    for (void const* const address : addresses)
    {
        addAddress(address);
    }
    TENON_CHECK(recorder->run(recordingKey, stream));
    if (consumedEvent != nullptr)
    {
        TENON_CHECK(engine.device().record(consumedEvent, stream));
    }
    if (anyOnHost)
    {
        hostPending = true;
        TENON_CHECK(engine.device().record(hostDone, stream));
    }
    return {};
}

} // namespace tenon::runtime
