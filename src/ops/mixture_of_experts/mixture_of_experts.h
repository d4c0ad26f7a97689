// MixtureOfExperts: gated linear units, of which each token takes some, as nvinfer1::IMoELayer.
// Sources: Shazeer et al. 2017, Outrageously Large Neural Networks; Shazeer 2020, GLU Variants Improve Transformer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

#include <NvInfer.h>

#include <limits>

namespace tenon::ops
{

struct MixtureOfExpertsParams
{
    nvinfer1::MoEActType activation{nvinfer1::MoEActType::kNONE};
    //! Of kSILU: gates are cut at `limit` from above, ups at ±limit; gate · sigmoid(alpha · gate) · (up + beta).
    float limit{std::numeric_limits<float>::infinity()};
    float alpha{1.0F};
    float beta{0.0F};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("activation", activation);
        visitor("limit", limit);
        visitor("alpha", alpha);
        visitor("beta", beta);
    }
};

//! Inputs, B batch, S tokens, H hidden size, I inner size, E experts, K experts a token: 0 hidden states [B, S, H]; 1 the tokens' experts
//! [B, S, K], int32 or int64 from 0 to E − 1; 2 their scores [B, S, K]; 3 gate and 4 up weights [E, H, I]; 5 down weights [E, I, H]; or also
//! 6 gate and 7 up biases [E, I] and 8 down biases [E, H]. All but input 1 of one floating type. H, I and E are known when the
//! engine is built. Output: [B, S, H]. An expert that there is not is an error of the inference.
class MixtureOfExpertsOp final : public graph::BuiltinOp<MixtureOfExpertsOp, MixtureOfExpertsParams>
{
public:
    static constexpr std::string_view kKind = "MixtureOfExperts";
    enum Input : size_t
    {
        kHidden,
        kExperts,
        kScores,
        kGateWeights,
        kUpWeights,
        kDownWeights,
        kGateBiases,
        kUpBiases,
        kDownBiases,
        kInputs,
    };

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! `hidden`, `inner`: H and I.
std::unique_ptr<graph::Kernel> makeMixtureOfExpertsCpu(
    MixtureOfExpertsParams const& params, int64_t hidden, int64_t inner, CheckPlain check);

} // namespace tenon::ops
