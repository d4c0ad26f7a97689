// BodyProgram: the kernels of a body, made once for all contexts. BodyRun (body_run.h) runs it.
#pragma once

#include "graph/graph.h"

#include <optional>

namespace tenon::ops
{

//! One operation of a body, as it runs on the CPU: with the network's own types, all linear.
struct BodyStep
{
    graph::Op* op{nullptr};
    graph::Candidate candidate;
    std::vector<int32_t> inputs, outputs;   //!< tensors' ids; absent inputs have no entry
    std::vector<graph::ProfileRanges> made; //!< what `kernel` was made for
    std::unique_ptr<graph::Kernel> kernel;
};

using base::Result;
using base::Status;

class BodyProgram
{
public:
    //! `inputs`: by profile, the ranges of the body's inputs. `first`: a tensor of the body that is wanted before all else is computed; null for
    //! none. The body stays as it is but for its plugins, which negotiate. Error where an operation has no kernel on the CPU for the
    //! network's types.
    static Result<std::shared_ptr<BodyProgram const>> make(std::shared_ptr<graph::Graph> body,
        std::vector<std::vector<graph::TensorRange>> const& inputs, graph::Phase phase, graph::Tensor const* first);

    //! Build only: hands each operation the choice that make() will make, so that plugins configure themselves.
    static Status commit(graph::Graph& body, std::vector<std::vector<graph::TensorRange>> const& inputs);

    graph::Graph const& body() const { return *body_; }
    std::vector<BodyStep> const& steps() const { return steps_; }
    //! Steps that `first` needs: they stand at the beginning.
    size_t firstSteps() const { return firstSteps_; }
    //! Dims of tensor t are results[places()[t][0]], … of the program over the body's symbols.
    graph::DimProgram const& dims() const { return dims_; }
    std::vector<std::vector<int32_t>> const& places() const { return places_; }
    //! Constants: their bytes, aligned for kernels; null for other tensors.
    std::vector<void const*> const& constants() const { return constants_; }
    //! Memory that tensors without a life in common share; −1 for inputs and constants.
    std::vector<int32_t> const& memoryOf() const { return memoryOf_; }
    int32_t memoryCount() const { return memoryCount_; }

    //! The kernel of a step for shapes outside of what it was made for.
    Result<std::unique_ptr<graph::Kernel>> remake(BodyStep const& step, graph::ProfileRanges const& shapes) const;

private:
    Status placeConstants();
    Status orderSteps(graph::Tensor const* first);
    Status makeKernels(std::vector<std::vector<graph::TensorRange>> const& inputs, graph::Phase phase);
    void shareMemory();

    std::shared_ptr<graph::Graph> body_;
    std::vector<BodyStep> steps_;
    size_t firstSteps_{0};
    graph::DimProgram dims_;
    std::vector<std::vector<int32_t>> places_;
    std::vector<void const*> constants_;
    std::vector<devices::Buffer> ownedConstants_;
    std::vector<int32_t> memoryOf_;
    int32_t memoryCount_{0};
};

} // namespace tenon::ops
