// Scatter: a copy of a tensor with some elements replaced, as nvinfer1::IScatterLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct ScatterParams
{
    nvinfer1::ScatterMode mode{nvinfer1::ScatterMode::kELEMENT};
    int32_t axis{0}; //!< of the complete dims; mode kELEMENT

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("mode", mode);
        visitor("axis", axis);
    }
};

//! Inputs: data of any type of at least a byte; indices, int32 or int64, where negative ones count from the end; updates, of data's type.
//! kELEMENT: y[…, indices[i, j, …], …] = updates[i, j, …] along the axis. kND: y[indices[i, …, :]] = updates[i, …], whole slices where
//! indices name fewer dimensions than data has. Of several updates of one element the last, row-major, stays. An index outside of its
//! dimension is an error of that inference.
class ScatterOp final : public graph::BuiltinOp<ScatterOp, ScatterParams>
{
public:
    static constexpr std::string_view kKind = "Scatter";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

std::unique_ptr<graph::Kernel> makeScatterCpu(ScatterParams const& params);

//! Error where indices and updates do not fit the data.
base::Status checkScatterShapes(ScatterParams const& params, PlainShapes const& shapes);

//! For CUDA; only in builds with it. There an update outside of the data is left out.
graph::Result<std::unique_ptr<graph::Kernel>> makeScatterCuda(
    ScatterParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
