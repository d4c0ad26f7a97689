// Fill: a tensor of evenly spaced or random numbers, as nvinfer1::IFillLayer.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct FillParams
{
    base::Dims dims{}; //!< complete dims
    nvinfer1::FillOperation operation{nvinfer1::FillOperation::kLINSPACE};
    base::DataType type{base::DataType::kFLOAT}; //!< fp32, int32 or int64; other types through a cast
    double alpha{0.0};                           //!< start; lower bound; mean
    double beta{1.0};                            //!< step; upper bound; standard deviation
    int64_t alphaInt{0};
    int64_t betaInt{1};
    bool integers{false}; //!< alphaInt and betaInt count instead of alpha and beta

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("dims", dims);
        visitor("operation", operation);
        visitor("type", type);
        visitor("alpha", alpha);
        visitor("beta", beta);
        visitor("alphaInt", alphaInt);
        visitor("betaInt", betaInt);
        visitor("integers", integers);
    }
};

//! Inputs, each optional: 0 dims (shape tensor of rank 1), 1 alpha (one element of the output's type), 2 beta (likewise; for kLINSPACE one
//! element a dimension: y[i, j, …] = alpha + beta[0] · i + beta[1] · j + …).
class FillOp final : public graph::BuiltinOp<FillOp, FillParams>
{
public:
    static constexpr std::string_view kKind = "Fill";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
    //! Random numbers differ from inference to inference.
    bool isPure() const override { return params.operation == nvinfer1::FillOperation::kLINSPACE; }
};

std::unique_ptr<graph::Kernel> makeFillCpu(
    FillParams const& params, base::DataType type, bool hasDims, bool hasAlpha, bool hasBeta);

//! What the random numbers of inference 1, 2, … begin from, on every device.
uint64_t fillSeed(uint64_t inference);

//! Which optional inputs a kernel gets.
struct FillInputs
{
    bool dims{false}, alpha{false}, beta{false};
};
//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeFillCuda(
    FillParams const& params, base::DataType type, FillInputs const& connected, graph::KernelRequest const& request);

} // namespace tenon::ops
