#include "ops/squeeze/squeeze.h"

#include "ops/common/axes_input.h"
#include "ops/common/copy_kernel.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

#include <algorithm>

namespace tenon::ops
{

graph::Result<std::vector<graph::ValueSpec>> SqueezeOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    graph::ValueSpec const& data = inputs[0];
    if (base::bitsOf(data.type) < 8)
    {
        return base::notImplemented("squeeze of {}", base::name(data.type));
    }
    TENON_ASSIGN(auto const axes, axesOfInput(inputs, 1, static_cast<int32_t>(data.dims.size()), params.hidden));
    graph::Shape dims;
    for (size_t d = 0; d < data.dims.size(); ++d)
    {
        bool const squeezed = std::find(axes.begin(), axes.end(), static_cast<int32_t>(d)) != axes.end();
        if (squeezed && data.dims[d]->isConstant() && data.dims[d]->value() != 1)
        {
            return base::invalidArgument("axis {}: expected a dimension of 1, found {} in {}", d, data.dims[d]->value(),
                graph::toString(data.dims, inputs.symbolNames));
        }
        if (!squeezed)
        {
            dims.push_back(data.dims[d]);
        }
    }
    return std::vector<graph::ValueSpec>{{data.type, std::move(dims), data.values}};
}

graph::Result<graph::CandidateList> SqueezeOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> SqueezeOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeCopyCuda(request));
    return makeCopyKernel();
}

} // namespace tenon::ops
