// Constant: a tensor whose values are part of the network.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct ConstantParams
{
    base::Dims dims{};
    graph::ConstantData weights; //!< row-major; its type is the output's

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("dims", dims);
        visitor("weights", weights);
    }
};

//! No inputs. Output: `weights.type` of `dims`; values known where it is a shape tensor.
class ConstantOp final : public graph::BuiltinOp<ConstantOp, ConstantParams>
{
public:
    static constexpr std::string_view kKind = "Constant";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeConstantCuda(
    ConstantParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
