#include "ops/unary/unary.h"

#if TENON_CUDA
#include "ops/common/flat_work_cuda.h"
#include "ops/unary/unary_cuda.h"

namespace tenon::ops
{

graph::Result<std::unique_ptr<graph::Kernel>> makeUnaryCuda(
    UnaryParams const& params, graph::KernelRequest const& request)
{
    base::DataType const type = request.candidate.inputs[0].type;
    return makeCudaKernel(
        FlatCudaWork{"unary operation",
            [operation = params.operation, type](void const* in, void* out, int64_t count, cudaStream_t stream) {
                return launchUnary(operation, type, in, out, count, stream);
            }},
        request);
}

} // namespace tenon::ops
#endif // TENON_CUDA
