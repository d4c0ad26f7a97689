// Shuffle: y = transpose(reshape(transpose(x, first), dims), second).
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct ShuffleParams
{
    //! order[i] is the input dimension that becomes dimension i. Empty: none.
    std::vector<int64_t> firstTranspose;
    std::vector<int64_t> secondTranspose;
    bool hasReshape{false};
    //! 0: the dimension at the same place (if zeroIsPlaceholder; else a dimension without elements). −1, at most once: what is left.
    base::Dims reshape{};
    bool zeroIsPlaceholder{true};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("firstTranspose", firstTranspose);
        visitor("secondTranspose", secondTranspose);
        visitor("hasReshape", hasReshape);
        visitor("reshape", reshape);
        visitor("zeroIsPlaceholder", zeroIsPlaceholder);
    }
};

//! Inputs: a tensor of any type of at least a byte; optionally the reshape dims, int32 or int64 of rank 1, whose values inference
//! must know (they then stand for `reshape`). Output: the same type and elements.
class ShuffleOp final : public graph::BuiltinOp<ShuffleOp, ShuffleParams>
{
public:
    static constexpr std::string_view kKind = "Shuffle";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeShuffleCuda(
    ShuffleParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
