// Einsum: sums of products over named dimensions, as nvinfer1::IEinsumLayer: "ij,jk->ik".
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct EinsumParams
{
    std::string equation;

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("equation", equation);
    }
};

//! Inputs: one tensor for each term of the equation, of one type (fp32, fp16, bf16, int32, int64), whose dimensions have the term's letters. A
//! letter has one size wherever it stands (a size of 1 is repeated); one that the output does not name is summed over. Without "->" the output
//! has the letters that stand once, in the order of the alphabet.
class EinsumOp final : public graph::BuiltinOp<EinsumOp, EinsumParams>
{
public:
    static constexpr std::string_view kKind = "Einsum";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! The equation taken apart: letters of each input and of the output.
struct EinsumTerms
{
    std::vector<std::string> inputs;
    std::string output;
};
graph::Result<EinsumTerms> parseEinsum(std::string const& equation);

graph::Result<std::unique_ptr<graph::Kernel>> makeEinsumCpu(
    EinsumTerms const& terms, graph::KernelRequest const& request);

//! For CUDA; only in builds with it. Equations of many inputs are left to the CPU.
bool contractsOnCuda(EinsumTerms const& terms);
graph::Result<std::unique_ptr<graph::Kernel>> makeEinsumCuda(
    EinsumTerms const& terms, graph::KernelRequest const& request);

} // namespace tenon::ops
