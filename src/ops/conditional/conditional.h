// If: one of two branches runs.
#pragma once

#include "graph/graph.h"
#include "ops/common/body/body_program.h"

#include <array>

namespace tenon::ops
{

struct IfParams
{
    //! By branch (0: the condition holds): for each input of the branch, the input of the conditional that it is.
    std::vector<int64_t> thenInputs, elseInputs;
    //! For each output of the conditional, the branch's output that it is.
    std::vector<int64_t> thenOutputs, elseOutputs;

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("thenInputs", thenInputs);
        visitor("elseInputs", elseInputs);
        visitor("thenOutputs", thenOutputs);
        visitor("elseOutputs", elseOutputs);
    }

    std::vector<int64_t> const& inputsOf(size_t branch) const { return branch == 0 ? thenInputs : elseInputs; }
    std::vector<int64_t> const& outputsOf(size_t branch) const { return branch == 0 ? thenOutputs : elseOutputs; }
};

//! Dims of a conditional's output where the branches give `a` and `b`: a dimension in which they differ is declared as a size that depends on data,
//! number `index` · 8 + dimension, up to the larger one. Error where rank or type differ.
graph::Result<graph::ValueSpec> eitherOf(
    graph::ValueSpec const& a, graph::ValueSpec const& b, int32_t index, graph::InferenceInputs const& inputs);

//! Input 0: the condition, one boolean; the others are all there, and are what the branches use.
class IfOp final : public graph::BuiltinOp<IfOp, IfParams>
{
public:
    static constexpr std::string_view kKind = "If";

    int32_t outputCount() const override { return static_cast<int32_t>(params.thenOutputs.size()); }
    bool isPure() const override;
    std::vector<std::shared_ptr<graph::Graph>> bodies() const override { return {branches[0], branches[1]}; }
    graph::Result<graph::OpRecord> record() const override;
    graph::Result<std::unique_ptr<graph::Op>> copy() const override;
    static graph::Result<std::unique_ptr<graph::Op>> fromRecord(graph::OpRecord const& record);

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    base::Status commit(graph::KernelRequest const& request) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;

    std::shared_ptr<graph::Graph> branches[2]; //!< not null
};

//! `sizes`: by declared size, output and dimension that it is.
graph::Result<std::unique_ptr<graph::Kernel>> makeIfKernel(IfParams const& params,
    std::array<std::shared_ptr<BodyProgram const>, 2> programs, std::vector<std::pair<size_t, size_t>> const& sizes);

} // namespace tenon::ops
