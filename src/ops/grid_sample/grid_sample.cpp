#include "ops/grid_sample/grid_sample.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

namespace tenon::ops
{

using nvinfer1::SampleMode;

graph::Result<std::vector<graph::ValueSpec>> GridSampleOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    auto const mode = static_cast<int32_t>(params.mode);
    if (mode < 0 || mode > 2)
    {
        return base::invalidArgument("interpolation mode: expected an InterpolationMode, found number {}", mode);
    }
    bool const served = params.sampleMode == SampleMode::kFILL || params.sampleMode == SampleMode::kCLAMP
        || params.sampleMode == SampleMode::kREFLECT;
    if (!served)
    {
        return base::invalidArgument("sample mode: expected kFILL, kCLAMP or kREFLECT, found number {}",
            static_cast<int32_t>(params.sampleMode));
    }
    graph::Shape const& data = inputs[0].dims;
    graph::Shape const& grid = inputs[1].dims;
    TENON_CHECK(expectType("input 0", inputs[0].type, kFloatTypes));
    TENON_CHECK(expectType("input 1 (grid)", inputs[1].type, kFloatTypes));
    bool const flat = data.size() == 4 && grid.size() == 4;
    bool const solid = data.size() == 5 && grid.size() == 5;
    bool const fits = (flat && (!grid[3]->isConstant() || grid[3]->value() == 2))
        || (solid && (!grid[4]->isConstant() || grid[4]->value() == 3));
    if (!fits)
    {
        return base::invalidArgument(
            "inputs: expected data [N, C, H, W] and a grid [N, H, W, 2], or [N, C, D, H, W] and [N, D, H, W, 3], found {} and {}",
            graph::toString(data, inputs.symbolNames), graph::toString(grid, inputs.symbolNames));
    }
    if (data[0]->isConstant() && grid[0]->isConstant() && data[0]->value() != grid[0]->value())
    {
        return base::invalidArgument(
            "input 1 (grid): expected the batch of the data, {}, found {}", data[0]->value(), grid[0]->value());
    }
    graph::Shape dims{data[0], data[1]};
    dims.insert(dims.end(), grid.begin() + 1, grid.end() - 1);
    return std::vector<graph::ValueSpec>{{inputs[0].type, std::move(dims), std::nullopt}};
}

graph::Result<graph::CandidateList> GridSampleOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> GridSampleOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeGridSampleCuda(params, request));
    return withHalfStorage(request, [&](graph::KernelRequest const&) -> graph::Result<std::unique_ptr<graph::Kernel>> {
        return makeGridSampleCpu(params);
    });
}

} // namespace tenon::ops
