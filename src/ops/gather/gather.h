// Gather: elements of a tensor at places that another tensor says, as nvinfer1::IGatherLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct GatherParams
{
    nvinfer1::GatherMode mode{nvinfer1::GatherMode::kDEFAULT};
    int32_t axis{0};            //!< of the complete dims; modes kDEFAULT and kELEMENT
    int32_t elementWiseDims{0}; //!< leading dimensions that data and indices share
    //! 1 with implicit batch, else 0. Data or indices that are the same for all of a batch (of 1 there) serve each sample; indices of kELEMENT
    //! cannot.
    int32_t hidden{0};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("mode", mode);
        visitor("axis", axis);
        visitor("elementWiseDims", elementWiseDims);
        visitor("hidden", hidden);
    }
};

//! Inputs: data of any type of at least a byte; indices, int32 or int64, where negative ones count from the end. With b =
//! elementWiseDims, kDEFAULT gives data[:axis] + indices[b:] + data[axis + 1:]; kELEMENT the dims of indices; kND, with k the size of the
//! last dimension of indices, indices[:-1] + data[b + k:]. An index outside of its dimension is an error of that inference.
class GatherOp final : public graph::BuiltinOp<GatherOp, GatherParams>
{
public:
    static constexpr std::string_view kKind = "Gather";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

std::unique_ptr<graph::Kernel> makeGatherCpu(GatherParams const& params);

//! Error where indices do not fit the data.
base::Status checkGatherShapes(GatherParams const& params, PlainShapes const& shapes);

//! For CUDA; only in builds with it. There an index outside of its dimension gives zeros.
std::unique_ptr<graph::Kernel> makeGatherCuda(GatherParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
