// Kernel: writes a handful of numbers that setShapes has said.
#include "ops/shape/shape.h"

#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"
#include "ops/common/plain_kernel.h"

namespace tenon::ops
{

using base::DataType;

graph::Result<std::vector<graph::ValueSpec>> ShapeOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 1));
    TENON_CHECK(expectType("type of the shape", params.type, {DataType::kINT32, DataType::kINT64}));
    if (params.hidden < 0 || static_cast<size_t>(params.hidden) > inputs[0].dims.size())
    {
        return base::invalidArgument(
            "hidden dimensions: expected 0 to {}, found {}", inputs[0].dims.size(), params.hidden);
    }
    std::vector<graph::Dim> sizes(inputs[0].dims.begin() + params.hidden, inputs[0].dims.end());
    graph::Shape dims{graph::constant(static_cast<int64_t>(sizes.size()))};
    return std::vector<graph::ValueSpec>{{params.type, std::move(dims), std::move(sizes)}};
}

graph::Result<graph::CandidateList> ShapeOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> ShapeOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeShapeCuda(params, request));
    return makePlainKernel(
        [params = params](PlainShapes const& shapes, void const* const*, void* const* outputs, void*) {
            base::Dims const& dims = shapes.inputs[0].dims;
            for (int32_t i = params.hidden; i < dims.nbDims; ++i)
            {
                int32_t const at = i - params.hidden;
                if (params.type == DataType::kINT32)
                {
                    static_cast<int32_t*>(outputs[0])[at] = static_cast<int32_t>(dims.d[i]);
                }
                else
                {
                    static_cast<int64_t*>(outputs[0])[at] = dims.d[i];
                }
            }
            return base::okStatus();
        });
}

} // namespace tenon::ops
