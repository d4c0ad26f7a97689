// Cast: each element as another type.
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

struct CastParams
{
    base::DataType toType{base::DataType::kFLOAT};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("toType", toType);
    }
};

//! Input and output: fp32, fp16, bf16, int8 (plain integers, not quantized), int32, int64, bool or uint8. The output is stored as
//! `toType` whatever precision the builder prefers, so that the rounding that was asked for takes place.
class CastOp final : public graph::BuiltinOp<CastOp, CastParams>
{
public:
    static constexpr std::string_view kKind = "Cast";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

} // namespace tenon::ops
