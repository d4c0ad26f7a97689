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
    bool causal{false};                          //!< token i attends to tokens 0 … i
    std::optional<base::DataType> quantizesTo{}; //!< int8: the weights between the products are rounded to it
    bool decomposable{false};                    //!< recorded; operations run one by one wherever no fused kernel is

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("normalization", normalization);
        visitor("causal", causal);
        visitor("decomposable", decomposable);
        auto type = static_cast<int32_t>(quantizesTo.value_or(static_cast<base::DataType>(-1)));
        visitor("quantizesTo", type);
        quantizesTo = type < 0 ? std::nullopt : std::optional(static_cast<base::DataType>(type));
    }
};

//! normalization(query · keyᵀ, masked) · value. Inputs: the AttentionInput's outputs, query [batch, heads, tokens, size], key and value [batch,
//! key heads, key tokens, size]; the query's heads are a multiple of the key's. Input 3, absent as a rule: a mask that is broadcast to [batch,
//! heads, tokens, key tokens], bool (true: attends) or of the query's type (added). Input 4, there where `quantizesTo` is set: the scale of the quantized weights, one element.
class AttentionOutputOp final : public graph::BuiltinOp<AttentionOutputOp, AttentionParams>
{
public:
    static constexpr std::string_view kKind = "AttentionOutput";
    static constexpr size_t kMask = 3;
    static constexpr size_t kScale = 4;

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

} // namespace tenon::ops
