// Padding: zeros around the last two dimensions, or a crop of them.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct PaddingParams
{
    //! Elements added before and after the last two dimensions (height, width); negative: taken away.
    base::Dims prePadding{2, {0, 0}};
    base::Dims postPadding{2, {0, 0}};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("prePadding", prePadding);
        visitor("postPadding", postPadding);
    }
};

//! Input: any type of at least a byte, rank of at least 2. Output: the same type; the last two dims are dim + pre + post.
class PaddingOp final : public graph::BuiltinOp<PaddingOp, PaddingParams>
{
public:
    static constexpr std::string_view kKind = "Padding";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makePaddingCuda(
    PaddingParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
