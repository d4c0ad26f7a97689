// Normalization: y = (x − mean) / sqrt(variance + epsilon) · scale + bias, as nvinfer1::INormalizationLayer.
#pragma once

#include "graph/memory_reuse.h"
#include "graph/op.h"

namespace tenon::ops
{

struct NormalizationParams
{
    uint32_t axes{0};  //!< bit i: dimension i of the complete dims is averaged over
    int64_t groups{1}; //!< of channels (dimension 1), each averaged over too where there are several
    float epsilon{1e-5F};
    base::DataType computePrecision{base::DataType::kFLOAT}; //!< accumulation is in fp32 in any case
    bool version2{false}; //!< scale and bias count channels, not groups, where there are several groups

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("axes", axes);
        visitor("groups", groups);
        visitor("epsilon", epsilon);
        visitor("computePrecision", computePrecision);
        visitor("version2", version2);
    }
};

//! Inputs: x (fp32, fp16, bf16); scale and bias of x's rank, broadcast to x; with several groups dimension 1 is 1, or the number of
//! channels (version 2) or groups. Layer, group, instance and batch normalization differ by axes and groups. A fourth input, which is not
//! in the API but comes from fuse_skips, is added to x before: of x's type and dims.
class NormalizationOp final : public graph::BuiltinOp<NormalizationOp, NormalizationParams>, public graph::MemoryReuse
{
public:
    static constexpr std::string_view kKind = "Normalization";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
    int32_t reusableInput(int32_t) const override;
};

//! Where the fourth input stands.
inline constexpr size_t kNormalizationSkip = 3;

std::unique_ptr<graph::Kernel> makeNormalizationCpu(NormalizationParams const& params);

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeNormalizationCuda(
    NormalizationParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
