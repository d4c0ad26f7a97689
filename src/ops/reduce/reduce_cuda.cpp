#include "ops/reduce/reduce.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/reduce/reduce_cuda.h"
#include "ops/reduce/reduce_plan.h"

#include <algorithm>

namespace tenon::ops
{
namespace
{

CudaDimensions forCuda(reduction::Dimensions const& dims)
{
    CudaDimensions result;
    result.count = dims.count();
    for (size_t i = 0; i < dims.sizes.size(); ++i)
    {
        result.sizes[result.rank] = dims.sizes[i];
        result.strides[result.rank++] = dims.strides[i];
    }
    return result;
}

CudaReduction planFor(base::Dims const& dims, uint32_t axes)
{
    reduction::Plan const plan = reduction::planFor(dims, axes);
    return {forCuda(plan.kept), forCuda(plan.reduced), plan.inner, plan.innerReduced};
}

struct ReduceWork
{
    ReduceParams params;
    base::DataType type;
    size_t workspaceBytes;
    CudaReduction plan{};
    int64_t parts{1};

    static constexpr char const* kName = "reduction";

    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const>)
    {
        TENON_CHECK(validate(params, inputs[0].dims.nbDims));
        plan = planFor(inputs[0].dims, params.axes);
        // Other shapes than the profile's largest may ask for more parts than the workspace has room for.
        int64_t const room = plan.outputs() == 0 ? 1 : static_cast<int64_t>(workspaceBytes) / (8 * plan.outputs());
        parts = std::max<int64_t>(std::min(reductionParts(plan), room), 1);
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void* workspace, cudaStream_t stream) const
    {
        return launchReduction(params.operation, type, plan, parts, inputs[0], outputs[0], workspace, stream);
    }
};

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeReduceCuda(ReduceParams const& params, graph::KernelRequest const& request)
{
    size_t workspaceBytes = 0;
    for (graph::ProfileRanges const& profile : request.profiles)
    {
        for (base::Dims const* const dims : {&profile.inputs[0].opt, &profile.inputs[0].max})
        {
            TENON_CHECK(validate(params, dims->nbDims));
            CudaReduction const plan = planFor(*dims, params.axes);
            int64_t const parts = reductionParts(plan);
            workspaceBytes =
                std::max(workspaceBytes, parts > 1 ? static_cast<size_t>(8 * parts * plan.outputs()) : size_t{0});
        }
    }
    return makeCudaKernel(
        ReduceWork{params, request.candidate.inputs[0].type, workspaceBytes}, request, workspaceBytes);
}

} // namespace tenon::ops
#endif // TENON_CUDA
