// Shape: the dimensions of a tensor as a shape tensor, which is all that it is for: y[i] = dimension i of x.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct ShapeParams
{
    base::DataType type{base::DataType::kINT64}; //!< kINT64; kINT32 at API levels 7 and 8
    int32_t hidden{0}; //!< leading dimensions that the user does not see: 1 with an implicit batch

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("type", type);
        visitor("hidden", hidden);
    }
};

//! Input: a tensor of any type. Output: rank 1.
class ShapeOp final : public graph::BuiltinOp<ShapeOp, ShapeParams>
{
public:
    static constexpr std::string_view kKind = "Shape";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeShapeCuda(ShapeParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
