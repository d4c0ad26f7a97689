#include "ops/unsqueeze/unsqueeze.h"

#include "ops/common/axes_input.h"
#include "ops/common/copy_kernel.h"
#include "ops/common/cuda_kernel.h"
#include "ops/common/half_storage.h"
#include "ops/common/input_checks.h"

#include <algorithm>

namespace tenon::ops
{

graph::Result<std::vector<graph::ValueSpec>> UnsqueezeOp::infer(graph::InferenceInputs const& inputs) const
{
    TENON_CHECK(expectInputs(inputs, 2));
    graph::ValueSpec const& data = inputs[0];
    if (base::bitsOf(data.type) < 8)
    {
        return base::notImplemented("unsqueeze of {}", base::name(data.type));
    }
    size_t const added = inputs[1].values ? inputs[1].values->size() : 0;
    auto const rank = static_cast<int32_t>(data.dims.size() + added);
    if (rank > base::kMaxDims)
    {
        return base::invalidArgument(
            "input 1 (axes): expected at most {} dimensions in all, found {}", base::kMaxDims, rank);
    }
    TENON_ASSIGN(auto const axes, axesOfInput(inputs, 1, rank, params.hidden));
    graph::Shape dims;
    auto next = data.dims.begin();
    for (int32_t d = 0; d < rank; ++d)
    {
        bool const isNew = std::find(axes.begin(), axes.end(), d) != axes.end();
        dims.push_back(isNew ? graph::constant(1) : *next++);
    }
    return std::vector<graph::ValueSpec>{{data.type, std::move(dims), data.values}};
}

graph::Result<graph::CandidateList> UnsqueezeOp::candidates(graph::CandidateQuery const& query)
{
    return floatingCandidates(query, "cpu", "cuda");
}

graph::Result<std::unique_ptr<graph::Kernel>> UnsqueezeOp::makeKernel(graph::KernelRequest const& request) const
{
    TENON_MAKE_ON_CUDA(request, makeCopyCuda(request));
    return makeCopyKernel();
}

} // namespace tenon::ops
