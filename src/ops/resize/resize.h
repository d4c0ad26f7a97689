// Resize: a tensor with other sizes by interpolation, as nvinfer1::IResizeLayer.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct ResizeParams
{
    base::Dims dims{}; //!< of the output; rank 0 dims count only with hasDims
    bool hasDims{false};
    std::vector<double> scales{}; //!< one a dimension, where neither dims nor input 1 are given
    nvinfer1::InterpolationMode mode{nvinfer1::InterpolationMode::kNEAREST};
    nvinfer1::ResizeCoordinateTransformation coordinates{nvinfer1::ResizeCoordinateTransformation::kASYMMETRIC};
    nvinfer1::ResizeSelector selector{nvinfer1::ResizeSelector::kFORMULA}; //!< for outputs of one element
    nvinfer1::ResizeRoundMode rounding{nvinfer1::ResizeRoundMode::kFLOOR}; //!< kNEAREST
    double cubicCoefficient{-0.75};                                        //!< kCUBIC
    bool excludeOutside{false}; //!< kCUBIC: weights of elements outside are 0
    int32_t hidden{0};          //!< leading dimensions that input 1 does not speak of

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("dims", dims);
        visitor("hasDims", hasDims);
        visitor("scales", scales);
        visitor("mode", mode);
        visitor("coordinates", coordinates);
        visitor("selector", selector);
        visitor("rounding", rounding);
        visitor("cubicCoefficient", cubicCoefficient);
        visitor("excludeOutside", excludeOutside);
        visitor("hidden", hidden);
    }
};

//! Inputs: data (fp32, fp16, bf16; for kNEAREST any type of at least a byte); optionally the dims (shape tensor of rank 1). kLINEAR and
//! kCUBIC interpolate in each dimension whose size or scale changes.
class ResizeOp final : public graph::BuiltinOp<ResizeOp, ResizeParams>
{
public:
    static constexpr std::string_view kKind = "Resize";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

graph::Result<std::unique_ptr<graph::Kernel>> makeResizeCpu(
    ResizeParams const& params, graph::KernelRequest const& request);

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeResizeCuda(ResizeParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
