#include "ops/softmax/softmax.h"

#if TENON_CUDA
#include "ops/common/cuda_kernel.h"
#include "ops/softmax/softmax_cuda.h"

namespace tenon::ops
{
namespace
{

struct SoftMaxWork
{
    int32_t axis;
    base::DataType type;
    int64_t outer{0}, size{0}, inner{0};

    static constexpr char const* kName = "softmax";

    Status setShapes(std::span<graph::TensorDesc const> inputs, std::span<graph::TensorDesc const>)
    {
        base::Dims const& dims = inputs[0].dims;
        if (axis < 0 || axis >= dims.nbDims)
        {
            return base::invalidArgument(
                "axis: expected a dimension of the input {}, found {}", base::toString(dims), axis);
        }
        outer = inner = 1;
        size = dims.d[axis];
        for (int32_t d = 0; d < dims.nbDims; ++d)
        {
            (d < axis ? outer : inner) *= d == axis ? 1 : dims.d[d];
        }
        return {};
    }

    cudaError_t enqueue(void const* const* inputs, void* const* outputs, void*, cudaStream_t stream) const
    {
        return launchSoftMax(type, inputs[0], outputs[0], outer, size, inner, stream);
    }
};

} // namespace

Result<std::unique_ptr<graph::Kernel>> makeSoftMaxCuda(SoftMaxParams const& params, graph::KernelRequest const& request)
{
    return makeCudaKernel(SoftMaxWork{params.axis, request.candidate.inputs[0].type}, request);
}

} // namespace tenon::ops
#endif // TENON_CUDA
