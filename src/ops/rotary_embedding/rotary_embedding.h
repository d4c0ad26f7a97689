// RotaryEmbedding: pairs of elements of each head turned by the angle of the token's place, as nvinfer1::IRotaryEmbeddingLayer.
// Source: Su et al. 2021, RoFormer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

struct RotaryEmbeddingParams
{
    bool interleaved{false}; //!< pairs are neighbours; else element i of the first half and of the second
    int32_t rotaryDim{0};    //!< elements of each head that turn, from the first on; 0: all

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("interleaved", interleaved);
        visitor("rotaryDim", rotaryDim);
    }
};

//! Inputs: 0 data [batch, heads, tokens, size]; 1 cosines and 2 sines, [batch, tokens, pairs], or [places, pairs] where input 3 is there:
//! each token's place [batch, tokens], int32 or int64. All but the last of one floating type. Output: as the data. A place outside of the
//! tables is an error of the inference on the CPU; on CUDA it is brought into their range.
class RotaryEmbeddingOp final : public graph::BuiltinOp<RotaryEmbeddingOp, RotaryEmbeddingParams>
{
public:
    static constexpr std::string_view kKind = "RotaryEmbedding";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

std::unique_ptr<graph::Kernel> makeRotaryEmbeddingCpu(RotaryEmbeddingParams const& params, CheckPlain check);

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeRotaryEmbeddingCuda(
    RotaryEmbeddingParams const& params, graph::KernelRequest const& request, CheckPlain check);

} // namespace tenon::ops
