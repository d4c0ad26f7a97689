// Slice: y[i] = x[start + i · stride] in each dimension, as nvinfer1::ISliceLayer; what lies outside of x is by the mode.
#pragma once

#include "graph/op.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct SliceParams
{
    base::Dims start{}, size{},
        stride{};              //!< one entry a dimension, or an axis where `axes` is not empty; size −1: the input's
    std::vector<int64_t> axes; //!< dimensions that are sliced; empty: all
    nvinfer1::SampleMode mode{nvinfer1::SampleMode::kSTRICT_BOUNDS};
    int32_t hidden{0}; //!< leading dimensions that shape tensors do not speak of: 1 with an implicit batch

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("start", start);
        visitor("size", size);
        visitor("stride", stride);
        visitor("axes", axes);
        visitor("mode", mode);
        visitor("hidden", hidden);
    }
};

//! Inputs: 0 data, of any type of at least a byte; each optional: 1 start, 2 size, 3 stride (shape tensors of rank 1, which stand for the
//! parameters), 4 the value for mode kFILL (data's type, one element; absent: 0), 5 axes (constants).
class SliceOp final : public graph::BuiltinOp<SliceOp, SliceParams>
{
public:
    static constexpr std::string_view kKind = "Slice";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

//! Which optional inputs a kernel gets, in the order of their indices. On the CPU it reads start, stride and axes where they lie.
struct SliceConnections
{
    bool start{false}, size{false}, stride{false}, fill{false}, axes{false};
};

std::unique_ptr<graph::Kernel> makeSliceCpu(SliceParams const& params, SliceConnections const& connected);

//! For CUDA; only in builds with it. Axes that are an input must be a constant of the network there; starts that are computed and break strict bounds
//! give zeros.
bool slicesOnCuda(SliceOp const& op);
graph::Result<std::unique_ptr<graph::Kernel>> makeSliceCuda(SliceOp const& op, graph::KernelRequest const& request);

} // namespace tenon::ops
