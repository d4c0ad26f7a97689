// GridSample: values of an image at coordinates that a grid says, as nvinfer1::IGridSampleLayer.
#pragma once

#include "graph/op.h"
#include "ops/common/plain_kernel.h"

#include <NvInfer.h>

namespace tenon::ops
{

struct GridSampleParams
{
    nvinfer1::InterpolationMode mode{nvinfer1::InterpolationMode::kLINEAR};
    bool alignCorners{false}; //!< −1 and 1 are the centres of the outermost elements, not their outer edges
    //! what elements outside are: kFILL 0, kCLAMP the edge, kREFLECT mirrored
    nvinfer1::SampleMode sampleMode{nvinfer1::SampleMode::kFILL};

    template <typename Visitor>
    void visit(Visitor&& visitor)
    {
        visitor("mode", mode);
        visitor("alignCorners", alignCorners);
        visitor("sampleMode", sampleMode);
    }
};

//! Inputs: data [N, C, H, W] and grid [N, H', W', 2] of (x, y) from −1 to 1, both fp32, fp16 or bf16. Output: [N, C, H', W'].
//! Or volumes, which the layer has beyond TensorRT's: [N, C, D, H, W] and [N, D', H', W', 3] of (x, y, z). Output: [N, C, D', H', W'].
class GridSampleOp final : public graph::BuiltinOp<GridSampleOp, GridSampleParams>
{
public:
    static constexpr std::string_view kKind = "GridSample";

    graph::Result<std::vector<graph::ValueSpec>> infer(graph::InferenceInputs const& inputs) const override;
    graph::Result<graph::CandidateList> candidates(graph::CandidateQuery const& query) override;
    graph::Result<std::unique_ptr<graph::Kernel>> makeKernel(graph::KernelRequest const& request) const override;
};

std::unique_ptr<graph::Kernel> makeGridSampleCpu(GridSampleParams const& params);

//! Images as volumes of depth 1.
struct GridSampleSizes
{
    int64_t batch, channels, depth, height, width;
    int64_t places;  //!< of the grid, for each of the batch
    int64_t numbers; //!< for each place: 2 or 3
};

GridSampleSizes gridSampleSizes(PlainShapes const& shapes);

//! Error where the grid does not fit the data.
base::Status checkGridShapes(PlainShapes const& shapes);

//! For CUDA; only in builds with it.
std::unique_ptr<graph::Kernel> makeGridSampleCuda(GridSampleParams const& params, graph::KernelRequest const& request);

} // namespace tenon::ops
