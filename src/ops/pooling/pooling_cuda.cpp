#include "ops/pooling/pooling.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/pooling/pooling_cuda.h"

namespace tenon::ops
{
namespace
{

struct PoolingWork
{
    PoolingParams params;
    base::DataType type;
    CudaPooling problem{};

    static constexpr char const* kName = "pooling";

    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const> outputs)
    {
        Dims const& in = inputs[0].dims;
        Dims const& out = outputs[0].dims;
        int32_t const spatialDims = params.windowSize.nbDims;
        int32_t const first = in.nbDims - spatialDims;
        if (first < 0 || out.nbDims != in.nbDims)
        {
            return base::error(base::ErrorCode::kINTERNAL_ERROR, "pooling: expected at least {} dimensions, found {}",
                spatialDims, in.nbDims);
        }
        problem = {params.type, !params.averageCountExcludesPadding, params.blendFactor, 1, {}};
        for (CudaPooling::Axis& axis : problem.axes)
        {
            axis = {1, 1, 1, 1, 0, 0};
        }
        for (int32_t i = 0; i < first; ++i)
        {
            problem.planes *= in.d[i];
        }
        Window const window = params.window();
        for (int32_t i = 0; i < spatialDims; ++i)
        {
            WindowAxis const axis = axisOf(window, i);
            TENON_ASSIGN(WindowPlacement const placed, placeWindows(window, i, in.d[first + i]));
            if (placed.output != out.d[first + i])
            {
                return base::error(base::ErrorCode::kINTERNAL_ERROR,
                    "pooling: expected an output of {} in spatial dimension {}, found {}", placed.output, i,
                    out.d[first + i]);
            }
            problem.axes[3 - spatialDims + i] = {
                in.d[first + i], placed.output, axis.size, axis.stride, placed.prePadding, placed.postPadding};
        }
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        return launchPooling(problem, type, inputs[0], outputs[0], stream);
    }
};

} // namespace

Result<std::unique_ptr<graph::Kernel>> makePoolingCuda(PoolingParams const& params, graph::KernelRequest const& request)
{
    return makeCudaKernel(PoolingWork{params, request.candidate.inputs[0].type}, request);
}

} // namespace tenon::ops
#endif // TENON_CUDA
