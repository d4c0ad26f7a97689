// BodyRun: one context's runs of a body.
#pragma once

#include "ops/common/body/body_program.h"
#include "ops/common/body/body_shapes.h"

namespace tenon::ops
{

//! Runs with new shapes, and the first, allocate what memory they need; others do not. One thread at a time.
class BodyRun
{
public:
    static Result<std::unique_ptr<BodyRun>> make(
        std::shared_ptr<BodyProgram const> program, graph::ContextResources const& resources);

    BodyProgram const& program() const { return *program_; }

    //! Shapes of the inputs of the runs that follow; the run tells where they contradict the body.
    Status setInputDims(std::span<base::Dims const> dims);
    //! Where an output is to be written in the next run, if an operation of the body makes it and its size does not depend on data; null for
    //! the run's own memory. outputAddress() tells where it is.
    void placeOutput(size_t output, void* address);

    //! A run: begin, the steps that the program's `first` needs, the others. The addresses stay valid until the run has ended.
    Status begin(std::span<void const* const> inputs);
    Status runFirst() { return runSteps(0, program_->firstSteps()); }
    Status runRest() { return runSteps(program_->firstSteps(), program_->steps().size()); }

    base::Dims const& outputDims(size_t output) const;
    void const* outputAddress(size_t output) const;

private:
    //! A step's kernel for this context, and what it was last told.
    struct Call
    {
        std::unique_ptr<graph::Kernel> kernel;
        std::vector<graph::TensorDesc> inputs, outputs;
        std::vector<graph::ProfileRanges> made;
        bool isSet{false};
        bool isStale{true};
        std::vector<void const*> inputAddresses;
        std::vector<void*> outputAddresses;
        size_t workspaceBytes{0};
    };

    Status bindValues(std::span<void const* const> inputs);
    Status evaluate();
    Status runSteps(size_t first, size_t end);
    Status configure(size_t step);
    Status readSizes(size_t step);
    Status reserve(devices::Buffer& buffer, size_t bytes) const;

    std::shared_ptr<BodyProgram const> program_;
    std::vector<BodySymbol> inputSymbols_;
    bool readsValues_{false};
    bool hasSizes_{false};
    std::vector<int64_t> symbols_;
    std::vector<char> bound_; //!< by symbol, while dims are bound
    std::vector<int64_t> results_;
    std::vector<base::Dims> dims_;
    bool isCurrent_{false}; //!< dims_ follow from symbols_
    std::vector<void const*> addresses_;
    std::vector<void*> placed_;
    std::vector<devices::Buffer> memory_;
    devices::Buffer workspace_;
    std::vector<Call> calls_;
    graph::ContextResources resources_;
};

} // namespace tenon::ops
