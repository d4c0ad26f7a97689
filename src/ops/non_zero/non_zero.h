// NonZero: where a tensor is not zero, as nvinfer1::INonZeroLayer.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct NonZeroParams
{
    base::DataType indicesType{base::DataType::kINT32}; //!< kINT32 or kINT64

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("indicesType", indicesType);
    }
};

//! Input: any type of at least a byte, any rank. Output: one column for each element that is not zero (NaN is not), in row-major order; one
//! row for each dimension of the input: [rank, count]. `count` depends on data; at most as many as the input has elements.
class NonZeroOp final : public graph::BuiltinOp<NonZeroOp, NonZeroParams>
{
public:
    static constexpr std::string_view kKind = "NonZero";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeNonZeroCuda(graph::KernelRequest const& request);

} // namespace tenon::ops
