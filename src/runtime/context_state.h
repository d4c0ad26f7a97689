// What a Context keeps between inferences: pointer tables made ready, so that an inference is one loop over calls.
#pragma once

#include "devices/cpu/thread_share.h"
#include "devices/cuda/library_handles.h"
#include "runtime/context.h"
#include "runtime/overflow_check.h"
#include "runtime/recorder.h"
#include "runtime/shapes.h"

#include <atomic>
#include <mutex>

namespace tenon::runtime
{

struct Context::State
{
    explicit State(Engine const& owner);
    ~State();

    //! One step made ready: the pointers lie in `pointers`.
    struct Call
    {
        graph::Kernel* kernel;
        void const* const* inputs;
        void* const* outputs;
    };
    //! Where a step's tensors lie in `slots`, `pointers` and `descs`: inputs, then outputs.
    struct StepPlace
    {
        size_t firstInput, firstOutput, end;
    };
    //! Steps in a row that run in the same place. In an engine for a GPU, those on the host are one call in the stream's order.
    struct Stretch
    {
        State* state;
        size_t first, end;
        bool onHost;
    };

    Status cloneKernels(ContextOptions const& options);
    //! After the engine was refitted: kernels and constants anew.
    Status adoptWeights();
    Status placeMemory(bool ownMemory);
    void addSlot(int32_t index, bool isInput);
    int32_t bindingOf(int32_t tensor, bool isInput) const;
    void useMemory(void* base);
    void setAddress(int32_t binding, void* address);
    //! Cuts the steps into stretches; one ends behind the last step that reads an input.
    void cutStretches();

    //! True while nothing has changed that prepare() must look at.
    bool ready() const
    {
        return addressesChecked && configuredFor == shapes.version() && weightsVersion == engine.weightsVersion();
    }
    Status prepare();
    Status configureSteps();
    Status configureStep(size_t step);
    Status checkAddresses();

    // data_sizes.cpp: what runs in engines with sizes that only an inference tells.
    //! The sizes that a step tells: a range of TensorRanges::dataSizes().
    struct Told
    {
        size_t first{0}, count{0};
    };
    void findDeferredSteps();
    Status runWithSizes(devices::StreamHandle stream, StepTimes const& times, Tap const& tap);
    //! Brings a deferred step's shapes and the memory of outputs that it writes up to date.
    Status prepareStep(size_t step, devices::StreamHandle stream);
    Status readSizes(size_t step, devices::StreamHandle stream);

    //! All steps, in the stream's order.
    Status run(devices::StreamHandle stream);
    Status runStretch(Stretch& stretch, devices::StreamHandle stream) const;
    //! Steps first … end − 1, all of them wherever they run.
    Status runSteps(size_t first, size_t end, devices::StreamHandle stream);
    Status runStep(size_t step, devices::StreamHandle stream) const;
    //! One after the other, each timed, shown or waited for.
    Status runObserved(devices::StreamHandle stream, StepTimes const& times, Tap const& tap, bool synchronous);
    std::unique_ptr<Recorder> makeRecorder();
    Status runRecorded(devices::StreamHandle stream);
    Status showOutputs(size_t step, Tap const& tap, devices::StreamHandle stream) const;

    //! The steps of a stretch on the host, called from the stream; keeps the first failure.
    static void runOnHost(void* stretch);
    //! Blocks until no step on the host is left to make. Their kernels and pointers may change only then.
    Status waitForHost();
    Status takeHostFailure();

    //! See overflow_check.h; in context_overflow.cpp.
    Status beginOverflowCheck();
    Status checkOverflow(size_t step) const;
    void endOverflowCheck();

    Engine const& engine;
    devices::ThreadShare threadShare; //!< of engines for the CPU
    Shapes shapes;
    std::vector<std::unique_ptr<graph::Kernel>> kernels;
    std::vector<StepPlace> places;
    std::vector<plan::Slot const*> slots;
    std::vector<void*> pointers;
    std::vector<graph::TensorDesc> descs;
    std::vector<char> configured; //!< by step: setShapes has succeeded for what descs hold
    std::vector<Call> calls;
    std::vector<Told> told;     //!< by step
    std::vector<char> deferred; //!< by step: its shapes are known only once sizes before it are told
    std::vector<char> onHost;   //!< by step
    std::vector<Stretch> stretches;
    std::vector<Stretch> singles; //!< one for each step, for runSteps and runObserved
    size_t consumedAfter{0};      //!< number of stretches after which the inputs have been read

    std::vector<void*> addresses; //!< by binding, as the user set them
    std::vector<std::vector<size_t>> bindingUses;
    std::vector<OutputMemory> outputMemory; //!< by binding; asked where dims depend on data
    std::vector<std::pair<size_t, int64_t>> activationUses;
    devices::Buffer ownMemory;
    devices::Buffer hostMemory;
    std::byte* memory{nullptr};
    void* workspace{nullptr};
    void* hostWorkspace{nullptr};

    graph::ContextResources resources;                //!< but for the device, which steps differ in
    uint64_t weightsVersion{0};                       //!< of the engine, when kernels were cloned
    std::unique_ptr<devices::LibraryHandles> handles; //!< null where no plugin wants them
    void* consumedEvent{nullptr};

    bool anyOnHost{false};
    bool hostPending{false};
    devices::Event hostDone; //!< behind the last step on the host that was enqueued
    std::atomic<bool> hostFailed{false};
    std::mutex hostFailureMutex;
    std::optional<base::Error> hostFailure;

    std::unique_ptr<Recorder> recorder; //!< null while recording is off
    Recorder::Key recordingKey;         //!< kept, so that an inference allocates nothing

    bool addressesChecked{false};
    uint64_t configuredFor{0}; //!< the version of the shapes that kernels know
    std::atomic_flag busy;
    std::unique_ptr<OverflowCheck> overflow; //!< null while no inference is looked at
    bool checksAll{false};
};

} // namespace tenon::runtime
