// Context: the state of one stream of inferences: cloned kernels, activation memory, current shapes, addresses.
#pragma once

#include "runtime/engine.h"

#include <functional>

namespace tenon::runtime
{

//! Told, after an inference, how long each step took. Name is the layer's.
using StepTimes = std::function<void(std::string const& layer, float milliseconds)>;
//! Told of a tensor's value right after the step that wrote it (--dump): tensor index, description, address in host memory (a copy, where
//! the tensor lies elsewhere), which is valid during the call.
using Tap = std::function<void(int32_t tensor, graph::TensorDesc const& desc, void const* data)>;

//! Gives an output memory of at least `bytes` bytes, once the inference that writes it knows its dims; `current` is its address so far.
using OutputMemory =
    std::function<Result<void*>(base::Dims const& dims, size_t bytes, void* current, devices::StreamHandle stream)>;

//! What a context may be given beside its engine.
struct ContextOptions
{
    bool ownMemory{true};         //!< else setMemory() gives it before the first inference
    void* gpuAllocator{nullptr};  //!< nvinfer1::IGpuAllocator*, handed to plugins
    void* errorRecorder{nullptr}; //!< nvinfer1::IErrorRecorder*, handed to plugins
};

//! One thread at a time; a second one at the same time gets an error, not a race.
class Context
{
public:
    static Result<std::unique_ptr<Context>> create(std::shared_ptr<Engine> engine, ContextOptions const& options);
    static Result<std::unique_ptr<Context>> create(std::shared_ptr<Engine> engine, bool ownMemory)
    {
        return create(std::move(engine), ContextOptions{ownMemory});
    }
    //! Waits for steps on the host that an inference has still to make.
    ~Context();

    Engine const& engine() const { return *engine_; }

    Status setProfile(int32_t profile);
    int32_t profile() const { return profile_; }

    //! Shape of an input, complete (hidden batch included). Error names input, dimension, allowed range and the profile.
    Status setInputShape(int32_t binding, base::Dims const& dims);
    //! Values of a shape input.
    Status setShapeValues(int32_t binding, std::span<int64_t const> values);
    //! What was set. Error for another binding, and while nothing is set.
    Result<std::vector<int64_t>> shapeValues(int32_t binding) const;
    //! True once every dynamic input has its shape.
    bool allShapesSet() const;
    //! Of these, the dims alone, and the values of shape inputs alone.
    bool allDimsSet() const;
    bool allValuesSet() const;
    //! Names of inputs whose shape is still missing.
    std::vector<std::string> missingShapes() const;
    //! Current dims of a binding: concrete where known, −1 else. Dims that depend on data are those of the last inference, if the
    //! inputs' shapes are still the same.
    base::Dims bindingDims(int32_t binding) const;

    //! Memory of a binding, on the engine's device (on the host: shape inputs); null takes it away. Error where the pointer is of the
    //! wrong kind.
    Status setAddress(int32_t binding, void* address);
    void* address(int32_t binding) const;
    //! Who gives an output its memory; empty for nobody. Asked where the output's dims depend on data, since nobody can know them before.
    void setOutputMemory(int32_t binding, OutputMemory memory);
    //! Memory on the engine's device, aligned to devices::kAlignmentBytes, at least Engine::contextBytes(); the caller's.
    Status setMemory(void* memory, size_t bytes);

    //! Implicit batch: sets the hidden dimension of all inputs; error if batch < 1 or > the engine's maximum.
    Status setBatch(int32_t batch);

    //! Runs all steps, on a GPU in order with the stream and without waiting for them. Shapes and addresses must be set. Error names the
    //! step that failed; the context stays usable. A step on the host of an engine for a GPU fails later: finish(), or the next
    //! enqueue(), says so.
    Status enqueue(devices::StreamHandle stream);
    //! Waits for what was enqueued on the stream; the error of a step on the host that failed.
    Status finish(devices::StreamHandle stream);

    //! An event (cudaEvent_t) that enqueue() records once all inputs have been read; null for none. Engines for a GPU alone.
    Status setInputConsumedEvent(void* event);
    void* inputConsumedEvent() const;

    //! Where the device can, inferences are recorded (a CUDA graph) and launched as one, from the second with equal shapes. A step that cannot be recorded is
    //! named in the log with the cause, and the recording split around it. Off to begin with, unless TENON_CUDA_GRAPH=1.
    void setRecording(bool on);
    bool recording() const;
    //! Parts of the last recording: 0 where nothing was recorded, 1 where the whole inference is one launch.
    size_t recordedParts() const;

    //! After each step, wait for it, so that an error is that step's.
    void setSynchronous(bool synchronous) { synchronous_ = synchronous; }

    void setStepTimes(StepTimes times) { stepTimes_ = std::move(times); }
    void setTap(Tap tap) { tap_ = std::move(tap); }

private:
    Context() = default;

    struct State; //!< see context_state.h
    std::shared_ptr<Engine> engine_;
    int32_t profile_{0};
    bool synchronous_{false};
    StepTimes stepTimes_;
    Tap tap_;
    std::unique_ptr<State> state_;
};

} // namespace tenon::runtime
