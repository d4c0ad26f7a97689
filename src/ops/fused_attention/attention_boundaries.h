// The layers of an nvinfer1::IAttention, as the user places them. Builder pass `expand_attention` makes the operations of them.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct AttentionInputParams
{
    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        (void)visitor;
    }
};

//! Inputs: query, key, value. Outputs: the same.
class AttentionInputOp final : public graph::BuiltinOp<AttentionInputOp, AttentionInputParams>
{
public:
    static constexpr std::string_view kKind = "AttentionInput";

    int32_t outputCount() const override { return 3; }
    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

struct AttentionParams
{
    nvinfer1::AttentionNormalizationOp normalization{nvinfer1::AttentionNormalizationOp::kSOFTMAX};
    bool causal{false};       //!< token i attends to tokens 0 … i
    bool decomposable{false}; //!< recorded; operations run one by one wherever no fused kernel is

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("normalization", normalization);
        visitor("causal", causal);
        visitor("decomposable", decomposable);
    }
};

//! normalization(query · keyᵀ, masked) · value. Inputs: the AttentionInput's outputs, query [batch, heads, tokens, size], key and value [batch,
//! key heads, key tokens, size]; the query's heads are a multiple of the key's. Input 3, absent as a rule: a mask that is broadcast to [batch,
//! heads, tokens, key tokens], bool (true: attends) or of the query's type (added).
class AttentionOutputOp final : public graph::BuiltinOp<AttentionOutputOp, AttentionParams>
{
public:
    static constexpr std::string_view kKind = "AttentionOutput";
    static constexpr size_t kMask = 3;

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

} // namespace tenon::ops
