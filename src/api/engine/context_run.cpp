// Inference: addresses given one by one or as a list, output allocators, profiler.
#include "api/argument_checks.h"
#include "api/engine/bindings.h"
#include "api/engine/execution_context.h"
#include "api/guard.h"

namespace tenon::api
{

using nvinfer1::Dims;

base::Result<void*> ExecutionContext::allocateOutput(
    int32_t index, Dims const& graphDims, size_t bytes, void* current, devices::StreamHandle stream)
{
    nvinfer1::IOutputAllocator* const allocator = outputAllocators_[static_cast<size_t>(index)];
    std::string const& name = bindingAt(index).name;
    void* const memory = allocator->reallocateOutputAsync(name.c_str(), current, static_cast<uint64_t>(bytes),
        devices::kAlignmentBytes, static_cast<cudaStream_t>(stream));
    if (memory == nullptr && bytes != 0)
    {
        return base::error(base::ErrorCode::kFAILED_ALLOCATION,
            "output \"{}\": expected {} bytes from its allocator, found a null pointer", name, bytes);
    }
    // After the memory, as TensorRT documents it.
    allocator->notifyShape(name.c_str(), coordinatesOf(*engine_).toUser(graphDims));
    return memory;
}

Status ExecutionContext::allocateOutputs(devices::StreamHandle stream)
{
    for (size_t i = 0; i < outputAllocators_.size(); ++i)
    {
        auto const index = static_cast<int32_t>(i);
        runtime::Binding const& binding = bindingAt(index);
        // Where the size depends on data, the context asks while it runs.
        if (outputAllocators_[i] == nullptr || engine_->ranges().dependsOnData(binding.tensor))
        {
            continue;
        }
        Dims const dims = context_->bindingDims(index);
        TENON_ASSIGN(int64_t const bytes, base::bytesOf(dims, binding.type, binding.format));
        TENON_ASSIGN(void* const memory,
            allocateOutput(index, dims, static_cast<size_t>(bytes), context_->address(index), stream));
        TENON_CHECK(context_->setAddress(index, memory));
    }
    return {};
}

Status ExecutionContext::run(devices::StreamHandle stream)
{
    TENON_CHECK(readShapeInputs());
    TENON_CHECK(allocateOutputs(stream));
    unreportedTimes_.clear();
    debugStream_ = stream;
    debugStatus_ = {};
    TENON_CHECK(context_->enqueue(stream));
    return std::move(debugStatus_);
}

Status ExecutionContext::runWith(int32_t batch, void* const* bindings, devices::StreamHandle stream)
{
    TENON_CHECK(checkPointer("list of bindings", bindings));
    bool const implicitBatch = engine_->plan().settings.implicitBatch;
    if (implicitBatch && batch == 0)
    {
        return base::error(base::ErrorCode::kINVALID_STATE,
            "engine \"{}\": expected a batch size, since its batch is implicit, found a call without one; use execute "
            "or enqueue",
            engine_->plan().settings.name);
    }
    if (implicitBatch)
    {
        TENON_CHECK(context_->setBatch(batch));
    }
    for (size_t i = 0; i < engine_->bindings().size(); ++i)
    {
        auto const index = static_cast<int32_t>(i);
        TENON_CHECK(
            context_->setAddress(index, bindings[i] != nullptr ? bindings[i] : legacyTable_.shapeInputMemory(index)));
    }
    return run(stream);
}

Status ExecutionContext::runWith(
    int32_t batch, void* const* bindings, devices::StreamHandle stream, cudaEvent_t const* inputConsumed)
{
    if (inputConsumed == nullptr || engine_->device().kind() == devices::DeviceKind::kCPU)
    {
        // On the CPU inputs are consumed when the call returns.
        return runWith(batch, bindings, stream);
    }
    void* const before = context_->inputConsumedEvent();
    TENON_CHECK(context_->setInputConsumedEvent(*inputConsumed));
    Status status = runWith(batch, bindings, stream);
    TENON_CHECK(context_->setInputConsumedEvent(before));
    return status;
}

bool ExecutionContext::setInputConsumedEvent(cudaEvent_t event) noexcept
{
    return succeeds(
        callLog(), "IExecutionContext::setInputConsumedEvent", [&] { return context_->setInputConsumedEvent(event); });
}

cudaEvent_t ExecutionContext::getInputConsumedEvent() const noexcept
{
    return static_cast<cudaEvent_t>(context_->inputConsumedEvent());
}

bool ExecutionContext::executeV2(void* const* bindings) noexcept
{
    return succeeds(callLog(), "IExecutionContext::executeV2", [&]() -> Status {
        TENON_CHECK(checkPointer("list of bindings", bindings));
        TENON_CHECK(runWith(0, bindings + legacyTable_.firstBinding(), nullptr));
        return context_->finish(nullptr);
    });
}

bool ExecutionContext::enqueueV3(cudaStream_t stream) noexcept
{
    return succeeds(callLog(), "IExecutionContext::enqueueV3", [&]() -> Status {
        if (engine_->plan().settings.implicitBatch)
        {
            return base::error(base::ErrorCode::kINVALID_STATE,
                "engine \"{}\": expected a batch size, since its batch is implicit, found a call without one; use "
                "enqueue",
                engine_->plan().settings.name);
        }
        return run(stream);
    });
}

void ExecutionContext::setProfiler(nvinfer1::IProfiler* profiler) noexcept
{
    perform(callLog(), "IExecutionContext::setProfiler", [&]() -> Status {
        profiler_ = profiler;
        if (profiler == nullptr)
        {
            context_->setStepTimes({});
            return {};
        }
        context_->setStepTimes([this](std::string const& layer, float milliseconds) {
            if (emitsProfile_)
            {
                profiler_->reportLayerTime(layer.c_str(), milliseconds);
                return;
            }
            unreportedTimes_.push_back({layer, milliseconds});
        });
        return {};
    });
}

bool ExecutionContext::reportToProfiler() const noexcept
{
    return succeeds(callLog(), "IExecutionContext::reportToProfiler", [&]() -> Status {
        if (profiler_ == nullptr)
        {
            return base::error(
                base::ErrorCode::kINVALID_STATE, "profiler: expected one to report to, found none; use setProfiler");
        }
        if (unreportedTimes_.empty())
        {
            return base::error(base::ErrorCode::kINVALID_STATE,
                "profiler: expected times of an inference that were not reported, found none; use "
                "setEnqueueEmitsProfile(false) "
                "before the inference");
        }
        for (StepTime const& time : unreportedTimes_)
        {
            profiler_->reportLayerTime(time.layer.c_str(), time.milliseconds);
        }
        return {};
    });
}

} // namespace tenon::api
