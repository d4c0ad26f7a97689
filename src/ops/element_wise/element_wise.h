// ElementWise: one function of two elements, with broadcasting. Names: nvinfer1::ElementWiseOperation.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct ElementWiseParams
{
    nvinfer1::ElementWiseOperation operation{nvinfer1::ElementWiseOperation::kSUM};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("operation", operation);
    }
};

//! "kSUM", …; empty for numbers that are none.
std::string_view name(nvinfer1::ElementWiseOperation operation);

//! Inputs: two of equal rank, whose dims are equal or 1 at each place. kAND, kOR, kXOR: bool. kEQUAL, kGREATER, kLESS: floating, int32, int64
//! (kEQUAL also bool), and the output is bool. kPOW: floating. Others: floating, int32, int64; integers wrap, and a division by 0 gives 0.
//! Types are equal; in weakly typed networks two floating ones may differ.
class ElementWiseOp final : public graph::BuiltinOp<ElementWiseOp, ElementWiseParams>
{
public:
    static constexpr std::string_view kKind = "ElementWise";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! For CUDA; only in builds with it.
graph::Result<std::unique_ptr<graph::Kernel>> makeElementWiseCuda(
    ElementWiseParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
