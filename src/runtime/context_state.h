// What a Context keeps between inferences: pointer tables made ready, so that an inference is one loop over calls.
#pragma once

#include "runtime/context.h"
#include "runtime/overflow_check.h"
#include "runtime/shapes.h"

#include <atomic>

namespace tenon::runtime
{

struct Context::State
{
    explicit State(Engine const& owner);

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

    Status cloneKernels();
    void addSlot(int32_t index, bool isInput);
    int32_t bindingOf(int32_t tensor, bool isInput) const;
    void useMemory(void* base);
    void setAddress(int32_t binding, void* address);

    //! True while nothing has changed that prepare() must look at.
    bool ready() const { return addressesChecked && configuredFor == shapes.version(); }
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

    Status run(devices::StreamHandle stream) const;
    Status runObserved(devices::StreamHandle stream, StepTimes const& times, Tap const& tap) const;

    //! See overflow_check.h; in context_overflow.cpp.
    Status beginOverflowCheck();
    Status checkOverflow(size_t step) const;
    void endOverflowCheck();

    Engine const& engine;
    Shapes shapes;
    std::vector<std::unique_ptr<graph::Kernel>> kernels;
    std::vector<StepPlace> places;
    std::vector<plan::Slot const*> slots;
    std::vector<void*> pointers;
    std::vector<graph::TensorDesc> descs;
    std::vector<char> configured; //!< by step: setShapes has succeeded for what descs hold
    std::vector<Call> calls;
    std::vector<Told> told;       //!< by step
    std::vector<char> deferred;   //!< by step: its shapes are known only once sizes before it are told

    std::vector<void*> addresses; //!< by binding, as the user set them
    std::vector<std::vector<size_t>> bindingUses;
    std::vector<OutputMemory> outputMemory; //!< by binding; asked where dims depend on data
    std::vector<std::pair<size_t, int64_t>> activationUses;
    devices::Buffer ownMemory;
    std::byte* memory{nullptr};
    void* workspace{nullptr};

    bool addressesChecked{false};
    uint64_t configuredFor{0}; //!< the version of the shapes that kernels know
    std::atomic_flag busy;
    std::unique_ptr<OverflowCheck> overflow; //!< null while no inference is looked at
    bool checksAll{false};
};

} // namespace tenon::runtime
