// Scaled dot-product attention over heads (Vaswani et al. 2017): softmax(scale · Q · Kᵀ, masked) · V. Made by the builder
// (builder/passes/fuse_attention.cpp), never by users. On the CPU alone.
//
//     input 0   queries  [batch, heads, tokens, depth], or [batch, tokens, heads, depth]
//     input 1   keys     the same with as many tokens as there are to attend to, or [batch, heads, depth, tokens]
//     input 2   values   as keys, of any depth
//     input 3   mask, absent where there is none: broadcast to the scores [batch, heads, tokens, tokens attended to]; added to the scaled
//               scores, or bool: false puts `fill` in a score's place
//     output 0  as queries, with the values' depth
#pragma once

#include "graph/op.h"

namespace tenon::ops
{

//! In what order a tensor's dimensions stand for [batch, heads, tokens, depth].
enum class HeadOrder : int32_t
{
    kHEADS_OUTSIDE = 0, //!< [batch, heads, tokens, depth]
    kHEADS_INSIDE = 1,  //!< [batch, tokens, heads, depth]
    kTRANSPOSED = 2,    //!< [batch, heads, depth, tokens]; keys alone
};

struct FusedAttentionParams
{
    HeadOrder queries{HeadOrder::kHEADS_OUTSIDE};
    HeadOrder keys{HeadOrder::kHEADS_OUTSIDE};
    HeadOrder values{HeadOrder::kHEADS_OUTSIDE};
    HeadOrder output{HeadOrder::kHEADS_OUTSIDE};
    float scale{1.0F};
    float fill{0.0F}; //!< for a bool mask

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("queries", queries);
        visitor("keys", keys);
        visitor("values", values);
        visitor("output", output);
        visitor("scale", scale);
        visitor("fill", fill);
    }
};

class FusedAttentionOp final : public graph::BuiltinOp<FusedAttentionOp, FusedAttentionParams>
{
public:
    static constexpr std::string_view kKind = "FusedAttention";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! Where batch, heads, tokens and depth stand among a tensor's dimensions.
struct HeadPlaces
{
    size_t heads, tokens, depth;
};
HeadPlaces placesOf(HeadOrder order);

//! fp32 on the CPU. A mask is of bool or fp32, as its candidate says.
graph::Result<std::unique_ptr<graph::Kernel>> makeFusedAttentionCpu(
    FusedAttentionParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
