// ReverseSequence: each sequence of a batch reversed up to its length, as nvinfer1::IReverseSequenceLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

struct ReverseSequenceParams
{
    int32_t batchAxis{1};    //!< of the complete dims
    int32_t sequenceAxis{0}; //!< of the complete dims

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("batchAxis", batchAxis);
        visitor("sequenceAxis", sequenceAxis);
    }
};

//! Inputs: data of any type of at least a byte; the lengths, one a batch item, int32 or int64, from 0 to the size of the sequence axis (others
//! are brought into that range).
class ReverseSequenceOp final : public graph::BuiltinOp<ReverseSequenceOp, ReverseSequenceParams>
{
public:
    static constexpr std::string_view kKind = "ReverseSequence";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeReverseSequenceCuda(
    ReverseSequenceParams const& params, graph::KernelRequest const& request, CheckPlain check);

} // namespace tenon::ops
